"""What the figures are called. German is the message id; ``locale/en.po`` has the English."""

from __future__ import annotations

from models.translatable import _

FIGURES: dict[str, str] = {
    "offices": _("Dienststellen"),
    "taking_part": _("beteiligt"),
    "undecided": _("Beteiligung noch nicht entschieden"),
    "not_taking_part": _("nicht beteiligt"),
    "paused": _("ruht"),
    "merged": _("zusammengelegt"),
    "closed": _("geschlossen"),
    "stages": _("Stufen"),
    "milestones": _("Meilensteine erreicht"),
    "voluntary": _("freiwillig erreicht"),
    "statuses": _("Stand"),
    "with_qualified_companion": _("mit genügend qualifizierten Lernbegleitenden"),
    "with_manager": _("mit umsetzungsverantwortlicher Führungskraft"),
    "with_aqua_team": _("mit AQua-Team"),
    "with_seats": _("mit Plätzen in einer Qualifizierungswelle"),
    "workshops": _("Workshops"),
    "in_need": _("mit Unterstützungsbedarf"),
    "needs": _("offene Schritte"),
    "delays": _("Gründe für Verzögerungen"),
    "sustained": _("verstetigt geblieben"),
    "durations": _("Dauer der Stufen in Tagen"),
    "persons": _("Personen (auf Vielfache von 5 gerundet)"),
}
"""Fields of ``KindFigures``."""

WORKSHOPS: dict[str, str] = {
    "planned": _("geplant"),
    "answer_due": _("Termin vorbei, noch keine Antwort"),
    "held": _("stattgefunden"),
    "confirmed": _("davon am Stichtag bestätigt"),
}
"""Fields of ``WorkshopFigures``."""

PERSONS: dict[str, str] = {
    "companions": _("Lernbegleitende"),
    "admitted": _("zu einem Kurs zugelassen"),
    "qualified": _("qualifiziert"),
    "seats": _("Plätze in Qualifizierungswellen"),
}
"""Fields of ``Persons`` and ``RoundedPersons``."""

SPREADS: dict[str, str] = {
    "sample": _("Zahl der Dienststellen"),
    "running": _("davon noch nicht so weit"),
    "lower": _("ein Viertel bis"),
    "median": _("die Hälfte bis"),
    "upper": _("drei Viertel bis"),
    "gross": _("Tage insgesamt"),
    "net": _("Tage ohne Pausen"),
}
"""Fields of ``Spread``, and its two ways to count."""

TOO_FEW = _("Weniger als {n} Dienststellen: keine Angabe")
"""Said instead of quartiles; n is SMALLEST_SAMPLE."""

CAUSES: dict[str, str] = {"pause": _("Pause"), "due_date": _("geänderte Frist")}
"""``DelayFigures.cause``."""

CHANGES: dict[str, str] = {
    "advanced": _("eine Stufe weiter"),
    "reached": _("mit neu erreichten Meilensteinen"),
    "reopened": _("mit wieder geöffneten Meilensteinen"),
    "slipped": _("mit verschobenen Fristen"),
    "new_needs": _("mit neuem Unterstützungsbedarf"),
    "unchanged": _("unverändert"),
    "quiet": _("ohne Nachricht seit 30 Tagen"),
}
"""Fields of ``ChangeFigures``."""

OVER_TIME: dict[str, str] = {
    "stages_over_time": _("Stufen im Zeitverlauf"),
    "curves": _("Stufen nach Monaten seit dem Beginn"),
    "waits": _("Wartezeit je Meilenstein"),
    "bottlenecks": _("Worauf gewartet wird"),
}

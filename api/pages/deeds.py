"""The commands in the words of the offices: what each is called, what follows from it, who can undo it."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Deed:
    """One command type as people read it. ``{what}`` is the workshop or milestone, ``{place}`` „in Hannover“.

    ``title`` heads the form, ``label`` stands on buttons, ``done`` is said afterwards. ``rare``: not offered first.
    """

    title: str
    label: str
    done: str
    follows: str
    undo: str
    rare: bool = False


BOTH_STAY = "Beide Tage bleiben in der Chronik."
REGION_CORRECTS = "Einen falschen Tag berichtigen Sie selbst oder die iLB-Verantwortlichen der Region."

DEEDS: dict[str, Deed] = {
    "state_standing": Deed(
        "Bisherigen Stand {place} übernehmen",
        "Bisherigen Stand übernehmen",
        "Stand übernommen.",
        "Der Meilenstein gilt ab dem genannten Tag als erreicht und trägt das Wort „übernommen“.",
        "Den Tag berichtigen können die iLB-Verantwortlichen der Region.",
        rare=True,
    ),
    "decide_participation": Deed(
        "Entscheidung über die Beteiligung {place} eintragen",
        "Entscheidung über Beteiligung eintragen",
        "Entscheidung über die Beteiligung eingetragen.",
        "Bei einer Zusage beginnt die Vorbereitung. Ohne Beteiligung laufen keine Fristen, und nichts gilt als offen.",
        "Sie können jederzeit eine neue Entscheidung eintragen.",
    ),
    "assign_manager": Deed(
        "Umsetzungsverantwortliche Führungskraft {place} eintragen",
        "Führungskraft eintragen",
        "Umsetzungsverantwortliche Führungskraft eingetragen.",
        "Ab dem genannten Tag ist die Funktion besetzt. War sie es schon, endet die bisherige Zeit am selben Tag.",
        "Sie können den Tag berichtigen oder das Ausscheiden eintragen.",
    ),
    "vacate_manager": Deed(
        "Ausscheiden der Führungskraft {place} eintragen",
        "Ausscheiden der Führungskraft eintragen",
        "Ausscheiden der Führungskraft eingetragen.",
        "Die Funktion ist ab dem genannten Tag unbesetzt; die Nachbesetzung wird ein Schritt in Ihrer Arbeitsliste. "
        "Ein Grund wird nicht erfasst.",
        "Sie können danach wieder eine Führungskraft eintragen.",
        rare=True,
    ),
    "nominate_companion": Deed(
        "Lernbegleitung {place} benennen",
        "Lernbegleitung benennen",
        "Lernbegleitung benannt.",
        "Die Dienststelle hat eine Lernbegleiterin oder einen Lernbegleiter mehr. Namen werden hier nicht erfasst.",
        "Zurücknehmen können Sie es mit „Ausscheiden einer Lernbegleitung“.",
    ),
    "admit_companion": Deed(
        "Lernbegleitung {place} zum Kurs zulassen",
        "Zum Kurs zulassen",
        "Zulassung zum Kurs eingetragen.",
        "Mit der ersten Zulassung steht die Dienststelle in der Stufe Qualifizierung.",
        REGION_CORRECTS,
    ),
    "record_qualification": Deed(
        "Abschluss der Qualifizierung {place} eintragen",
        "Abschluss der Qualifizierung eintragen",
        "Abschluss der Qualifizierung eingetragen.",
        "Die Lernbegleitung gilt ab dem genannten Tag als qualifiziert.",
        REGION_CORRECTS,
    ),
    "release_companion": Deed(
        "Ausscheiden einer Lernbegleitung {place} eintragen",
        "Ausscheiden einer Lernbegleitung eintragen",
        "Ausscheiden einer Lernbegleitung eingetragen.",
        "Die Lernbegleitung zählt ab dem genannten Tag nicht mehr mit. Ein Grund wird nicht erfasst. "
        "Die Stufe der Dienststelle bleibt.",
        "Zurücknehmen lässt es sich nicht; benennen Sie gegebenenfalls neu.",
        rare=True,
    ),
    "plan_workshop": Deed(
        "{what} {place} planen",
        "{what} planen",
        "{what} geplant.",
        "Am Arbeitstag nach dem Termin wird die Teamleitung AQua um Bestätigung gebeten. "
        "Der Tag darf in der Vergangenheit liegen, wenn der Workshop schon stattgefunden hat.",
        "Der Termin lässt sich verschieben oder absagen.",
    ),
    "move_workshop": Deed(
        "{what} {place} verschieben",
        "{what} verschieben",
        "{what} verschoben.",
        "Der neue Termin gilt sofort; um Bestätigung wird erst danach gebeten.",
        "Der Termin lässt sich wieder verschieben. " + BOTH_STAY,
    ),
    "cancel_workshop": Deed(
        "{what} {place} absagen",
        "{what} absagen",
        "{what} abgesagt.",
        "Der Workshop ist danach nicht mehr geplant und muss neu geplant werden.",
        "Sie können ihn jederzeit neu planen.",
        rare=True,
    ),
    "confirm_workshop": Deed(
        "{what} {place} bestätigen",
        "{what} bestätigen",
        "{what} bestätigt.",
        "Sie bestätigen, dass der Workshop stattgefunden hat. Die Dienststelle rückt vor, sobald auch alles andere da "
        "ist, was die nächste Stufe braucht.",
        "Zurücknehmen kann das nur die bestätigende Funktion, mit Angabe eines Grundes.",
    ),
    "withdraw_confirmation": Deed(
        "Bestätigung zurücknehmen: {what} {place}",
        "Bestätigung zurücknehmen ({what})",
        "Bestätigung zurückgenommen.",
        "Der Workshop gilt wieder als geplant, und die Stufe wird neu bestimmt. Beides bleibt in der Chronik.",
        "Sie können ihn wieder bestätigen.",
        rare=True,
    ),
    "return_to_region": Deed(
        "Zuständigkeit für die Bestätigung abgeben: {what} {place}",
        "Nicht unsere Zuständigkeit ({what})",
        "An die Region zurückgegeben.",
        "Die iLB-Verantwortlichen der Region klären, wer den Workshop bestätigt.",
        "Sie können den Workshop danach trotzdem noch bestätigen.",
        rare=True,
    ),
    "record_milestone": Deed(
        "„{what}“ {place} eintragen",
        "Eintragen: {what}",
        "Eingetragen: {what}.",
        "Der Meilenstein gilt ab dem genannten Tag als erreicht.",
        REGION_CORRECTS,
    ),
    "pause": Deed(
        "Rollout {place} ruhen lassen",
        "Ruhen lassen",
        "Die Dienststelle ruht.",
        "Alle Fristen stehen still, und niemand wird erinnert. Eine Pause ist kein Versäumnis.",
        "Mit „Wiederaufnahme eintragen“ geht es weiter; die Fristen verschieben sich um die Dauer der Pause.",
        rare=True,
    ),
    "resume": Deed(
        "Wiederaufnahme {place} eintragen",
        "Wiederaufnahme eintragen",
        "Wieder aufgenommen.",
        "Die Fristen laufen weiter, verschoben um die Arbeitstage der Pause.",
        "Sie können die Dienststelle wieder ruhen lassen.",
    ),
    "change_due_date": Deed(
        "Frist {place} ändern",
        "Frist ändern",
        "Frist geändert.",
        "Die neue Frist gilt sofort; erinnert wird erst, wenn sie erreicht ist.",
        "Sie können die Frist wieder ändern.",
        rare=True,
    ),
    "correct_date": Deed(
        "Datum {place} berichtigen",
        "Datum berichtigen",
        "Datum berichtigt.",
        "Der richtige Tag ersetzt den bisherigen; was daraus folgt, wird neu bestimmt.",
        "Sie können ihn wieder berichtigen. " + BOTH_STAY,
        rare=True,
    ),
    "close": Deed(
        "Rollout {place} beenden",
        "Rollout beenden",
        "Der Rollout dieser Dienststelle ist beendet.",
        "Danach lässt sich für diese Dienststelle nichts mehr eintragen. Die Chronik bleibt lesbar.",
        "Das lässt sich nicht zurücknehmen.",
        rare=True,
    ),
    "decline_wave": Deed(
        "Platz in der Qualifizierungswelle {place} zurückgeben",
        "Platz in der Welle zurückgeben",
        "Platz in der Qualifizierungswelle zurückgegeben.",
        "Der Platz wird für eine andere Dienststelle frei. Benennungen und Zulassungen bleiben. "
        "Ein Grund wird nicht erfasst.",
        "Zurücknehmen lässt es sich nicht; die Zentrale kann die Dienststelle erneut in eine Welle aufnehmen.",
        rare=True,
    ),
    "request_participation": Deed(
        "Beteiligung der Interessenvertretung {place} eintragen",
        "Beteiligung der Interessenvertretung eintragen",
        "Beteiligung der Interessenvertretung eingetragen.",
        "Von diesem Tag an läuft die Zeit zur Äußerung, gerechnet in Arbeitstagen der Dienststelle. Nach ihrem Ende "
        "werden Sie gefragt, ob das Schweigen als Billigung einzutragen ist.",
        "Der Eintrag bleibt; die Zentrale und die iLB-Verantwortlichen der Region tragen danach das Ergebnis ein.",
    ),
    "record_participation": Deed(
        "Ergebnis der Beteiligung {place} eintragen",
        "Ergebnis der Beteiligung eintragen",
        "Ergebnis der Beteiligung eingetragen.",
        "Nach einer Billigung lässt die Welle die Benannten zum Kurs zu. Nach einer Ablehnung geschieht nichts von "
        "selbst: Sie beteiligen erneut, benennen jemand anderen oder geben den Platz zurück.",
        "Eine Billigung lässt sich nicht zurücknehmen; nach einer Ablehnung können Sie erneut beteiligen.",
    ),
}
"""Every command type that a person can give; a test compares with the permissions."""


def deed_label(command: str, what: str) -> str:
    return DEEDS[command].label.format(what=what)


def place_words(name: str) -> str:
    """The unit with its preposition: „in Hannover“, „im Jobcenter Celle“."""
    city = name.removeprefix("Agentur für Arbeit ")
    if city != name:
        return f"in {city}"
    return f"im {name}" if name.startswith("Jobcenter ") else f"bei {name}"

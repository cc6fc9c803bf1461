"""The commands in the words of the offices: what each is called, what follows from it, who can undo it."""

from __future__ import annotations

from dataclasses import dataclass

from babel.support import LazyProxy

from api.pages.words import filled, within
from api.pages.words import later as _


@dataclass(frozen=True, slots=True)
class Deed:
    """One command type as people read it. ``{what}`` is the workshop or milestone, ``{place}`` „in Hannover“.

    ``title`` heads the form, ``label`` stands on buttons, ``done`` is said afterwards. ``rare``: not offered first.
    """

    title: LazyProxy
    label: LazyProxy
    done: LazyProxy
    follows: LazyProxy
    undo: LazyProxy
    rare: bool = False


REGION_CORRECTS = _("Einen falschen Tag berichtigen Sie selbst oder die iLB-Verantwortlichen der Region.")

DEEDS: dict[str, Deed] = {
    "state_standing": Deed(
        _("Bisherigen Stand {place} übernehmen"),
        _("Bisherigen Stand übernehmen"),
        _("Stand übernommen."),
        _("Der Meilenstein gilt ab dem genannten Tag als erreicht und trägt das Wort „übernommen“."),
        _("Den Tag berichtigen können die iLB-Verantwortlichen der Region."),
        rare=True,
    ),
    "decide_participation": Deed(
        _("Entscheidung über die Beteiligung {place} eintragen"),
        _("Entscheidung über Beteiligung eintragen"),
        _("Entscheidung über die Beteiligung eingetragen."),
        _(
            "Bei einer Zusage beginnt die Vorbereitung. Ohne Beteiligung laufen keine Fristen, und nichts gilt "
            "als offen."
        ),
        _("Sie können jederzeit eine neue Entscheidung eintragen."),
    ),
    "assign_manager": Deed(
        _("Umsetzungsverantwortliche Führungskraft {place} eintragen"),
        _("Führungskraft eintragen"),
        _("Umsetzungsverantwortliche Führungskraft eingetragen."),
        _("Ab dem genannten Tag ist die Funktion besetzt. War sie es schon, endet die bisherige Zeit am selben Tag."),
        _("Sie können den Tag berichtigen oder das Ausscheiden eintragen."),
    ),
    "vacate_manager": Deed(
        _("Ausscheiden der Führungskraft {place} eintragen"),
        _("Ausscheiden der Führungskraft eintragen"),
        _("Ausscheiden der Führungskraft eingetragen."),
        _(
            "Die Funktion ist ab dem genannten Tag unbesetzt; die Nachbesetzung wird ein Schritt in Ihrer "
            "Arbeitsliste. "
            "Ein Grund wird nicht erfasst."
        ),
        _("Sie können danach wieder eine Führungskraft eintragen."),
        rare=True,
    ),
    "nominate_companion": Deed(
        _("Lernbegleitung {place} benennen"),
        _("Lernbegleitung benennen"),
        _("Lernbegleitung benannt."),
        _("Die Dienststelle hat eine Lernbegleiterin oder einen Lernbegleiter mehr. Namen werden hier nicht erfasst."),
        _("Zurücknehmen können Sie es mit „Ausscheiden einer Lernbegleitung“."),
    ),
    "admit_companion": Deed(
        _("Lernbegleitung {place} zum Kurs zulassen"),
        _("Zum Kurs zulassen"),
        _("Zulassung zum Kurs eingetragen."),
        _("Mit der ersten Zulassung steht die Dienststelle in der Stufe Qualifizierung."),
        REGION_CORRECTS,
    ),
    "record_qualification": Deed(
        _("Abschluss der Qualifizierung {place} eintragen"),
        _("Abschluss der Qualifizierung eintragen"),
        _("Abschluss der Qualifizierung eingetragen."),
        _("Die Lernbegleitung gilt ab dem genannten Tag als qualifiziert."),
        REGION_CORRECTS,
    ),
    "release_companion": Deed(
        _("Ausscheiden einer Lernbegleitung {place} eintragen"),
        _("Ausscheiden einer Lernbegleitung eintragen"),
        _("Ausscheiden einer Lernbegleitung eingetragen."),
        _(
            "Die Lernbegleitung zählt ab dem genannten Tag nicht mehr mit. Ein Grund wird nicht erfasst. "
            "Die Stufe der Dienststelle bleibt."
        ),
        _("Zurücknehmen lässt es sich nicht; benennen Sie gegebenenfalls neu."),
        rare=True,
    ),
    "plan_workshop": Deed(
        _("{what} {place} planen"),
        _("{what} planen"),
        _("{what} geplant."),
        _(
            "Am Arbeitstag nach dem Termin wird die Teamleitung AQua um Bestätigung gebeten. "
            "Der Tag darf in der Vergangenheit liegen, wenn der Workshop schon stattgefunden hat."
        ),
        _("Der Termin lässt sich verschieben oder absagen."),
    ),
    "move_workshop": Deed(
        _("{what} {place} verschieben"),
        _("{what} verschieben"),
        _("{what} verschoben."),
        _("Der neue Termin gilt sofort; um Bestätigung wird erst danach gebeten."),
        _("Der Termin lässt sich wieder verschieben. Beide Tage bleiben in der Chronik."),
    ),
    "cancel_workshop": Deed(
        _("{what} {place} absagen"),
        _("{what} absagen"),
        _("{what} abgesagt."),
        _("Der Workshop ist danach nicht mehr geplant und muss neu geplant werden."),
        _("Sie können ihn jederzeit neu planen."),
        rare=True,
    ),
    "confirm_workshop": Deed(
        _("{what} {place} bestätigen"),
        _("{what} bestätigen"),
        _("{what} bestätigt."),
        _(
            "Sie bestätigen, dass der Workshop stattgefunden hat. Die Dienststelle rückt vor, sobald auch alles "
            "andere da "
            "ist, was die nächste Stufe braucht."
        ),
        _("Zurücknehmen kann das nur die bestätigende Funktion, mit Angabe eines Grundes."),
    ),
    "withdraw_confirmation": Deed(
        _("Bestätigung zurücknehmen: {what} {place}"),
        _("Bestätigung zurücknehmen ({what})"),
        _("Bestätigung zurückgenommen."),
        _("Der Workshop gilt wieder als geplant, und die Stufe wird neu bestimmt. Beides bleibt in der Chronik."),
        _("Sie können ihn wieder bestätigen."),
        rare=True,
    ),
    "return_to_region": Deed(
        _("Zuständigkeit für die Bestätigung abgeben: {what} {place}"),
        _("Nicht unsere Zuständigkeit ({what})"),
        _("An die Region zurückgegeben."),
        _("Die iLB-Verantwortlichen der Region klären, wer den Workshop bestätigt."),
        _("Sie können den Workshop danach trotzdem noch bestätigen."),
        rare=True,
    ),
    "record_milestone": Deed(
        _("„{what}“ {place} eintragen"),
        _("Eintragen: {what}"),
        _("Eingetragen: {what}."),
        _("Der Meilenstein gilt ab dem genannten Tag als erreicht."),
        REGION_CORRECTS,
    ),
    "pause": Deed(
        _("Rollout {place} ruhen lassen"),
        _("Ruhen lassen"),
        _("Die Dienststelle ruht."),
        _("Alle Fristen stehen still, und niemand wird erinnert. Eine Pause ist kein Versäumnis."),
        _("Mit „Wiederaufnahme eintragen“ geht es weiter; die Fristen verschieben sich um die Dauer der Pause."),
        rare=True,
    ),
    "resume": Deed(
        _("Wiederaufnahme {place} eintragen"),
        _("Wiederaufnahme eintragen"),
        _("Wieder aufgenommen."),
        _("Die Fristen laufen weiter, verschoben um die Arbeitstage der Pause."),
        _("Sie können die Dienststelle wieder ruhen lassen."),
    ),
    "change_due_date": Deed(
        _("Frist {place} ändern"),
        _("Frist ändern"),
        _("Frist geändert."),
        _("Die neue Frist gilt sofort; erinnert wird erst, wenn sie erreicht ist."),
        _("Sie können die Frist wieder ändern."),
        rare=True,
    ),
    "correct_date": Deed(
        _("Datum {place} berichtigen"),
        _("Datum berichtigen"),
        _("Datum berichtigt."),
        _("Der richtige Tag ersetzt den bisherigen; was daraus folgt, wird neu bestimmt."),
        _("Sie können ihn wieder berichtigen. Beide Tage bleiben in der Chronik."),
        rare=True,
    ),
    "close": Deed(
        _("Rollout {place} beenden"),
        _("Rollout beenden"),
        _("Der Rollout dieser Dienststelle ist beendet."),
        _("Danach lässt sich für diese Dienststelle nichts mehr eintragen. Die Chronik bleibt lesbar."),
        _("Das lässt sich nicht zurücknehmen."),
        rare=True,
    ),
    "decline_wave": Deed(
        _("Platz in der Qualifizierungswelle {place} zurückgeben"),
        _("Platz in der Welle zurückgeben"),
        _("Platz in der Qualifizierungswelle zurückgegeben."),
        _(
            "Der Platz wird für eine andere Dienststelle frei. Benennungen und Zulassungen bleiben. "
            "Ein Grund wird nicht erfasst."
        ),
        _("Zurücknehmen lässt es sich nicht; die Zentrale kann die Dienststelle erneut in eine Welle aufnehmen."),
        rare=True,
    ),
    "request_participation": Deed(
        _("Beteiligung der Interessenvertretung {place} eintragen"),
        _("Beteiligung der Interessenvertretung eintragen"),
        _("Beteiligung der Interessenvertretung eingetragen."),
        _(
            "Von diesem Tag an läuft die Zeit zur Äußerung, gerechnet in Arbeitstagen der Dienststelle. Nach "
            "ihrem Ende "
            "werden Sie gefragt, ob das Schweigen als Billigung einzutragen ist."
        ),
        _("Der Eintrag bleibt; die Zentrale und die iLB-Verantwortlichen der Region tragen danach das Ergebnis ein."),
    ),
    "record_participation": Deed(
        _("Ergebnis der Beteiligung {place} eintragen"),
        _("Ergebnis der Beteiligung eintragen"),
        _("Ergebnis der Beteiligung eingetragen."),
        _(
            "Nach einer Billigung lässt die Welle die Benannten zum Kurs zu. Nach einer Ablehnung geschieht nichts von "
            "selbst: Sie beteiligen erneut, benennen jemand anderen oder geben den Platz zurück."
        ),
        _("Eine Billigung lässt sich nicht zurücknehmen; nach einer Ablehnung können Sie erneut beteiligen."),
    ),
}
"""Every command type that a person can give; a test compares with the permissions."""


def deed_label(command: str, what: str) -> str:
    return filled(DEEDS[command].label, what=within(what))


def place_words(name: str) -> str:
    """The unit with its preposition: „in Hannover“, „im Jobcenter Celle“."""
    city = name.removeprefix("Agentur für Arbeit ")
    if city != name:
        return str(_("in {city}")).format(city=city)
    template = _("im {name}") if name.startswith("Jobcenter ") else _("bei {name}")
    return str(template).format(name=name)

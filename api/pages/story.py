"""The journal as people tell it: every kind of event in one sentence."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING, Any
from zoneinfo import ZoneInfo

from api.pages.seat_story import SEAT_LOST, SEAT_SENTENCES, seat_said
from api.pages.shown import JournalLine
from api.pages.words import _, day, filled, later
from models.commands import By
from models.programme import WorkshopKind
from models.waves.reasons import words as wave_words
from models.wording import function_words, holder_words

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from babel.support import LazyProxy

    from models.queries.stories import Entry
    from models.wording import Names, Voice

BERLIN = ZoneInfo("Europe/Berlin")

SENTENCES: dict[str, LazyProxy] = {
    "rollout_started": later("Die Dienststelle wird im Tracker geführt."),
    "standing_stated": later("Bisherigen Stand übernommen: {milestone}."),
    "participation_decided": later("Über die Beteiligung entschieden: {takes_part}."),
    "manager_assigned": later("Umsetzungsverantwortliche Führungskraft eingetragen."),
    "manager_vacated": later("Ausscheiden der umsetzungsverantwortlichen Führungskraft eingetragen."),
    "companion_nominated": later("Eine Lernbegleitung benannt."),
    "companion_admitted": later("Eine Lernbegleitung zum Kurs zugelassen."),
    "companion_qualified": later("Eine Lernbegleitung hat die Qualifizierung abgeschlossen."),
    "companion_released": later("Eine Lernbegleitung hat die Funktion abgegeben."),
    "workshop_planned": later("{workshop} für den {planned_on} geplant."),
    "workshop_moved": later("{workshop} vom {was} auf den {planned_on} verschoben ({reason})."),
    "workshop_cancelled": later("{workshop} am {was} abgesagt ({reason})."),
    "workshop_confirmed": later("{workshop} bestätigt; teilgenommen haben {headcount}."),
    "confirmation_withdrawn": later("Bestätigung zurückgenommen: {workshop} vom {was} ({reason})."),
    "workshop_returned": later("Bestätigung an die Region zurückgegeben: {workshop} ({reason})."),
    "milestone_recorded": later("Eingetragen: {milestone}."),
    "milestone_reached": later("Meilenstein erreicht: {milestone}."),
    "milestone_redated": later("Tag des Meilensteins neu bestimmt: {milestone}, bisher {was}."),
    "milestone_reopened": later("Meilenstein wieder offen: {milestone}, zuvor {was}."),
    "paused": later("Die Dienststelle ruht ({reason})."),
    "resumed": later("Wieder aufgenommen."),
    "due_date_changed": later("Frist vom {was} auf den {due_on} geändert: {milestone} ({reason})."),
    "date_corrected": later("Datum berichtigt: {milestone}, bisher {was} ({reason})."),
    "aqua_team_assigned": later("Zuständiges AQua-Team: {team}."),
    "region_assigned": later("Zuständige Region: {region}."),
    "calendar_adopted": later("Arbeitskalender aktualisiert."),
    "closed": later("Rollout beendet."),
    "reminder_due": later("Erinnerung an einen offenen Schritt: {milestone} ({level}. Erinnerung)."),
    "waiting_time_ended": later("Wartezeit beendet: {milestone}."),
    "sustainment_checked": later("Rückblick nach der Verstetigung: {missing}."),
    **SEAT_SENTENCES,
}
"""By event type; a test finds a type without a sentence."""
MERGED = later("Rollout beendet, zusammengelegt mit {successor}.")
"""Instead of the sentence about the end, where another office goes on."""

REASONS = {
    "workshop_moved": "cancel",
    "workshop_cancelled": "cancel",
    "confirmation_withdrawn": "withdraw",
    "workshop_returned": "return",
    "paused": "pause",
    "due_date_changed": "due_date",
    "date_corrected": "correct",
    "participation_recorded": "representation",
    "participation_waived": "representation",
}
"""From which list of the programme an event's reason is."""

PLACES: dict[str, Callable[[Names], Mapping[str, str]]] = {"team": lambda n: n.teams, "region": lambda n: n.regions}
HEADCOUNTS = {"1-4": later("1 bis 4 Personen"), "5-9": later("5 bis 9 Personen"), "10+": later("10 oder mehr Personen")}


def journal_line(voice: Voice, entry: Entry) -> JournalLine:
    row = entry.row
    words = event_words(voice, row.type, row.payload)
    return JournalLine(
        happened_on=row.happened_on,
        recorded_at=row.recorded_at.astimezone(BERLIN),
        who=who_words(voice, By.model_validate(row.payload["by"]), is_forgotten=entry.is_forgotten),
        words=_("{words} Anmerkung: {note}", words=words, note=entry.note) if entry.note else words,
        taken_over=row.type == "standing_stated" or bool(row.payload.get("stated")),
    )


def event_words(voice: Voice, kind: str, payload: dict[str, Any]) -> str:
    told = {
        name: words if (words := seat_said(voice, kind, name, value)) is not None else _said(voice, kind, name, value)
        for name, value in payload.items()
    }
    sentence = SEAT_LOST if payload.get("waits") else SENTENCES[kind]
    if payload.get("successor"):
        sentence = MERGED
    why = wave_words("course_cancelled", voice.language)
    return filled(sentence, **{"seats": "", "why": why, **told})


def who_words(voice: Voice, by: By, *, is_forgotten: bool = False) -> str:
    """The function with its place; „i. V.“ where somebody stood in, „ehemals“ where nobody knows who it was."""
    words = holder_words(voice, by.effective, by.scope)
    words = _("ehemals {holder}", holder=words) if is_forgotten else words
    if by.acting_for is None:
        return words
    return _("{holder}, i. V. {function}", holder=words, function=function_words(voice, by.function))


def _said(voice: Voice, kind: str, name: str, value: Any) -> str:  # noqa: ANN401 - JSON of any event
    match name:
        case "milestone":
            return _title(voice, value)
        case "workshop":
            return voice.programme.workshop_milestone(WorkshopKind(value)).title.in_language(voice.language)
        case "reason" if kind in REASONS:
            known = voice.programme.reasons_in(REASONS[kind]).get(value)
            return known.in_language(voice.language) if known is not None else str(value)
        case "planned_on" | "was" | "due_on" | "course_starts_on":
            return day(date.fromisoformat(value))
        case "takes_part":
            return _("beteiligt sich") if value else _("nicht beteiligt")
        case "headcount":
            return str(HEADCOUNTS.get(value, value))
        case "missing":
            what = ", ".join(_title(voice, key) for key in value)
            return _("es fehlt: {what}", what=what) if value else _("es fehlt nichts")
        case "team" | "region" if value is None:
            return _("keines") if name == "team" else _("keine")
        case _:
            return PLACES[name](voice.names).get(value, str(value)) if name in PLACES else str(value)


def _title(voice: Voice, key: str) -> str:
    milestone = voice.programme.by_key.get(key)
    return milestone.title.in_language(voice.language) if milestone is not None else key

"""The journal as people tell it: every kind of event in one German sentence."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING, Any
from zoneinfo import ZoneInfo

from api.pages.seat_story import SEAT_LOST, SEAT_SENTENCES, seat_said
from api.pages.shown import JournalLine
from models.commands import By
from models.programme import WorkshopKind
from models.waves.reasons import words as wave_words
from models.wording import function_words, holder_words

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from models.queries.stories import Entry
    from models.wording import Names, Voice

BERLIN = ZoneInfo("Europe/Berlin")

SENTENCES: dict[str, str] = {
    "rollout_started": "Die Dienststelle wird im Tracker geführt.",
    "standing_stated": "Bisherigen Stand übernommen: {milestone}.",
    "participation_decided": "Über die Beteiligung entschieden: {takes_part}.",
    "manager_assigned": "Umsetzungsverantwortliche Führungskraft eingetragen.",
    "manager_vacated": "Ausscheiden der umsetzungsverantwortlichen Führungskraft eingetragen.",
    "companion_nominated": "Eine Lernbegleitung benannt.",
    "companion_admitted": "Eine Lernbegleitung zum Kurs zugelassen.",
    "companion_qualified": "Eine Lernbegleitung hat die Qualifizierung abgeschlossen.",
    "companion_released": "Eine Lernbegleitung hat die Funktion abgegeben.",
    "workshop_planned": "{workshop} für den {planned_on} geplant.",
    "workshop_moved": "{workshop} vom {was} auf den {planned_on} verschoben ({reason}).",
    "workshop_cancelled": "{workshop} am {was} abgesagt ({reason}).",
    "workshop_confirmed": "{workshop} bestätigt; teilgenommen haben {headcount}.",
    "confirmation_withdrawn": "Bestätigung zurückgenommen: {workshop} vom {was} ({reason}).",
    "workshop_returned": "Bestätigung an die Region zurückgegeben: {workshop} ({reason}).",
    "milestone_recorded": "Eingetragen: {milestone}.",
    "milestone_reached": "Meilenstein erreicht: {milestone}.",
    "milestone_redated": "Tag des Meilensteins neu bestimmt: {milestone}, bisher {was}.",
    "milestone_reopened": "Meilenstein wieder offen: {milestone}, zuvor {was}.",
    "paused": "Die Dienststelle ruht ({reason}).",
    "resumed": "Wieder aufgenommen.",
    "due_date_changed": "Frist vom {was} auf den {due_on} geändert: {milestone} ({reason}).",
    "date_corrected": "Datum berichtigt: {milestone}, bisher {was} ({reason}).",
    "aqua_team_assigned": "Zuständiges AQua-Team: {team}.",
    "region_assigned": "Zuständige Region: {region}.",
    "calendar_adopted": "Arbeitskalender aktualisiert.",
    "closed": "Rollout beendet{successor}.",
    "reminder_due": "Erinnerung an einen offenen Schritt: {milestone} ({level}. Erinnerung).",
    "waiting_time_ended": "Wartezeit beendet: {milestone}.",
    "sustainment_checked": "Rückblick nach der Verstetigung: {missing}.",
    **SEAT_SENTENCES,
}
"""By event type; a test finds a type without a sentence."""

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
HEADCOUNTS = {"1-4": "1 bis 4 Personen", "5-9": "5 bis 9 Personen", "10+": "10 oder mehr Personen"}


def journal_line(voice: Voice, entry: Entry) -> JournalLine:
    row = entry.row
    words = event_words(voice, row.type, row.payload)
    return JournalLine(
        happened_on=row.happened_on,
        recorded_at=row.recorded_at.astimezone(BERLIN),
        who=who_words(voice, By.model_validate(row.payload["by"]), is_forgotten=entry.is_forgotten),
        words=f"{words} Anmerkung: {entry.note}" if entry.note else words,
        taken_over=row.type == "standing_stated" or bool(row.payload.get("stated")),
    )


def event_words(voice: Voice, kind: str, payload: dict[str, Any]) -> str:
    told = {
        name: words if (words := seat_said(voice, kind, name, value)) is not None else _said(voice, kind, name, value)
        for name, value in payload.items()
    }
    sentence = SEAT_LOST if payload.get("waits") else SENTENCES[kind]
    return sentence.format(
        **{"successor": "", "seats": "", "why": wave_words("course_cancelled", voice.language), **told}
    )


def who_words(voice: Voice, by: By, *, is_forgotten: bool = False) -> str:
    """The function with its place; „i. V.“ where somebody stood in, „ehemals“ where nobody knows who it was."""
    words = holder_words(voice, by.effective, by.scope)
    words = f"ehemals {words}" if is_forgotten else words
    return f"{words}, i. V. {function_words(voice, by.function)}" if by.acting_for is not None else words


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
            return f"{date.fromisoformat(value):%d.%m.%Y}"
        case "takes_part":
            return "beteiligt sich" if value else "nicht beteiligt"
        case "headcount":
            return HEADCOUNTS.get(value, str(value))
        case "successor":
            return f", zusammengelegt mit {value}" if value else ""
        case "missing":
            return f"es fehlt: {', '.join(_title(voice, key) for key in value)}" if value else "es fehlt nichts"
        case "team" | "region" if value is None:
            return "keines" if name == "team" else "keine"
        case _:
            return PLACES[name](voice.names).get(value, str(value)) if name in PLACES else str(value)


def _title(voice: Voice, key: str) -> str:
    milestone = voice.programme.by_key.get(key)
    return milestone.title.in_language(voice.language) if milestone is not None else key

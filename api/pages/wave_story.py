"""The journal of a wave as people tell it: every kind of event in one German sentence."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING, Any

from api.pages.shown import JournalLine
from api.pages.story import BERLIN
from api.pages.words import spoken
from api.wave_words import group_title, reason_words
from models.commands import By
from models.language import day
from models.organisation import Function
from models.waves.reasons import words
from models.wording import FUNCTIONS, short_place

if TYPE_CHECKING:
    from api.wave_seeing import WaveSight
    from models.tables import JournalRow

SENTENCES: dict[str, str] = {
    "wave_prepared": "Welle vorbereitet: {members} dabei, {left_out} nicht dabei.",
    "wave_started": "Welle gestartet.",
    "wave_paused": "Welle angehalten{because}.",
    "wave_resumed": "Welle fortgesetzt.",
    "wave_aborted": "Welle abgebrochen ({reason}): {finished} fertig, das bleibt so; {withdrawn} verlassen sie.",
    "wave_completed": "Welle abgeschlossen: {qualified} qualifiziert, {declined} zurückgegeben, {failed} ohne Erfolg, "
    "{withdrawn} herausgenommen.",
    "wave_group_opened": "Hat begonnen: {group}.",
    "seats_reserved": "{unit}: {seats} in Kurs {course} reserviert.",
    "seats_released": "{unit}: {seats} in Kurs {course} wieder frei ({why}).",
    "seats_confirmed": "{unit}: Platz in Kurs {course} bestätigt.",
    "seats_reopened": "{unit}: {seats} in Kurs {course} neu zu besetzen.",
    "member_added": "{unit} aufgenommen.",
    "member_joined": "{unit} ist dabei.",
    "member_reported": "{unit}: neuer Stand.",
    "member_told": "{unit} weiß von der Änderung.",
    "member_blocked": "{unit} konnte nicht zustimmen: {why}",
    "member_unblocked": "{unit} kann wieder gefragt werden.",
    "member_left": "{unit} hat die Welle verlassen.",
    "member_in_doubt": "{unit}: Es ist noch offen, ob die Dienststelle beigetreten war.",
    "member_invited": "{unit} benennt.",
    "member_nominated": "{unit} hat benannt.",
    "member_at_gate": "{unit}: Beteiligung der Interessenvertretung.",
    "member_admitted": "{unit} ist zugelassen.",
    "member_qualified": "{unit} ist fertig.",
    "member_declined": "{unit} hat den Platz zurückgegeben.",
    "member_failed": "{unit} blieb ohne Erfolg: {why}",
    "member_withdrawn": "{unit} ist nicht mehr dabei: {why}",
    "member_retried": "{unit} wird erneut gefragt ({round}. Versuch).",
    "course_planned": "Kurs {course} geplant.",
    "course_moved": "Kurs {course} vom {was} auf den {starts_on} verschoben ({reason}).",
    "course_cancelled": "Kurs {course} abgesagt ({reason}).",
    "course_closed": "Kurs {course} abgeschlossen.",
    "course_module_held": "Kurs {course}: Modul {module} durchgeführt.",
}
"""By event type; a test finds a type without a sentence."""
WITHOUT_NUMBERS: dict[str, str] = {
    "wave_prepared": "Welle vorbereitet.",
    "wave_aborted": "Welle abgebrochen ({reason}): Was fertig war, bleibt es.",
    "wave_completed": "Welle abgeschlossen.",
}
"""For those who do not see all offices: numbers would be about the whole country."""
QUIET = frozenset({"member_reported", "member_told", "member_unblocked", "member_left", "member_in_doubt"})
"""What only we and the offices' own pages need to know."""
REASONS = {"wave_aborted": "abort", "wave_paused": "pause", "course_moved": "course", "course_cancelled": "course"}
CAUSES = {
    "stop_rule": ": Zu viele Dienststellen einer Gruppe blieben ohne Erfolg",
    "look": ", bis jemand draufsieht",
    "no_course": ": Dienststellen warten, kein Kurs liegt vor",
}
OURSELVES = "der Welle selbst"


def story_line(sight: WaveSight, row: JournalRow) -> JournalLine | None:
    """None where the entry is about an office that the reader may not see, or about nothing that people did."""
    unit_id = row.payload.get("unit_id") or (row.payload.get("member") or {}).get("unit_id")
    if row.type in QUIET or (unit_id is not None and unit_id not in sight.offices):
        return None
    told = {name: _said(sight, row.type, name, value) for name, value in row.payload.items()}
    unit = sight.offices[unit_id].name if unit_id is not None else ""
    return JournalLine(
        happened_on=row.happened_on,
        recorded_at=row.recorded_at.astimezone(BERLIN),
        who=_who(sight, By.model_validate(row.payload["by"])),
        words=_template(sight, row.type).format(**{"because": _because(row), **told, "unit": unit}),
    )


def _template(sight: WaveSight, kind: str) -> str:
    return SENTENCES[kind] if sight.sees_all else WITHOUT_NUMBERS.get(kind, SENTENCES[kind])


def _said(sight: WaveSight, kind: str, name: str, value: Any) -> Any:  # noqa: ANN401 - JSON of any event
    match name:
        case "members" | "left_out" if isinstance(value, list):
            return len(value)
        case "group" if isinstance(value, int):
            return _group(sight, value)
        case "seats":
            return f"{value} Platz" if value == 1 else f"{value} Plätze"
        case "course":
            return value["code"] if isinstance(value, dict) else _course(sight, value)
        case "was" | "starts_on":
            return day(date.fromisoformat(value), spoken())
        case "reason" if kind in REASONS:
            return reason_words(REASONS[kind], value, spoken())
        case "why":
            return words(value, spoken()).removesuffix(".") if kind == "seats_released" else words(value, spoken())
        case _:
            return value


def _course(sight: WaveSight, course: str) -> str:
    known = sight.state.courses.get(course)
    return known.plan.code if known is not None else course


def _group(sight: WaveSight, number: int) -> str:
    group = next((g for g in sight.state.groups if g.number == number), None)
    return group_title(group, sight.names.regions, spoken()) if group is not None else str(number + 1)


def _because(row: JournalRow) -> str:
    if row.type != "wave_paused":
        return ""
    cause, reason = row.payload.get("cause", "person"), row.payload.get("reason")
    return f" ({reason_words('pause', reason, 'de')})" if reason else CAUSES.get(cause, "")


def _who(sight: WaveSight, by: By) -> str:
    """The function, with its region where it has one."""
    if by.effective is Function.SYSTEM:
        return OURSELVES
    place = sight.names.regions.get(by.scope or "") if by.effective is Function.REGIONAL_LEAD else None
    words_ = f"{FUNCTIONS[by.effective]} {short_place(place)}" if place else FUNCTIONS[by.effective]
    return f"{words_}, i. V. {FUNCTIONS[by.function]}" if by.acting_for is not None else words_

"""The journal of a wave as people tell it: every kind of event in one sentence."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING, Any

from api.office_words import ended
from api.pages.shown import JournalLine
from api.pages.story import BERLIN
from api.pages.words import _, day, filled, later, ngettext, spoken
from api.wave_words import group_title, reason_words
from models.commands import By
from models.organisation import Function
from models.waves.reasons import words
from models.wording import FUNCTIONS, short_place

if TYPE_CHECKING:
    from babel.support import LazyProxy

    from api.wave_seeing import WaveSight
    from models.tables import JournalRow

SENTENCES: dict[str, LazyProxy] = {
    "wave_prepared": later("Welle vorbereitet: {members} dabei, {left_out} nicht dabei."),
    "wave_started": later("Welle gestartet."),
    "wave_paused": later("Welle angehalten."),
    "wave_resumed": later("Welle fortgesetzt."),
    "wave_aborted": later("Welle abgebrochen ({reason}): {finished} fertig, das bleibt so; {withdrawn} verlassen sie."),
    "wave_completed": later(
        "Welle abgeschlossen: {qualified} qualifiziert, {declined} zurückgegeben, {failed} ohne Erfolg, "
        "{withdrawn} herausgenommen."
    ),
    "wave_group_opened": later("Hat begonnen: {group}."),
    "seats_reserved": later("{unit}: {seats} in Kurs {course} reserviert."),
    "seats_released": later("{unit}: {seats} in Kurs {course} wieder frei ({why})."),
    "seats_confirmed": later("{unit}: Platz in Kurs {course} bestätigt."),
    "seats_reopened": later("{unit}: {seats} in Kurs {course} neu zu besetzen."),
    "member_added": later("{unit} aufgenommen."),
    "member_joined": later("{unit} ist dabei."),
    "member_reported": later("{unit}: neuer Stand."),
    "member_told": later("{unit} weiß von der Änderung."),
    "member_blocked": later("{unit} konnte nicht zustimmen: {why}"),
    "member_unblocked": later("{unit} kann wieder gefragt werden."),
    "member_left": later("{unit} hat die Welle verlassen."),
    "member_in_doubt": later("{unit}: Es ist noch offen, ob die Dienststelle beigetreten war."),
    "member_invited": later("{unit} benennt."),
    "member_nominated": later("{unit} hat benannt."),
    "member_at_gate": later("{unit}: Beteiligung der Interessenvertretung."),
    "member_admitted": later("{unit} ist zugelassen."),
    "member_qualified": later("{unit} ist fertig."),
    "member_declined": later("{unit} hat den Platz zurückgegeben."),
    "member_failed": later("{unit} blieb ohne Erfolg: {why}"),
    "member_withdrawn": later("{unit} ist nicht mehr dabei: {why}"),
    "member_retried": later("{unit} wird erneut gefragt ({round}. Versuch)."),
    "course_planned": later("Kurs {course} geplant."),
    "course_moved": later("Kurs {course} vom {was} auf den {starts_on} verschoben ({reason})."),
    "course_cancelled": later("Kurs {course} abgesagt ({reason})."),
    "course_closed": later("Kurs {course} abgeschlossen."),
    "course_module_held": later("Kurs {course}: Modul {module} durchgeführt."),
}
"""By event type; a test finds a type without a sentence."""
WITHOUT_NUMBERS: dict[str, LazyProxy] = {
    "wave_prepared": later("Welle vorbereitet."),
    "wave_aborted": later("Welle abgebrochen ({reason}): Was fertig war, bleibt es."),
    "wave_completed": later("Welle abgeschlossen."),
}
"""For those who do not see all offices: numbers would be about the whole country."""
QUIET = frozenset({"member_reported", "member_told", "member_unblocked", "member_left", "member_in_doubt"})
"""What only we and the offices' own pages need to know."""
REASONS = {"wave_aborted": "abort", "wave_paused": "pause", "course_moved": "course", "course_cancelled": "course"}
PAUSED = {
    "stop_rule": later("Welle angehalten: Zu viele Dienststellen einer Gruppe blieben ohne Erfolg."),
    "look": later("Welle angehalten, bis jemand draufsieht."),
    "no_course": later("Welle angehalten: Dienststellen warten, kein Kurs liegt vor."),
}
PAUSED_BECAUSE = later("Welle angehalten ({reason}).")
"""What a pause came from, where it was no person's without a reason."""
OURSELVES = later("der Welle selbst")


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
        words=filled(_template(sight, row), **{**told, "unit": unit}),
    )


def _template(sight: WaveSight, row: JournalRow) -> LazyProxy:
    kind = row.type
    if kind == "wave_paused":
        known = PAUSED_BECAUSE if row.payload.get("reason") else SENTENCES[kind]
        return PAUSED.get(row.payload.get("cause", ""), known)
    return SENTENCES[kind] if sight.sees_all else WITHOUT_NUMBERS.get(kind, SENTENCES[kind])


def _said(sight: WaveSight, kind: str, name: str, value: Any) -> Any:  # noqa: ANN401 - JSON of any event
    match name:
        case "members" | "left_out" if isinstance(value, list):
            return len(value)
        case "group" if isinstance(value, int):
            return _group(sight, value)
        case "seats":
            return ngettext("{n} Platz", "{n} Plätze", value)
        case "course":
            return value["code"] if isinstance(value, dict) else _course(sight, value)
        case "was" | "starts_on":
            return day(date.fromisoformat(value))
        case "reason" if kind in REASONS:
            return reason_words(REASONS[kind], value, spoken())
        case "why":
            known = words(value, spoken())
            return known.removesuffix(".") if kind == "seats_released" else ended(known)
        case _:
            return value


def _course(sight: WaveSight, course: str) -> str:
    known = sight.state.courses.get(course)
    return known.plan.code if known is not None else course


def _group(sight: WaveSight, number: int) -> str:
    group = next((g for g in sight.state.groups if g.number == number), None)
    return group_title(group, sight.names.regions, spoken()) if group is not None else str(number + 1)


def _who(sight: WaveSight, by: By) -> str:
    """The function, with its region where it has one."""
    if by.effective is Function.SYSTEM:
        return str(OURSELVES)
    place = sight.names.regions.get(by.scope or "") if by.effective is Function.REGIONAL_LEAD else None
    function = _(FUNCTIONS[by.effective])
    words_ = f"{function} {short_place(place)}" if place else function
    if by.acting_for is None:
        return words_
    return _("{holder}, i. V. {function}", holder=words_, function=_(FUNCTIONS[by.function]))

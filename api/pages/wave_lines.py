"""Waves, groups, courses and offices of a wave as pages show them: symbols, bars, sentences."""

from __future__ import annotations

from typing import TYPE_CHECKING

from activities.reports.wave_words import MEMBER_STATE
from api.office_words import member_words
from api.pages.shown import Chip, Link
from api.pages.shown_waves import CourseLine, GroupLine, MemberLine, Progress, WaveLine
from api.pages.words import _, day, ngettext, spoken
from api.wave_shapes import allocation, counts
from api.wave_words import (
    course_words,
    group_title,
    group_words,
    listed_words,
    seats_words,
    span_words,
    status_words,
)
from models.waves.plan import MemberState
from models.waves.state import CourseStatus, WaveStatus

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from api.pages.shown import State
    from api.wave_seeing import WaveSight
    from models.queries.wave_sights import Listed
    from models.waves.state import Course, Group, Member

MEMBER_STATES: dict[MemberState, State] = {
    MemberState.QUALIFIED: "done",
    MemberState.ADMITTED: "running",
    MemberState.NOMINATED: "running",
    MemberState.GATE: "confirm",
    MemberState.INVITED: "planned",
    MemberState.PLANNED: "open",
    MemberState.FAILED: "support",
    MemberState.DECLINED: "not_applicable",
    MemberState.WITHDRAWN: "paused",
}
"""In the order of the bar: the furthest first, then those who came to nothing."""
WAVE_STATES: dict[WaveStatus, State] = {
    WaveStatus.DRAFT: "open",
    WaveStatus.PREVIEWED: "open",
    WaveStatus.SCHEDULED: "planned",
    WaveStatus.RUNNING: "running",
    WaveStatus.PAUSED: "paused",
    WaveStatus.COMPLETED: "done",
    WaveStatus.ABORTED: "not_applicable",
}


def member_chips(
    counts: Mapping[str, int], href: Callable[[str], str] = lambda _state: "", pressed: str = ""
) -> tuple[Chip, ...]:
    """One chip per state in which there are offices; ``href`` makes the address of a filter."""
    return tuple(
        Chip(state.value, counts[state.value], _(MEMBER_STATE[state]), href(state.value), pressed == state.value, shown)
        for state, shown in MEMBER_STATES.items()
        if counts.get(state.value)
    )


def wave_line(wave: Listed) -> WaveLine:
    row, status = wave.row, WaveStatus(wave.row.status)
    return WaveLine(
        code=row.code,
        href=f"/waves/{row.wave_id}",
        state=WAVE_STATES[status],
        status=listed_words(wave, spoken()),
        chips=member_chips(wave.counts),
        meta=_("vorbereitet am {day}", day=day(row.prepared_on)),
    )


# --- one wave -----------------------------------------------------------------------------------------------------


def status_of(sight: WaveSight) -> tuple[State, str]:
    return WAVE_STATES[sight.state.status], status_words(sight.state, sight.members, spoken())


def progress(sight: WaveSight) -> tuple[Progress, ...]:
    """How many of the offices were asked, have nominated, have somebody in a course, are through."""
    members, way = sight.members, (MemberState.NOMINATED, MemberState.ADMITTED, MemberState.QUALIFIED)
    labels = (_("benannt"), _("zugelassen"), _("qualifiziert"))
    reached = [sum(m.has_reached(state) for m in members) for state in way]
    told = [(_("gefragt"), sum(m.asked for m in members)), *zip(labels, reached, strict=True)]
    return tuple(Progress(label, done, len(members)) for label, done in told)


def group_line(sight: WaveSight, group: Group) -> GroupLine:
    """About those offices of the group that the reader may see, also whether they are through."""
    its = [m for m in sight.members if m.group == group.number]
    is_open = group.opened_on is not None
    over = is_open and its and all(m.is_terminal for m in its)
    return GroupLine(
        title=group_title(group, sight.names.regions, spoken()),
        state="done" if over else "running" if is_open else "open",
        words=group_words(sight.state, group, its, spoken()),
        chips=member_chips(counts(its)),
    )


def course_state(course: Course) -> State:
    if course.status is CourseStatus.CANCELLED:
        return "not_applicable"
    if course.status is CourseStatus.CLOSED:
        return "done"
    return "running" if course.held else "planned"


def seat_chips(course: Course, *, is_over: bool) -> tuple[Chip, ...]:
    """Seats as a bar: confirmed, reserved, free while the wave is not over."""
    parts: tuple[tuple[str, int, str, State], ...] = (
        ("confirmed", course.confirmed, _("bestätigt"), "done"),
        ("reserved", course.reserved, _("reserviert"), "running"),
        ("free", 0 if is_over else course.free, _("frei"), "open"),
    )
    return tuple(Chip(key, number, label, "", state=state) for key, number, label, state in parts if number)


def course_line(sight: WaveSight, course: Course) -> CourseLine:
    return CourseLine(
        code=course.plan.code,
        href=f"/waves/{sight.wave_id}/courses/{course.plan.id}",
        state=course_state(course),
        dates=span_words(course.plan.starts_on, course.plan.ends_on, spoken()),
        status=course_words(course, spoken()),
        seats=seats_words(course, spoken(), sees_all=sight.sees_all, is_over=sight.state.is_over),
        chips=seat_chips(course, is_over=sight.state.is_over) if sight.sees_all else (),
    )


def member_line(sight: WaveSight, member: Member) -> MemberLine:
    office = sight.offices[member.unit_id]
    return MemberLine(
        unit=Link(office.name, f"/units/{office.code}"),
        state=MEMBER_STATES[member.state],
        sentence=member_words(sight.state, member, spoken()),
        meta=seat_words(sight, member),
        why=_why(sight, member) if not member.is_terminal else "",
    )


def _why(sight: WaveSight, member: Member) -> str:
    return allocation(sight.state, member, sight.explained(member), spoken(), sees_all=sight.sees_all)


def seat_words(sight: WaveSight, member: Member) -> str:
    """Group, seats and course of an office, and which try it is."""
    group = next((g for g in sight.state.groups if g.number == member.group), None)
    course = sight.state.course_of(member)
    told = (
        [group_title(group, sight.names.regions, spoken())] if group is not None and len(sight.state.groups) > 1 else []
    )
    if course is not None and member.seats:
        code = course.plan.code
        told.append(ngettext("{n} Platz in Kurs {course}", "{n} Plätze in Kurs {course}", member.seats, course=code))
    if member.round > 1:
        told.append(_("{n}. Versuch", n=member.round))
    return " · ".join(told)

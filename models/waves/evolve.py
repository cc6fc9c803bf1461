"""``evolve_wave``: one event applied to the state. Never refuses, never asks: what has happened has happened."""

from __future__ import annotations

from collections.abc import Iterable
from functools import singledispatch
from itertools import groupby

from models.waves import course_events as happened
from models.waves import events as ev
from models.waves.evolve_members import changed
from models.waves.happened import OfMember
from models.waves.plan import MemberState
from models.waves.state import Course, CourseStatus, Member, Pause, PauseCause, WaveState, WaveStatus


def fold_wave(events: Iterable[ev.WaveEvent], state: WaveState | None = None) -> WaveState:
    """The state after ``events``; the very first event must be ``WavePrepared``."""
    for about_members, run in groupby(events, key=lambda event: isinstance(event, OfMember)):
        if about_members and state is not None:
            state = _with_all(state, run)
        else:
            for event in run:
                state = evolve_wave(state, event)
    if state is None:
        message = "a state needs at least its first event"
        raise ValueError(message)
    return state


def evolve_wave(state: WaveState | None, event: ev.WaveEvent) -> WaveState:
    """The state after ``event``."""
    if isinstance(event, ev.WavePrepared):
        return _prepared(event)
    if state is None:
        message = f"{event.type} cannot be the first event"
        raise ValueError(message)
    if isinstance(event, OfMember):
        return _with_all(state, [event])
    return _apply(event, state)


def _prepared(event: ev.WavePrepared) -> WaveState:
    return WaveState(
        wave_id=event.wave_id,
        plan=event.plan,
        rules_version=event.rules_version,
        prepared_on=event.happened_on,
        groups=event.groups,
        courses={course.id: Course(plan=course) for course in event.plan.courses},
        members={member.unit_id: member for member in event.members},
        left_out=event.left_out,
        calendars=event.calendars,
    )


# --- members and their seats: a course's numbers are always the sum of its members' -----------------------------


def _with_all(state: WaveState, events: Iterable[ev.WaveEvent]) -> WaveState:
    """The state after events that change one member each: hundreds at once when a group opens."""
    members, courses = dict(state.members), dict(state.courses)
    for event in events:
        if isinstance(event, OfMember):
            before = members[event.unit_id]
            members[event.unit_id] = after = changed(event, before, state)
            _recount(courses, before, after)
    return state.but(members=members, courses=courses)


def _with(state: WaveState, after: Member) -> WaveState:
    """The state with one member changed, or a new one."""
    courses = dict(state.courses)
    _recount(courses, state.members.get(after.unit_id), after)
    return state.but(members={**state.members, after.unit_id: after}, courses=courses)


def _recount(courses: dict[str, Course], before: Member | None, after: Member) -> None:
    if before is not None and _seat(before) == _seat(after):
        return
    for member, sign in ((before, -1), (after, 1)):
        if member is not None and member.course is not None:
            courses[member.course] = _counted(courses[member.course], member, sign)


def _seat(member: Member) -> tuple[str | None, int, int]:
    return member.course, member.seats, member.confirmed


def _counted(course: Course, member: Member, sign: int) -> Course:
    return course.but(
        reserved=course.reserved + sign * (member.seats - member.confirmed),
        confirmed=course.confirmed + sign * member.confirmed,
    )


# --- the wave as a whole -----------------------------------------------------------------------------------------


@singledispatch
def _apply(event: ev.WaveEvent, state: WaveState) -> WaveState:
    message = f"no rule for the event {event.type}"
    raise NotImplementedError(message)


@_apply.register
def _(event: ev.WaveStarted, state: WaveState) -> WaveState:
    return state.but(status=WaveStatus.RUNNING, started_on=event.happened_on)


@_apply.register
def _(event: ev.WavePaused, state: WaveState) -> WaveState:
    pause = Pause(cause=event.cause, since=event.happened_on, reason=event.reason, group=event.group)
    groups = state.groups
    if event.cause is PauseCause.STOP_RULE:
        groups = tuple(g.but(accepted=event.fallen) if g.number == event.group else g for g in groups)
    return state.but(status=WaveStatus.PAUSED, pause=pause, groups=groups)


@_apply.register
def _(event: ev.WaveResumed, state: WaveState) -> WaveState:
    """Offices that hold a seat and were not asked yet are asked as of today: their time to nominate starts now."""
    members = {
        unit_id: m.but(changed_on=event.happened_on, serial=m.serial + 1)
        if m.seats and m.state is MemberState.PLANNED
        else m
        for unit_id, m in state.members.items()
    }
    status = WaveStatus.RUNNING if state.started_on is not None else WaveStatus.SCHEDULED
    return state.but(status=status, pause=None, members=members)


@_apply.register
def _(event: ev.WaveAborted, state: WaveState) -> WaveState:
    ended = [m for m in state.members.values() if not m.is_terminal]
    for member in ended:
        out = member.but(state=MemberState.WITHDRAWN, why="aborted", since=event.happened_on, blocked=None)
        state = _with(state, out.but(course=None, seats=0, confirmed=0, front=False, wanted=None))
    return state.but(status=WaveStatus.ABORTED, pause=None, ended_on=event.happened_on, ended_why=event.reason)


@_apply.register
def _(event: ev.WaveCompleted, state: WaveState) -> WaveState:
    return state.but(status=WaveStatus.COMPLETED, pause=None, ended_on=event.happened_on)


@_apply.register
def _(event: ev.GroupOpened, state: WaveState) -> WaveState:
    opened = tuple(g.but(opened_on=event.happened_on) if g.number == event.group else g for g in state.groups)
    return state.but(groups=opened)


@_apply.register
def _(event: ev.MemberAdded, state: WaveState) -> WaveState:
    """A calendar that reaches further, since courses were planned later, takes the place of the one that is known."""
    added = event.calendar
    known = state.by_calendar.get(added.id) if added is not None else None
    if added is None or (known is not None and known.through >= added.through):
        return _with(state, event.member)
    others = (calendar for calendar in state.calendars if calendar.id != added.id)
    return _with(state.but(calendars=(*others, added)), event.member)


@_apply.register
def _(event: ev.MemberRetried, state: WaveState) -> WaveState:
    """Who is asked anew no longer counts as failed, so the stop rule counts anew from there."""
    member = state.members[event.unit_id]
    again = Member(
        **member.model_dump(include=KEPT_IN_A_NEW_ROUND),
        state=MemberState.PLANNED,
        since=event.happened_on,
        round=event.round,
        demand=event.demand,
        asked=True,
    )
    groups = tuple(g.but(accepted=max(0, g.accepted - 1)) if g.number == member.group else g for g in state.groups)
    return _with(state.but(groups=groups), again)


KEPT_IN_A_NEW_ROUND = {
    "unit_id",
    "code",
    "region",
    "group",
    "calendar",
    "have",
    "need",
    "waiting_since",
    "reservation",
    "serial",
    "told",
    "joined",
    "in_doubt",
    "seq",
}
"""Who it is and what was said between wave and office; everything else begins anew."""


# --- courses -----------------------------------------------------------------------------------------------------


def _course(state: WaveState, course: str, **changes: object) -> WaveState:
    return state.but(courses={**state.courses, course: state.courses[course].but(**changes)})


@_apply.register
def _(event: happened.CoursePlanned, state: WaveState) -> WaveState:
    return state.but(courses={**state.courses, event.course.id: Course(plan=event.course)})


@_apply.register
def _(event: happened.CourseMoved, state: WaveState) -> WaveState:
    """Everybody with a seat there has to be told of another first day; the last day alone is no news to an office."""
    plan = state.courses[event.course].plan.model_copy(
        update=event.model_dump(include={"starts_on", "ends_on", "workshop_on"}) | {"modules": event.modules}
    )
    members = {
        unit_id: _told_of(event, m) if m.course == event.course and not m.is_terminal else m
        for unit_id, m in state.members.items()
    }
    moved = _course(state, event.course, plan=plan, status=CourseStatus.MOVED, because=event.reason)
    return moved.but(members=members)


def _told_of(event: happened.CourseMoved, member: Member) -> Member:
    reasoned = member.but(because=event.reason)
    if event.starts_on == event.was:
        return reasoned
    return reasoned.but(serial=member.serial + 1, changed_on=event.happened_on)


@_apply.register
def _(event: happened.CourseCancelled, state: WaveState) -> WaveState:
    return _course(state, event.course, status=CourseStatus.CANCELLED, because=event.reason)


@_apply.register
def _(event: happened.CourseClosed, state: WaveState) -> WaveState:
    return _course(state, event.course, status=CourseStatus.CLOSED, closed_on=event.happened_on)


@_apply.register
def _(event: happened.ModuleHeld, state: WaveState) -> WaveState:
    held = state.courses[event.course].held
    return _course(state, event.course, held={**held, event.module: event.happened_on})

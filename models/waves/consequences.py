"""``consequences``: what follows by itself — the start, the offices' progress, seats, groups, pauses, the end."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from datetime import date

from models.waves import events as ev
from models.waves.evolve import fold_wave
from models.waves.groups import next_step, stopped
from models.waves.identities import reservation
from models.waves.plan import MemberState
from models.waves.progress import by_itself, left_in_doubt, progress
from models.waves.seats import granted, waiting
from models.waves.state import Member, PauseCause, WaveState, WaveStatus
from models.waves.too_late import too_late

Rule = Callable[[WaveState, date], list[ev.WaveEvent]]


def consequences(state: WaveState, today: date) -> list[ev.WaveEvent]:
    """All events that follow from the state and the day; applied, nothing more follows.

    The first rule with something to say is heard, then all are asked anew: an office that ends frees a seat, which
    goes to the next, which may open a group.
    """
    result: list[ev.WaveEvent] = []
    while events := _next(state, today):
        result += events
        state = fold_wave(events, state)
    return result


def _next(state: WaveState, today: date) -> list[ev.WaveEvent]:
    if state.is_over:  # offices are still told to leave, and may say something that was on its way
        return _asked_again(state, today) or _progress(state, today)
    for rule, only_going_on in RULES:
        if (state.goes_on or not only_going_on) and (events := rule(state, today)):
            return events
    return []


def _start(state: WaveState, today: date) -> list[ev.WaveEvent]:
    if state.status is not WaveStatus.SCHEDULED or (state.plan.starts_on or today) > today:
        return []
    first = [ev.GroupOpened(group=state.next_group.number, **by_itself(today))] if state.next_group else []
    return [ev.WaveStarted(**by_itself(today)), *first]


def _progress(state: WaveState, today: date) -> list[ev.WaveEvent]:
    """Offices do not touch each other here, so all take their next steps at once."""
    return [event for member in state.members.values() for event in progress(state, member, today)]


def _asked_again(state: WaveState, today: date) -> list[ev.WaveEvent]:
    """Offices that could not answer for the moment."""
    return [
        ev.MemberUnblocked(unit_id=member.unit_id, **by_itself(today))
        for member in state.members.values()
        if member.blocked is not None and member.blocked.waits and member.blocked.on < today
    ]


def _seats(state: WaveState, today: date) -> list[ev.WaveEvent]:
    """Free seats go to those who wait, in order."""
    if not any(course.free and course.is_ahead(today) for course in state.courses.values()):
        return []
    return [
        ev.SeatsReserved(
            unit_id=grant.member.unit_id,
            course=grant.explained.course,
            reservation=reservation(state.wave_id, grant.member.unit_id, grant.member.round),
            seats=grant.explained.seats,
            explained=grant.explained,
            **by_itself(today),
        )
        for grant in granted(waiting(state), state.courses.values(), today)
        if grant.explained.course is not None
    ]


def _no_more_seats(state: WaveState, today: date) -> list[ev.WaveEvent]:
    """Everybody left only waits for a seat, and no course lies ahead: they have failed, for want of a seat.

    Not where a course was cancelled: the wave waits for somebody to plan another one, or to end it.
    """
    left = [m for m in state.members.values() if not m.is_terminal]
    if any(m.seats for m in left) or _lies_ahead(state, today):
        return []
    if any(m.joined for m in left):
        lost = sum(m.joined and m.state is not MemberState.PLANNED for m in left)
        if not lost or state.status is not WaveStatus.RUNNING:
            return []
        return [ev.WavePaused(cause=PauseCause.NO_COURSE, waiting=lost, **by_itself(today))]
    return [event for m in left for event in _without_seat(m, today)]


def _lies_ahead(state: WaveState, today: date) -> bool:
    return any(course.is_ahead(today) for course in state.courses.values())


def _course_found(state: WaveState, today: date) -> list[ev.WaveEvent]:
    """A wave that waited for a course goes on when there is one."""
    waited = state.pause is not None and state.pause.cause is PauseCause.NO_COURSE
    return [ev.WaveResumed(**by_itself(today))] if waited and _lies_ahead(state, today) else []


def _without_seat(member: Member, today: date) -> Iterator[ev.WaveEvent]:
    yield from left_in_doubt(member, **by_itself(today))
    yield ev.MemberFailed(unit_id=member.unit_id, why="no_seat", **by_itself(today))


def _end(state: WaveState, today: date) -> list[ev.WaveEvent]:
    if not all(m.is_terminal for m in state.members.values()):
        return []
    if any(could_be_retried(state, m, today) for m in state.members.values()):
        return []
    return [
        ev.WaveCompleted(
            qualified=state.count(MemberState.QUALIFIED),
            declined=state.count(MemberState.DECLINED),
            failed=state.count(MemberState.FAILED),
            withdrawn=state.count(MemberState.WITHDRAWN),
            **by_itself(today),
        )
    ]


def could_be_retried(state: WaveState, member: Member, today: date) -> bool:
    """A failed office keeps the wave open while a course lies ahead to which it could still send somebody."""
    return member.state is MemberState.FAILED and any(
        c.is_ahead(today) and c.plan.takes(member.region) for c in state.courses.values()
    )


RULES: tuple[tuple[Rule, bool], ...] = (
    (_start, False),
    (_course_found, False),
    (_progress, False),
    (too_late, True),
    (_asked_again, True),
    (stopped, True),
    (_seats, True),
    (next_step, True),
    (_no_more_seats, True),
    (_end, True),
)
"""Each rule, and whether a pause holds it back."""

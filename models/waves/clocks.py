"""When time alone moves something in a wave."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date

from models.waves.plan import MemberState
from models.waves.progress import ONE_DAY, is_timed, last_call
from models.waves.state import Member, WaveState, WaveStatus

OPEN = (MemberState.INVITED, MemberState.NOMINATED, MemberState.GATE)


def next_day(state: WaveState, today: date) -> date | None:
    """The first day after ``today`` on which ``consequences`` may have something to say; None when time moves nothing.

    ``consequences`` of ``today`` are taken to be drawn already.
    """
    return min((day for day in _days(state) if day > today), default=None)


def _days(state: WaveState) -> Iterator[date]:
    if state.status is WaveStatus.SCHEDULED and state.plan.starts_on is not None:
        yield state.plan.starts_on
    if state.goes_on or state.is_over:
        waiting = (m.blocked for m in state.members.values() if m.blocked is not None and m.blocked.waits)
        yield from (blocked.on + ONE_DAY for blocked in waiting)
    if not state.goes_on:
        return
    # A course that begins ends the time in which somebody can be asked for it, or asked once more.
    yield from (course.plan.starts_on for course in state.courses.values() if course.is_open)
    for member in state.members.values():
        if not member.is_terminal:
            yield from _of_member(state, member)


def _of_member(state: WaveState, member: Member) -> Iterator[date]:
    if member.state in OPEN and member.seats and member.nominate_by is not None and is_timed(state, member):
        yield member.nominate_by + ONE_DAY
        yield last_call(state, member, member.nominate_by)

"""``decide_wave``: may this be done to the wave now, and what happens if so. Sees state, command, envelope.

Raises a named ``Refusal`` or returns the events of the command itself; what follows from them is told by
``consequences``. Function and scope were judged before.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

from models.commands import Envelope
from models.waves import commands as cmd
from models.waves import events as ev
from models.waves import refusals as no
from models.waves.birth import last_day, trimmed
from models.waves.decide_courses import RULES as OF_COURSES
from models.waves.plan import MemberState
from models.waves.population import member as as_member
from models.waves.population import why_out
from models.waves.progress import left_in_doubt
from models.waves.saying import known_reason, stamp
from models.waves.state import Group, Member, Pause, PauseCause, WaveState

Rule = Callable[[Any, WaveState, Envelope], list[ev.WaveEvent]]


def decide_wave(state: WaveState, command: cmd.WaveCommand, envelope: Envelope) -> list[ev.WaveEvent]:
    """The events of ``command``. Raises: Refusal."""
    if state.is_over:
        raise no.WaveIsOver
    return RULES[type(command)](command, state, envelope)


# --- the wave as a whole -----------------------------------------------------------------------------------------


def _pause(command: cmd.PauseWave, state: WaveState, envelope: Envelope) -> list[ev.WaveEvent]:
    """A wave that only waits for a look, or for a course, can be paused whole."""
    if state.pause is not None and not state.goes_on:
        raise no.WaveIsPaused
    return [ev.WavePaused(reason=known_reason("pause", command.reason), **stamp(envelope, command))]


def _awaits_look(pause: Pause) -> bool:
    return pause.cause is PauseCause.LOOK


def _resume(command: cmd.ResumeWave, state: WaveState, envelope: Envelope) -> list[ev.WaveEvent]:
    if state.pause is None:
        raise no.WaveIsNotPaused
    if _awaits_look(state.pause):
        raise no.GroupAwaitsLook(group=(state.pause.group or 0) + 1)
    if state.pause.cause is PauseCause.NO_COURSE:
        raise no.NoCourseAhead
    return [ev.WaveResumed(**stamp(envelope, command))]


def _open_group(command: cmd.OpenGroup, state: WaveState, envelope: Envelope) -> list[ev.WaveEvent]:
    there = state.next_group
    if there is None or state.pause is None or not _awaits_look(state.pause):
        raise no.NoGroupWaits
    stamped = stamp(envelope, command)
    return [ev.WaveResumed(**stamped), ev.GroupOpened(group=there.number, **stamped)]


def _abort(command: cmd.AbortWave, state: WaveState, envelope: Envelope) -> list[ev.WaveEvent]:
    stamped = stamp(envelope, command)
    aborted = ev.WaveAborted(
        reason=known_reason("abort", command.reason),
        finished=state.count(MemberState.QUALIFIED),
        withdrawn=sum(not m.is_terminal for m in state.members.values()),
        **stamped,
    )
    return [*(event for m in state.members.values() for event in left_in_doubt(m, **stamped)), aborted]


# --- offices -----------------------------------------------------------------------------------------------------


def _retry(command: cmd.RetryFailed, state: WaveState, envelope: Envelope) -> list[ev.WaveEvent]:
    failed = [m for m in state.members.values() if m.state is MemberState.FAILED]
    if command.units:
        failed = [_has_failed(_member(state, code)) for code in dict.fromkeys(command.units)]
    if not failed:
        raise no.NothingHasFailed
    return [
        ev.MemberRetried(unit_id=m.unit_id, round=m.round + 1, demand=_still_wanted(m), **stamp(envelope, command))
        for m in failed
    ]


def _has_failed(member: Member) -> Member:
    if member.state is not MemberState.FAILED:
        raise no.UnitHasNotFailed(unit=member.code)
    return member


def _still_wanted(member: Member) -> int:
    """Those of its companions who were qualified need no seat any more."""
    return max(1, member.demand - len(member.qualified))


def _member(state: WaveState, code: str) -> Member:
    member = state.by_code.get(code)
    if member is None:
        raise no.UnitNotInWave(unit=code)
    return member


def _add(command: cmd.AddMember, state: WaveState, envelope: Envelope) -> list[ev.WaveEvent]:
    """A late joiner, or an office that was withdrawn or declined and is in again: a new round, its old place left."""
    candidate, group = command.candidate, _open_for(state, command.group)
    before = state.members.get(candidate.unit_id)
    if before is not None and before.state not in (MemberState.WITHDRAWN, MemberState.DECLINED):
        raise no.UnitInWaveAlready(unit=candidate.code)
    if candidate.wave == state.wave_id:
        candidate = candidate.model_copy(update={"wave": None})
    if (why := why_out(candidate)) is not None:
        raise no.UnitNotEligible(unit=candidate.code, why=why)
    joiner = as_member(candidate, state.plan, envelope.today).but(group=group.number)
    if before is not None:
        names = ("joined", "in_doubt", "seq", "serial", "told", "reservation")
        kept = {name: getattr(before, name) for name in names}
        joiner = joiner.but(round=before.round + 1, **kept)
    through = last_day(course.plan for course in state.courses.values())
    calendar = candidate.calendar and trimmed(candidate.calendar, state.prepared_on, through)
    return [ev.MemberAdded(member=joiner, calendar=calendar, **stamp(envelope, command))]


def _open_for(state: WaveState, number: int | None) -> Group:
    if number is None:
        group = state.group
    else:
        group = next((g for g in state.groups if g.number == number), None)
        if group is None:
            raise no.UnknownGroup(group=number)
    if group is None or group.opened_on is None:
        raise no.GroupNotOpen
    return group


def _withdraw(command: cmd.WithdrawMember, state: WaveState, envelope: Envelope) -> list[ev.WaveEvent]:
    member = _member(state, command.unit)
    if member.is_terminal:
        raise no.UnitIsThrough(unit=member.code)
    why = f"withdrawn:{known_reason('withdraw', command.reason)}"
    stamped = stamp(envelope, command)
    withdrawn = ev.MemberWithdrawn(unit_id=member.unit_id, why=why, **stamped)
    doubt = left_in_doubt(member, **stamped)
    if member.course is None:
        return [*doubt, withdrawn]
    free = ev.SeatsReleased(unit_id=member.unit_id, course=member.course, seats=member.seats, why=why, **stamped)
    return [*doubt, free, withdrawn]


RULES: Mapping[type, Rule] = {
    cmd.PauseWave: _pause,
    cmd.ResumeWave: _resume,
    cmd.AbortWave: _abort,
    cmd.OpenGroup: _open_group,
    cmd.RetryFailed: _retry,
    cmd.AddMember: _add,
    cmd.WithdrawMember: _withdraw,
    **OF_COURSES,
}

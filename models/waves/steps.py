"""The one step that is to be taken with an office now, and the command that asks for it."""

from __future__ import annotations

from enum import StrEnum

from models import commands as cmd
from models import seat_commands as seat
from models.seat_commands import WaveOutcome
from models.waves.identities import short
from models.waves.plan import MemberState
from models.waves.state import Course, Member, WaveState


class Step(StrEnum):
    """What can be asked of an office, the most urgent first; part of the key."""

    LEAVE = "leave"
    MOVE = "move"
    ADMIT = "admit"
    CANCEL_WORKSHOP = "cancel"
    MOVE_WORKSHOP = "shift"
    PLAN_WORKSHOP = "plan"
    JOIN = "join"


def open_step(state: WaveState, member: Member) -> Step | None:
    """What the office is to be asked now; None when it is its turn, or nothing is to be asked."""
    if member.blocked is not None:
        return None
    if member.is_terminal:
        return None if member.is_out else Step.LEAVE
    if member.joined and member.state is MemberState.PLANNED:
        return Step.LEAVE
    if member.state is MemberState.PLANNED:
        return Step.JOIN if member.seats else None
    if member.told < member.serial:
        return Step.MOVE
    if member.state in (MemberState.NOMINATED, MemberState.GATE):
        return Step.ADMIT if member.admissible else None
    return workshop_step(state, member) if member.state is MemberState.ADMITTED else None


def workshop_step(state: WaveState, member: Member) -> Step | None:
    """The office's workshop follows the one of its course."""
    course = state.course_of(member)
    kind, day = (course.plan.workshop, course.plan.workshop_on) if course else (None, None)
    if member.workshop_on is not None and kind is not member.workshop:
        return Step.CANCEL_WORKSHOP
    if day is None or day in (member.workshop_on, member.workshop_refused):
        return None
    return Step.PLAN_WORKSHOP if member.workshop_on is None else Step.MOVE_WORKSHOP


def command_of(state: WaveState, member: Member, step: Step) -> cmd.Command:
    """The command of ``step``. Its days are those of the state, so that it stays the same when it is asked again."""
    match step:
        case Step.LEAVE:
            left_on = member.since or state.prepared_on
            return seat.LeaveWave(wave=state.wave_id, outcome=outcome(member), left_on=left_on)
        case Step.JOIN | Step.MOVE:
            return _seat(state, member, step)
        case Step.ADMIT:
            return cmd.AdmitCompanion(
                companion=member.admissible[0],
                admitted_on=member.heard_on or state.prepared_on,
                course=member.course,
                reservation=member.reservation,
            )
        case _:
            return _workshop(state, member, step)


def _seat(state: WaveState, member: Member, step: Step) -> seat.JoinWave | seat.MoveSeat:
    day = member.changed_on or state.prepared_on
    if step is Step.MOVE:
        now = state.course_of(member)
        return seat.MoveSeat(
            wave=state.wave_id,
            reservation=member.reservation or "",
            course=now.plan.id if now else None,
            course_starts_on=now.plan.starts_on if now else None,
            seats=member.seats if now else None,
            why=None if now else member.why,
            moved_on=day,
        )
    course = _course(state, member)
    return seat.JoinWave(
        wave=state.wave_id,
        reservation=member.reservation or "",
        course=course.plan.id,
        course_starts_on=course.plan.starts_on,
        seats=member.seats,
        nominate_within=state.plan.nominate_within,
        asked_on=day,
        gate=state.plan.gate,
        urgent=state.plan.urgent,
    )


ANY_REASON = "capacity"


def _workshop(state: WaveState, member: Member, step: Step) -> cmd.Command:
    reason = member.because or ANY_REASON
    if step is Step.CANCEL_WORKSHOP:
        if member.workshop is None:
            raise AssertionError
        return cmd.CancelWorkshop(workshop=member.workshop, reason=reason)
    course = _course(state, member).plan
    if course.workshop is None or course.workshop_on is None:
        raise AssertionError
    if step is Step.MOVE_WORKSHOP:
        return cmd.MoveWorkshop(workshop=course.workshop, planned_on=course.workshop_on, reason=reason)
    return cmd.PlanWorkshop(workshop=course.workshop, planned_on=course.workshop_on, course=course.id)


def _course(state: WaveState, member: Member) -> Course:
    return state.courses[member.course or ""]


OUTCOMES = {
    MemberState.QUALIFIED: WaveOutcome.QUALIFIED,
    MemberState.DECLINED: WaveOutcome.DECLINED,
    MemberState.WITHDRAWN: WaveOutcome.WITHDRAWN,
}


def outcome(member: Member) -> WaveOutcome:
    """How the office leaves; whoever is asked anew leaves its failed place first."""
    if member.why == "aborted":
        return WaveOutcome.ABORTED
    return OUTCOMES.get(member.state, WaveOutcome.FAILED)


def serial_of(member: Member, step: Step) -> str:
    """What tells this ask from others of the same step: each companion is admitted under a key of its own."""
    return f"{member.serial}-{short(member.admissible[0], length=8)}" if step is Step.ADMIT else str(member.serial)

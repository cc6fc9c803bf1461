"""What events about one office in the wave do to its member."""

from __future__ import annotations

from functools import singledispatch

from models.waves import events as ev
from models.waves.happened import Heard, OfMember
from models.waves.plan import MemberState
from models.waves.state import Blocked, Member, WaveState

WORKSHOP_STEPS = ("plan", "shift", "cancel")


@singledispatch
def changed(event: OfMember, member: Member, state: WaveState) -> Member:
    """The member after ``event``."""
    message = f"no rule for the event {type(event).__name__}"
    raise NotImplementedError(message)


# --- its seats -----------------------------------------------------------------------------------------------------


@changed.register
def _(event: ev.SeatsReserved, member: Member, _state: WaveState) -> Member:
    """Companions who were admitted already take their seats in the new course at once."""
    return member.but(
        course=event.course,
        reservation=event.reservation,
        seats=event.seats,
        confirmed=min(len(member.admitted), event.seats),
        explained=event.explained,
        serial=member.serial + 1,
        changed_on=event.happened_on,
        front=False,
        wanted=None,
        why=None,
        blocked=None,
    )


@changed.register
def _(event: ev.SeatsReleased, member: Member, state: WaveState) -> Member:
    """Whoever loses all seats waits for others; what was told about the course holds no more."""
    left = member.seats - event.seats
    if left:
        kept = member.but(seats=left, confirmed=min(len(member.admitted), left), why=event.why)
        return kept.but(serial=member.serial + 1, changed_on=event.happened_on) if event.tells else kept
    return member.but(
        course=None,
        seats=0,
        confirmed=0,
        explained=None,
        front=event.front,
        wanted=member.seats if event.front and member.joined else None,
        why=event.why,
        serial=member.serial + 1,
        changed_on=event.happened_on,
        because=state.courses[event.course].because or member.because,
        blocked=None,
    )


@changed.register
def _(_event: ev.SeatsConfirmed, member: Member, _state: WaveState) -> Member:
    return member.but(confirmed=min(len(member.admitted), member.seats))


@changed.register
def _(event: ev.SeatsReopened, member: Member, _state: WaveState) -> Member:
    return member.but(confirmed=member.confirmed - event.seats)


# --- what it said --------------------------------------------------------------------------------------------------


def heard(event: Heard, member: Member) -> Member:
    """The member with what the office said of itself."""
    return member.but(
        seq=event.seq,
        heard_on=event.happened_on,
        nominate_by=event.nominate_by,
        nominated=event.nominated,
        cleared=event.cleared,
        gate=event.gate,
        gate_due_on=event.gate_due_on,
        admitted=event.admitted,
        qualified=event.qualified,
        blocked=None,
    )


@changed.register
def _(event: ev.MemberJoined, member: Member, _state: WaveState) -> Member:
    joined = heard(event, member).but(joined=True, in_doubt=False, asked=True, told=event.told)
    return joined if event.state is member.state else joined.but(state=event.state, since=event.happened_on)


@changed.register
def _(event: ev.MemberReported, member: Member, _state: WaveState) -> Member:
    return heard(event, member)


@changed.register
def _(event: ev.MemberTold, member: Member, _state: WaveState) -> Member:
    if event.step in WORKSHOP_STEPS:
        return member.but(workshop=event.workshop, workshop_on=event.workshop_on, workshop_refused=None)
    return member.but(told=max(member.told, event.serial))


@changed.register
def _(event: ev.MemberBlocked, member: Member, _state: WaveState) -> Member:
    """A workshop that the office does not take on is noted once; a plan that cannot be cancelled is let be."""
    if event.step in WORKSHOP_STEPS and not event.waits:
        if event.workshop_on is None:
            return member.but(workshop=None, workshop_on=None)
        return member.but(workshop_refused=event.workshop_on)
    return member.but(blocked=Blocked(step=event.step, why=event.why, on=event.happened_on, waits=event.waits))


@changed.register
def _(event: ev.MemberUnblocked, member: Member, _state: WaveState) -> Member:
    """Asked as of today: what was to be told days ago is told anew."""
    return member.but(blocked=None, serial=member.serial + 1, changed_on=event.happened_on)


@changed.register
def _(event: ev.MemberLeft, member: Member, _state: WaveState) -> Member:
    left = member.but(joined=False, in_doubt=False, seq=max(member.seq, event.seq))
    return left.but(nominated=(), nominate_by=None, gate_due_on=None, blocked=None)


@changed.register
def _(_event: ev.MemberInDoubt, member: Member, _state: WaveState) -> Member:
    return member.but(in_doubt=True)


# --- where it stands -----------------------------------------------------------------------------------------------


def _stands(member: Member, state: MemberState, event: OfMember, why: str | None = None) -> Member:
    return member.but(state=state, since=event.happened_on, why=why)


@changed.register
def _(event: ev.MemberInvited, member: Member, _state: WaveState) -> Member:
    return _stands(member, MemberState.INVITED, event)


@changed.register
def _(event: ev.MemberNominated, member: Member, _state: WaveState) -> Member:
    return _stands(member, MemberState.NOMINATED, event)


@changed.register
def _(event: ev.MemberAtGate, member: Member, _state: WaveState) -> Member:
    return _stands(member, MemberState.GATE, event)


@changed.register
def _(event: ev.MemberAdmitted, member: Member, _state: WaveState) -> Member:
    return _stands(member, MemberState.ADMITTED, event)


@changed.register
def _(event: ev.MemberQualified, member: Member, _state: WaveState) -> Member:
    return _stands(member, MemberState.QUALIFIED, event).but(front=False, wanted=None)


@changed.register
def _(event: ev.MemberDeclined, member: Member, _state: WaveState) -> Member:
    return _ended(member, MemberState.DECLINED, event, "declined")


@changed.register
def _(event: ev.MemberFailed, member: Member, _state: WaveState) -> Member:
    return _ended(member, MemberState.FAILED, event, event.why)


@changed.register
def _(event: ev.MemberWithdrawn, member: Member, _state: WaveState) -> Member:
    return _ended(member, MemberState.WITHDRAWN, event, event.why)


def _ended(member: Member, state: MemberState, event: OfMember, why: str) -> Member:
    asked = member.asked or (state is not MemberState.WITHDRAWN and why != "no_seat")
    return _stands(member, state, event, why).but(asked=asked, front=False, wanted=None, blocked=None)

"""What events about a qualification wave and the staff representation's participation do to the state."""

from __future__ import annotations

from datetime import date
from functools import singledispatch

from models import events as ev
from models.rollout.memberships import SHORT_NOTICE, is_short_notice, nominate_by, unsettled
from models.rollout.owed import Step
from models.rollout.state import Gate, Membership, SeatsOnce, UnitState
from models.seat_commands import ParticipationOutcome, WaveOutcome

NOMINATION = f"{Step.NOMINATE_FOR_WAVE.value}:"
"""How the key of that step begins."""

WaveEvent = (
    ev.JoinedWave
    | ev.MovedSeat
    | ev.SeatsChanged
    | ev.LeftWave
    | ev.DeclinedWave
    | ev.ParticipationRequested
    | ev.ParticipationRecorded
    | ev.ParticipationWaived
    | ev.NominationTimeEnded
)


def with_wave(state: UnitState, event: WaveEvent) -> UnitState:
    """The state after ``event``; all but joining are about the office's last place."""
    if isinstance(event, ev.JoinedWave):
        return state.but(memberships=(*state.memberships, _joined(event)))
    *earlier, last = state.memberships
    changed = _changed(event, last, state)
    after = state.but(memberships=(*earlier, changed))
    return _with_moved_seat(after, last, changed) if isinstance(event, ev.MovedSeat) else after


def _joined(event: ev.JoinedWave) -> Membership:
    return Membership(
        wave=event.wave,
        reservation=event.reservation,
        course=event.course,
        course_starts_on=event.course_starts_on,
        seats=event.seats,
        nominate_within=event.nominate_within,
        asked_on=event.happened_on,
        urgent=event.urgent,
        gate=Gate(waived=event.waived),
    )


@singledispatch
def _changed(event: WaveEvent, place: Membership, _state: UnitState) -> Membership:
    message = f"no rule for the event {event.type}"
    raise NotImplementedError(message)


@_changed.register
def _(event: ev.MovedSeat, place: Membership, state: UnitState) -> Membership:
    """Whoever has waited for another course has its whole time to nominate again.

    Where the time was too short to ask the staff representation, and no longer is, it is to be asked.
    """
    moved = place.but(reservation=event.reservation, course=event.course, course_starts_on=event.course_starts_on)
    if event.seats is not None:
        moved = _with_seats(moved, event.seats, event.happened_on)
    if place.gate.waived == SHORT_NOTICE and not is_short_notice(state, event.happened_on, event.course_starts_on):
        moved = moved.but(gate=place.gate.but(waived=None))
    if event.waits:
        return moved.but(waits_since=event.happened_on, waits_why=event.why)
    if place.waits_since is None:
        return moved
    return moved.but(waits_since=None, waits_why=None, again_on=event.happened_on)


@_changed.register
def _(event: ev.SeatsChanged, place: Membership, _state: UnitState) -> Membership:
    return _with_seats(place, event.seats, event.happened_on)


def _with_seats(place: Membership, seats: int, on: date) -> Membership:
    return place.but(seats=seats, seats_before=(*place.seats_before, SeatsOnce(seats=place.seats, until=on)))


@_changed.register
def _(event: ev.LeftWave, place: Membership, _state: UnitState) -> Membership:
    return place.but(left_on=event.happened_on, outcome=event.outcome)


@_changed.register
def _(event: ev.DeclinedWave, place: Membership, _state: UnitState) -> Membership:
    return place.but(left_on=event.happened_on, outcome=WaveOutcome.DECLINED)


@_changed.register
def _(event: ev.ParticipationRequested, place: Membership, state: UnitState) -> Membership:
    """A new request is about everybody who is not settled, and takes the place of the one before."""
    asked = place.gate.but(
        requested_on=event.happened_on,
        reply_within=event.reply_within,
        about=unsettled(state, place),
        outcome=None,
        decided_on=None,
    )
    return place.but(gate=asked)


@_changed.register
def _(event: ev.ParticipationRecorded, place: Membership, _state: UnitState) -> Membership:
    gate = place.gate.but(outcome=event.outcome, decided_on=event.happened_on)
    match event.outcome:
        case ParticipationOutcome.NOT_REQUIRED:
            gate = gate.but(waived=event.reason)
        case ParticipationOutcome.APPROVED | ParticipationOutcome.DEEMED_APPROVED:
            gate = gate.but(cleared=(*gate.cleared, *gate.about))
        case ParticipationOutcome.REFUSED:
            pass
    return place.but(gate=gate)


@_changed.register
def _(event: ev.ParticipationWaived, place: Membership, _state: UnitState) -> Membership:
    gate = place.gate
    settled = {"cleared": (*gate.cleared, *event.companions), "refilled": (*gate.refilled, *event.companions)}
    return place.but(gate=gate.but(**settled))


@_changed.register
def _(event: ev.NominationTimeEnded, place: Membership, _state: UnitState) -> Membership:
    at_first = place.seats if place.seats != event.seats else None
    return place.but(seats=event.seats, seats_at_first=at_first, nominations_closed_on=event.happened_on)


def _with_moved_seat(state: UnitState, was: Membership, now: Membership) -> UnitState:
    """Who already has a seat takes it along; of another day to nominate by, people are reminded anew."""
    moved = {"reservation": now.reservation, "course": now.course}
    after = state.but(
        companions=tuple(c.but(**moved) if c.reservation == was.reservation else c for c in state.companions)
    )
    if nominate_by(state, was) == nominate_by(state, now):
        return after
    return after.but(reminded={key: n for key, n in state.reminded.items() if not key.startswith(NOMINATION)})

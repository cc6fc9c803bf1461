"""Rules about the office's place in a qualification wave: one wave at a time, and nothing on record is undone."""

from __future__ import annotations

from datetime import date
from typing import Any

from models import commands as cmd
from models import events as ev
from models import seat_commands as seat
from models.errors import NothingChanges
from models.rollout.checks import Rule, can_be_planned, goes_on, has_happened, not_before, stamp
from models.rollout.memberships import SHORT_NOTICE, admitted, is_in_need, is_short_notice
from models.rollout.refusals import (
    AlreadyInWave,
    CourseHasBegun,
    InAnotherWave,
    NothingNeeded,
    NotInWave,
    ReservationUsed,
    SeatsTaken,
)
from models.rollout.state import Membership, UnitState

SWITCHED_OFF = "switched_off"
"""Why no participation is needed, besides short notice; people choose from the programme's list."""


def could_join(state: UnitState, wave: str | None) -> None:
    """Whether any seat of ``wave`` (None: of any new wave) could be taken. Raises: Refusal."""
    goes_on(state)
    if state.membership is not None:
        raise AlreadyInWave if state.membership.wave == wave else InAnotherWave
    if not is_in_need(state):
        raise NothingNeeded


def join_wave(command: seat.JoinWave, state: UnitState, envelope: cmd.Envelope) -> list[ev.Event]:
    could_join(state, command.wave)
    _is_new(state, command.reservation)
    has_happened(state, command.asked_on, envelope.today)
    _is_ahead(state, command.course_starts_on, envelope)
    joined = ev.JoinedWave(
        **command.model_dump(
            include={"wave", "reservation", "course", "course_starts_on", "seats", "nominate_within", "urgent"},
        ),
        waived=_why_no_gate(state, command, envelope),
        **stamp(envelope, command),
    )
    return [joined]


def _is_new(state: UnitState, reservation: str) -> None:
    """A reservation tells which admissions belong to which place, so none is used for two."""
    if any(m.reservation == reservation for m in state.memberships):
        raise ReservationUsed


def _is_ahead(state: UnitState, starts_on: date | None, envelope: cmd.Envelope) -> None:
    if starts_on is None:
        return
    if starts_on <= envelope.today:
        raise CourseHasBegun(on=starts_on.isoformat())
    can_be_planned(state, starts_on, envelope.today)


def _why_no_gate(state: UnitState, command: seat.JoinWave, envelope: cmd.Envelope) -> str | None:
    """A free seat that is filled at the last moment needs no participation: there would be no time for it."""
    if not (command.gate and state.programme.participation_gate):
        return SWITCHED_OFF
    return SHORT_NOTICE if is_short_notice(state, envelope.today, command.course_starts_on) else None


def move_seat(command: seat.MoveSeat, state: UnitState, envelope: cmd.Envelope) -> list[ev.Event]:
    place = _in(state, command.wave)
    seats = command.seats or place.seats
    moved = _moved(command, place)
    if moved is None and seats == place.seats:
        raise NothingChanges
    if command.reservation != place.reservation:
        _is_new(state, command.reservation)
    has_happened(state, command.moved_on, envelope.today)
    if seats < (taken := len(admitted(state, place))):
        raise SeatsTaken(taken=taken, seats=seats)
    stamped: dict[str, Any] = {"wave": place.wave, **stamp(envelope, command)}
    if moved is None:
        return [ev.SeatsChanged(seats=seats, was=place.seats, **stamped)]
    if not admitted(state, place):  # whoever sits in the course already is only told of it
        _is_ahead(state, command.course_starts_on, envelope)
    others = seats if seats != place.seats else None
    return [ev.MovedSeat(was=place.course_starts_on, seats=others, **moved, **stamped)]


def _moved(command: seat.MoveSeat, place: Membership) -> dict[str, Any] | None:
    """Where the seat is by now; None when it is where it was."""
    waits = command.course is None or command.course_starts_on is None
    was = place.model_dump(include={"reservation", "course", "course_starts_on"})
    now = was | command.model_dump(include=set(was), exclude_none=True)
    if (now, waits) == (was, place.waits_since is not None):
        return None
    return {**now, "waits": waits, "why": command.why if waits else None}


def leave_wave(command: seat.LeaveWave, state: UnitState, envelope: cmd.Envelope) -> list[ev.Event]:
    membership = _in(state, command.wave)
    has_happened(state, command.left_on, envelope.today)
    # Its place may have ended before the office, long out of reach, heard that it had one.
    stamped = stamp(envelope, command, max(command.left_on, membership.asked_on))
    return [ev.LeftWave(wave=command.wave, outcome=command.outcome, **stamped)]


def decline_wave(command: seat.DeclineWave, state: UnitState, envelope: cmd.Envelope) -> list[ev.Event]:
    membership = in_wave(state)
    has_happened(state, command.declined_on, envelope.today)
    not_before(command.declined_on, membership.asked_on)
    return [ev.DeclinedWave(wave=membership.wave, **stamp(envelope, command, command.declined_on))]


def withdrawn(state: UnitState, envelope: cmd.Envelope, command: cmd.Command) -> list[ev.Event]:
    """Who ends the rollout or no longer takes part gives the wave's seats back."""
    if state.membership is None:
        return []
    wave, outcome = state.membership.wave, seat.WaveOutcome.WITHDRAWN
    return [ev.LeftWave(wave=wave, outcome=outcome, **stamp(envelope, command))]


def in_wave(state: UnitState) -> Membership:
    """The office's place in its wave. Raises: NotInWave."""
    if state.membership is None:
        raise NotInWave
    return state.membership


def _in(state: UnitState, wave: str) -> Membership:
    membership = in_wave(state)
    if membership.wave != wave:
        raise NotInWave
    return membership


RULES: dict[type, Rule] = {
    seat.JoinWave: join_wave,
    seat.MoveSeat: move_seat,
    seat.LeaveWave: leave_wave,
    seat.DeclineWave: decline_wave,
}

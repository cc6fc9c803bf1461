"""The office's place in a qualification wave: who waits for a seat, until when, where the participation stands."""

from __future__ import annotations

from datetime import date

from models.calendar import add_working_days, due_date
from models.rollout.state import Companion, Gate, GateStanding, Membership, UnitState
from models.seat_commands import ParticipationOutcome, WaveOutcome

GOING_ON = (None, WaveOutcome.QUALIFIED)
"""Outcomes after which a seat still counts; after any other one its companion waits for a seat again."""


SHORT_NOTICE = "short_notice"
"""Why no participation is needed: a free seat is filled at the last moment, there would be no time for it."""


def is_short_notice(state: UnitState, on: date, course_starts_on: date) -> bool:
    """Whether on this day too few of the office's working days are left to ask its staff representation."""
    return state.calendar.working_days_between(on, course_starts_on) < state.programme.gate_terms.short_notice


def has_seat(state: UnitState, companion: Companion) -> bool:
    """Qualified, or admitted to a course that goes on."""
    if companion.admitted_on is None:
        return False
    if companion.qualified_on is not None or companion.reservation is None:
        return True
    under = (m for m in state.memberships if m.reservation == companion.reservation)
    return all(m.outcome in GOING_ON for m in under)


def waiting(state: UnitState) -> list[Companion]:
    """Active companions without a seat, those nominated first in front."""
    without = [c for c in state.companions if c.is_active and not has_seat(state, c)]
    return sorted(without, key=lambda c: c.nominated_on)


def is_in_need(state: UnitState) -> bool:
    """Whether a seat would be of use: too few have one, or somebody nominated waits for one."""
    seated = sum(c.is_active and has_seat(state, c) for c in state.companions)
    return seated < state.programme.minimum_companions or bool(waiting(state))


def admitted(state: UnitState, membership: Membership) -> list[Companion]:
    """Active companions who were admitted under the membership's reservation."""
    return [c for c in state.companions if c.is_active and c.reservation == membership.reservation]


def nominated(state: UnitState, membership: Membership) -> list[Companion]:
    """Those who wait for the membership's free seats, never more than there are."""
    free = max(0, membership.seats - len(admitted(state, membership)))
    return waiting(state)[:free]


def filled(state: UnitState, membership: Membership) -> int:
    """Seats for which somebody is nominated or admitted."""
    return len(admitted(state, membership)) + len(nominated(state, membership))


def nominate_by(state: UnitState, membership: Membership) -> date:
    """The last day to nominate: after the wave's working days, yet before the course.

    Days of ended pauses do not count; those of a running one cannot be counted yet.
    """
    since, days = membership.runs_from, membership.nominate_within
    counted = add_working_days(state.calendar, since, days, state.breaks)
    before_course = state.calendar.working_day_before(membership.course_starts_on)
    return max(since, min(counted, before_course))


def reply_by(state: UnitState, gate: Gate) -> date | None:
    """The last day on which the staff representation can reply to the last request; silence after it is approval."""
    if gate.requested_on is None or gate.reply_within is None:
        return None
    return due_date(state.calendar, gate.requested_on, gate.reply_within, state.breaks)


def unsettled(state: UnitState, membership: Membership) -> tuple[str, ...]:
    """Those nominated for a seat whose selection the staff representation has still to see."""
    if membership.gate.waived is not None:
        return ()
    return tuple(c.id for c in nominated(state, membership) if c.id not in membership.gate.cleared)


def refills(before: UnitState, after: UnitState, on: date) -> tuple[str, ...]:
    """Who has just come to fill a settled seat again, too late before the course to ask the staff representation.

    Only as many as have left such a seat: nominating late does not spare anybody the participation.
    """
    place = after.membership
    if before.membership is None or place is None or place.waits_since is not None:
        return ()
    if not is_short_notice(after, on, place.course_starts_on):
        return ()
    gate, known = place.gate, unsettled(before, before.membership)
    left = sum(not c.is_active for c in after.companions if c.id in gate.cleared) - len(gate.refilled)
    fresh = [c for c in unsettled(after, place) if c not in known and c not in gate.about]
    return tuple(fresh[: max(0, left)])


def standing(state: UnitState, membership: Membership) -> GateStanding:
    """Where the participation stands. Who is nominated after a request needs one of their own."""
    gate, about = membership.gate, unsettled(state, membership)
    if gate.waived is not None:
        return GateStanding.NONE_NEEDED
    if not about:
        return GateStanding.CLEARED if filled(state, membership) else GateStanding.TO_REQUEST
    if gate.requested_on is None or not set(about) & set(gate.about):
        return GateStanding.TO_REQUEST
    if gate.outcome is None:
        return GateStanding.REQUESTED
    return GateStanding.REFUSED if gate.outcome is ParticipationOutcome.REFUSED else GateStanding.TO_REQUEST

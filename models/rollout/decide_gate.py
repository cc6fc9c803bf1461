"""Rules about the participation of the staff representation: asked after the office has nominated, settled by people.

Who is selected for a training is co-determined by the staff council of the sending office. Only days and outcomes are
kept. Silence counts as approval once the time to reply is over, and even then a person says so. A refusal decides
nothing by itself: people ask again, nominate somebody else, or give the seat back.
"""

from __future__ import annotations

from typing import Any

from models import commands as cmd
from models import events as ev
from models import seat_commands as seat
from models.rollout.checks import Rule, has_happened, known_reason, not_before, stamp
from models.rollout.decide_waves import in_wave
from models.rollout.evolve import fold
from models.rollout.memberships import (
    SHORT_NOTICE,
    admitted,
    is_short_notice,
    nominated,
    refills,
    reply_by,
    standing,
    unsettled,
)
from models.rollout.refusals import (
    NobodyNominated,
    NoParticipationNeeded,
    NoSeatLeft,
    OtherReservation,
    ParticipationNotRequested,
    ParticipationOpen,
    ParticipationRequested,
    ReasonMisplaced,
    StillTimeToReply,
)
from models.rollout.state import GateStanding, Membership, UnitState
from models.seat_commands import ParticipationOutcome

ANSWERED = (GateStanding.REQUESTED,)
UNSETTLED = (GateStanding.TO_REQUEST, GateStanding.REQUESTED)
"""Where a reply can be recorded, and where that none is needed: a refusal stays until people have answered it."""


def request_participation(
    command: seat.RequestParticipation, state: UnitState, envelope: cmd.Envelope
) -> list[ev.Event]:
    membership = _open_gate(state)
    gate, about = membership.gate, unsettled(state, membership)
    asked = standing(state, membership) is GateStanding.REQUESTED
    if asked and set(about) <= set(gate.about):
        raise ParticipationRequested
    has_happened(state, command.requested_on, envelope.today)
    not_before(command.requested_on, membership.asked_on)
    not_before(command.requested_on, max(c.nominated_on for c in nominated(state, membership) if c.id in about))
    not_before(command.requested_on, gate.decided_on or gate.requested_on)
    terms = state.programme.gate_terms
    urgent = command.urgent or membership.urgent
    reply_within = terms.urgent_reply_within if urgent else terms.reply_within
    stamped = stamp(envelope, command, command.requested_on)
    return [ev.ParticipationRequested(reply_within=reply_within, urgent=urgent, **stamped)]


def record_participation(command: seat.RecordParticipation, state: UnitState, envelope: cmd.Envelope) -> list[ev.Event]:
    membership = _open_gate(state)
    unneeded = command.outcome is ParticipationOutcome.NOT_REQUIRED
    if unneeded != (command.reason is not None):
        raise ReasonMisplaced
    if command.reason is not None:
        known_reason(state, "representation", command.reason)
    if standing(state, membership) not in (ANSWERED if not unneeded else UNSETTLED):
        raise ParticipationNotRequested
    has_happened(state, command.decided_on, envelope.today)
    not_before(command.decided_on, membership.gate.requested_on or membership.asked_on)
    if command.outcome is ParticipationOutcome.DEEMED_APPROVED:
        _time_is_over(command, state, membership)
    stamped = stamp(envelope, command, command.decided_on)
    return [ev.ParticipationRecorded(outcome=command.outcome, reason=command.reason, **stamped)]


def waived_at_last(state: UnitState, events: list[ev.Event], envelope: cmd.Envelope) -> list[ev.Event]:
    """Besides a command's own events: whoever fills a seat again at the last moment needs no participation."""
    if state.membership is None or not is_short_notice(state, envelope.today, state.membership.course_starts_on):
        return []
    companions = refills(state, fold(events, state), envelope.today)
    if not companions:
        return []
    days: dict[str, Any] = {"happened_on": envelope.today, "recorded_on": envelope.today, "by": cmd.BY_SYSTEM}
    return [ev.ParticipationWaived(companions=companions, reason=SHORT_NOTICE, **days)]


def _open_gate(state: UnitState) -> Membership:
    """The office's place in its wave, where the participation is needed and not settled."""
    membership = in_wave(state)
    match standing(state, membership):
        case GateStanding.NONE_NEEDED | GateStanding.CLEARED:
            raise NoParticipationNeeded
        case _ if not nominated(state, membership):
            raise NobodyNominated
        case _:
            return membership


def _time_is_over(command: seat.RecordParticipation, state: UnitState, membership: Membership) -> None:
    until = reply_by(state, membership.gate)
    if until is not None and command.decided_on <= until:
        raise StillTimeToReply(until=until.isoformat())


def reserved_seat(state: UnitState, reservation: str, course: str | None, companion: str) -> str:
    """The course in which this companion can take a seat of the office now. Raises: Refusal."""
    membership = in_wave(state)
    if (
        membership.waits_since is not None
        or reservation != membership.reservation
        or course not in (None, membership.course)
    ):
        raise OtherReservation
    if len(admitted(state, membership)) >= membership.seats:
        raise NoSeatLeft(seats=membership.seats)
    if membership.gate.waived is None and companion not in membership.gate.cleared:
        raise ParticipationOpen
    return membership.course


RULES: dict[type, Rule] = {
    seat.RequestParticipation: request_participation,
    seat.RecordParticipation: record_participation,
}

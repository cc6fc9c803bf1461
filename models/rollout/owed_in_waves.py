"""What an office with a place in a qualification wave owes: a nomination, then its staff representation's say."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date

from models.calendar import ONE_DAY, Term
from models.organisation import Function
from models.programme import CompanionAdmitted, CompanionsNominated, Milestone
from models.rollout.memberships import admitted, filled, nominate_by, nominated, reply_by, standing, unsettled
from models.rollout.owed import Due, Obligation, Step, owed
from models.rollout.state import GateStanding, Membership, UnitState


def owed_in_wave(state: UnitState) -> Iterator[Obligation]:
    """The steps of the office's place in its wave; they stand beside the programme's own.

    While it waits for another course there is nothing it could do for that, but to hear the staff representation out.
    """
    place = state.membership
    if place is None or (place.waits_since is not None and standing(state, place) is not GateStanding.REQUESTED):
        return
    nomination, admission = (state.programme.of_kind(kind) for kind in (CompanionsNominated, CompanionAdmitted))
    if nomination is not None and place.waits_since is None and is_nominating(state):
        yield _nomination(state, nomination, place)
    if admission is not None and unsettled(state, place):
        yield from _participation(state, admission, place)


def is_nominating(state: UnitState) -> bool:
    """Whether the wave still waits for a nomination."""
    place = state.membership
    return place is not None and filled(state, place) < place.seats


def has_open_seat(state: UnitState) -> bool:
    """Whether the wave holds a seat to which it will admit somebody."""
    place = state.membership
    return place is not None and len(admitted(state, place)) < place.seats


def _nomination(state: UnitState, milestone: Milestone, place: Membership) -> Obligation:
    by = nominate_by(state, place)
    opens = max(place.runs_from, state.started_recorded_on)
    return owed(
        state, milestone, Step.NOMINATE_FOR_WAVE, opens, Due(max(opens, by), place.runs_from, _days(state, place, by))
    )


def _participation(state: UnitState, milestone: Milestone, place: Membership) -> Iterator[Obligation]:
    gate, terms, lead = place.gate, state.programme.gate_terms, Function.REGIONAL_LEAD
    earliest = state.started_recorded_on
    match standing(state, place):
        case GateStanding.TO_REQUEST:
            opens = max(earliest, _nominations_end(state, place))
            yield owed(state, milestone, Step.REQUEST_PARTICIPATION, opens, terms.request_within, holder=lead)
        case GateStanding.REQUESTED if gate.requested_on is not None and gate.reply_within is not None:
            opens, until = max(earliest, gate.requested_on), reply_by(state, gate)
            due = Due(max(opens, until or opens), gate.requested_on, gate.reply_within)
            yield owed(state, milestone, Step.RECORD_PARTICIPATION, opens, due, holder=lead)
        case GateStanding.REFUSED if gate.decided_on is not None:
            opens = max(earliest, gate.decided_on)
            yield owed(state, milestone, Step.ANSWER_REFUSAL, opens, terms.answer_within, holder=lead)
        case _:
            return


def _nominations_end(state: UnitState, place: Membership) -> date:
    """The day from which no more nominations are waited for: all seats have one, or the time to nominate is over.

    After a refusal, and after a first request, not before their days.
    """
    if is_nominating(state):
        return state.calendar.next_working_day(nominate_by(state, place))
    gate = place.gate
    known = [place.runs_from, place.nominations_closed_on, gate.requested_on, gate.decided_on]
    known += [c.recorded_on if c.stated else c.nominated_on for c in nominated(state, place)]
    return max(day for day in known if day is not None)


def _days(state: UnitState, place: Membership, by: date) -> Term:
    """The working days that the office has: fewer than the wave gives, where the course begins earlier."""
    days = (place.runs_from + ONE_DAY * n for n in range(1, (by - place.runs_from).days + 1))
    counted = (
        d for d in days if state.calendar.is_working_day(d) and not any(b.since <= d < b.until for b in state.breaks)
    )
    return Term(working_days=sum(1 for _ in counted))

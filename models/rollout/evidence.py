"""What makes a milestone done: one function from the facts on record to the milestone's day.

``decide`` keeps ``state.reached`` equal to these answers, so no milestone is ever done without the events behind it.
Departures leave the day standing (the manager *was* put in place), a withdrawn confirmation takes it away.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from models.calendar import add_months, stretched
from models.programme import (
    CompanionAdmitted,
    CompanionsNominated,
    CompanionsQualified,
    ManagerInPlace,
    Milestone,
    Necessity,
    ParticipationDecided,
    Stated,
    Sustained,
    WaitingTime,
    WorkshopConfirmed,
)
from models.rollout.state import UnitState


@dataclass(frozen=True, slots=True)
class Proof:
    """The day a milestone was reached; ``stated`` when it was taken over."""

    on: date
    stated: bool = False


def proof_of(state: UnitState, milestone: Milestone) -> Proof | None:
    """Why ``milestone`` is done, or None when it is not."""
    match milestone.evidence:
        case ParticipationDecided():
            told = state.participation
            return Proof(told.decided_on, told.stated) if told is not None and told.takes_part else None
        case ManagerInPlace():
            first = min(state.managers, key=lambda m: m.since, default=None)
            return Proof(first.since, first.stated) if first is not None else None
        case CompanionsNominated():
            nominations = ((c.nominated_on, c.stated) for c in state.companions)
            return _nth(nominations, state.programme.minimum_companions)
        case CompanionAdmitted():
            return _nth(((c.admitted_on, c.admitted_stated) for c in state.companions), 1)
        case CompanionsQualified():
            qualifications = ((c.qualified_on, c.qualified_stated) for c in state.companions)
            return _nth(qualifications, state.programme.minimum_companions)
        case WorkshopConfirmed(workshop=kind):
            workshop = state.workshop(kind)
            return Proof(workshop.held_on, workshop.stated) if workshop.held_on is not None else None
        case Stated():
            recorded = state.recorded.get(milestone.key)
            return Proof(recorded.happened_on, recorded.stated) if recorded is not None else None
        case WaitingTime():
            over_on = waiting_ends_on(state, milestone)
            return Proof(over_on) if over_on is not None and state.waited.get(milestone.key) == over_on else None
        case Sustained():
            return _sustained(state, milestone)


def _nth(days: Iterable[tuple[date | None, bool]], number: int) -> Proof | None:
    known = sorted((day, stated) for day, stated in days if day is not None)
    return Proof(*known[number - 1]) if len(known) >= number else None


def requirements_met_on(state: UnitState, milestone: Milestone) -> date | None:
    """The day on which the last required milestone was reached; None while one is open."""
    if not all(state.is_satisfied(key) for key in milestone.requires):
        return None
    return max(
        (state.reached[k].happened_on for k in milestone.requires if k in state.reached), default=state.started_on
    )


def waiting_ends_on(state: UnitState, milestone: Milestone) -> date | None:
    """The day on which the waiting time ends; None while what it waits for is open. Pauses do not count."""
    waiting = milestone.evidence
    if not isinstance(waiting, WaitingTime) or waiting.anchor not in state.reached:
        return None
    met_on = requirements_met_on(state, milestone)
    if met_on is None:
        return None
    start = state.reached[waiting.anchor].happened_on
    return max(met_on, stretched(start, add_months(start, waiting.months), state.breaks))


def _sustained(state: UnitState, milestone: Milestone) -> Proof | None:
    """The first day, with all requirements met, on which manager (where required) and companions were in place.

    A departure never lowers a stage, not even one that is told late: what was reached then stays reached.
    """
    met_on = requirements_met_on(state, milestone)
    if met_on is None:
        return None
    changes = [m.since for m in state.managers] + [c.qualified_on for c in state.companions if c.qualified_on]
    days = sorted({met_on, *(day for day in changes if day > met_on)})
    found = next((day for day in days if not missing_on(state, day)), None)
    before = state.reached.get(milestone.key)
    if found is None and before is not None:
        found = max(met_on, before.happened_on)
    return Proof(found) if found is not None else None


def missing_on(state: UnitState, day: date) -> tuple[str, ...]:
    """Keys of milestones whose people were missing on ``day``: the required manager, enough qualified companions."""
    missing: list[str] = []
    manager = state.programme.of_kind(ManagerInPlace)
    if manager is not None and manager.necessity_for(state.kind) is Necessity.REQUIRED:
        in_place = any(m.since <= day and (m.until is None or m.until > day) for m in state.managers)
        missing += [] if in_place else [manager.key]
    qualified = state.programme.of_kind(CompanionsQualified)
    if qualified is not None:
        active = sum(c.is_qualified_on(day) for c in state.companions)
        missing += [] if active >= state.programme.minimum_companions else [qualified.key]
    return tuple(missing)

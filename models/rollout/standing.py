"""What a standing („übernommen“) adds to the facts on record."""

from __future__ import annotations

from typing import Any

from models import events as ev
from models.programme import (
    CompanionAdmitted,
    CompanionsNominated,
    CompanionsQualified,
    ManagerInPlace,
    ParticipationDecided,
    Stated,
    WorkshopConfirmed,
)
from models.rollout.evolve_workshops import with_plan_ended
from models.rollout.state import Companion, ManagerPeriod, Participation, Recorded, UnitState, Workshop


def with_standing(state: UnitState, event: ev.StandingStated) -> UnitState:
    on = event.happened_on
    by: dict[str, Any] = {"by": event.by, "recorded_on": event.recorded_on, "stated": True}
    match state.programme.by_key[event.milestone].evidence:
        case ParticipationDecided():
            return state.but(participation=Participation(takes_part=True, decided_on=on, **by))
        case ManagerInPlace():
            return state.but(managers=(*state.managers, ManagerPeriod(since=on, **by)))
        case CompanionsNominated() | CompanionAdmitted() | CompanionsQualified() as evidence:
            return _with_companions(state, event, evidence)
        case WorkshopConfirmed(workshop=kind):
            held = Workshop(held_on=on, confirmed_by=event.by, recorded_on=event.recorded_on, stated=True)
            state = with_plan_ended(state, kind, event.recorded_on)
            return state.but(workshops={**state.workshops, kind: held})
        case Stated():
            return state.but(recorded={**state.recorded, event.milestone: Recorded(happened_on=on, **by)})
        case _:
            return state


def _with_companions(
    state: UnitState, event: ev.StandingStated, evidence: CompanionsNominated | CompanionAdmitted | CompanionsQualified
) -> UnitState:
    """Companions with a known id are carried further, the others are added."""
    known = {c.id: c for c in state.companions}
    for companion in event.companions:
        told = Companion(
            id=companion, nominated_on=event.happened_on, by=event.by, recorded_on=event.recorded_on, stated=True
        )
        known[companion] = _carried_further(known.get(companion, told), event, evidence)
    return state.but(companions=tuple(known.values()))


def _carried_further(
    companion: Companion,
    event: ev.StandingStated,
    evidence: CompanionsNominated | CompanionAdmitted | CompanionsQualified,
) -> Companion:
    if not isinstance(evidence, CompanionsNominated) and companion.admitted_on is None:
        companion = companion.but(admitted_on=event.happened_on, admitted_by=event.by, admitted_stated=True)
    if isinstance(evidence, CompanionsQualified) and companion.qualified_on is None:
        companion = companion.but(qualified_on=event.happened_on, qualified_by=event.by, qualified_stated=True)
    return companion

"""The read model of one unit as plain rows, computed from its state alone.

The append computes this for the state before and after and writes only the difference; ``ilb verify`` computes it
from the folded journal and compares. Hence "read model = fold of the journal" by construction.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Any

from pydantic_core import to_json

from models.obligations import obligations
from models.programme import (
    CompanionAdmitted,
    CompanionsNominated,
    CompanionsQualified,
    Milestone,
    Necessity,
    Sustained,
    WorkshopConfirmed,
    WorkshopKind,
)
from models.rollout.facts import Fact, facts
from models.rollout.owed import Obligation
from models.rollout.state import Companion, ManagerPeriod, SideState, UnitState


@dataclass(frozen=True, slots=True)
class Mark:
    """What the matrix shows of one milestone, besides what is owed: its day, its plan, how many of how many."""

    key: str
    necessity: str
    reached_on: date | None = None
    stated: bool = False
    planned_on: date | None = None
    have: int | None = None
    need: int | None = None
    began: bool = False


@dataclass(frozen=True, slots=True)
class Picture:
    """Everything the read model keeps of one unit."""

    rollout: dict[str, Any]
    facts: frozenset[Fact]
    obligations: dict[str, dict[str, Any]]
    workshops: dict[str, dict[str, Any]]
    companions: dict[str, dict[str, Any]]
    managers: dict[int, dict[str, Any]]


def picture(state: UnitState) -> Picture:
    return Picture(
        rollout=_rollout(state),
        facts=frozenset(facts(state)),
        obligations={o.key: {**_columns(o), "term": o.term.model_dump_json()} for o in obligations(state)},
        workshops={kind.value: _workshop(state, kind) for kind in state.workshops},
        companions={c.id: _companion(c) for c in state.companions},
        managers={n: _manager(m) for n, m in enumerate(state.managers, 1)},
    )


def _columns(row: Mark | Obligation) -> dict[str, Any]:
    """The fields as a dict; ``dataclasses.asdict`` would copy each value deeply, with every append."""
    return {name: getattr(row, name) for name in row.__slots__}


def _rollout(state: UnitState) -> dict[str, Any]:
    required = [m for m in state.milestones if m.necessity_for(state.kind) is Necessity.REQUIRED]
    return {
        "stage": state.stage,
        "side_state": state.side_state.value,
        "side_since": side_since(state),
        "side_reason": state.pause.reason if state.pause else None,
        "review_on": state.pause.review_on if state.pause else None,
        "region_code": state.region,
        "aqua_team": state.aqua_team,
        "done": sum(m.key in state.reached for m in required),
        "applicable": len(required),
        "sustained_on": sustained_on(state),
        "programme": f"{state.programme.id}/{state.programme.version}",
        "calendar_id": state.calendar.id,
        "marks": to_json([_columns(mark) for mark in marks(state)]).decode(),
    }


def sustained_on(state: UnitState) -> date | None:
    """The day the rollout was sustained, if it is."""
    milestone = state.programme.of_kind(Sustained)
    reached = state.reached.get(milestone.key) if milestone is not None else None
    return reached.happened_on if reached is not None else None


def side_since(state: UnitState) -> date | None:
    """The day the side state began."""
    match state.side_state:
        case SideState.PAUSED if state.pause is not None:
            return state.pause.since
        case SideState.NOT_PARTICIPATING if state.participation is not None:
            return state.participation.decided_on
        case SideState.MERGED | SideState.CLOSED if state.ended is not None:
            return state.ended.on
        case _:
            return None


def marks(state: UnitState) -> list[Mark]:
    """One mark per applicable milestone, in the order of the programme."""
    return [_mark(state, milestone) for milestone in state.milestones]


def _mark(state: UnitState, milestone: Milestone) -> Mark:
    reached = state.reached.get(milestone.key)
    planned_on: date | None = None
    have: int | None = None
    need: int | None = None
    match milestone.evidence:
        case WorkshopConfirmed(workshop=kind):
            planned_on = state.workshop(kind).planned_on
        case CompanionsNominated():
            have, need = sum(c.is_active for c in state.companions), state.programme.minimum_companions
        case CompanionAdmitted():
            have, need = sum(c.is_active and c.admitted_on is not None for c in state.companions), 1
        case CompanionsQualified():
            have, need = state.qualified, state.programme.minimum_companions
        case _:
            pass
    return Mark(
        key=milestone.key,
        necessity=milestone.necessity_for(state.kind).value,
        reached_on=reached.happened_on if reached else None,
        stated=reached.stated if reached else False,
        planned_on=planned_on,
        have=have,
        need=need,
        began=planned_on is not None or bool(have) or _has_begun(state, milestone),
    )


def _has_begun(state: UnitState, milestone: Milestone) -> bool:
    """Qualification has begun with the first admission, though nobody is qualified yet."""
    if not isinstance(milestone.evidence, CompanionsQualified):
        return False
    return any(c.admitted_on is not None and c.is_active for c in state.companions)


# --- rows ----------------------------------------------------------------------------------------------------


def _workshop(state: UnitState, kind: WorkshopKind) -> dict[str, Any]:
    workshop = state.workshops[kind]
    return {
        "planned_on": workshop.planned_on,
        "held_on": workshop.held_on,
        "headcount": workshop.headcount.value if workshop.headcount else None,
        "confirmed_by": workshop.confirmed_by.function.value if workshop.confirmed_by else None,
        "returned_on": workshop.returned_on,
        "course": workshop.course,
        "stated": workshop.stated,
    }


def _companion(companion: Companion) -> dict[str, Any]:
    return companion.model_dump(
        include={"nominated_on", "admitted_on", "qualified_on", "released_on", "course", "stated"}
    )


def _manager(manager: ManagerPeriod) -> dict[str, Any]:
    return manager.model_dump(include={"since", "until", "holder", "stated"})

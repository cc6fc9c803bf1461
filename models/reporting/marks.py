"""What the matrix shows of an office as of a day: the marks of ``models.projection``, from facts alone."""

from __future__ import annotations

from datetime import date

from models.programme import (
    CompanionAdmitted,
    CompanionsNominated,
    CompanionsQualified,
    Milestone,
    WorkshopConfirmed,
)
from models.projection import Mark
from models.reporting.unit import UnitAsOf
from models.rollout.facts import PLANNED


def marks_as_of(unit: UnitAsOf) -> list[Mark]:
    """One per applicable milestone, in the order of the programme."""
    return [_mark(unit, milestone) for milestone in unit.programme.applicable(unit.office.kind)]


def _mark(unit: UnitAsOf, milestone: Milestone) -> Mark:
    reached = unit.reached.get(milestone.key)
    plan = planned_on(unit, milestone)
    have, need = _numbers(unit, milestone)
    admitted = isinstance(milestone.evidence, CompanionsQualified) and unit.number("@admitted") > 0
    return Mark(
        key=milestone.key,
        necessity=milestone.necessity_for(unit.office.kind).value,
        reached_on=reached.happened_on if reached is not None else None,
        stated=reached.stated if reached is not None else False,
        planned_on=plan,
        have=have,
        need=need,
        began=plan is not None or bool(have) or admitted,
    )


def planned_on(unit: UnitAsOf, milestone: Milestone) -> date | None:
    """The day for which the milestone's workshop was planned."""
    if not isinstance(milestone.evidence, WorkshopConfirmed):
        return None
    fact = unit.true.get(PLANNED[milestone.evidence.workshop])
    return date.fromisoformat(fact.detail) if fact is not None and fact.detail else None


def _numbers(unit: UnitAsOf, milestone: Milestone) -> tuple[int | None, int | None]:
    """How many there are of how many that are needed."""
    minimum = unit.programme.minimum_companions
    match milestone.evidence:
        case CompanionsNominated():
            return unit.number("@companion"), minimum
        case CompanionAdmitted():
            return unit.number("@admitted"), 1
        case CompanionsQualified():
            return unit.number("@qualified"), minimum
        case _:
            return None, None

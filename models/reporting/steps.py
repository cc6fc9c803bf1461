"""Which steps were missing on a day: what the record held open then, less what turned out to be done by then.

What became known later takes a need away (the manager was in place already, it had only not been told) and adds none:
nobody had been asked.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable
from dataclasses import replace

from models.programme import WorkshopConfirmed
from models.reporting.unit import UnitAsOf
from models.rollout.facts import PLANNED
from models.rollout.owed import Obligation, Step


def still_missing(
    unit: UnitAsOf, held_open: Iterable[Obligation], told_later: Collection[str]
) -> tuple[Obligation, ...]:
    """The steps of an office. ``told_later``: keys of facts that were true on the day and told after it."""
    left = (step for step in held_open if not (told_later and _is_settled(unit, step, told_later)))
    if "@paused" not in unit.true:
        return tuple(step for step in left if step.step is not Step.REVIEW_PAUSE)
    return tuple(step if step.step is Step.REVIEW_PAUSE else replace(step, suspended=True) for step in left)


def _is_settled(unit: UnitAsOf, step: Obligation, told_later: Collection[str]) -> bool:
    """Whether something told later shows that the step had been done."""
    if step.milestone in told_later and step.milestone in unit.reached and step.step not in OF_PEOPLE:
        return True
    minimum = unit.programme.minimum_companions
    match step.step:
        case Step.ASSIGN_MANAGER:
            return "@managed" in told_later
        case Step.NOMINATE_COMPANIONS | Step.RESTORE_COVERAGE:
            return "@companion" in told_later and unit.number("@companion") >= minimum
        case Step.ADMIT_COMPANIONS:
            return "@admitted" in told_later and unit.number("@admitted") >= minimum
        case Step.QUALIFY_COMPANIONS:
            return "@covered" in told_later
        case Step.PLAN_WORKSHOP:
            evidence = unit.programme.by_key[step.milestone].evidence
            return isinstance(evidence, WorkshopConfirmed) and PLANNED[evidence.workshop] in told_later
        case _:
            return False


OF_PEOPLE = (
    Step.ASSIGN_MANAGER,
    Step.NOMINATE_COMPANIONS,
    Step.RESTORE_COVERAGE,
    Step.ADMIT_COMPANIONS,
    Step.QUALIFY_COMPANIONS,
)
"""Their milestones may have been reached long ago; what is missing are people in place."""

"""One open step: what it is, which function holds it, and the days on which it opens, is due and is reminded of."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from models.calendar import Term, add_working_days, due_date
from models.organisation import Function
from models.programme import Milestone
from models.rollout.state import DueChange, UnitState


class Step(StrEnum):
    """The steps that can be owed."""

    DECIDE_PARTICIPATION = "decide_participation"
    ASSIGN_MANAGER = "assign_manager"
    NOMINATE_COMPANIONS = "nominate_companions"
    RESTORE_COVERAGE = "restore_coverage"
    ADMIT_COMPANIONS = "admit_companions"
    QUALIFY_COMPANIONS = "qualify_companions"
    PLAN_WORKSHOP = "plan_workshop"
    CONFIRM_WORKSHOP = "confirm_workshop"
    CLARIFY_RESPONSIBILITY = "clarify_responsibility"
    RECORD_MILESTONE = "record_milestone"
    REVIEW_PAUSE = "review_pause"
    NOMINATE_FOR_WAVE = "nominate_for_wave"
    REQUEST_PARTICIPATION = "request_participation"
    RECORD_PARTICIPATION = "record_participation"
    ANSWER_REFUSAL = "answer_refusal"


SETTLED_BY: dict[Step, str] = {
    Step.DECIDE_PARTICIPATION: "decide_participation",
    Step.ASSIGN_MANAGER: "assign_manager",
    Step.NOMINATE_COMPANIONS: "nominate_companion",
    Step.RESTORE_COVERAGE: "nominate_companion",
    Step.ADMIT_COMPANIONS: "admit_companion",
    Step.QUALIFY_COMPANIONS: "record_qualification",
    Step.PLAN_WORKSHOP: "plan_workshop",
    Step.CONFIRM_WORKSHOP: "confirm_workshop",
    Step.CLARIFY_RESPONSIBILITY: "move_workshop",
    Step.RECORD_MILESTONE: "record_milestone",
    Step.REVIEW_PAUSE: "resume",
    Step.NOMINATE_FOR_WAVE: "nominate_companion",
    Step.REQUEST_PARTICIPATION: "request_participation",
    Step.RECORD_PARTICIPATION: "record_participation",
    Step.ANSWER_REFUSAL: "request_participation",
}
"""The command that settles each step; a refusal is also answered by another nomination or by giving the seat back."""

OF_WAVES = frozenset(
    {Step.NOMINATE_FOR_WAVE, Step.REQUEST_PARTICIPATION, Step.RECORD_PARTICIPATION, Step.ANSWER_REFUSAL}
)
"""Steps whose days follow from a wave or from the law: nobody changes them."""

NATIONAL = "all"
"""Scope of functions that serve every office."""


@dataclass(frozen=True, slots=True)
class Obligation:
    """One open step.

    ``scope`` is the region, AQua team or unit of ``holder``, NATIONAL, or None when there is none (an orphan by
    construction). ``counted_from`` and ``term`` show the due date's arithmetic; ``changed`` is the reason code of a
    changed due date. ``suspended``: the unit is paused, nothing runs.
    """

    key: str
    step: Step
    milestone: str
    holder: Function
    scope: str | None
    opens_on: date
    due_on: date
    second_on: date
    third_on: date
    counted_from: date
    term: Term
    changed: str | None = None
    suspended: bool = False

    def is_open(self, on: date) -> bool:
        return self.opens_on <= on and not self.suspended

    def is_late(self, on: date) -> bool:
        return self.due_on < on and not self.suspended


@dataclass(frozen=True, slots=True)
class Due:
    """A due date and how it came about: ``term`` from ``counted_from``."""

    on: date
    counted_from: date
    term: Term


def from_opening(
    state: UnitState, milestone: Milestone, step: Step, earliest: date | None = None, holder: Function | None = None
) -> Iterator[Obligation]:
    """The step, opened when everything it comes after is reached and known; nothing while something is open."""
    if not all(state.is_satisfied(key) for key in milestone.opens_after):
        return
    known = [state.reached[key].known_from for key in milestone.opens_after if key in state.reached]
    opens = max([state.started_recorded_on, *known, *([earliest] if earliest else [])])
    yield owed(state, milestone, step, opens, holder=holder)


def owed(
    state: UnitState,
    milestone: Milestone,
    step: Step,
    opens: date,
    due: Due | Term | None = None,
    *,
    holder: Function | None = None,
) -> Obligation:
    """The step, due after the milestone's own term unless ``due`` says otherwise."""
    found = due if isinstance(due, Due) else _counted(state, milestone, step, opens, due or milestone.term)
    key = f"{step.value}:{milestone.key}@{opens.isoformat()}"
    changed = state.due_changes.get(key)
    due_on = _moved_on(state, changed) if changed is not None else found.on
    reminders = state.programme.reminders
    function, scope = _holder(state, holder or milestone.holder)
    return Obligation(
        key=key,
        step=step,
        milestone=milestone.key,
        holder=function,
        scope=scope,
        opens_on=opens,
        due_on=due_on,
        second_on=add_working_days(state.calendar, due_on, reminders.second, state.breaks),
        third_on=add_working_days(state.calendar, due_on, reminders.third, state.breaks),
        counted_from=found.counted_from,
        term=found.term,
        changed=changed.reason if changed is not None else None,
        suspended=state.pause is not None and step is not Step.REVIEW_PAUSE,
    )


def _counted(state: UnitState, milestone: Milestone, step: Step, opens: date, term: Term) -> Due:
    """From the opening; a workshop's plan from the day of another milestone, where that is later."""
    own = Due(due_date(state.calendar, opens, term, state.breaks), opens, term)
    later = milestone.due_from
    if later is None or step is not Step.PLAN_WORKSHOP or later.anchor not in state.reached:
        return own
    anchor = state.reached[later.anchor].happened_on
    from_anchor = due_date(state.calendar, anchor, later.term, state.breaks)
    return Due(from_anchor, anchor, later.term) if from_anchor > own.on else own


def _moved_on(state: UnitState, changed: DueChange) -> date:
    """A changed due date, later by the working days that a pause has taken since the change."""
    if changed.since is None:
        return changed.due_on
    left = state.calendar.working_days_between(changed.since, changed.due_on)
    return max(changed.due_on, add_working_days(state.calendar, changed.since, left, state.breaks))


def _holder(state: UnitState, function: Function) -> tuple[Function, str | None]:
    """Function and scope; without a manager who can act, the manager's steps fall to the regional lead."""
    if function is Function.MANAGER and (state.manager is None or state.manager.holder is None):
        function = Function.REGIONAL_LEAD
    return function, scope_of(state, function)


def scope_of(state: UnitState, function: Function) -> str | None:
    """The scope in which somebody holds ``function`` for this unit; None where nobody can."""
    match function:
        case Function.REGIONAL_LEAD:
            return state.region
        case Function.AQUA_LEAD:
            return state.aqua_team
        case Function.MANAGER:
            return state.unit_id
        case _:
            return NATIONAL

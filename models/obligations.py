"""What is missing in a unit, which function holds it, and on which days it opens, is due and is reminded of.

The one place that knows what is late: worklist, status sentence, clocks, reminders, escalation, orphans and
bottlenecks all read this. An obligation carries absolute days and never the word "overdue": whoever asks says on
which day they ask.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from models.calendar import Term, add_working_days, due_date
from models.organisation import Function
from models.programme import (
    CompanionAdmitted,
    CompanionsNominated,
    CompanionsQualified,
    ManagerInPlace,
    Milestone,
    Necessity,
    ParticipationDecided,
    Stated,
    WorkshopConfirmed,
)
from models.rollout.state import DueChange, SideState, UnitState
from models.sharing import remembered


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
}
"""The one command that settles each step."""

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


def obligations(state: UnitState) -> list[Obligation]:
    """All steps that are open or have a day on which they open, in the order of the programme."""
    return [*_obligations(state)]


@remembered
def _obligations(state: UnitState) -> tuple[Obligation, ...]:
    if state.side_state in (SideState.NOT_PARTICIPATING, SideState.MERGED, SideState.CLOSED):
        return ()
    owed = (o for milestone in state.milestones for o in _of_milestone(state, milestone))
    found = [o for o in owed if state.is_required(o.milestone)]
    return (*found, *_review_of_pause(state))


def _of_milestone(state: UnitState, milestone: Milestone) -> Iterator[Obligation]:
    if milestone.necessity_for(state.kind) is not Necessity.REQUIRED:
        return
    match milestone.evidence:
        case ParticipationDecided():
            if state.participation is None:
                yield from _from_opening(state, milestone, Step.DECIDE_PARTICIPATION)
        case ManagerInPlace():
            yield from _manager(state, milestone)
        case CompanionsNominated():
            yield from _companions(state)
        case WorkshopConfirmed():
            yield from _workshop(state, milestone)
        case Stated():
            if milestone.key not in state.reached:
                yield from _from_opening(state, milestone, Step.RECORD_MILESTONE)
        case _:
            return


def _manager(state: UnitState, milestone: Milestone) -> Iterator[Obligation]:
    if state.manager is not None:
        return
    if state.managers and state.managers[-1].until is not None:
        yield _owed(state, milestone, Step.ASSIGN_MANAGER, max(state.managers[-1].until, state.started_recorded_on))
    else:
        yield from _from_opening(state, milestone, Step.ASSIGN_MANAGER)


def _companions(state: UnitState) -> Iterator[Obligation]:
    """The next step towards enough qualified companions; departures open it anew."""
    need = state.programme.minimum_companions
    if state.qualified >= need:
        return
    active = [c for c in state.companions if c.is_active]
    left_on = max((c.released_on for c in state.companions if c.released_on), default=None)
    nominated, admitted, qualified = (
        state.programme.of_kind(kind) for kind in (CompanionsNominated, CompanionAdmitted, CompanionsQualified)
    )
    admitted_days = sorted(c.admitted_on for c in active if c.admitted_on)
    if len(active) < need and nominated is not None:
        if qualified is not None and qualified.key in state.reached and left_on is not None:
            opens, term = max(left_on, state.started_recorded_on), state.programme.restore_term
            yield _owed(state, qualified, Step.RESTORE_COVERAGE, opens, term, nominated.holder)
        else:
            yield from _from_opening(state, nominated, Step.NOMINATE_COMPANIONS, left_on)
    elif len(admitted_days) < need and admitted is not None:
        nominated_days = sorted(c.recorded_on if c.stated else c.nominated_on for c in active)
        yield from _from_opening(state, admitted, Step.ADMIT_COMPANIONS, nominated_days[need - 1])
    elif qualified is not None and len(admitted_days) >= need:
        yield from _from_opening(state, qualified, Step.QUALIFY_COMPANIONS, admitted_days[need - 1])


def _workshop(state: UnitState, milestone: Milestone) -> Iterator[Obligation]:
    evidence = milestone.evidence
    if not isinstance(evidence, WorkshopConfirmed):
        return
    workshop = state.workshop(evidence.workshop)
    if workshop.held_on is not None:
        return
    if workshop.planned_on is None:
        yield from _from_opening(state, milestone, Step.PLAN_WORKSHOP, workshop.asked_since, evidence.planner)
    elif workshop.returned_on is not None:
        yield _owed(
            state,
            milestone,
            Step.CLARIFY_RESPONSIBILITY,
            workshop.returned_on,
            evidence.answer_within,
            Function.REGIONAL_LEAD,
        )
    else:
        asked = due_date(state.calendar, workshop.planned_on, evidence.answer_after, state.breaks)
        opens = max(asked, workshop.asked_since or asked)
        confirmer = confirmer_of(state, evidence)
        yield _owed(state, milestone, Step.CONFIRM_WORKSHOP, opens, evidence.answer_within, confirmer)


def confirmer_of(state: UnitState, evidence: WorkshopConfirmed) -> Function:
    """Who confirms this workshop now: under four eyes, not the function that planned it.

    In a substitution the function of the person who really planned counts, not the one substituted for.
    """
    planned_by = state.workshop(evidence.workshop).planned_by
    same = planned_by is not None and planned_by.function is evidence.confirmer
    return Function.REGIONAL_LEAD if state.programme.four_eyes and same else evidence.confirmer


def _review_of_pause(state: UnitState) -> Iterator[Obligation]:
    pause = state.pause
    if pause is not None and pause.review_on is not None:
        milestone = state.milestones[0]
        term = Term(working_days=5)
        owed = _owed(state, milestone, Step.REVIEW_PAUSE, pause.review_on, term, Function.REGIONAL_LEAD)
        yield owed


def _from_opening(
    state: UnitState, milestone: Milestone, step: Step, earliest: date | None = None, holder: Function | None = None
) -> Iterator[Obligation]:
    """The step, opened when everything it comes after is reached and known; nothing while something is open."""
    if not all(state.is_satisfied(key) for key in milestone.opens_after):
        return
    known = [state.reached[key].known_from for key in milestone.opens_after if key in state.reached]
    opens = max([state.started_recorded_on, *known, *([earliest] if earliest else [])])
    yield _owed(state, milestone, step, opens, None, holder)


def _owed(
    state: UnitState,
    milestone: Milestone,
    step: Step,
    opens: date,
    term: Term | None = None,
    holder: Function | None = None,
) -> Obligation:
    counted_from, counted = opens, term or milestone.term
    due = due_date(state.calendar, opens, counted, state.breaks)
    later = milestone.due_from
    if later is not None and step is Step.PLAN_WORKSHOP and later.anchor in state.reached:
        anchor = state.reached[later.anchor].happened_on
        from_anchor = due_date(state.calendar, anchor, later.term, state.breaks)
        if from_anchor > due:
            due, counted_from, counted = from_anchor, anchor, later.term
    key = f"{step.value}:{milestone.key}@{opens.isoformat()}"
    changed = state.due_changes.get(key)
    due = _moved_on(state, changed) if changed is not None else due
    reminders = state.programme.reminders
    function, scope = _holder(state, holder or milestone.holder)
    return Obligation(
        key=key,
        step=step,
        milestone=milestone.key,
        holder=function,
        scope=scope,
        opens_on=opens,
        due_on=due,
        second_on=add_working_days(state.calendar, due, reminders.second, state.breaks),
        third_on=add_working_days(state.calendar, due, reminders.third, state.breaks),
        counted_from=counted_from,
        term=counted,
        changed=changed.reason if changed is not None else None,
        suspended=state.pause is not None and step is not Step.REVIEW_PAUSE,
    )


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
    match function:
        case Function.REGIONAL_LEAD:
            return function, state.region
        case Function.AQUA_LEAD:
            return function, state.aqua_team
        case Function.MANAGER:
            return function, state.unit_id
        case _:
            return function, NATIONAL

"""What is missing in a unit, which function holds it, and on which days it opens, is due and is reminded of.

The one place that knows what is late: worklist, status sentence, clocks, reminders, escalation, orphans and
bottlenecks all read this. An obligation carries absolute days and never the word "overdue": whoever asks says on
which day they ask.
"""

from __future__ import annotations

from collections.abc import Iterator

from models.calendar import Term, due_date
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
from models.rollout.memberships import has_seat
from models.rollout.owed import Obligation, Step, from_opening, owed
from models.rollout.owed_in_waves import has_open_seat, is_nominating, owed_in_wave
from models.rollout.state import SideState, UnitState
from models.sharing import remembered


def obligations(state: UnitState) -> list[Obligation]:
    """All steps that are open or have a day on which they open: those of the programme in its order, then a wave's."""
    return [*_obligations(state)]


@remembered
def _obligations(state: UnitState) -> tuple[Obligation, ...]:
    if state.side_state in (SideState.NOT_PARTICIPATING, SideState.MERGED, SideState.CLOSED):
        return ()
    steps = (o for milestone in state.milestones for o in _of_milestone(state, milestone))
    found = [o for o in steps if state.is_required(o.milestone)]
    return (*found, *owed_in_wave(state), *_review_of_pause(state))


def _of_milestone(state: UnitState, milestone: Milestone) -> Iterator[Obligation]:
    if milestone.necessity_for(state.kind) is not Necessity.REQUIRED:
        return
    match milestone.evidence:
        case ParticipationDecided():
            if state.participation is None:
                yield from from_opening(state, milestone, Step.DECIDE_PARTICIPATION)
        case ManagerInPlace():
            yield from _manager(state, milestone)
        case CompanionsNominated():
            yield from _companions(state)
        case WorkshopConfirmed():
            yield from _workshop(state, milestone)
        case Stated():
            if milestone.key not in state.reached:
                yield from from_opening(state, milestone, Step.RECORD_MILESTONE)
        case _:
            return


def _manager(state: UnitState, milestone: Milestone) -> Iterator[Obligation]:
    if state.manager is not None:
        return
    if state.managers and state.managers[-1].until is not None:
        yield owed(state, milestone, Step.ASSIGN_MANAGER, max(state.managers[-1].until, state.started_recorded_on))
    else:
        yield from from_opening(state, milestone, Step.ASSIGN_MANAGER)


def _companions(state: UnitState) -> Iterator[Obligation]:
    """The next step towards enough qualified companions; departures open it anew.

    While a wave waits for a nomination, or holds a seat to which it will admit, its own steps take their place.
    """
    need = state.programme.minimum_companions
    if state.qualified >= need:
        return
    active = [c for c in state.companions if c.is_active]
    left_on = max((c.released_on for c in state.companions if c.released_on), default=None)
    nominated, admitted, qualified = (
        state.programme.of_kind(kind) for kind in (CompanionsNominated, CompanionAdmitted, CompanionsQualified)
    )
    admitted_days = sorted(c.admitted_on for c in active if c.admitted_on and has_seat(state, c))
    if is_nominating(state):
        return
    if len(active) < need and nominated is not None:
        if qualified is not None and qualified.key in state.reached and left_on is not None:
            opens, term = max(left_on, state.started_recorded_on), state.programme.restore_term
            yield owed(state, qualified, Step.RESTORE_COVERAGE, opens, term, holder=nominated.holder)
        else:
            yield from from_opening(state, nominated, Step.NOMINATE_COMPANIONS, left_on)
    elif len(admitted_days) < need and admitted is not None:
        if has_open_seat(state):
            return
        nominated_days = sorted(c.recorded_on if c.stated else c.nominated_on for c in active)
        yield from from_opening(state, admitted, Step.ADMIT_COMPANIONS, nominated_days[need - 1])
    elif qualified is not None and len(admitted_days) >= need:
        yield from from_opening(state, qualified, Step.QUALIFY_COMPANIONS, admitted_days[need - 1])


def _workshop(state: UnitState, milestone: Milestone) -> Iterator[Obligation]:
    evidence = milestone.evidence
    if not isinstance(evidence, WorkshopConfirmed):
        return
    workshop = state.workshop(evidence.workshop)
    if workshop.held_on is not None:
        return
    if workshop.planned_on is None:
        yield from from_opening(state, milestone, Step.PLAN_WORKSHOP, workshop.asked_since, evidence.planner)
    elif workshop.returned_on is not None:
        yield owed(
            state,
            milestone,
            Step.CLARIFY_RESPONSIBILITY,
            workshop.returned_on,
            evidence.answer_within,
            holder=Function.REGIONAL_LEAD,
        )
    else:
        asked = due_date(state.calendar, workshop.planned_on, evidence.answer_after, state.breaks)
        opens = max(asked, workshop.asked_since or asked)
        confirmer = confirmer_of(state, evidence)
        yield owed(state, milestone, Step.CONFIRM_WORKSHOP, opens, evidence.answer_within, holder=confirmer)


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
        lead = Function.REGIONAL_LEAD
        yield owed(state, milestone, Step.REVIEW_PAUSE, pause.review_on, Term(working_days=5), holder=lead)

"""Checks that several rules share; each raises its named refusal."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from typing import Any

from models import commands as cmd
from models import events as ev
from models.calendar import add_months
from models.errors import (
    DateInFuture,
    DateTooEarly,
    NotTakingPart,
    ParticipationUndecided,
    PlanTooFar,
    RolloutEnded,
    UnitIsPaused,
    UnknownReason,
    WrongDateOrder,
)
from models.programme import Milestone, Necessity
from models.rollout.state import UnitState
from models.rollout.step_refusals import EarlierMilestoneMissing, MilestoneNotApplicable, UnknownMilestone

Rule = Callable[[Any, UnitState, cmd.Envelope], list[ev.Event]]
"""One branch of ``decide``; its first argument is the command it is registered for."""


def stamp(envelope: cmd.Envelope, command: cmd.Command, happened_on: date | None = None) -> dict[str, Any]:
    """The fields every event carries."""
    return {
        "happened_on": happened_on or envelope.today,
        "recorded_on": envelope.today,
        "by": envelope.by,
        "note_id": command.note_id,
    }


def goes_on(state: UnitState) -> None:
    """The unit takes part and neither rests nor has ended."""
    if state.ended is not None:
        raise RolloutEnded
    if state.pause is not None:
        raise UnitIsPaused
    if state.participation is not None and not state.participation.takes_part:
        raise NotTakingPart
    if state.is_undecided:
        raise ParticipationUndecided


def not_too_early(state: UnitState, on: date) -> None:
    earliest = date(state.programme.earliest_year, 1, 1)
    if on < earliest:
        raise DateTooEarly(on=on.isoformat(), earliest=earliest.isoformat())


def has_happened(state: UnitState, on: date, today: date) -> None:
    """``on`` is a plausible past day or today."""
    if on > today:
        raise DateInFuture(on=on.isoformat())
    not_too_early(state, on)


def can_be_planned(state: UnitState, on: date, today: date) -> None:
    """``on`` is plausible and within the planning horizon; past days are allowed (already held)."""
    not_too_early(state, on)
    if on > add_months(today, state.programme.plan_horizon_months):
        raise PlanTooFar(months=state.programme.plan_horizon_months)


def not_before(on: date, earlier: date | None) -> None:
    if earlier is not None and on < earlier:
        raise WrongDateOrder(on=on.isoformat(), earlier=earlier.isoformat())


def known_reason(state: UnitState, which: str, reason: str) -> None:
    known = state.programme.reasons_in(which)
    if reason not in known:
        raise UnknownReason(reason=reason, known=", ".join(sorted(known)))


def known_milestone(state: UnitState, key: str) -> Milestone:
    """The milestone, if the programme has it and it applies to this kind of unit."""
    milestone = state.programme.by_key.get(key)
    if milestone is None:
        raise UnknownMilestone(milestone=key, known=", ".join(state.programme.by_key))
    if milestone.necessity_for(state.kind) is Necessity.NOT_APPLICABLE:
        raise MilestoneNotApplicable(milestone=key)
    return milestone


def fits_neighbours(state: UnitState, milestone: Milestone, on: date) -> None:
    """What this milestone requires is reached, and ``on`` lies in order."""
    for key in milestone.requires:
        if not state.is_satisfied(key):
            raise EarlierMilestoneMissing(missing=key)
    in_order(state, milestone, on)


def in_order(state: UnitState, milestone: Milestone, on: date) -> None:
    """``on`` lies between the days of the reached milestones around this one."""
    for key in milestone.requires:
        if key in state.reached:
            not_before(on, state.reached[key].happened_on)
    for later in state.milestones:
        stands = state.reached.get(later.key)
        if milestone.key in later.requires and stands is not None and later.evidence.kind not in COMPUTED:
            not_before(stands.happened_on, on)


COMPUTED = ("waiting_time", "sustained")
"""Kinds of evidence whose day moves by itself when an earlier day is corrected."""

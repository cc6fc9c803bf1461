"""After every decision: milestones that are now reached, redated or open again, as events."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from typing import Any

from models import events as ev
from models.commands import By
from models.programme import Milestone, WaitingTime
from models.rollout.evidence import Proof, proof_of, waiting_ends_on
from models.rollout.evolve import evolve, fold
from models.rollout.state import SideState, UnitState


def settled(state: UnitState, events: list[ev.Event], today: date, by: By) -> list[ev.Event]:
    """``events`` and everything that follows from them.

    One pass is enough: a milestone depends only on facts and on milestones listed before it.
    """
    after = fold(events, state)
    result = list(events)
    for milestone in after.milestones:
        for event in _following(after, milestone, today, by):
            result.append(event)
            after = evolve(after, event)
    return result


def _following(state: UnitState, milestone: Milestone, today: date, by: By) -> Iterator[ev.Event]:
    """The generator sees the state from before its own first event; the waiting time's end is added by hand."""
    common: dict[str, Any] = {"recorded_on": today, "by": by, "milestone": milestone.key}
    if isinstance(milestone.evidence, WaitingTime):
        ends_on = waiting_ends_on(state, milestone)
        over = ends_on is not None and ends_on <= today and _ran_until(state, ends_on)
        if ends_on is not None and over and state.waited.get(milestone.key) != ends_on:
            ended = ev.WaitingTimeEnded(happened_on=ends_on, **common)
            yield ended
            state = evolve(state, ended)
    proof, reached = proof_of(state, milestone), state.reached.get(milestone.key)
    if proof is None and reached is not None:
        yield ev.MilestoneReopened(happened_on=today, was=reached.happened_on, **common)
    elif proof is not None and reached is None:
        yield ev.MilestoneReached(happened_on=proof.on, stated=proof.stated, **common)
    elif proof is not None and reached is not None and proof != Proof(reached.happened_on, reached.stated):
        yield ev.MilestoneRedated(happened_on=proof.on, was=reached.happened_on, stated=proof.stated, **common)


def _ran_until(state: UnitState, day: date) -> bool:
    """Whether the unit's clocks ran through ``day``: not in a pause, and not while it takes no part."""
    if state.pause is not None and day >= state.pause.since:
        return False
    return state.side_state in (SideState.NONE, SideState.PAUSED)

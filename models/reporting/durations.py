"""How long things took: stages from entry to entry, milestones from the day on which their turn came.

What was taken over („übernommen“) tells no durations: nobody knows when it really began. It is left out.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from itertools import pairwise

from models.programme import DERIVED, Milestone, Programme
from models.reporting.figures import MilestoneWait, Spread, StageDuration
from models.reporting.spreads import days, net_days, spread
from models.reporting.unit import UnitAsOf
from models.rollout.state import SideState


@dataclass(frozen=True, slots=True)
class Stay:
    """An office in a stage, or waiting for a milestone: ``until`` None means it still is, on the day asked for."""

    unit: UnitAsOf
    since: date
    until: date | None


def stage_durations(programme: Programme, units: Sequence[UnitAsOf]) -> tuple[StageDuration, ...]:
    """For every stage but the last. Where a kind of office passes a stage by definition, it has no duration."""
    found: dict[str, list[Stay]] = {stage.key: [] for stage in programme.stages[:-1]}
    for unit in units:
        for stage, stay in _stays(unit):
            found.setdefault(stage, []).append(stay)
    return tuple(
        StageDuration(stage=stage, gross=_spread(stays, net=False), net=_spread(stays, net=True))
        for stage, stays in found.items()
        if stays
    )


def _stays(unit: UnitAsOf) -> Iterable[tuple[str, Stay]]:
    """Each stage that the office has entered, as long as it is known when."""
    if unit.side_state is SideState.NOT_PARTICIPATING:
        return
    since, is_known = unit.started_on, True
    stages, wanted = unit.programme.stages, set(unit.required)
    for stage, following in pairwise(stages):
        keys = [key for key in following.entered_when if key in wanted]
        facts = [unit.reached[key] for key in keys if key in unit.reached]
        is_over = len(facts) == len(keys)
        is_told = is_known and not any(fact.stated for fact in facts)
        until = max([since, *(fact.happened_on for fact in facts)]) if is_over else None
        if keys and is_told:
            yield stage.key, Stay(unit, since, until)
        if until is None:
            return
        since, is_known = until, not any(fact.stated for fact in facts)


def milestone_waits(programme: Programme, units: Sequence[UnitAsOf]) -> tuple[MilestoneWait, ...]:
    """For every milestone that somebody has to bring about: from the day on which all before it were reached."""
    found: dict[str, list[Stay]] = {m.key: [] for m in programme.milestones if not isinstance(m.evidence, DERIVED)}
    for unit in units:
        for key in unit.required:
            milestone = unit.programme.by_key[key]
            stay = None if isinstance(milestone.evidence, DERIVED) else _wait(unit, milestone)
            if stay is not None:
                found.setdefault(key, []).append(stay)
    return tuple(
        MilestoneWait(milestone=key, gross=_spread(stays, net=False), net=_spread(stays, net=True))
        for key, stays in found.items()
        if stays
    )


def _wait(unit: UnitAsOf, milestone: Milestone) -> Stay | None:
    if unit.side_state is SideState.NOT_PARTICIPATING:
        return None
    wanted = set(unit.required)
    before = [unit.reached.get(key) for key in milestone.opens_after if key in wanted]
    reached = unit.reached.get(milestone.key)
    if any(fact is None or fact.stated for fact in before) or (reached is not None and reached.stated):
        return None
    since = max([unit.started_on, *(fact.happened_on for fact in before if fact is not None)])
    return Stay(unit, since, max(since, reached.happened_on) if reached is not None else None)


def _spread(stays: Iterable[Stay], *, net: bool) -> Spread:
    over, running = list[int](), list[int]()
    for stay in stays:
        until = stay.until if stay.until is not None else _last_day(stay.unit)
        length = net_days(stay.unit, stay.since, until) if net else days(stay.since, until)
        (running if stay.until is None else over).append(length)
    return spread(over, running)


def _last_day(unit: UnitAsOf) -> date:
    """Until when the office was looked at: an office that is no more, until its end."""
    ended = unit.true.get("@ended")
    return unit.on if ended is None else ended.happened_on

"""Where an office stood on any day before: swept once, then looked up, for pictures ask for dozens of days."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Collection, Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from itertools import groupby
from operator import itemgetter

from models.programme import Programme
from models.rollout.facts import Fact
from models.rollout.state import SideState

SIDES = ("@ended", "@declined", "@paused")
OUTSIDE = (SideState.NOT_PARTICIPATING, SideState.MERGED, SideState.CLOSED)
"""Neither a deficit nor part of any quota: does not take part, or is no more."""


@dataclass(frozen=True, slots=True)
class Stand:
    """Where an office stands: its stage, and what keeps it from going on."""

    stage: str
    side: SideState = SideState.NONE

    @property
    def is_outside(self) -> bool:
        return self.side in OUTSIDE


@dataclass(frozen=True, slots=True)
class Past:
    """``stands[n]`` holds from ``days[n]`` until the day before the next; before all of them, ``first``."""

    first: Stand
    days: Sequence[date]
    stands: Sequence[Stand]

    def on(self, day: date) -> Stand:
        place = bisect_right(self.days, day)
        return self.stands[place - 1] if place else self.first


def past(programme: Programme, required: Collection[str], facts: Iterable[Fact]) -> Past:
    """Everywhere an office stood, by these facts; ``required``: the milestones that its stages wait for."""
    ways = [(stage.key, [key for key in stage.entered_when if key in required]) for stage in programme.stages]
    watched = {*SIDES, *(key for _stage, keys in ways for key in keys)}
    true: dict[str, list[Fact]] = {}
    days: list[date] = []
    stands: list[Stand] = []
    for day, changes in groupby(sorted(_changes(facts, watched), key=itemgetter(0)), key=itemgetter(0)):
        for _day, begins, fact in changes:
            its = true.setdefault(fact.milestone, [])
            (its.append if begins else its.remove)(fact)
        days.append(day)
        stands.append(Stand(_stage(ways, true), _side(true)))
    return Past(Stand(_stage(ways, {})), days, stands)


def _changes(facts: Iterable[Fact], watched: Collection[str]) -> Iterator[tuple[date, bool, Fact]]:
    """When a fact begins to be true, and when it ends."""
    for fact in facts:
        if fact.milestone not in watched or (fact.ended_on is not None and fact.ended_on <= fact.happened_on):
            continue
        yield fact.happened_on, True, fact
        if fact.ended_on is not None:
            yield fact.ended_on, False, fact


def _stage(ways: Sequence[tuple[str, list[str]]], true: dict[str, list[Fact]]) -> str:
    current = ways[0][0]
    for stage, keys in ways[1:]:
        if not all(true.get(key) for key in keys):
            break
        current = stage
    return current


def _side(true: dict[str, list[Fact]]) -> SideState:
    """``true``: facts that hold, by key; of several ends, the latest to begin counts."""
    if ended := true.get("@ended"):
        last = max(reversed(ended), key=lambda fact: fact.happened_on)
        return SideState.MERGED if last.detail else SideState.CLOSED
    if true.get("@declined"):
        return SideState.NOT_PARTICIPATING
    return SideState.PAUSED if true.get("@paused") else SideState.NONE

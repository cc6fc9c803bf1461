"""Facts: milestones and conditions with their days. What is reported about any past day derives from these alone."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date

from models.programme import WorkshopKind
from models.rollout.state import Companion, Membership, UnitState

PLANNED = {kind: f"@planned_{kind.value}" for kind in WorkshopKind}
CONFIRMED = {kind: f"@confirmed_{kind.value}" for kind in WorkshopKind}

CONDITIONS = (
    "@programme",
    "@region",
    "@managed",
    "@covered",
    "@aqua",
    "@paused",
    "@declined",
    "@ended",
    "@companion",
    "@admitted",
    "@qualified",
    "@seats",
    *PLANNED.values(),
    *CONFIRMED.values(),
)
"""Facts that are no milestones, with what their ``detail`` is.

On record (edition of the programme), region (its code; only of offices that have changed theirs), manager in place,
companions enough, AQua team (its code), pause (reason), not taking part, end (successor); one per active companion,
admitted one, qualified one (opaque id); seats in a wave (number); workshop planned (for which day), confirmed since.
"""


@dataclass(frozen=True, slots=True)
class Fact:
    """``milestone`` was true from ``happened_on`` until the day before ``ended_on``; ``detail``: a code or a number."""

    milestone: str
    happened_on: date
    ended_on: date | None = None
    stated: bool = False
    detail: str | None = None

    def is_true(self, on: date) -> bool:
        return self.happened_on <= on and (self.ended_on is None or on < self.ended_on)


def facts(state: UnitState) -> Iterator[Fact]:
    """Everything that was ever so, by what is known now. A past that was corrected is not part of it."""
    edition = f"{state.programme.id}/{state.programme.version}"
    yield Fact("@programme", state.started_on, detail=edition)
    yield from _regions(state)
    for key, reached in state.reached.items():
        yield Fact(key, reached.happened_on, None, reached.stated)
    for once in state.past.reached:
        yield Fact(once.milestone, once.since, once.until, once.stated)
    for manager in state.managers:
        yield Fact("@managed", manager.since, manager.until, manager.stated)
    for pause in state.pauses:
        yield Fact("@paused", pause.since, pause.until, detail=pause.reason)
    yield from _apart(state)
    yield from _aqua(state)
    yield from _people(state)
    yield from _workshops(state)


def _apart(state: UnitState) -> Iterator[Fact]:
    """Times of not taking part, and the end."""
    for span in state.past.apart:
        yield Fact("@declined", span.since, span.until)
    decision = state.participation
    if decision is not None and not decision.takes_part:
        yield Fact("@declined", decision.decided_on)
    if state.ended is not None:
        yield Fact("@ended", state.ended.on, detail=state.ended.successor)


def _regions(state: UnitState) -> Iterator[Fact]:
    """Nothing of an office that has always belonged where it belongs."""
    spans = state.past.regions
    for span in spans:
        yield Fact("@region", span.since, span.until, detail=span.region)
    if spans:
        yield Fact("@region", spans[-1].until, detail=state.region)


def _aqua(state: UnitState) -> Iterator[Fact]:
    for span in state.past.covered:
        yield Fact("@aqua", span.since, span.until, detail=span.team)
    if state.aqua_team is not None:
        yield Fact("@aqua", state.aqua_since or state.started_on, detail=state.aqua_team)


def _people(state: UnitState) -> Iterator[Fact]:
    for since, until in _covered(state):
        yield Fact("@covered", since, until)
    for companion in state.companions:
        yield from _of_companion(companion)
    for place in state.memberships:
        yield from _seats(place)


def _covered(state: UnitState) -> Iterator[tuple[date, date | None]]:
    """Spans of days with at least the minimum of qualified companions."""
    changes: dict[date, int] = {}
    for companion in state.companions:
        if companion.qualified_on is not None:
            changes[companion.qualified_on] = changes.get(companion.qualified_on, 0) + 1
            if companion.released_on is not None:
                changes[companion.released_on] = changes.get(companion.released_on, 0) - 1
    count, since = 0, None
    for day in sorted(changes):
        count += changes[day]
        enough = count >= state.programme.minimum_companions
        if enough and since is None:
            since = day
        elif not enough and since is not None:
            yield since, day
            since = None
    if since is not None:
        yield since, None


def _of_companion(companion: Companion) -> Iterator[Fact]:
    days = {
        "@companion": companion.nominated_on,
        "@admitted": companion.admitted_on,
        "@qualified": companion.qualified_on,
    }
    for key, since in days.items():
        if since is not None:
            yield Fact(key, since, companion.released_on, detail=companion.id)


def _seats(place: Membership) -> Iterator[Fact]:
    """How many there were, from day to day."""
    before = [(once.until, once.seats) for once in place.seats_before]
    if place.seats_at_first is not None and place.nominations_closed_on is not None:
        before.append((place.nominations_closed_on, place.seats_at_first))
    since = place.asked_on
    for until, seats in sorted(before, key=lambda change: change[0]):
        yield Fact("@seats", since, until, detail=str(seats))
        since = until
    yield Fact("@seats", since, place.left_on, detail=str(place.seats))


def _workshops(state: UnitState) -> Iterator[Fact]:
    for span in state.past.planned:
        yield Fact(PLANNED[span.workshop], span.since, span.until, detail=span.planned_on.isoformat())
    for kind, workshop in state.workshops.items():
        since = workshop.planned_since or workshop.asked_since
        if workshop.planned_on is not None and since is not None:
            yield Fact(PLANNED[kind], since, detail=workshop.planned_on.isoformat())
        if workshop.held_on is not None and workshop.recorded_on is not None and not workshop.stated:
            yield Fact(CONFIRMED[kind], workshop.recorded_on)

"""One office as of a day, from the facts selected alone: stage, milestones, side state, people, plans."""

from __future__ import annotations

from collections.abc import Collection, Iterable
from dataclasses import dataclass
from datetime import date, datetime
from functools import cached_property

from models.organisation import UnitKind
from models.programme import ParticipationDecided, Programme
from models.reporting.past import OUTSIDE, Past, past
from models.rollout.facts import Fact
from models.rollout.owed import Obligation
from models.rollout.state import SideState


@dataclass(frozen=True, slots=True)
class Office:
    """Which office it is, and where it lies today."""

    unit_id: str
    code: str
    name: str
    kind: UnitKind
    region: str | None
    aqua_team: str | None = None
    land: str = ""
    city: str = ""
    calendar_id: str = ""


@dataclass(frozen=True)
class UnitAsOf:
    """An office on the day ``on``.

    ``facts``: all that began by that day, those that had ended too. ``steps``: what the record held open then, as it
    was due then. ``news_at``: when somebody last told something about the office.
    """

    office: Office
    programme: Programme
    on: date
    facts: tuple[Fact, ...]
    steps: tuple[Obligation, ...] = ()
    news_at: datetime | None = None

    @cached_property
    def true(self) -> dict[str, Fact]:
        """What was true on the day, by its key; of several spans, the latest to begin."""
        held = (fact for fact in self.facts if fact.is_true(self.on))
        return {fact.milestone: fact for fact in sorted(held, key=lambda f: f.happened_on)}

    @cached_property
    def reached(self) -> dict[str, Fact]:
        """The milestones among it."""
        return {key: fact for key, fact in self.true.items() if key in self.programme.by_key}

    @property
    def region(self) -> str | None:
        """The region to which it belonged on the day: an office that has moved since counts where it was."""
        moved = self.true.get("@region")
        return moved.detail if moved is not None else self.office.region

    @cached_property
    def stage(self) -> str:
        return stage_of(self.programme, self.required, self.reached)

    @property
    def required(self) -> tuple[str, ...]:
        """Keys of the milestones that this kind of office has to reach."""
        return self.programme.required(self.office.kind)

    @cached_property
    def past(self) -> Past:
        """Where it stood on this day and any before."""
        return past(self.programme, self.required, self.facts)

    @property
    def done(self) -> int:
        return sum(key in self.reached for key in self.required)

    @cached_property
    def side_state(self) -> SideState:
        ended = self.true.get("@ended")
        if ended is not None:
            return SideState.MERGED if ended.detail else SideState.CLOSED
        if "@declined" in self.true:
            return SideState.NOT_PARTICIPATING
        return SideState.PAUSED if "@paused" in self.true else SideState.NONE

    @property
    def is_outside(self) -> bool:
        return self.side_state in OUTSIDE

    @property
    def is_undecided(self) -> bool:
        """Whether it had still to say if it takes part."""
        decision = self.programme.of_kind(ParticipationDecided)
        asked = decision is not None and decision.key in self.required
        return not self.is_outside and asked and decision is not None and decision.key not in self.reached

    @property
    def takes_part(self) -> bool:
        return not self.is_outside and not self.is_undecided

    @cached_property
    def open(self) -> tuple[Obligation, ...]:
        """Steps that somebody was asked for and that, by what is known, were still missing on the day."""
        return () if self.is_outside else tuple(step for step in self.steps if step.is_open(self.on))

    @cached_property
    def started_on(self) -> date:
        """The day from which the office is on record."""
        return min((fact.happened_on for fact in self.facts if fact.milestone == "@programme"), default=self.on)

    @property
    def needs(self) -> tuple[Obligation, ...]:
        """Those past their due date."""
        return tuple(step for step in self.open if step.is_late(self.on))

    def number(self, condition: str) -> int:
        """How many persons or seats a condition is true of."""
        true = [fact for fact in self.facts if fact.milestone == condition and fact.is_true(self.on)]
        return sum(int(fact.detail or 0) for fact in true) if condition == "@seats" else len(true)


def stage_of(programme: Programme, wanted: Collection[str], reached: Collection[str]) -> str:
    """The last stage such that its milestones and those of all stages before it are reached or not ``wanted``."""
    current = programme.stages[0].key
    for stage in programme.stages[1:]:
        if any(key in wanted and key not in reached for key in stage.entered_when):
            break
        current = stage.key
    return current


def stage_number(programme: Programme, stage: str) -> int:
    """The place of a stage in its programme, from 0."""
    return next(n for n, each in enumerate(programme.stages) if each.key == stage)


def of_kind(units: Iterable[UnitAsOf], kind: UnitKind) -> list[UnitAsOf]:
    return [unit for unit in units if unit.office.kind is kind]

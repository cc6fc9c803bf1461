"""What has changed between two looks: "since the last issued report"."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from models.reporting.figures import Offices, Part
from models.reporting.unit import UnitAsOf, stage_number

QUIET_DAYS = 30
"""After so many days without anything told, an office is looked at."""


@dataclass(frozen=True, slots=True)
class Change:
    """One office, then and now. ``was`` None: it was not on record then.

    ``reached`` and ``reopened`` are milestones, ``slipped`` and ``new_needs`` keys of steps: due later now than then;
    past their due date now and not then.
    """

    now: UnitAsOf
    was: UnitAsOf | None
    reached: tuple[str, ...]
    reopened: tuple[str, ...]
    slipped: tuple[str, ...]
    new_needs: tuple[str, ...]

    @property
    def is_advanced(self) -> bool:
        """Whether the office has come to a later stage."""
        if self.was is None:
            return False
        now, was = (stage_number(unit.programme, unit.stage) for unit in (self.now, self.was))
        return now > was

    @property
    def is_unchanged(self) -> bool:
        moved = self.reached or self.reopened or self.slipped or self.new_needs
        return self.was is not None and not moved and self.now.side_state is self.was.side_state

    def is_quiet(self, at: datetime) -> bool:
        """Whether nothing was told for QUIET_DAYS before ``at``, though something is open."""
        told = self.now.news_at
        return bool(self.now.open) and told is not None and told <= at - timedelta(days=QUIET_DAYS)


class ChangeFigures(Part):
    """The same as numbers of offices."""

    since: date
    advanced: Offices = 0
    reached: Offices = 0
    reopened: Offices = 0
    slipped: Offices = 0
    new_needs: Offices = 0
    unchanged: Offices = 0
    quiet: Offices = 0


def changes(before: Iterable[UnitAsOf], after: Iterable[UnitAsOf]) -> list[Change]:
    """One for each office that is there now, in the order of ``after``."""
    then = {unit.office.unit_id: unit for unit in before}
    return [_change(then.get(unit.office.unit_id), unit) for unit in after]


def _change(was: UnitAsOf | None, now: UnitAsOf) -> Change:
    before = was.reached.keys() if was is not None else set[str]()
    due = {step.key: step for step in (was.steps if was is not None else ())}
    late = {step.key for step in (was.needs if was is not None and not was.is_outside else ())}
    return Change(
        now=now,
        was=was,
        reached=tuple(key for key in now.reached if key not in before),
        reopened=tuple(key for key in before if key not in now.reached),
        slipped=tuple(s.key for s in now.steps if s.key in due and s.due_on > due[s.key].due_on),
        new_needs=tuple(s.key for s in now.needs if s.key not in late),
    )


def change_figures(since: date, at: datetime, found: Iterable[Change]) -> ChangeFigures:
    listed = list(found)
    return ChangeFigures(
        since=since,
        advanced=sum(c.is_advanced for c in listed),
        reached=sum(bool(c.reached) for c in listed),
        reopened=sum(bool(c.reopened) for c in listed),
        slipped=sum(bool(c.slipped) for c in listed),
        new_needs=sum(bool(c.new_needs) for c in listed),
        unchanged=sum(c.is_unchanged for c in listed),
        quiet=sum(c.is_quiet(at) for c in listed),
    )

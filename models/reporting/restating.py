"""An issued report asked again: what its figures read now, which offices were corrected, and why."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property

from models.organisation import UnitKind
from models.programme import Programme
from models.reporting.counting import figures
from models.reporting.figures import Figures
from models.reporting.restatement import TOLD_LATE, Restatement, differences, numbers
from models.reporting.snapshot import Look
from models.reporting.unit import UnitAsOf
from models.rollout.owed import NATIONAL

Counted = Mapping[tuple[UnitKind, str], int]
"""Numbers of offices by kind and path."""


@dataclass(frozen=True)
class Again:
    """The last day of ``period``, as it was known at the report before (``was``) and as it is known now."""

    period: str
    was: Look
    now: Look
    programme: Programme

    @cached_property
    def corrected(self) -> dict[str, tuple[UnitAsOf | None, UnitAsOf | None]]:
        """Offices of which something else is known, then and now."""
        before = {unit.office.unit_id: unit for unit in self.was.units}
        after = {unit.office.unit_id: unit for unit in self.now.units}
        pairs = {unit_id: (before.get(unit_id), after.get(unit_id)) for unit_id in {**before, **after}}
        return {unit_id: (b, a) for unit_id, (b, a) in pairs.items() if _known(b) != _known(a)}

    def restated(
        self, scope: str, reasons: Mapping[str, str], issued: Figures | None = None
    ) -> tuple[Restatement, ...]:
        """Every number of the scope that reads otherwise now.

        ``reasons``: why each office was corrected, by its id. ``issued``: the figures as they were frozen, where they
        are what was last told.
        """
        was = issued if issued is not None else self._figures(self.was, scope)
        now = self._figures(self.now, scope)
        return tuple(
            Restatement(
                period=self.period,
                on=self.now.asked.on,
                scope=scope,
                kind=kind,
                figure=path,
                was=before,
                now=after,
                reasons=self._reasons(scope, (kind, path), reasons),
            )
            for kind, path, before, after in differences(was, now)
        )

    def _figures(self, look: Look, scope: str) -> Figures:
        units = [unit for unit in look.units if scope in (NATIONAL, unit.region)]
        return figures(units, look.asked, self.programme, look.is_vacant, scope).figures

    def _reasons(self, scope: str, figure: tuple[UnitKind, str], reasons: Mapping[str, str]) -> dict[str, int]:
        """Of the offices that moved this figure, how many for which reason."""
        counts = Counter(
            reasons.get(unit_id, TOLD_LATE)
            for unit_id, (before, after) in self._counted.items()
            if _within(before, scope).get(figure, 0) != _within(after, scope).get(figure, 0)
        )
        return dict(sorted(counts.items()))

    @cached_property
    def _counted(self) -> dict[str, tuple[tuple[str | None, Counted], tuple[str | None, Counted]]]:
        """What each corrected office counted for, then and now, with its region."""
        return {unit_id: (self._alone(b), self._alone(a)) for unit_id, (b, a) in self.corrected.items()}

    def _alone(self, unit: UnitAsOf | None) -> tuple[str | None, Counted]:
        if unit is None:
            return None, {}
        found = figures([unit], self.now.asked, self.programme, self.now.is_vacant).figures
        kinds = {
            UnitKind.AGENTUR: found.agenturen,
            UnitKind.GEMEINSAME_EINRICHTUNG: found.gemeinsame_einrichtungen,
        }
        return unit.region, {(kind, path): n for kind, its in kinds.items() for path, n in numbers(its).items()}


def _within(counted: tuple[str | None, Counted], scope: str) -> Counted:
    region, its = counted
    return its if scope in (NATIONAL, region) else {}


def _known(unit: UnitAsOf | None) -> tuple[object, ...] | None:
    """What is known of an office that its figures could depend on: facts, without what ended after the day."""
    if unit is None:
        return None
    ended = ((f.ended_on if f.ended_on is not None and f.ended_on <= unit.on else None) for f in unit.facts)
    facts = zip(unit.facts, ended, strict=True)
    return tuple(sorted((f.milestone, f.happened_on, str(end), f.detail or "") for f, end in facts))

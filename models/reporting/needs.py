"""Open steps and delays as figures: how many offices, for how long, gross and without pauses."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass

from models.reporting.figures import DelayFigures, NeedFigures, Spread
from models.reporting.spreads import days, net_days, spread
from models.reporting.unit import UnitAsOf
from models.rollout.owed import Obligation
from models.status import IsVacant


@dataclass(frozen=True, slots=True)
class Waiting:
    """One office with one step that was open on the day."""

    unit: UnitAsOf
    step: Obligation
    is_orphan: bool

    @property
    def gross(self) -> int:
        """Days since the step opened."""
        return days(self.step.opens_on, self.unit.on)

    @property
    def net(self) -> int:
        """The same without days on which the office was paused."""
        return net_days(self.unit, self.step.opens_on, self.unit.on)

    @property
    def is_late(self) -> bool:
        return self.step.is_late(self.unit.on)


def waiting(units: Iterable[UnitAsOf], is_vacant: IsVacant) -> Iterator[Waiting]:
    """Every open step of these offices."""
    for unit in units:
        for step in unit.open:
            yield Waiting(unit, step, step.scope is None or is_vacant(step.holder, step.scope))


def need_figures(found: Iterable[Waiting]) -> tuple[NeedFigures, ...]:
    """By step, milestone and function, in that order."""
    groups: dict[tuple[str, str, str], list[Waiting]] = defaultdict(list)
    for each in found:
        groups[each.step.step.value, each.step.milestone, each.step.holder.value].append(each)
    return tuple(
        NeedFigures(
            step=step,
            milestone=milestone,
            holder=holder,
            offices=len({each.unit.office.unit_id for each in group}),
            late=sum(each.is_late for each in group),
            orphans=sum(each.is_orphan for each in group),
            gross=spread(each.gross for each in group),
            net=spread(each.net for each in group),
        )
        for (step, milestone, holder), group in sorted(groups.items())
    )


def delay_figures(units: Sequence[UnitAsOf], found: Iterable[Waiting]) -> tuple[DelayFigures, ...]:
    """What holds offices up: pauses by their reason, due dates changed by theirs."""
    return (*_pauses(units), *_changed_dates(found))


def _pauses(units: Iterable[UnitAsOf]) -> Iterator[DelayFigures]:
    lengths: dict[str, list[int]] = defaultdict(list)
    for unit in units:
        pause = unit.true.get("@paused")
        if pause is not None and not unit.is_outside:
            lengths[pause.detail or ""].append(days(pause.happened_on, unit.on))
    for reason, taken in sorted(lengths.items()):
        nothing = Spread(sample=len(taken))
        yield DelayFigures(cause="pause", reason=reason, offices=len(taken), gross=spread(taken), net=nothing)


def _changed_dates(found: Iterable[Waiting]) -> Iterator[DelayFigures]:
    groups: dict[str, list[Waiting]] = defaultdict(list)
    for each in found:
        if each.step.changed is not None:
            groups[each.step.changed].append(each)
    for reason, group in sorted(groups.items()):
        yield DelayFigures(
            cause="due_date",
            reason=reason,
            offices=len({each.unit.office.unit_id for each in group}),
            gross=spread(each.gross for each in group),
            net=spread(each.net for each in group),
        )

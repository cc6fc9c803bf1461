"""The rollout over time: stages month by month, and by months since each office began. From one look at the facts."""

from __future__ import annotations

import calendar as gregorian
from collections import Counter
from collections.abc import Iterable, Sequence
from datetime import date

from models.calendar import add_months
from models.programme import Programme
from models.reporting.counting import by_region
from models.reporting.figures import Offices, Part
from models.reporting.past import Stand
from models.reporting.unit import UnitAsOf
from models.rollout.state import SideState


class MonthFigures(Part):
    """Offices by stage on one day: the last of a month, or the day asked for. Those not taking part stand apart."""

    on: date
    stages: dict[str, Offices]
    paused: Offices = 0
    not_taking_part: Offices = 0


class CurvePoint(Part):
    """After ``month`` months: of the ``offices`` that have been at it for so long, those in each stage."""

    month: int
    offices: Offices
    stages: dict[str, Offices]


class Curve(Part):
    """One region's way; ``region`` "" stands for none. Curves are shown by name, never by height."""

    region: str
    points: tuple[CurvePoint, ...]


def month_ends(on: date, months: int) -> list[date]:
    """The last days of the ``months`` months before, and ``on`` itself."""
    first = on.replace(day=1)
    starts = [add_months(first, -n) for n in range(months, 0, -1)]
    return [*(day.replace(day=gregorian.monthrange(day.year, day.month)[1]) for day in starts), on]


def stages_over_time(
    programme: Programme, units: Sequence[UnitAsOf], on: date, months: int
) -> tuple[MonthFigures, ...]:
    """What is known now about the end of each month; an office counts from the day on which its record begins."""
    return tuple(_month(programme, units, day) for day in month_ends(on, months))


def _month(programme: Programme, units: Iterable[UnitAsOf], day: date) -> MonthFigures:
    then = [unit.past.on(day) for unit in units if unit.started_on <= day]
    sides = Counter(stand.side for stand in then)
    return MonthFigures(
        on=day,
        stages=_by_stage(programme, then),
        paused=sides[SideState.PAUSED],
        not_taking_part=sides[SideState.NOT_PARTICIPATING],
    )


def _by_stage(programme: Programme, stands: Iterable[Stand]) -> dict[str, int]:
    counts = Counter(stand.stage for stand in stands if not stand.is_outside)
    return {stage.key: counts[stage.key] for stage in programme.stages}


def together(parts: Iterable[Sequence[MonthFigures]]) -> tuple[MonthFigures, ...]:
    """The months of several regions as those of all of them; each tells the same days."""
    return tuple(
        MonthFigures(
            on=same_day[0].on,
            stages={key: sum(each.stages.get(key, 0) for each in same_day) for key in same_day[0].stages},
            paused=sum(each.paused for each in same_day),
            not_taking_part=sum(each.not_taking_part for each in same_day),
        )
        for same_day in zip(*parts, strict=True)
    )


def curves(programme: Programme, units: Iterable[UnitAsOf], months: int) -> tuple[Curve, ...]:
    """One for each region, by its code: a region that began later is compared with the others at the same age."""
    regions = sorted(by_region(units).items(), key=lambda pair: pair[0] or "")
    return tuple(Curve(region=region or "", points=tuple(_points(programme, here, months))) for region, here in regions)


def _points(programme: Programme, units: Sequence[UnitAsOf], months: int) -> Iterable[CurvePoint]:
    for month in range(months + 1):
        at_it = ((unit, add_months(unit.started_on, month)) for unit in units)
        then = [unit.past.on(day) for unit, day in at_it if day <= unit.on]
        if not then:
            return
        stages = _by_stage(programme, then)
        yield CurvePoint(month=month, offices=sum(not stand.is_outside for stand in then), stages=stages)

"""The regions, as of any day: how far everybody is, what is missing, where the rollout waits."""

from __future__ import annotations

from datetime import date, datetime
from typing import Annotated

from fastapi import APIRouter, Path
from sqlalchemy.ext.asyncio import AsyncSession

from api.asked import AskedDep
from api.deps import Caller, FunctionHolderDep, SessionDep
from api.problems import NotFound
from api.seeing import PROGRAMME
from api.shapes import Answer
from models.organisation import UnitKind
from models.queries import regions
from models.queries.asof import units_as_of
from models.queries.regions import Count, RegionLine
from models.queries.vacancies import vacancy_as_of
from models.reporting.asked import AsOf
from models.reporting.bottlenecks import Bottleneck, bottlenecks, queue
from models.reporting.counting import figures
from models.reporting.durations import milestone_waits
from models.reporting.figures import Figures, MilestoneWait, Persons
from models.reporting.series import Curve, MonthFigures, curves, stages_over_time
from models.reporting.unit import UnitAsOf, of_kind
from models.rollout.owed import NATIONAL
from models.status import IsVacant

router = APIRouter(prefix="/api/regions", tags=["Überblick"])

MONTHS = 18
RegionCode = Annotated[str, Path(max_length=16)]


class RegionCounts(Answer):
    """Counts of units, never of persons. Quotas and milestones are of those taking part."""

    units: int
    stages: dict[str, int]
    milestones: dict[str, int]
    statuses: dict[str, int]
    taking_part: int
    with_qualified_companion: int
    with_manager: int
    with_aqua_team: int


class RegionShape(Answer):
    """Agenturen and gemeinsame Einrichtungen are counted apart, always. ``known_at`` null: by what is known now."""

    code: str
    name: str
    as_of: date
    known_at: datetime | None
    agenturen: RegionCounts
    gemeinsame_einrichtungen: RegionCounts


class RegionList(Answer):
    items: list[RegionShape]
    next_cursor: str | None = None


class KindOverTime(Answer):
    """One kind of office: what it waits for, how long it took so far, how it came here.

    ``curves``: by months since each office began, region by region.
    """

    bottlenecks: tuple[Bottleneck, ...]
    waits: tuple[MilestoneWait, ...]
    months: tuple[MonthFigures, ...]
    curves: tuple[Curve, ...]
    persons: Persons | None


class RegionFigures(Answer):
    """Everything that is reported about a region, or about all (``scope`` "all").

    Numbers of persons: in ``figures`` in steps of five; exact in ``persons``, for those who may see its offices.
    """

    figures: Figures
    agenturen: KindOverTime
    gemeinsame_einrichtungen: KindOverTime


@router.get("", summary="All regions: units by stage, milestone and status, as of any day")
async def list_regions(session: SessionDep, caller: FunctionHolderDep, asked: AskedDep) -> RegionList:  # noqa: ARG001 - holds a function
    return RegionList(items=[_region(line, asked) for line in await regions.roll_up(session, asked)])


@router.get("/{code}", summary="One region, as of any day")
async def get_region(session: SessionDep, caller: FunctionHolderDep, asked: AskedDep, code: RegionCode) -> RegionShape:  # noqa: ARG001 - as above
    found = await regions.roll_up(session, asked, code)
    if not found:
        raise NotFound
    return _region(found[0], asked)


@router.get("/{code}/figures", summary="All figures of one region, or of all of them, as of any day")
async def get_figures(
    session: SessionDep, caller: FunctionHolderDep, asked: AskedDep, code: RegionCode
) -> RegionFigures:
    """``code``: a region's, or ``all``."""
    await _known(session, code)
    units = await units_as_of(session, asked, region=None if code == NATIONAL else code)
    is_vacant = await vacancy_as_of(session, asked)
    found = figures(units, asked, PROGRAMME, is_vacant, code)
    inside = _may_see_the_offices(caller, code)
    exact = (found.agenturen, found.gemeinsame_einrichtungen) if inside else (None, None)
    agenturen, shared = of_kind(units, UnitKind.AGENTUR), of_kind(units, UnitKind.GEMEINSAME_EINRICHTUNG)
    return RegionFigures(
        figures=found.figures,
        agenturen=_over_time(agenturen, asked, is_vacant, exact[0]),
        gemeinsame_einrichtungen=_over_time(shared, asked, is_vacant, exact[1]),
    )


async def _known(session: AsyncSession, code: str) -> None:
    """Raises: NotFound."""
    if code != NATIONAL and code not in {line.code for line in await regions.all_regions(session)}:
        raise NotFound


def _may_see_the_offices(caller: Caller, code: str) -> bool:
    return caller.reading.everything or code in caller.reading.regions


def _over_time(units: list[UnitAsOf], asked: AsOf, is_vacant: IsVacant, persons: Persons | None) -> KindOverTime:
    return KindOverTime(
        bottlenecks=bottlenecks(PROGRAMME, queue(units, is_vacant)),
        waits=milestone_waits(PROGRAMME, units),
        months=stages_over_time(PROGRAMME, units, asked.on, MONTHS),
        curves=curves(PROGRAMME, units, MONTHS),
        persons=persons,
    )


def _region(line: RegionLine, asked: AsOf) -> RegionShape:
    agenturen, shared = line.counts.values()
    return RegionShape(
        code=line.code,
        name=line.name,
        as_of=asked.on,
        known_at=asked.known_at,
        agenturen=_counts(agenturen),
        gemeinsame_einrichtungen=_counts(shared),
    )


def _counts(count: Count) -> RegionCounts:
    return RegionCounts(
        units=count.units,
        stages=dict(count.stages),
        milestones={k: v for k, v in count.reached.items() if v},
        statuses=dict(count.statuses),
        taking_part=count.taking_part,
        with_qualified_companion=count.with_qualified_companion,
        with_manager=count.with_manager,
        with_aqua_team=count.with_aqua_team,
    )

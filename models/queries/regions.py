"""The picture region by region: units by stage, milestone and status, Agenturen and gE always apart; as of any day."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, field

import sqlalchemy as sa
from sqlalchemy.ext.asyncio import AsyncSession

from models.organisation import SERVED, UnitKind
from models.queries.asof import units_as_of
from models.queries.vacancies import vacancy_as_of
from models.reporting.asked import AsOf
from models.reporting.counting import status_code
from models.reporting.unit import UnitAsOf
from models.status import IsVacant
from models.tables import UnitRow


@dataclass
class Count:
    """Figures of one kind of unit within one region; units, never persons.

    ``units``, ``stages`` and ``statuses`` count every unit on record; the others those taking part.
    """

    units: int = 0
    stages: Counter[str] = field(default_factory=Counter)
    reached: Counter[str] = field(default_factory=Counter)
    statuses: Counter[str] = field(default_factory=Counter)
    taking_part: int = 0
    with_qualified_companion: int = 0
    with_manager: int = 0
    with_aqua_team: int = 0


@dataclass
class RegionLine:
    code: str
    name: str
    counts: dict[UnitKind, Count] = field(default_factory=lambda: {kind: Count() for kind in SERVED})


async def all_regions(session: AsyncSession) -> list[RegionLine]:
    """The Regionaldirektionen by name; names of regions are no secret."""
    query = sa.select(UnitRow.code, UnitRow.name).where(UnitRow.kind == UnitKind.REGIONALDIREKTION.value)
    return [RegionLine(code, name) for code, name in (await session.execute(query.order_by(UnitRow.code)))]


async def roll_up(session: AsyncSession, asked: AsOf, region: str | None = None) -> list[RegionLine]:
    """Counts of all regions (or one). Aggregates over units may leave a scope, so there is no scope here.

    Raises: BeforeTheRecord, RegionNotOnRecord.
    """
    regions = {line.code: line for line in await all_regions(session) if region in (None, line.code)}
    if not regions:
        return []
    is_vacant = await vacancy_as_of(session, asked)
    for unit in await units_as_of(session, asked, region=region):
        line = regions.get(unit.region or "")
        if line is not None:
            _count(line.counts[unit.office.kind], unit, is_vacant)
    return list(regions.values())


def _count(count: Count, unit: UnitAsOf, is_vacant: IsVacant) -> None:
    count.units += 1
    count.stages[unit.stage] += 1
    count.statuses[status_code(unit, is_vacant).value] += 1
    if not unit.takes_part:
        return
    count.taking_part += 1
    count.with_qualified_companion += "@covered" in unit.true
    count.with_manager += "@managed" in unit.true
    count.with_aqua_team += "@aqua" in unit.true
    count.reached.update(unit.reached.keys())

"""The picture region by region: units by stage, milestone and status, Agenturen and gE always apart."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, field
from datetime import date

import sqlalchemy as sa
from sqlalchemy.ext.asyncio import AsyncSession

from models.organisation import SERVED, UnitKind
from models.permissions import Reading
from models.programme import ParticipationDecided, shipped
from models.queries.listing import Filter, UnitLine, lines
from models.status import StatusCode
from models.tables import FactRow, UnitRow


@dataclass
class Count:
    """Figures of one kind of unit within one region; units, never persons."""

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


async def roll_up(session: AsyncSession, on: date, region: str | None = None) -> list[RegionLine]:
    """Counts of all regions (or one) today. Aggregates over units may leave a scope, so there is no scope here."""
    regions = {line.code: line for line in await all_regions(session) if region in (None, line.code)}
    wanted = Filter(region=region)
    conditions = await _conditions(session, on)
    for unit in await lines(session, Reading(everything=True), wanted, on, limit=None):
        line = regions.get(unit.region or "")
        if line is not None:
            _count(line.counts[unit.kind], unit, conditions.get(unit.unit_id, frozenset()))
    return list(regions.values())


def _count(count: Count, unit: UnitLine, conditions: frozenset[str]) -> None:
    count.units += 1
    count.stages[unit.stage] += 1
    count.statuses[unit.status.code.value] += 1
    count.taking_part += unit.status.code not in OUTSIDE and not _is_undecided(unit)
    count.with_qualified_companion += "@covered" in conditions
    count.with_manager += "@managed" in conditions
    count.with_aqua_team += "@aqua" in conditions
    for mark in unit.marks:
        count.reached[mark.key] += mark.reached_on is not None


DECISIONS = frozenset(m.key for m in shipped().milestones if isinstance(m.evidence, ParticipationDecided))


def _is_undecided(unit: UnitLine) -> bool:
    """Whether a unit has still to say if it takes part."""
    return any(m.key in DECISIONS and m.necessity == "required" and m.reached_on is None for m in unit.marks)


OUTSIDE = (StatusCode.NOT_PARTICIPATING, StatusCode.MERGED, StatusCode.CLOSED)


async def _conditions(session: AsyncSession, on: date) -> dict[str, frozenset[str]]:
    """Which conditions hold for each unit on the day ``on``, as known now."""
    query = sa.select(FactRow.unit_id, FactRow.milestone).where(
        FactRow.superseded_at.is_(None),
        FactRow.milestone.in_(("@covered", "@managed", "@aqua")),
        FactRow.happened_on <= on,
        sa.or_(FactRow.ended_on.is_(None), FactRow.ended_on > on),
    )
    found: dict[str, set[str]] = {}
    for unit_id, milestone in await session.execute(query):
        found.setdefault(unit_id, set()).add(milestone)
    return {unit_id: frozenset(conditions) for unit_id, conditions in found.items()}

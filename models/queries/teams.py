"""AQua teams and what they cover, as far as the asker reads them."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

import sqlalchemy as sa
from sqlalchemy.ext.asyncio import AsyncSession

from models.permissions import Reading
from models.queries.scope import Criterion, singly
from models.tables import AquaTeamRow, CoverageRow, RolloutRow, UnitRow


@dataclass(frozen=True, slots=True)
class CoverageLine:
    id: str
    unit: str
    unit_name: str
    since: date
    until: date | None


@dataclass(frozen=True, slots=True)
class TeamLine:
    code: str
    name: str
    region: str
    since: date | None
    until: date | None
    coverage: tuple[CoverageLine, ...]


async def aqua_teams(
    session: AsyncSession, reads: Reading, *, code: str | None = None, after: str | None = None, limit: int = 50
) -> list[TeamLine]:
    """Teams by code with the units they cover, covered, or will cover."""
    query = sa.select(AquaTeamRow).where(_visible_teams(reads)).order_by(AquaTeamRow.code).limit(limit)
    if code is not None:
        query = query.where(AquaTeamRow.code == code)
    if after is not None:
        query = query.where(AquaTeamRow.code > after)
    teams = (await session.scalars(query)).all()
    covered: dict[str, list[CoverageLine]] = {team.code: [] for team in teams}
    rows = await session.execute(
        sa.select(
            CoverageRow.team_code, CoverageRow.id, UnitRow.code, UnitRow.name, CoverageRow.since, CoverageRow.until
        )
        .join(UnitRow, UnitRow.id == CoverageRow.unit_id)
        .where(CoverageRow.team_code.in_(covered))
        .order_by(UnitRow.code, CoverageRow.since)
    )
    for team_code, coverage_id, unit, name, since, until in rows:
        covered[team_code].append(CoverageLine(coverage_id, unit, name, since, until))
    return [TeamLine(t.code, t.name, t.region_code, t.since, t.until, tuple(covered[t.code])) for t in teams]


def _visible_teams(reads: Reading) -> Criterion:
    if reads.everything:
        return sa.true()
    of_units = sa.select(RolloutRow.aqua_team).join(UnitRow, UnitRow.id == RolloutRow.unit_id).where(singly(reads))
    return sa.or_(
        AquaTeamRow.region_code.in_(reads.regions), AquaTeamRow.code.in_(reads.teams), AquaTeamRow.code.in_(of_units)
    )

"""A region with its last report: since when changes are told."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime

import sqlalchemy as sa
from sqlalchemy.ext.asyncio import AsyncSession

from models.organisation import UnitKind
from models.periods.attestation import AttestationStatus
from models.report_tables import PeriodRegionRow, PeriodRow
from models.tables import UnitRow


@dataclass(frozen=True, slots=True)
class LastReport:
    """The newest report of a region: its last day, what was known then, where its attestation stands."""

    period_id: str
    as_of: date
    known_at: datetime
    status: AttestationStatus
    due_on: date
    attested_on: date | None


@dataclass(frozen=True, slots=True)
class ReportingRegion:
    name: str
    last: LastReport | None


async def reporting_region(session: AsyncSession, code: str) -> ReportingRegion | None:
    """The region and its newest report, in one statement; None where there is no such region."""
    query = (
        sa.select(UnitRow.name, PeriodRow, PeriodRegionRow)
        .outerjoin(PeriodRegionRow, PeriodRegionRow.region_code == UnitRow.code)
        .outerjoin(PeriodRow, PeriodRow.reporting_id == PeriodRegionRow.reporting_id)
        .where(UnitRow.code == code, UnitRow.kind == UnitKind.REGIONALDIREKTION.value)
        .order_by(PeriodRow.as_of.desc().nulls_last())
        .limit(1)
    )
    found = (await session.execute(query)).one_or_none()
    if found is None:
        return None
    name: str = found[0]
    period: PeriodRow | None = found[1]
    region: PeriodRegionRow | None = found[2]
    if period is None or region is None:
        return ReportingRegion(name, None)
    last = LastReport(
        period_id=period.period_id,
        as_of=period.as_of,
        known_at=period.known_at,
        status=AttestationStatus(region.status),
        due_on=region.due_on,
        attested_on=region.attested_on,
    )
    return ReportingRegion(name, last)

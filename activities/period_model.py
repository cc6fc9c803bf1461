"""The rows of one reporting period's read model: a dozen, so those of regions that differ are written anew."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import Any

import sqlalchemy as sa
from sqlalchemy.ext.asyncio import AsyncConnection

from models.periods.picture import PeriodPicture
from models.periods.state import PeriodStatus
from models.report_tables import PeriodRegionRow, PeriodRow

Keyed = Mapping[tuple[Any, ...], Mapping[str, Any]]

GOING_ON = (
    sa.select(PeriodRow.reporting_id).where(PeriodRow.status != PeriodStatus.CLOSED.value).order_by(PeriodRow.as_of)
)
"""Periods that need a workflow."""


def period_rows(reporting_id: str, shown: PeriodPicture, seq: int, at: datetime) -> dict[str, Keyed]:
    """The rows by table and key, without the period's id; ``seq`` and ``at`` are those of the last event."""
    return {
        PeriodRow.__tablename__: {(reporting_id,): {**shown.period, "seq": seq, "updated_at": at}},
        PeriodRegionRow.__tablename__: {(region,): row for region, row in shown.regions.items()},
    }


async def write(
    connection: AsyncConnection,
    reporting_id: str,
    before: PeriodPicture | None,
    new: PeriodPicture,
    *,
    seq: int,
    at: datetime,
) -> None:
    """Carry the period's rows from one picture to the next; ``seq`` and ``at`` are those of the last event."""
    row = {**new.period, "seq": seq, "updated_at": at}
    if before is None:
        await connection.execute(sa.insert(PeriodRow), {"reporting_id": reporting_id, **row})
    else:
        await connection.execute(sa.update(PeriodRow).where(PeriodRow.reporting_id == reporting_id).values(**row))
    old = before.regions if before is not None else {}
    changed = [region for region, its in new.regions.items() if old.get(region) != its]
    here = sa.delete(PeriodRegionRow).where(PeriodRegionRow.reporting_id == reporting_id)
    if before is not None and changed:
        await connection.execute(here.where(PeriodRegionRow.region_code.in_(changed)))
    if changed:
        rows = [{"reporting_id": reporting_id, "region_code": region, **new.regions[region]} for region in changed]
        await connection.execute(sa.insert(PeriodRegionRow), rows)

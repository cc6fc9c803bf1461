"""Lists of units as they were on a day: the lines of ``listing``, put together from facts."""

from __future__ import annotations

import sqlalchemy as sa
from sqlalchemy.ext.asyncio import AsyncSession

from models.organisation import UnitKind
from models.permissions import Reading
from models.programme import Sustained
from models.queries.asof import units_as_of
from models.queries.listing import Filter, UnitLine
from models.reporting.asked import AsOf
from models.reporting.marks import marks_as_of
from models.reporting.unit import UnitAsOf
from models.rollout.state import SideState
from models.status import IsVacant, status_of
from models.tables import RolloutRow, UnitRow

SIDES = {
    SideState.PAUSED: "@paused",
    SideState.NOT_PARTICIPATING: "@declined",
    SideState.MERGED: "@ended",
    SideState.CLOSED: "@ended",
}


async def lines_as_of(
    session: AsyncSession, reading: Reading, wanted: Filter, asked: AsOf, is_vacant: IsVacant
) -> list[UnitLine]:
    """Units on record then, by code, narrowed to ``wanted`` (all but its words and codes).

    ``seq`` is 0: a past day takes no commands. Raises: BeforeTheRecord, RegionNotOnRecord.
    """
    found = await units_as_of(session, asked, reading=reading, region=wanted.region)
    lines = (line_as_of(unit, is_vacant) for unit in found if wanted.kind in (None, unit.office.kind))
    return [line for line in lines if wanted.stage in (None, line.stage) and wanted.status in (None, line.status.code)]


async def on_record(session: AsyncSession, kind: UnitKind) -> int:
    """How many offices of this kind are on record today."""
    joined = sa.select(sa.func.count()).select_from(UnitRow).join(RolloutRow, RolloutRow.unit_id == UnitRow.id)
    return await session.scalar(joined.where(UnitRow.kind == kind.value)) or 0


def line_as_of(unit: UnitAsOf, is_vacant: IsVacant) -> UnitLine:
    office, side = unit.office, unit.side_state
    held = unit.true.get(SIDES[side]) if side in SIDES else None
    sustained = unit.programme.of_kind(Sustained)
    reached = unit.reached.get(sustained.key) if sustained is not None else None
    team = unit.true.get("@aqua")
    owed = () if unit.is_outside else unit.steps
    return UnitLine(
        unit_id=office.unit_id,
        code=office.code,
        name=office.name,
        kind=office.kind,
        region=unit.region,
        aqua_team=team.detail if team is not None else None,
        land=office.land,
        city=office.city,
        stage=unit.stage,
        side_state=side,
        side_since=held.happened_on if held is not None else None,
        side_reason=held.detail if held is not None and side is SideState.PAUSED else None,
        done=unit.done,
        applicable=len(unit.required),
        sustained_on=reached.happened_on if reached is not None else None,
        seq=0,
        calendar_id=office.calendar_id,
        marks=tuple(marks_as_of(unit)),
        owed=owed,
        status=status_of(side, sustained=reached is not None, owed=owed, on=unit.on, is_vacant=is_vacant),
    )

"""What the offices' rollouts must hear of their region: a command for every one that knows another, queued."""

from __future__ import annotations

from datetime import date, datetime

import sqlalchemy as sa
from sqlalchemy.ext.asyncio import AsyncConnection

from activities.queueing import Intent, queue
from models.commands import AssignRegion
from models.rollout.state import SideState
from models.tables import IntentRow, RolloutRow, UnitRow

PREFIX = "region/"
SUPERSEDED = "superseded"


async def queue_regions(connection: AsyncConnection, today: date, moment: datetime) -> int:
    """Queue the region of every unit whose rollout knows another; answers how many were queued.

    Called with each import of the organisation and daily. What still waits is replaced: an office that moves there
    and back before its rollout has heard of it stays where it is.
    """
    waits = sa.and_(IntentRow.done_at.is_(None), IntentRow.key.startswith(PREFIX))
    await connection.execute(sa.update(IntentRow).where(waits).values(done_at=moment, outcome=SUPERSEDED))
    ended = (SideState.MERGED.value, SideState.CLOSED.value)
    moved = (
        sa.select(UnitRow.id, UnitRow.region_code)
        .join(RolloutRow, RolloutRow.unit_id == UnitRow.id)
        .where(RolloutRow.side_state.not_in(ended), UnitRow.region_code.is_distinct_from(RolloutRow.region_code))
    )
    intents = [
        Intent(f"{PREFIX}{unit_id}/{moment.timestamp():.6f}", unit_id, AssignRegion(region=region, since=today))
        for unit_id, region in await connection.execute(moved)
    ]
    await queue(connection, intents, moment)
    return len(intents)

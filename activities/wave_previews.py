"""Rehearsals that somebody has seen: kept under their token for a start that names it, and gone after a week."""

from __future__ import annotations

from datetime import datetime, timedelta

import sqlalchemy as sa
import structlog
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.ext.asyncio import AsyncConnection

from models.wave_tables import WavePreviewRow

log = structlog.get_logger(__name__)

KEPT = timedelta(days=7)


async def keep(
    connection: AsyncConnection, token: str, *, plan: str, picture: str, moment: datetime, actor_ref: str | None
) -> None:
    """Keep what was rehearsed; the same rehearsal, also at the same moment by two people, is the last one's."""
    row = {"token": token, "plan": plan, "picture": picture, "made_at": moment, "actor_ref": actor_ref}
    insert = postgresql.insert if connection.dialect.name == "postgresql" else sqlite.insert
    renewed = {name: value for name, value in row.items() if name != "token"}
    upsert = insert(WavePreviewRow).on_conflict_do_update(index_elements=["token"], set_=renewed)
    await connection.execute(upsert, row)


async def sweep(connection: AsyncConnection, moment: datetime) -> int:
    """Remove rehearsals older than ``KEPT``, with the reference to who made them; how many."""
    old = sa.delete(WavePreviewRow).where(WavePreviewRow.made_at < moment - KEPT)
    swept = (await connection.execute(old)).rowcount
    if swept:
        log.info("previews_removed", count=swept)
    return swept

"""What people report about barriers: kept until somebody of the Zentrale has settled it."""

from __future__ import annotations

import secrets
from datetime import datetime, timedelta

import sqlalchemy as sa
import structlog
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.ext.asyncio import AsyncConnection

from models.page_tables import FeedbackRow

log = structlog.get_logger(__name__)

TOLD = timedelta(days=365)
"""So long after it was settled a report can be looked up."""


async def report(
    connection: AsyncConnection, *, key: str, page: str, text: str, email: str | None, moment: datetime
) -> None:
    """Keep a report; the same form sent twice is one."""
    row = {"id": secrets.token_hex(8), "key": key, "page": page, "text": text, "email": email, "received_at": moment}
    insert = postgresql.insert if connection.dialect.name == "postgresql" else sqlite.insert
    await connection.execute(insert(FeedbackRow).on_conflict_do_nothing(index_elements=["key"]), row)
    log.info("barrier_reported")


async def settle(connection: AsyncConnection, report_id: str, moment: datetime) -> bool:
    """Settle a report, and forget to whom the answer went; it stays settled. False where there is none."""
    this = FeedbackRow.id == report_id
    settled = sa.update(FeedbackRow).where(this, FeedbackRow.settled_at.is_(None))
    await connection.execute(settled.values(settled_at=moment, email=None))
    return await connection.scalar(sa.select(FeedbackRow.id).where(this)) is not None


async def sweep(connection: AsyncConnection, moment: datetime) -> int:
    """Remove what was settled long ago; how many."""
    old = sa.delete(FeedbackRow).where(FeedbackRow.settled_at < moment - TOLD)
    return (await connection.execute(old)).rowcount

"""Reported barriers, for the Zentrale."""

from __future__ import annotations

from collections.abc import Sequence

import sqlalchemy as sa
from sqlalchemy.ext.asyncio import AsyncSession

from models.page_tables import FeedbackRow

MOST_SETTLED = 20


async def waiting(session: AsyncSession) -> Sequence[FeedbackRow]:
    """Those that nobody has settled, the oldest first."""
    query = sa.select(FeedbackRow).where(FeedbackRow.settled_at.is_(None)).order_by(FeedbackRow.received_at)
    return (await session.scalars(query)).all()


async def settled(session: AsyncSession) -> Sequence[FeedbackRow]:
    """The last ones that were settled."""
    query = sa.select(FeedbackRow).where(FeedbackRow.settled_at.is_not(None))
    return (await session.scalars(query.order_by(FeedbackRow.settled_at.desc()).limit(MOST_SETTLED))).all()

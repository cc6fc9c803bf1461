"""Which editions of the programme are in use."""

from __future__ import annotations

import sqlalchemy as sa
from sqlalchemy.ext.asyncio import AsyncSession

from models.tables import RolloutRow


async def followers(session: AsyncSession) -> dict[str, int]:
    """How many offices follow each edition, by its name „id/version“."""
    query = sa.select(RolloutRow.programme, sa.func.count()).group_by(RolloutRow.programme)
    found: dict[str, int] = dict(iter(await session.execute(query)))
    return found

"""Whether the posts that are on record as filled today are those that somebody holds or acts for."""

from __future__ import annotations

from datetime import date

import sqlalchemy as sa
from sqlalchemy.ext.asyncio import AsyncSession

from activities.filled_posts import CURRENT
from activities.verified_stream import Finding
from models.queries.scope import filled
from models.report_tables import FilledPostRow

TABLE = FilledPostRow.__tablename__


async def verify_posts(session: AsyncSession, today: date) -> list[Finding]:
    """Only today's: past days tell of persons who may be forgotten, which is what the table is for."""
    held = {(function, scope) for function, scope in await session.execute(filled(today))}
    query = sa.select(FilledPostRow.function, FilledPostRow.scope).where(
        CURRENT, FilledPostRow.since <= today, sa.or_(FilledPostRow.until.is_(None), FilledPostRow.until >= today)
    )
    told = {(function, scope) for function, scope in await session.execute(query)}
    return [
        *(_finding(post, "somebody fills it, and it is not on record") for post in sorted(held - told)),
        *(_finding(post, "is on record as filled, and nobody fills it") for post in sorted(told - held)),
    ]


def _finding(post: tuple[str, str], what: str) -> Finding:
    return Finding(" ".join(post), TABLE, what)

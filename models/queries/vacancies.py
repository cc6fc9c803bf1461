"""Which functions nobody filled on a past day, by what was known at a moment."""

from __future__ import annotations

import sqlalchemy as sa
from sqlalchemy.ext.asyncio import AsyncSession

from models.queries.rows import rows
from models.queries.scope import vacant_but_for
from models.report_tables import FilledPostRow
from models.reporting.asked import AsOf
from models.status import IsVacant


async def vacancy_as_of(session: AsyncSession, asked: AsOf) -> IsVacant:
    """Whether a function with a scope was vacant. A manager who holds a step is in place by the unit's own record."""
    query = sa.select(FilledPostRow.function, FilledPostRow.scope).where(
        FilledPostRow.since <= asked.on,
        sa.or_(FilledPostRow.until.is_(None), FilledPostRow.until >= asked.on),
        sa.or_(FilledPostRow.superseded_at.is_(None), FilledPostRow.superseded_at > asked.known_at)
        if asked.known_at is not None
        else FilledPostRow.superseded_at.is_(None),
        *([FilledPostRow.recorded_at <= asked.known_at] if asked.known_at is not None else []),
    )
    return vacant_but_for({(function, scope) for function, scope in await rows(session, query, {})})

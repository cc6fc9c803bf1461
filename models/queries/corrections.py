"""What was told after a report about days that it had reported on, and with which reason."""

from __future__ import annotations

from collections.abc import Collection
from datetime import date, datetime

import sqlalchemy as sa
from sqlalchemy.ext.asyncio import AsyncSession

from models.chain import STREAM_PREFIX, stream_of
from models.tables import FactRow, JournalRow

LISTS = {"confirmation_withdrawn": "withdraw", "date_corrected": "correct"}
"""Events that correct what was told, and the programme's list of reasons that theirs is in."""
AT_ONCE = 500


async def was_told(session: AsyncSession, on: date, after: datetime, until: datetime) -> bool:
    """Whether any fact about ``on`` or earlier was told or taken back in that time."""
    began = sa.and_(FactRow.recorded_at > after, FactRow.recorded_at <= until)
    ended = sa.and_(FactRow.superseded_at > after, FactRow.superseded_at <= until)
    query = sa.select(FactRow.id).where(FactRow.happened_on <= on, sa.or_(began, ended)).limit(1)
    return (await session.scalar(query)) is not None


async def reasons(session: AsyncSession, unit_ids: Collection[str], after: datetime, until: datetime) -> dict[str, str]:
    """Why each of these offices was corrected, as ``withdraw/mistake``: its last correction in that time.

    Those of which something was only told late are left out (``restatement.TOLD_LATE``).
    """
    found: dict[str, str] = {}
    streams = [stream_of(unit_id) for unit_id in sorted(unit_ids)]
    for start in range(0, len(streams), AT_ONCE):
        query = (
            sa.select(JournalRow.stream, JournalRow.type, JournalRow.payload)
            .where(
                JournalRow.stream.in_(streams[start : start + AT_ONCE]),
                JournalRow.type.in_(LISTS),
                JournalRow.recorded_at > after,
                JournalRow.recorded_at <= until,
            )
            .order_by(JournalRow.stream, JournalRow.seq)
        )
        for stream, kind, payload in await session.execute(query):
            found[stream.removeprefix(STREAM_PREFIX)] = f"{LISTS[kind]}/{payload['reason']}"
    return found

"""What happened in one unit, the newest first, with the texts written to it."""

from __future__ import annotations

from dataclasses import dataclass

import sqlalchemy as sa
from sqlalchemy.ext.asyncio import AsyncSession

from models.chain import stream_of
from models.tables import JournalRow, NoteRow


@dataclass(frozen=True, slots=True)
class Entry:
    """One event as the journal keeps it, and the text it names."""

    row: JournalRow
    note: str | None


async def newest(session: AsyncSession, unit_id: str, *, before: int | None = None, limit: int = 30) -> list[Entry]:
    """The last ``limit`` entries, or the last of those before number ``before``; one statement."""
    query = (
        sa.select(JournalRow, NoteRow.text)
        .outerjoin(NoteRow, NoteRow.id == JournalRow.payload["note_id"].as_string())
        .where(JournalRow.stream == stream_of(unit_id))
        .order_by(JournalRow.seq.desc())
        .limit(limit)
    )
    if before is not None:
        query = query.where(JournalRow.seq < before)
    return [Entry(row, text) for row, text in (await session.execute(query))]

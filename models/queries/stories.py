"""What happened in one unit, the newest first, with the texts written to it."""

from __future__ import annotations

from dataclasses import dataclass

import sqlalchemy as sa
from sqlalchemy.ext.asyncio import AsyncSession

from models.chain import stream_of
from models.tables import ActorRefRow, JournalRow, NoteRow, PersonRow


@dataclass(frozen=True, slots=True)
class Entry:
    """One event as the journal keeps it, and the text it names; ``is_forgotten``: who did it is not known any more."""

    row: JournalRow
    note: str | None
    is_forgotten: bool = False


async def newest(session: AsyncSession, unit_id: str, *, before: int | None = None, limit: int = 30) -> list[Entry]:
    """The last ``limit`` entries, or the last of those before number ``before``; one statement."""
    known = sa.select(ActorRefRow.ref).join(PersonRow).where(PersonRow.forgotten_at.is_(None))
    is_forgotten = sa.and_(JournalRow.actor_ref.is_not(None), JournalRow.actor_ref.not_in(known))
    query = (
        sa.select(JournalRow, NoteRow.text, is_forgotten)
        .outerjoin(NoteRow, NoteRow.id == JournalRow.payload["note_id"].as_string())
        .where(JournalRow.stream == stream_of(unit_id))
        .order_by(JournalRow.seq.desc())
        .limit(limit)
    )
    if before is not None:
        query = query.where(JournalRow.seq < before)
    return [Entry(row, text, bool(gone)) for row, text, gone in (await session.execute(query))]

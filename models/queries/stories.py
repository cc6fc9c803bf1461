"""What happened in one unit, the newest first, with the texts written to it."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date

import sqlalchemy as sa
from sqlalchemy.ext.asyncio import AsyncSession

from models.chain import stream_of
from models.people_tables import ActorRefRow, NoteRow, PersonRow
from models.tables import JournalRow


@dataclass(frozen=True, slots=True)
class Entry:
    """One event as the journal keeps it, and the text it names; ``is_forgotten``: who did it is not known any more."""

    row: JournalRow
    note: str | None
    is_forgotten: bool = False


@dataclass(frozen=True, slots=True)
class Wanted:
    """What of a story is asked for: these types of events, happened between two days."""

    types: Collection[str] | None = None
    since: date | None = None
    until: date | None = None


async def newest(
    session: AsyncSession, unit_id: str, *, before: int | None = None, limit: int = 30, wanted: Wanted | None = None
) -> list[Entry]:
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
    query = query.where(*_criteria(wanted or Wanted()))
    return [Entry(row, text, bool(gone)) for row, text, gone in (await session.execute(query))]


def _criteria(wanted: Wanted) -> list[sa.ColumnElement[bool]]:
    found: list[sa.ColumnElement[bool]] = []
    if wanted.types is not None:
        found.append(JournalRow.type.in_(wanted.types))
    if wanted.since is not None:
        found.append(JournalRow.happened_on >= wanted.since)
    if wanted.until is not None:
        found.append(JournalRow.happened_on <= wanted.until)
    return found

"""Files that wait for their import, each for the one person who sent it."""

from __future__ import annotations

import json
from dataclasses import dataclass
from datetime import datetime, timedelta

import sqlalchemy as sa
from sqlalchemy.ext.asyncio import AsyncSession

from models.page_tables import UploadRow
from models.tables import IntentRow

STANDING = "standing/"
"""How the keys of stated standings begin."""
RECORDED = "recorded"
RANKS = timedelta(seconds=1)
"""Commands queued at one moment differ by some milliseconds, which keep their order."""


@dataclass(frozen=True, slots=True)
class Upload:
    """``content`` is None once it was imported; ``counts`` say then what became of the rows.

    Where ``imported_at`` is set and the content is still there, somebody is just importing it.
    """

    token: str
    kind: str
    name: str
    content: bytes | None
    made_at: datetime
    imported_at: datetime | None
    counts: dict[str, int]

    def is_under_way(self, at: datetime, longest: timedelta) -> bool:
        return self.content is not None and self.imported_at is not None and self.imported_at > at - longest


async def find(session: AsyncSession, person_id: str, token: str) -> Upload | None:
    """Somebody else's file is as if it were not there."""
    query = sa.select(UploadRow).where(UploadRow.token == token, UploadRow.person_id == person_id)
    row = (await session.scalars(query)).one_or_none()
    if row is None:
        return None
    counts: dict[str, int] = json.loads(row.counts) if row.counts else {}
    return Upload(row.token, row.kind, row.name, row.content, row.made_at, row.imported_at, counts)


@dataclass(frozen=True, slots=True)
class Recorded:
    """Standings that an import has queued: how many are recorded, refused, of how many."""

    total: int
    done: int
    refused: int


async def recorded(session: AsyncSession, imported_at: datetime) -> Recorded:
    """How far the standings of the import of this moment are."""
    refused = sa.case((sa.and_(IntentRow.done_at.is_not(None), IntentRow.outcome != RECORDED), 1), else_=0)
    query = sa.select(
        sa.func.count(), sa.func.count(IntentRow.done_at), sa.func.coalesce(sa.func.sum(refused), 0)
    ).where(
        IntentRow.key.startswith(STANDING),
        IntentRow.created_at >= imported_at,
        IntentRow.created_at < imported_at + RANKS,
    )
    total, done, wrong = (await session.execute(query)).one()
    return Recorded(total, done, wrong)

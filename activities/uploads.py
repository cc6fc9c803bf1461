"""Files that people look at before they are imported: kept for a day, and emptied as soon as they were written."""

from __future__ import annotations

import json
import secrets
from collections.abc import Mapping
from datetime import datetime, timedelta

import sqlalchemy as sa
import structlog
from sqlalchemy.ext.asyncio import AsyncConnection

from models.page_tables import UploadRow

log = structlog.get_logger(__name__)

KEPT = timedelta(days=1)
"""A file may hold names: it waits no longer than a working day."""
TOLD = timedelta(days=30)
"""So long one can look up what an import has written."""
LONGEST = timedelta(minutes=10)
"""No import takes longer: one that has not ended by then was interrupted, and can be begun again."""
NAME_LIMIT = 120


async def keep(
    connection: AsyncConnection, content: bytes, *, name: str, kind: str, person_id: str, moment: datetime
) -> str:
    """Keep a file for the person who sent it; the token under which it is found again. Sent twice, it is one file."""
    same = {"kind": kind, "person_id": person_id, "name": name[:NAME_LIMIT], "content": content, "imported_at": None}
    known: str | None = await connection.scalar(sa.select(UploadRow.token).filter_by(**same).limit(1))
    if known is not None:
        return known
    token = secrets.token_urlsafe(24)
    row = {"token": token, "kind": kind, "person_id": person_id, "name": name[:NAME_LIMIT], "content": content}
    await connection.execute(sa.insert(UploadRow), {**row, "made_at": moment})
    return token


async def claim(connection: AsyncConnection, token: str, moment: datetime) -> bool:
    """Whether the one who asks is to import it now: nobody has, and nobody is about to."""
    nobody = sa.or_(UploadRow.imported_at.is_(None), UploadRow.imported_at < moment - LONGEST)
    mine = sa.update(UploadRow).where(UploadRow.token == token, UploadRow.counts.is_(None), nobody)
    return bool((await connection.execute(mine.values(imported_at=moment))).rowcount)


async def release(connection: AsyncConnection, token: str) -> None:
    """Nothing was imported; it waits again."""
    unfinished = sa.update(UploadRow).where(UploadRow.token == token, UploadRow.counts.is_(None))
    await connection.execute(unfinished.values(imported_at=None))


async def imported(connection: AsyncConnection, token: str, counts: Mapping[str, int], moment: datetime) -> None:
    """Forget the file; what became of its rows stays as numbers."""
    told = {"content": None, "imported_at": moment, "counts": json.dumps(dict(counts))}
    await connection.execute(sa.update(UploadRow).where(UploadRow.token == token).values(told))


async def drop(connection: AsyncConnection, token: str, person_id: str, moment: datetime) -> None:
    """Forget a file of this person that nobody imports; no other."""
    theirs = sa.and_(UploadRow.token == token, UploadRow.person_id == person_id)
    nobody = sa.or_(UploadRow.imported_at.is_(None), UploadRow.imported_at < moment - LONGEST)
    await connection.execute(sa.delete(UploadRow).where(theirs, UploadRow.counts.is_(None), nobody))


async def sweep(connection: AsyncConnection, moment: datetime) -> int:
    """Remove files that nobody imported within ``KEPT``, and numbers older than ``TOLD``; how many."""
    waiting = sa.and_(UploadRow.counts.is_(None), UploadRow.made_at < moment - KEPT)
    old = sa.delete(UploadRow).where(sa.or_(waiting, UploadRow.made_at < moment - TOLD))
    swept = (await connection.execute(old)).rowcount
    if swept:
        log.info("uploads_removed", count=swept)
    return swept

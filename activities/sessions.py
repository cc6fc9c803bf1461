"""Sessions of signed-in people: begun, seen again, ended. The database knows the hash of what a browser presents."""

from __future__ import annotations

import hashlib
import secrets
from dataclasses import dataclass
from datetime import datetime

import sqlalchemy as sa
import structlog
from sqlalchemy.ext.asyncio import AsyncConnection

from models.people_tables import SessionRow
from models.sessions import SessionTerms, form_token

log = structlog.get_logger(__name__)


@dataclass(frozen=True, slots=True)
class NewSession:
    """``id`` is for the browser alone: it is drawn here, handed out once, and never stored."""

    id: str
    hash: str


def hash_of(session_id: str) -> str:
    """Enough without salt or stretching: what is hashed has 256 random bits."""
    return hashlib.sha256(session_id.encode()).hexdigest()


async def begin(connection: AsyncConnection, person_id: str, moment: datetime) -> NewSession:
    """A session of this person, under an id that nobody can have known before."""
    session_id = secrets.token_urlsafe(32)
    new = NewSession(session_id, hash_of(session_id))
    token = form_token(secrets.token_urlsafe(24), person_id)
    row = {"hash": new.hash, "person_id": person_id, "form_token": token}
    await connection.execute(sa.insert(SessionRow), {**row, "began_at": moment, "seen_at": moment})
    log.info("signed_in", person=person_id)
    return new


async def touch(connection: AsyncConnection, session_hash: str, moment: datetime) -> None:
    """The session was used; never set back by a request that was overtaken."""
    seen = sa.update(SessionRow).where(SessionRow.hash == session_hash, SessionRow.seen_at < moment)
    await connection.execute(seen.values(seen_at=moment))


async def end(connection: AsyncConnection, session_hash: str) -> None:
    """Whoever still has its id has nothing."""
    await connection.execute(sa.delete(SessionRow).where(SessionRow.hash == session_hash))


async def end_all_of(connection: AsyncConnection, person_id: str) -> None:
    await connection.execute(sa.delete(SessionRow).where(SessionRow.person_id == person_id))


async def sweep(connection: AsyncConnection, terms: SessionTerms, moment: datetime) -> int:
    """Remove sessions that are over; how many."""
    over = sa.or_(SessionRow.began_at <= moment - terms.absolute, SessionRow.seen_at <= moment - terms.idle)
    return (await connection.execute(sa.delete(SessionRow).where(over))).rowcount

"""Forms that were sent: the same one sent again leads where it led, and does nothing."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from datetime import datetime, timedelta

import sqlalchemy as sa
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.ext.asyncio import AsyncConnection, AsyncSession

from models.page_tables import SentFormRow

KEPT = timedelta(days=1)
"""Nobody presses a button twice with a day in between."""


def name_of(person_id: str, path: str, typed: Mapping[str, str]) -> str:
    """What a form as it was sent is known by: with other answers, or of somebody else, it is another one."""
    parts = [person_id, path, *(f"{name}={value}" for name, value in sorted(typed.items()))]
    return hashlib.sha256("\0".join(parts).encode()).hexdigest()


async def led_to(session: AsyncSession, key: str) -> str | None:
    """Where this form has led, if it was sent before."""
    return await session.scalar(sa.select(SentFormRow.leads_to).where(SentFormRow.key == key))


async def claim(connection: AsyncConnection, key: str, moment: datetime) -> bool:
    """False if the form was sent before; whoever sends it at the same time waits here until that is decided."""
    insert = postgresql.insert if connection.dialect.name == "postgresql" else sqlite.insert
    row = {"key": key, "leads_to": "", "sent_at": moment}
    return bool((await connection.execute(insert(SentFormRow).on_conflict_do_nothing(), row)).rowcount)


async def settle(connection: AsyncConnection, key: str, leads_to: str) -> None:
    """It is done, and this is where it leads."""
    await connection.execute(sa.update(SentFormRow).where(SentFormRow.key == key).values(leads_to=leads_to))


async def sweep(connection: AsyncConnection, moment: datetime) -> int:
    """Remove what was sent long ago; how many."""
    return (await connection.execute(sa.delete(SentFormRow).where(SentFormRow.sent_at < moment - KEPT))).rowcount

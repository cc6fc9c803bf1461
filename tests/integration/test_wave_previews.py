"""Rehearsals are kept once under their token, whoever comes at the same moment, and for a week."""

from __future__ import annotations

import asyncio
from datetime import UTC, datetime, timedelta

import sqlalchemy as sa

from activities.wave_previews import KEPT, keep, sweep
from models.database import Database
from models.wave_tables import WavePreviewRow
from settings import Settings
from worker import forget_what_is_over

NOW = datetime(2026, 11, 2, 9, 0, tzinfo=UTC)


async def kept(database: Database, token: str, moment: datetime, ref: str = "r-1") -> None:
    async with database.write() as connection:
        await keep(connection, token, plan="{}", picture="{}", moment=moment, actor_ref=ref)


async def tokens(database: Database) -> set[str]:
    async with database.read() as session:
        return set(await session.scalars(sa.select(WavePreviewRow.token)))


async def test_the_same_rehearsal_at_the_same_moment_is_kept_once(database: Database) -> None:
    await asyncio.gather(*(kept(database, "at-once", NOW, f"r-{n}") for n in range(20)))
    assert "at-once" in await tokens(database)


async def test_the_last_who_rehearsed_is_the_one_on_record(database: Database) -> None:
    for minute, ref in enumerate(("r-first", "r-last")):
        await kept(database, "again", NOW + timedelta(minutes=minute), ref)
    async with database.read() as session:
        row = await session.get_one(WavePreviewRow, "again")
    assert ("r-last", NOW + timedelta(minutes=1)) == (row.actor_ref, row.made_at)


async def test_rehearsals_older_than_a_week_go_with_who_made_them(database: Database) -> None:
    await kept(database, "old", NOW - KEPT - timedelta(seconds=1))
    await kept(database, "young", NOW - KEPT)
    async with database.write() as connection:
        assert 1 == await sweep(connection, NOW)
        assert 0 == await sweep(connection, NOW)
    assert ("old" in await tokens(database), "young" in await tokens(database)) == (False, True)


async def test_the_upkeep_removes_them(database: Database) -> None:
    await kept(database, "forgotten", NOW - timedelta(days=30))
    await forget_what_is_over(Settings(), database, NOW)
    assert "forgotten" not in await tokens(database)

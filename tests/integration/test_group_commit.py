"""On SQLite, appends that wait for its one writer share a transaction; none of them can do harm to another."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Iterator
from contextlib import contextmanager
from pathlib import Path

import aiosqlite
import pytest
import sqlalchemy as sa
from sqlalchemy.exc import OperationalError
from temporalio.exceptions import ApplicationError

from activities.journal import Journal
from models import sqlite
from models.chain import Batch, Head
from models.database import Database
from tests.stories import Story, assigned, reminder
from tests.verifying import verified

WAITING = 12


@pytest.fixture
async def journal(sqlite_url: str) -> AsyncIterator[Journal]:
    opened = Database(sqlite_url)
    yield Journal(opened)
    await opened.dispose()


@contextmanager
def commits(database: Database) -> Iterator[list[int]]:
    """The number of transactions committed so far, as the only element."""
    seen = [0]

    def count(_: sa.Connection) -> None:
        seen[0] += 1

    sa.event.listen(database.writer.sync_engine, "commit", count)
    yield seen
    sa.event.remove(database.writer.sync_engine, "commit", count)


async def all_at_once(journal: Journal, batches: list[Batch]) -> list[Head | BaseException]:
    return await asyncio.gather(*map(journal.append, batches), return_exceptions=True)


def head_of(batch: Batch) -> Head:
    return Head(seq=batch.entries[-1].seq, hash=batch.entries[-1].hash)


async def test_appends_that_wait_share_one_transaction(journal: Journal) -> None:
    births = [Story().birth() for _ in range(WAITING)]

    with commits(journal.database) as seen:
        heads = await all_at_once(journal, births)

    assert [head_of(birth) for birth in births] == heads
    assert [1] == seen


async def test_one_that_comes_alone_waits_for_nobody(journal: Journal, story: Story) -> None:
    with commits(journal.database) as seen:
        await journal.append(story.birth())
        await journal.append(story.tell(assigned()))

    assert [2] == seen


async def test_two_of_one_stream_are_written_in_their_order(journal: Journal, story: Story) -> None:
    first, second = story.birth(), story.tell(assigned())

    with commits(journal.database) as seen:
        assert [head_of(first), head_of(second)] == await all_at_once(journal, [first, second])

    assert [1] == seen
    assert [1, 2] == (await verified(journal.database, story.stream)).seqs


async def test_one_that_is_refused_takes_no_other_with_it(journal: Journal, story: Story) -> None:
    """Another history of its stream comes in the middle of the others."""
    await journal.append(story.birth())
    await journal.append(story.tell(assigned(), key="k-1"))
    others = [Story() for _ in range(WAITING)]
    batches = [other.birth() for other in others]
    batches.insert(
        WAITING // 2, Batch(stream=story.stream, entries=Story(story.unit_id).birth(aqua_team="T-9").entries)
    )

    heads = await all_at_once(journal, batches)

    forked = heads.pop(WAITING // 2)
    assert isinstance(forked, ApplicationError)
    assert "JournalFork" == forked.type
    for other, head in zip(others, heads, strict=True):
        assert head == head_of(other.all())
        assert [1] == (await verified(journal.database, other.stream)).seqs


async def test_one_whose_asker_has_gone_does_not_hold_up_the_others(journal: Journal) -> None:
    births = [Story().birth() for _ in range(3)]
    asked = [asyncio.create_task(journal.append(birth)) for birth in births]
    await asyncio.sleep(0)
    asked[1].cancel()

    told = await asyncio.gather(*asked, return_exceptions=True)

    assert [head_of(births[0]), head_of(births[2])] == [told[0], told[2]]
    assert isinstance(told[1], asyncio.CancelledError)


async def test_a_database_that_cannot_be_written_is_told_to_all_at_once(
    journal: Journal, sqlite_url: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Another process holds the write lock for longer than one waits; nobody waits a second time."""
    monkeypatch.setattr(sqlite, "WAIT_MS", 50)
    stories = [Story() for _ in range(3)]
    async with aiosqlite.connect(Path(sqlite_url.partition("///")[2])) as other:
        await other.execute("BEGIN IMMEDIATE")
        told = await all_at_once(journal, [story.birth() for story in stories])

    assert isinstance(told[0], OperationalError)
    assert told == [told[0]] * 3


async def test_after_such_an_outage_they_are_recorded(
    journal: Journal, sqlite_url: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    story = Story()
    birth = story.birth()
    with monkeypatch.context() as patched:
        patched.setattr(sqlite, "WAIT_MS", 50)
        async with aiosqlite.connect(Path(sqlite_url.partition("///")[2])) as other:
            await other.execute("BEGIN IMMEDIATE")
            await all_at_once(journal, [birth])

    assert head_of(birth) == await journal.append(birth)
    assert [1] == (await verified(journal.database, story.stream)).seqs


async def test_more_than_fit_into_one_come_in_several(journal: Journal) -> None:
    stories = [Story() for _ in range(40)]
    with commits(journal.database) as seen:
        await all_at_once(journal, [story.birth() for story in stories])
        assert [2] == seen
        await all_at_once(journal, [story.tell(reminder()) for story in stories])

    assert [4] == seen


@pytest.mark.postgres
async def test_postgresql_writes_side_by_side(postgres_url: str) -> None:
    database = Database(postgres_url)
    try:
        with commits(database) as seen:
            await all_at_once(Journal(database), [Story().birth() for _ in range(3)])
    finally:
        await database.dispose()

    assert [3] == seen

"""When journal and workflow tell different stories, the unit halts; nothing is papered over."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from datetime import timedelta
from pathlib import Path
from uuid import uuid4

import pytest
import sqlalchemy as sa
from temporalio import activity
from temporalio.api.enums.v1 import EventType
from temporalio.client import Client

from activities.journal import Journal, append
from activities.rollouts import life_of
from activities.search import HALTED
from activities.submitting import OutcomeUnknown, submit
from models.chain import Batch, Head, linked
from models.database import Database
from models.errors import UnitHalted
from models.events import Event
from models.rollout.evolve import fold
from models.tables import HeadRow
from tests.stories import reminder
from tests.verifying import verified
from tests.workflows.running import House, Unit, backup, eventually, managed, nominated, worker

pytestmark = pytest.mark.temporal


async def somebody_else_writes(unit: Unit) -> None:
    """An event gets into the journal that the workflow knows nothing of."""
    async with unit.house.database.write() as connection:
        head = (
            await connection.execute(sa.select(HeadRow.seq, HeadRow.hash).where(HeadRow.stream == unit.stream))
        ).one()
        entries = linked(unit.stream, head.seq, head.hash, [reminder()], await unit.now())
        await append(connection, Batch(stream=unit.stream, entries=tuple(entries)))


async def head_of(unit: Unit, database: Database | None = None) -> HeadRow:
    async with (database or unit.house.database).read() as session:
        return (await session.scalars(sa.select(HeadRow).where(HeadRow.stream == unit.stream))).one()


async def halted(unit: Unit, database: Database | None = None) -> str | None:
    """Why the head is halted, once it is."""

    async def look() -> str | None:
        return (await head_of(unit, database)).halted

    return await eventually(look)


async def shown_as_halted(unit: Unit) -> None:
    """Operators see it in Temporal's own tools, too."""

    async def look() -> bool:
        return bool((await unit.handle.describe()).typed_search_attributes[HALTED])

    await eventually(look)


@asynccontextmanager
async def custom_house(client: Client, journal: Journal) -> AsyncIterator[House]:
    queue = f"halting-{uuid4().hex}"
    async with worker(client, queue, journal):
        yield House(client, journal.database, queue)


async def test_a_fork_halts_the_unit(house: House) -> None:
    unit = await house.begin()
    today = await unit.today()
    known = await unit.give(managed(today), key="k-1")
    await somebody_else_writes(unit)

    with pytest.raises(UnitHalted):
        await unit.give(nominated(today, "c1"))

    assert "JournalFork" == await halted(unit)
    assert "JournalFork" == (await unit.life()).halted
    await shown_as_halted(unit)
    before = await unit.life()
    with pytest.raises(UnitHalted):
        await unit.give(nominated(today, "c2"))
    assert before == await unit.life()
    assert known == await unit.give(managed(today), key="k-1")
    assert [] == list((await verified(house.database, unit.stream)).state.companions)


async def test_a_halted_unit_stays_halted_when_temporal_has_to_begin_anew(house: House) -> None:
    unit = await house.begin()
    today = await unit.today()
    await unit.give(managed(today), key="k-1")
    await somebody_else_writes(unit)
    with pytest.raises(UnitHalted):
        await unit.give(nominated(today))
    await halted(unit)

    await unit.handle.terminate()
    await unit.start(life_of(await head_of(unit), {}))

    with pytest.raises(UnitHalted):
        await unit.give(nominated(today))
    await shown_as_halted(unit)


async def test_a_journal_restored_from_an_older_backup_halts_the_unit(
    client: Client, sqlite_url: str, tmp_path: Path
) -> None:
    """SQL has lost what the workflow remembers: its next event leaves a gap."""
    database = Database(sqlite_url)
    journal = Journal(database)
    async with custom_house(client, journal) as house:
        unit = await house.begin()
        today = await unit.today()
        await unit.give(managed(today))
        older = Database(f"sqlite+aiosqlite:///{backup(sqlite_url, tmp_path / 'older.sqlite')}")
        await unit.give(nominated(today, "c1"))

        journal.database, journal.commits = older, Journal(older, journal.kept).commits
        with pytest.raises(UnitHalted):
            await unit.give(nominated(today, "c2"))

        assert "JournalGap" == await halted(unit, older)
        assert [] == list((await verified(older, unit.stream)).state.companions)
    await older.dispose()
    await database.dispose()


async def test_a_journal_that_went_on_without_the_workflow_halts_the_unit(client: Client, record: Database) -> None:
    """Temporal restored from an older backup: what it records is there already, and more."""
    unit: Unit

    class Ahead(Journal):
        @activity.defn(name="journal.append")
        async def append(self, batch: Batch) -> Head:
            head = await super().append(batch)
            if head.seq > 1 and activity.info().attempt == 1:
                await somebody_else_writes(unit)
                raise RuntimeError
            return head

    async with custom_house(client, Ahead(record)) as house:
        unit = await house.begin()
        with pytest.raises(UnitHalted):
            await unit.give(managed(await unit.today()))

        assert "JournalAhead" == await halted(unit)


async def test_commands_in_flight_learn_that_the_unit_is_halted(client: Client, record: Database) -> None:
    gate, waits = asyncio.Event(), asyncio.Event()

    class Slow(Journal):
        @activity.defn(name="journal.append")
        async def append(self, batch: Batch) -> Head:
            if batch.entries[0].seq > 1:
                waits.set()
                await gate.wait()
            return await super().append(batch)

    async with custom_house(client, Slow(record)) as house:
        unit = await house.begin()
        today = await unit.today()
        await unit.at_rest()
        commands = asyncio.gather(
            *(unit.give(nominated(today, f"c{n}"), key=f"k-{n}") for n in range(6)), return_exceptions=True
        )
        await waits.wait()
        await asyncio.sleep(0.2)
        await somebody_else_writes(unit)
        gate.set()

        assert [UnitHalted] * 6 == [type(came) for came in await commands]
        with pytest.raises(UnitHalted):
            await unit.give(nominated(today, "c0"), key="k-0")
        assert 2 == (await head_of(unit)).seq


async def test_a_database_that_is_away_halts_nothing(client: Client, record: Database) -> None:
    """An error that may pass is tried again until it has passed."""
    failures = 3

    class Shaky(Journal):
        @activity.defn(name="journal.append")
        async def append(self, batch: Batch) -> Head:
            nonlocal failures
            failures -= 1
            if failures >= 0:
                raise ConnectionError
            return await super().append(batch)

    async with custom_house(client, Shaky(record)) as house:
        unit = await house.begin()
        await unit.give(managed(await unit.today()))

        assert [1, 2, 3] == (await unit.verified()).seqs


async def refused_task(unit: Unit) -> str:
    """What a failed workflow task says, once there is one."""

    async def look() -> str:
        failed = EventType.EVENT_TYPE_WORKFLOW_TASK_FAILED
        events = [e async for e in unit.handle.fetch_history_events() if e.event_type == failed]
        return events[0].workflow_task_failed_event_attributes.failure.message if events else ""

    return await eventually(look)


async def test_another_hash_than_the_workflows_own_fails_its_task_loudly(client: Client, record: Database) -> None:
    """A journal that is wrong on purpose stands for a replay that decides otherwise than the first run did."""

    class Wrong(Journal):
        @activity.defn(name="journal.append")
        async def append(self, batch: Batch) -> Head:
            head = await super().append(batch)
            return head if head.seq == 1 else Head(seq=head.seq, hash="f" * 64)

    async with custom_house(client, Wrong(record)) as house:
        unit = await house.begin()
        told = await unit.submission(managed(await unit.today()))
        with pytest.raises(OutcomeUnknown):
            await submit(client, unit.id, told, timedelta(seconds=1))

        assert "the journal holds another event 3 than this workflow decided" in await refused_task(unit)
        assert (await unit.handle.describe()).close_time is None
        await unit.handle.terminate()


async def test_a_batch_never_parts_the_events_of_one_command(client: Client, record: Database) -> None:
    """The hundredth event of a batch is the first of a command: parted, its key would be recorded twice."""
    gate, sizes = asyncio.Event(), list[int]()

    class Slow(Journal):
        @activity.defn(name="journal.append")
        async def append(self, batch: Batch) -> Head:
            await gate.wait()
            sizes.append(len(batch.entries))
            return await super().append(batch)

    async with custom_house(client, Slow(record)) as house:
        unit = Unit(house, uuid4().hex)
        life = unit.born()
        last = life.unrecorded[-1]
        many: list[Event] = [reminder(level) for level in range(198)]
        life.unrecorded += linked(unit.stream, last.seq, last.hash, many, last.recorded_at)
        life.state = fold(many, life.state)
        await unit.start(life)
        command = asyncio.create_task(unit.give(managed(await unit.today())))
        await asyncio.sleep(0.3)
        gate.set()
        await command

        assert 201 == len((await unit.verified()).seqs)
        assert [100, 101] == sizes

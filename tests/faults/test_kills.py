"""SIGKILL of each part amid 200 concurrent commands over 50 offices: nothing answered is lost or doubled."""

from __future__ import annotations

import asyncio
from collections import Counter
from collections.abc import AsyncIterator, Iterator

import pytest
import pytest_asyncio
import sqlalchemy as sa

from activities.verifying import verify, verify_workflows
from models.database import Database, migrate
from models.tables import CommandRow, CompanionRow, UnitRow
from tests.conftest import running_postgres
from tests.faults.country import born, fill
from tests.faults.load import Load, Sent
from tests.faults.stack import Stack
from tests.servers import PostgresServer, passing_temporal
from workflows.connecting import connect

OFFICES = 50
COMMANDS = 200
KILL_AFTER = 40

pytestmark = [pytest.mark.faults, pytest.mark.postgres, pytest.mark.temporal]


@pytest.fixture(scope="module")
def durable_postgres() -> Iterator[PostgresServer]:
    yield from running_postgres(durable=True)


@pytest_asyncio.fixture(scope="module")
async def stack(durable_postgres: PostgresServer, tmp_path_factory: pytest.TempPathFactory) -> AsyncIterator[Stack]:
    """The whole product on a durable PostgreSQL, with 50 offices under way and one lead a region.

    One for all victims: what one kill leaves behind is what the next one meets.
    """
    folder = tmp_path_factory.mktemp("kills")
    await durable_postgres.prepare_template(migrate)
    url = await durable_postgres.create_database()
    await fill(url, OFFICES)
    async with passing_temporal(folder) as temporal:
        running = Stack(url, temporal, folder)
        await running.start()
        try:
            await born(url, OFFICES)
            yield running
        finally:
            await running.stop()


async def _commands(database: Database, run: str) -> list[Sent]:
    async with database.read() as session:
        rows = await session.execute(sa.select(UnitRow.code, UnitRow.region_code).where(UnitRow.kind == "agentur"))
        offices = [(code, region) for code, region in rows]
    return [
        Sent(key=f"{run}-{n}", unit=offices[n % OFFICES][0], user=f"rd-{offices[n % OFFICES][1]}")
        for n in range(COMMANDS)
    ]


@pytest.mark.parametrize("victim", ["worker", "api", "temporal", "postgres"])
async def test_every_answered_command_is_recorded_exactly_once(
    victim: str, stack: Stack, durable_postgres: PostgresServer
) -> None:
    """Killed in the middle and restarted: answered commands are in the journal once, the others can be sent again."""
    database = Database(stack.url)
    load = Load(stack.address, await _commands(database, victim), until=KILL_AFTER)
    try:
        sending = asyncio.create_task(load.send_all())
        await asyncio.wait_for(load.wake.wait(), 100)
        await _kill_and_restart(victim, stack, durable_postgres)
        await sending
        await stack.ready()
        before = set(load.answered)
        assert len(before) >= KILL_AFTER
        await load.send_unanswered_again()
        await _assert_recorded_once(database, load)
        await _assert_everything_agrees(database, stack)
    finally:
        await database.dispose()


async def _kill_and_restart(victim: str, stack: Stack, postgres: PostgresServer) -> None:
    match victim:
        case "worker":
            await stack.worker.restart()
        case "api":
            await stack.api.restart()
        case "temporal":
            await stack.temporal.kill()
            await stack.temporal.start()
        case _:
            await asyncio.to_thread(postgres.kill)
            await asyncio.to_thread(postgres.start)


async def _assert_recorded_once(database: Database, load: Load) -> None:
    """Each key once, and each nomination of all runs so far is one companion."""
    async with database.read() as session:
        keys = Counter(await session.scalars(sa.select(CommandRow.key)))
        companions = await session.scalar(sa.select(sa.func.count()).select_from(CompanionRow))
    sent = {command.key for command in load.commands}
    assert {key: times for key, times in keys.items() if key in sent} == dict.fromkeys(sent, 1)
    assert companions == keys.total()


async def _assert_everything_agrees(database: Database, stack: Stack) -> None:
    """Journal without gaps, chain, head, read model, and the workflows stand where the journal ends (I1 to I4)."""
    verified = await verify(database)
    assert verified.findings == ()
    assert verified.streams == OFFICES
    client = await connect(stack.temporal.address, "default")
    assert await verify_workflows(database, client) == ()

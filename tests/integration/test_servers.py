"""The servers that the other tests rely on."""

import asyncio
import socket
import sys
from pathlib import Path

import asyncpg
import pytest
from sqlalchemy import inspect, text
from sqlalchemy.ext.asyncio import create_async_engine
from temporalio.client import Client, WorkflowExecutionStatus

from embedded import (
    BEHIND,
    LOOPBACK,
    TETHER,
    TemporalDevServer,
    TemporalDidNotStart,
    free_port,
    port_is_free,
    tethered,
)
from tests.servers import PostgresServer


async def value_of(server: PostgresServer, sql: str, database: str = "postgres") -> object:
    connection = await asyncpg.connect(server.dsn(database))
    try:
        return await connection.fetchval(sql)
    finally:
        await connection.close()


@pytest.mark.postgres
async def test_postgres_answers(postgres: PostgresServer) -> None:
    assert 1 == await value_of(postgres, "SELECT 1")


@pytest.mark.postgres
async def test_databases_are_independent_copies_of_the_template(own_postgres: PostgresServer) -> None:
    async def fill(url: str) -> None:
        await own_postgres.execute("CREATE TABLE units (code text)", url.rpartition("/")[2])

    await own_postgres.prepare_template(fill)
    one, two = [(await own_postgres.create_database()).rpartition("/")[2] for _ in range(2)]
    await own_postgres.execute("INSERT INTO units VALUES ('047')", one)

    assert [1, 0] == [await value_of(own_postgres, "SELECT count(*) FROM units", d) for d in (one, two)]


@pytest.mark.postgres
@pytest.mark.faults
async def test_a_killed_durable_postgres_comes_back_with_what_was_committed(own_postgres: PostgresServer) -> None:
    await own_postgres.execute("CREATE TABLE units AS SELECT '047' AS code")
    port = own_postgres.port

    own_postgres.kill()
    with pytest.raises(ConnectionRefusedError):
        await value_of(own_postgres, "SELECT 1")
    own_postgres.restart()

    assert "047" == await value_of(own_postgres, "SELECT code FROM units")
    assert port == own_postgres.port


@pytest.mark.parametrize("turn", [1, 2])
async def test_every_test_gets_a_migrated_database_of_its_own(database_url: str, turn: int) -> None:
    engine = create_async_engine(database_url)
    async with engine.begin() as connection:
        tables = await connection.run_sync(lambda c: set(inspect(c).get_table_names()))
        await connection.execute(text("CREATE TABLE only_here (turn integer)"))
    await engine.dispose()

    assert {"heads", "journal"} <= tables
    assert "only_here" not in tables


@pytest.mark.temporal
async def test_temporal_answers(temporal_server: TemporalDevServer) -> None:
    client = await Client.connect(temporal_server.address)

    assert await client.service_client.check_health()


@pytest.mark.temporal
@pytest.mark.faults
async def test_a_killed_temporal_server_comes_back_with_its_workflows(own_temporal_server: TemporalDevServer) -> None:
    client = await Client.connect(own_temporal_server.address)
    await client.start_workflow("Waits", id="unit/047", task_queue="nobody-listens")

    await own_temporal_server.kill()
    assert not own_temporal_server.is_running()
    await own_temporal_server.restart()

    described = await client.get_workflow_handle("unit/047").describe()
    assert WorkflowExecutionStatus.RUNNING is described.status


@pytest.mark.temporal
async def test_temporal_refuses_a_port_that_is_taken(temporal_server: TemporalDevServer, tmp_path: Path) -> None:
    second = TemporalDevServer(tmp_path, port=temporal_server.port)

    with pytest.raises(TemporalDidNotStart, match="taken"):
        await second.start()


@pytest.mark.temporal
async def test_temporal_that_ends_at_its_start_is_started_again(tmp_path: Path) -> None:
    """It draws ports by chance, and two that start together may draw the same."""
    server = TemporalDevServer(tmp_path, extra_args=["--no-such-flag"])
    spawn, begun = server._spawn, []

    def spawned() -> int:
        begun.append(server.extra_args)
        if len(begun) > 1:
            server.extra_args = ()
        return spawn()

    server._spawn = spawned  # type: ignore[method-assign]
    async with server:
        assert server.is_running()
    assert 2 == len(begun)


async def test_who_runs_behind_lets_others_go_first() -> None:
    """Page before wave, where all parts share one machine."""

    async def niceness(script: str) -> int:
        command = tethered([sys.executable, "-c", "import os; print(os.nice(0))"], script)
        process = await asyncio.create_subprocess_exec(*command, stdout=asyncio.subprocess.PIPE)
        told, _ = await process.communicate()
        return int(told)

    assert await niceness(TETHER) < await niceness(BEHIND)


@pytest.mark.temporal
async def test_temporal_says_why_it_did_not_start(tmp_path: Path) -> None:
    server = TemporalDevServer(tmp_path, extra_args=["--no-such-flag"])

    with pytest.raises(TemporalDidNotStart, match="no-such-flag"):
        await server.start()


@pytest.mark.temporal
@pytest.mark.faults
async def test_temporal_does_not_outlive_its_parent(tmp_path: Path) -> None:
    """A parent that is killed can stop nothing itself; the kernel does it."""
    script = """
import asyncio, os, pathlib, signal, sys, embedded
server = embedded.TemporalDevServer(pathlib.Path(sys.argv[1]))
asyncio.run(server.start())
print(server.port, flush=True)
os.kill(os.getpid(), signal.SIGKILL)
"""
    parent = await asyncio.create_subprocess_exec(
        sys.executable, "-c", script, str(tmp_path), stdout=asyncio.subprocess.PIPE
    )
    said, _ = await parent.communicate()

    async with asyncio.timeout(5):
        while not port_is_free(int(said)):  # noqa: ASYNC110 - nobody is left who could tell us
            await asyncio.sleep(0.01)


def test_a_free_port_is_none_that_an_outgoing_connection_may_take() -> None:
    with socket.socket() as outgoing:
        outgoing.bind((LOOPBACK, 0))
        given: int = outgoing.getsockname()[1]

    named = {free_port() for _ in range(20)}

    assert max(named) < given
    assert len(named) > 1

"""The migrations make what ``models/tables.py`` says, on both databases."""

from __future__ import annotations

import asyncio
import sys

import pytest
import sqlalchemy as sa
from alembic.autogenerate import compare_metadata
from alembic.migration import MigrationContext
from alembic.script import ScriptDirectory
from sqlalchemy.ext.asyncio import create_async_engine

from models.database import _config, migrate
from models.tables import Table
from tests.servers import PostgresServer


async def differences(url: str) -> list[object]:
    """What autogenerate would still change, types, defaults, constraints and indexes included."""

    def compare(connection: sa.Connection) -> list[object]:
        context = MigrationContext.configure(connection, opts={"compare_type": True, "compare_server_default": True})
        return list(compare_metadata(context, Table.metadata))

    engine = create_async_engine(url)
    async with engine.connect() as connection:
        found = await connection.run_sync(compare)
    await engine.dispose()
    return found


async def test_migrated_databases_are_what_the_tables_say(database_url: str) -> None:
    assert [] == await differences(database_url)


async def test_the_comparison_sees_a_difference(database_url: str) -> None:
    engine = create_async_engine(database_url)
    async with engine.begin() as connection:
        await connection.execute(sa.text("DROP INDEX ix_rollouts_stage"))
        await connection.execute(sa.text("ALTER TABLE notes ADD COLUMN mood VARCHAR"))
    await engine.dispose()

    assert {"add_index", "remove_column"} == {change[0] for change in await differences(database_url)}  # type: ignore[index]


async def test_migrating_again_changes_nothing(database_url: str) -> None:
    await migrate(database_url)

    assert [] == await differences(database_url)


MIGRATE = "import asyncio, sys; from models.database import migrate; asyncio.run(migrate(sys.argv[1]))"


@pytest.mark.postgres
async def test_processes_that_start_at_once_migrate_one_after_the_other(postgres: PostgresServer) -> None:
    url = postgres.url("at_once")
    await postgres.execute("CREATE DATABASE at_once TEMPLATE template0")

    processes = [await asyncio.create_subprocess_exec(sys.executable, "-c", MIGRATE, url) for _ in range(2)]

    assert [0, 0] == [await process.wait() for process in processes]
    assert [] == await differences(url)
    await postgres.drop_database(url)


def test_there_is_one_line_of_revisions() -> None:
    scripts = ScriptDirectory.from_config(_config("sqlite+aiosqlite://"))

    assert 1 == len(scripts.get_heads())
    assert 1 == len(scripts.get_bases())

"""The running product for the whole session: three regions on SQLite, one on PostgreSQL, all offices for reading."""

from __future__ import annotations

import shutil
from collections.abc import AsyncIterator
from pathlib import Path

import pytest
from temporalio.client import Client

from embedded import TemporalDevServer
from models.database import Database
from tests.acceptance.serving import World, demo_settings, filled, running, served
from tests.servers import PostgresServer
from workflows.connecting import connect


@pytest.fixture(scope="package")
async def api(
    sqlite_template: Path, temporal_server: TemporalDevServer, tmp_path_factory: pytest.TempPathFactory
) -> AsyncIterator[World]:
    """Three regions; a test changes only units that ``World.fresh`` gave it, or a prepared case of its own."""
    folder = tmp_path_factory.mktemp("api")
    url = f"sqlite+aiosqlite:///{shutil.copy(sqlite_template, folder / 'ilb.sqlite')}"
    async with running(url, temporal_server.address, folder, "200", "968", "100") as started:
        yield started


@pytest.fixture(scope="package")
async def api_on_postgres(
    postgres_with_template: PostgresServer,
    temporal_server: TemporalDevServer,
    tmp_path_factory: pytest.TempPathFactory,
) -> AsyncIterator[World]:
    """One region on PostgreSQL."""
    url = await postgres_with_template.create_database()
    async with running(url, temporal_server.address, tmp_path_factory.mktemp("postgres"), "200") as started:
        yield started


@pytest.fixture(scope="package", params=["sqlite", pytest.param("postgresql", marks=pytest.mark.postgres)])
def each_api(request: pytest.FixtureRequest) -> World:
    """The running product; the test runs once on each kind of database."""
    found: World = request.getfixturevalue("api_on_postgres" if request.param == "postgresql" else "api")
    return found


@pytest.fixture(scope="package")
async def temporal_client(temporal_server: TemporalDevServer) -> Client:
    return await connect(temporal_server.address, "default")


@pytest.fixture(scope="package")
async def country(
    sqlite_template: Path, temporal_client: Client, tmp_path_factory: pytest.TempPathFactory
) -> AsyncIterator[World]:
    """All 451 offices, for reading: no rollout has begun, and nobody works."""
    folder = tmp_path_factory.mktemp("country")
    url = f"sqlite+aiosqlite:///{shutil.copy(sqlite_template, folder / 'ilb.sqlite')}"
    database = Database(url)
    try:
        await filled(database)
        address = temporal_client.service_client.config.target_host
        async with served(demo_settings(url, address, folder, answer_seconds=1), database, temporal_client) as started:
            yield started
    finally:
        await database.dispose()

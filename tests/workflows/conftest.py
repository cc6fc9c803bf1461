"""One server of each kind, and workers that keep workflows in memory or replay each from its history."""

from __future__ import annotations

import shutil
from collections.abc import AsyncIterator
from pathlib import Path

import pytest
from temporalio.client import Client
from temporalio.testing import TimeSkippingConfig, WorkflowEnvironment

from activities.journal import Journal
from embedded import TUNING, TemporalDevServer, temporal_binary
from models.database import Database
from tests.workflows.running import House, bare_client, worker
from tests.workflows.variants import ShortRuns
from worker import register_search_attributes
from workflows.connecting import plugin

SKIPPING = (
    *("--dynamic-config-value", "frontend.WorkflowTimeSkippingEnabled=true"),
    *("--dynamic-config-value", 'history.timerProcessorMaxTimeShift="10ms"'),
)
CACHED = [pytest.param(1000, id="cached"), pytest.param(0, id="replayed")]


@pytest.fixture(scope="session")
async def record(sqlite_template: Path, tmp_path_factory: pytest.TempPathFactory) -> AsyncIterator[Database]:
    file = shutil.copy(sqlite_template, tmp_path_factory.mktemp("record") / "ilb.sqlite")
    database = Database(f"sqlite+aiosqlite:///{file}")
    yield database
    await database.dispose()


@pytest.fixture(scope="session")
async def client(temporal_server: TemporalDevServer) -> Client:
    client = await bare_client(temporal_server.address)
    await register_search_attributes(client)
    return client


@pytest.fixture(scope="session", params=CACHED)
async def house(request: pytest.FixtureRequest, client: Client, record: Database) -> AsyncIterator[House]:
    """The real server; every task is a full replay where nothing is kept in memory."""
    queue = f"house-{request.param}"
    async with worker(client, queue, Journal(record), cached=request.param):
        yield House(client, record, queue)


@pytest.fixture(scope="session", params=CACHED)
async def short_runs(request: pytest.FixtureRequest, client: Client, record: Database) -> AsyncIterator[House]:
    """A worker whose workflows continue as new after ten commands."""
    queue = f"short-runs-{request.param}"
    async with worker(client, queue, Journal(record), workflow=ShortRuns, cached=request.param):
        yield House(client, record, queue)


@pytest.fixture(scope="session")
async def environment() -> AsyncIterator[WorkflowEnvironment]:
    """The real server with a clock of its own for every workflow, which moves when a test says so."""
    started = await WorkflowEnvironment.start_time_skipping_v2(
        ts_config=TimeSkippingConfig(enabled=False),
        plugins=[plugin()],
        dev_server_existing_path=str(temporal_binary()),
        dev_server_log_level="error",
        dev_server_extra_args=[*SKIPPING, *TUNING[:6]],
    )
    await register_search_attributes(started.client)
    yield started
    await started.shutdown()


@pytest.fixture(scope="session", params=CACHED)
async def clockwork(
    request: pytest.FixtureRequest, environment: WorkflowEnvironment, record: Database
) -> AsyncIterator[House]:
    """Where time can be skipped."""
    queue = f"clockwork-{request.param}"
    client = await bare_client(environment.client.service_client.config.target_host)
    async with worker(client, queue, Journal(record), cached=request.param):
        yield House(environment.client, record, queue, environment)

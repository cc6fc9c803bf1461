"""The parts of production, each a process told by variables: migrate, import, worker, API, against PostgreSQL."""

from __future__ import annotations

import asyncio
import signal
import subprocess
import time
from collections.abc import AsyncIterator, Iterator
from contextlib import contextmanager
from pathlib import Path

import httpx
import pytest

from embedded import TemporalDevServer, free_port
from tests.acceptance.up import ILB, PATIENCE, plain_environment
from tests.integration.offices import UNITS
from tests.servers import PostgresServer

pytestmark = [pytest.mark.slow, pytest.mark.temporal, pytest.mark.postgres]

SERVED = 4
Variables = dict[str, str]


@pytest.fixture
async def variables(
    postgres: PostgresServer, own_temporal_server: TemporalDevServer, tmp_path: Path
) -> AsyncIterator[Variables]:
    name = f"parts_{free_port()}"
    await postgres.execute(f"CREATE DATABASE {name}")  # without any table
    yield {
        "ILB_DATABASE_URL": postgres.url(name),
        "ILB_TEMPORAL_ADDRESS": own_temporal_server.address,
        "ILB_PORT": str(free_port()),
        "ILB_DATA_DIR": str(tmp_path),
        "ILB_AUTH": "demo",
    }
    await postgres.drop_database(postgres.url(name))


def ilb(variables: Variables, *arguments: str | Path) -> subprocess.CompletedProcess[str]:
    command: list[str | Path] = [ILB, *arguments]
    return subprocess.run(
        command, capture_output=True, text=True, env={**plain_environment(), **variables}, check=False
    )


@contextmanager
def running(variables: Variables, command: str) -> Iterator[subprocess.Popen[bytes]]:
    with (Path(variables["ILB_DATA_DIR"]) / f"{command}.log").open("wb") as log:
        process = subprocess.Popen([ILB, command], env={**plain_environment(), **variables}, stdout=log, stderr=log)
    try:
        yield process
    finally:
        process.kill()
        process.wait()


def wait_until_ready(variables: Variables) -> None:
    deadline = time.monotonic() + PATIENCE
    with httpx.Client(base_url=f"http://127.0.0.1:{variables['ILB_PORT']}", trust_env=False) as client:
        while time.monotonic() < deadline:
            try:
                if client.get("/readyz").is_success:
                    return
            except httpx.TransportError:
                pass
            time.sleep(0.1)
    message = "the API did not get ready"
    raise AssertionError(message)


def everything(variables: Variables, units: Path) -> list[str]:
    """From an empty database to a served organisation; answers what went wrong."""
    first = [
        ilb(variables, "migrate"),
        ilb(variables, "import", "units", units),
        ilb(variables, "grant", "central", "all", "--subject", "demo", "anna"),
    ]
    with running(variables, "worker") as worker, running(variables, "api") as api:
        wait_until_ready(variables)
        address, who = f"http://127.0.0.1:{variables['ILB_PORT']}", {"Authorization": "Bearer demo:anna"}
        deadline = time.monotonic() + PATIENCE
        found = 0
        while found < SERVED and time.monotonic() < deadline:
            time.sleep(0.1)
            found = len(httpx.get(f"{address}/api/units", headers=who, trust_env=False).json()["items"])
        last = ilb(variables, "verify", "--temporal")
        for process in (api, worker):
            process.send_signal(signal.SIGTERM)
        codes = {"worker": worker.wait(15), "api": api.wait(15)}
    wrong = [str(done) for done in (*first, last) if done.returncode or done.stderr]
    wrong += [f"{name} ended with {code}" for name, code in codes.items() if code]
    return wrong if found == SERVED else [*wrong, f"{found} units"]


async def test_the_parts_run_against_postgresql_told_by_variables_alone(variables: Variables, tmp_path: Path) -> None:
    units = tmp_path / "units.csv"
    units.write_text(UNITS, encoding="utf-8")

    assert [] == await asyncio.to_thread(everything, variables, units)


async def test_tables_of_another_version_are_refused(variables: Variables) -> None:
    result = await asyncio.to_thread(ilb, variables, "units")

    assert 1 == result.returncode
    assert "run `ilb migrate`" in result.stderr

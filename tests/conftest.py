"""What tests may ask for: real servers, and a database of their own.

Servers start once per session, on demand. A database is made new for every test, as a copy of a migrated template.
"""

import gc
import os
import shutil
import sys
from collections import Counter
from collections.abc import AsyncIterator, Iterator
from pathlib import Path
from typing import Any

import pytest

import memory
from embedded import TemporalDevServer
from models.database import migrate
from tests.compiling import compile_once
from tests.scratch import write_into_memory
from tests.servers import PostgresMissing, PostgresServer, passing_temporal
from tests.sharing import Sharing, begin_with_what_takes_long


def pytest_configure() -> None:
    """Keep bytecode, even where the environment asks for none: every `ilb` that a test starts would compile anew."""
    sys.dont_write_bytecode = False
    os.environ.pop("PYTHONDONTWRITEBYTECODE", None)
    gc.disable()
    os.environ.setdefault("GOGC", "400")  # Temporal, too, looks for garbage seldom: a seventh of what it takes
    write_into_memory()
    compile_once()
    sys.modules["sniffio"] = None  # type: ignore[assignment] # is not there; HTTP clients would look for it all the time


def pytest_collection_finish() -> None:
    """What was loaded stays to the end: nobody looks for garbage in it, neither while it is loaded nor later.

    And seldom in the rest: a tenth of all the tests' time went there.
    """
    gc.freeze()
    memory.begin()
    gc.enable()


@pytest.hookimpl(optionalhook=True)
def pytest_xdist_make_scheduler(config: pytest.Config, log: Any) -> Sharing | None:  # noqa: ANN401 - xdist's own
    return Sharing(config, log) if config.option.dist == "loadfile" else None


def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    if hasattr(config, "workerinput"):
        begin_with_what_takes_long(items)


@pytest.fixture(scope="session")
def postgres() -> Iterator[PostgresServer]:
    """PostgreSQL for the whole session: fast, and forgetful when killed."""
    yield from running_postgres(durable=False)


@pytest.fixture
def own_postgres() -> Iterator[PostgresServer]:
    """A PostgreSQL for one test that kills it or changes more than its own database."""
    yield from running_postgres(durable=True)


def running_postgres(*, durable: bool) -> Iterator[PostgresServer]:
    try:
        server = PostgresServer(durable=durable)
    except PostgresMissing as missing:
        pytest.skip(str(missing))
    with server:
        yield server


@pytest.fixture(scope="session")
async def postgres_with_template(postgres: PostgresServer) -> PostgresServer:
    await postgres.prepare_template(migrate)
    return postgres


@pytest.fixture(scope="session")
async def sqlite_template(tmp_path_factory: pytest.TempPathFactory) -> Path:
    file = tmp_path_factory.mktemp("template") / "ilb.sqlite"
    await migrate(f"sqlite+aiosqlite:///{file}")
    return file


@pytest.fixture
async def postgres_url(postgres_with_template: PostgresServer) -> AsyncIterator[str]:
    """A migrated PostgreSQL database for one test."""
    url = await postgres_with_template.create_database()
    yield url
    await postgres_with_template.drop_database(url)


@pytest.fixture
def sqlite_url(sqlite_template: Path, tmp_path: Path) -> str:
    """A migrated SQLite database for one test."""
    return f"sqlite+aiosqlite:///{shutil.copy(sqlite_template, tmp_path / 'ilb.sqlite')}"


@pytest.fixture(params=["sqlite", pytest.param("postgresql", marks=pytest.mark.postgres)])
def database_url(request: pytest.FixtureRequest) -> str:
    """A migrated database for one test; the test runs once on each kind."""
    url: str = request.getfixturevalue("postgres_url" if request.param == "postgresql" else "sqlite_url")
    return url


@pytest.fixture
async def own_temporal_server(tmp_path: Path) -> AsyncIterator[TemporalDevServer]:
    """A Temporal server for one test that kills it; `restart()` brings it back with its data."""
    async with passing_temporal(tmp_path / "temporal") as server:
        yield server


@pytest.fixture(scope="session")
async def temporal_server(tmp_path_factory: pytest.TempPathFactory) -> AsyncIterator[TemporalDevServer]:
    """The tuned Temporal server for the whole session, at `temporal_server.address`, namespace `default`."""
    async with passing_temporal(tmp_path_factory.mktemp("temporal")) as server:
        yield server


def pytest_terminal_summary(terminalreporter: pytest.TerminalReporter) -> None:
    """Say loudly what was not tested, and why."""
    skipped = terminalreporter.stats.get("skipped", [])
    if not skipped:
        return
    terminalreporter.write_sep("!", f"{len(skipped)} SKIPPED: not tested here", yellow=True, bold=True)
    reasons = Counter(str(report.longrepr[2]).removeprefix("Skipped: ") for report in skipped)
    for reason, count in reasons.most_common():
        terminalreporter.write_line(f"{count:6d}  {reason}", yellow=True)

"""A database of each kind for a module whose tests each use a stream of their own; one of each with offices in it.

And tellers of stories.
"""

from __future__ import annotations

import shutil
from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from activities.journal import Journal
from models.database import Database
from tests.integration.offices import opened, organised
from tests.servers import PostgresServer
from tests.stories import Story


@pytest.fixture(scope="module")
async def shared_postgres_url(postgres_with_template: PostgresServer) -> AsyncIterator[str]:
    url = await postgres_with_template.create_database()
    yield url
    await postgres_with_template.drop_database(url)


@pytest.fixture(scope="module")
def shared_sqlite_url(sqlite_template: Path, tmp_path_factory: pytest.TempPathFactory) -> str:
    return f"sqlite+aiosqlite:///{shutil.copy(sqlite_template, tmp_path_factory.mktemp('shared') / 'ilb.sqlite')}"


@pytest.fixture(scope="module", params=["sqlite", pytest.param("postgresql", marks=pytest.mark.postgres)])
def shared_url(request: pytest.FixtureRequest) -> str:
    url: str = request.getfixturevalue(f"shared_{'postgres' if request.param == 'postgresql' else 'sqlite'}_url")
    return url


@pytest.fixture(scope="module")
async def database(shared_url: str) -> AsyncIterator[Database]:
    opened = Database(shared_url, writers=25)
    yield opened
    await opened.dispose()


@pytest.fixture(scope="session")
async def organised_sqlite(sqlite_template: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    file = Path(shutil.copy(sqlite_template, tmp_path_factory.mktemp("organised") / "ilb.sqlite"))
    async with opened(f"sqlite+aiosqlite:///{file}") as found:
        await organised(found)
    return file


@pytest.fixture(scope="session")
async def organised_postgres(postgres_with_template: PostgresServer) -> str:
    url = await postgres_with_template.create_database()
    async with opened(url) as found:
        await organised(found)
    return url


@pytest.fixture
def organised_sqlite_url(organised_sqlite: Path, tmp_path: Path) -> str:
    return f"sqlite+aiosqlite:///{shutil.copy(organised_sqlite, tmp_path / 'ilb.sqlite')}"


@pytest.fixture
async def organised_postgres_url(organised_postgres: str, postgres: PostgresServer) -> AsyncIterator[str]:
    url = await postgres.create_database(like=organised_postgres)
    yield url
    await postgres.drop_database(url)


@pytest.fixture(params=["sqlite", pytest.param("postgresql", marks=pytest.mark.postgres)])
def organised_url(request: pytest.FixtureRequest) -> str:
    """A database for one test, on each kind, that holds what ``organised`` writes: imported once, then copied."""
    url: str = request.getfixturevalue(f"organised_{'postgres' if request.param == 'postgresql' else 'sqlite'}_url")
    return url


@pytest.fixture
def journal(database: Database) -> Journal:
    return Journal(database)


@pytest.fixture
def story() -> Story:
    return Story()

"""A database of each kind for a module whose tests each use a stream of their own; and tellers of stories."""

from __future__ import annotations

import shutil
from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from activities.journal import Journal
from models.database import Database
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


@pytest.fixture
def journal(database: Database) -> Journal:
    return Journal(database)


@pytest.fixture
def story() -> Story:
    return Story()

"""Connections: one engine for reading, one for writing, and the migrations."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Any

import sqlalchemy as sa
from sqlalchemy.ext.asyncio import AsyncConnection, AsyncEngine, AsyncSession, create_async_engine

from models import sqlite

if TYPE_CHECKING:
    from alembic.config import Config

SQLITE_PRAGMAS = (
    "journal_mode=WAL",
    "synchronous=FULL",
    f"busy_timeout={sqlite.WAIT_MS}",
    "foreign_keys=ON",
    "cache_size=-8192",
    "temp_store=MEMORY",
)

# A server that was killed may leave a socket that takes connections and never answers: the driver would wait a minute.
CONNECT_SECONDS = 2
STATEMENT_SECONDS = 20


class Database:
    """Reading and writing connections of one process; ``url`` is a SQLAlchemy async URL (aiosqlite or asyncpg)."""

    def __init__(self, url: str, *, readers: int = 8, writers: int = 8) -> None:
        self.url = url
        self.is_sqlite = sa.make_url(url).get_backend_name() == "sqlite"
        if self.is_sqlite:
            self.reader = _sqlite(url, writes=False, size=min(readers, 4))
            self.writer = _sqlite(url, writes=True, size=1)
        else:
            options: dict[str, Any] = {
                "pool_pre_ping": True,
                "pool_timeout": 5,
                "hide_parameters": True,
                "connect_args": {"timeout": CONNECT_SECONDS, "command_timeout": STATEMENT_SECONDS},
            }
            self.reader = create_async_engine(url, pool_size=readers, **options)
            self.writer = create_async_engine(url, pool_size=writers, **options)

    @asynccontextmanager
    async def read(self) -> AsyncIterator[AsyncSession]:
        """A session for questions; nothing is committed."""
        async with AsyncSession(self.reader, expire_on_commit=False) as session:
            yield session

    @asynccontextmanager
    async def write(self) -> AsyncIterator[AsyncConnection]:
        """A connection in one transaction; on SQLite it holds the write lock from the start."""
        async with self.writer.begin() as connection:
            yield connection

    async def dispose(self) -> None:
        await self.reader.dispose()
        await self.writer.dispose()


def _sqlite(url: str, *, writes: bool, size: int) -> AsyncEngine:
    engine = create_async_engine(
        url,
        pool_size=size,
        max_overflow=0,
        pool_timeout=30,
        hide_parameters=True,  # an error is logged; the text or name that could not be stored is not
        module=sqlite.InPlace(),
    )

    @sa.event.listens_for(engine.sync_engine, "connect")
    def _prepare(connection: Any, _record: Any) -> None:  # noqa: ANN401 - the driver's own classes
        connection.isolation_level = None  # the driver must not begin by itself: deferred writers lose to "locked"
        cursor = connection.cursor()
        for pragma in SQLITE_PRAGMAS:
            cursor.execute(f"PRAGMA {pragma}")
        cursor.close()

    @sa.event.listens_for(engine.sync_engine, "begin")
    def _begin(connection: sa.Connection) -> None:
        driven: Any = connection.connection.dbapi_connection
        if writes:
            driven.begin_writing()
        else:
            driven.begin()

    return engine


def _config(url: str) -> Config:
    """Alembic is loaded by those who migrate: it takes a fifth of a second, and a report is made in one."""
    from alembic.config import Config  # noqa: PLC0415 - see above

    here = Path(__file__).resolve().parent.parent
    config = Config()
    config.set_main_option("script_location", str(here / "migrations"))
    config.attributes["url"] = url
    return config


async def migrate(url: str) -> None:
    """Bring the database to the newest revision; a no-op when it is."""
    from alembic import command  # noqa: PLC0415 - see ``_config``

    await asyncio.to_thread(command.upgrade, _config(url), "head")


async def revisions(database: Database) -> tuple[str | None, str | None]:
    """The revision the database has, and the newest one there is."""
    from alembic.runtime.migration import MigrationContext  # noqa: PLC0415 - see ``_config``
    from alembic.script import ScriptDirectory  # noqa: PLC0415 - see ``_config``

    def revision(connection: sa.Connection) -> str | None:
        return MigrationContext.configure(connection).get_current_revision()

    async with database.reader.connect() as connection:
        has = await connection.run_sync(revision)
    return has, ScriptDirectory.from_config(_config(database.url)).get_current_head()

"""SQLite without a thread hop for every statement.

aiosqlite hands each call to a thread and back: about 35 hops an append, each up to a GIL switch interval long, which
made an append five times slower than its SQL. A statement on a local file takes some ten microseconds, so it runs
where it is, on the driver's own cursor; only what may wait, for the write lock or for the disk, goes to the thread.
docs/adr/0008.
"""

from __future__ import annotations

import sqlite3
from collections import deque
from collections.abc import Generator
from typing import Any, Self

import aiosqlite
from sqlalchemy.dialects.sqlite.aiosqlite import AsyncAdapt_aiosqlite_connection, AsyncAdapt_aiosqlite_dbapi
from sqlalchemy.util.concurrency import await_

WRITE = "BEGIN IMMEDIATE"
WAIT_MS = 10_000
"""How long a writer waits for another process's."""


class _Nothing:
    """Awaited at once: SQLAlchemy refuses a statement for which nothing was awaited."""

    def __await__(self) -> Generator[Any, None, None]:
        yield from ()


NOTHING = _Nothing()


class InPlaceCursor(sqlite3.Cursor):
    """Reads all rows at once: a result may outlive its transaction."""

    def __init__(self, connection: sqlite3.Connection) -> None:
        super().__init__(connection)
        self.found: deque[Any] = deque()

    def execute(self, statement: str, parameters: Any = ()) -> Self:  # noqa: ANN401 - as its base
        super().execute(statement, parameters)
        if self.description is not None:
            self.found = deque(super().fetchall())
        return self

    def fetchone(self) -> Any:  # noqa: ANN401 - as its base
        return self.found.popleft() if self.found else None

    def fetchmany(self, size: int | None = 1) -> list[Any]:
        return [self.found.popleft() for _ in range(min(size or 1, len(self.found)))]

    def fetchall(self) -> list[Any]:
        rows = list(self.found)
        self.found.clear()
        return rows

    async def _async_soft_close(self) -> None:
        """Asked by SQLAlchemy of results that leave its hands; there is nothing to let go of."""


class InPlaceConnection(AsyncAdapt_aiosqlite_connection):
    """What SQLAlchemy holds as its connection. Who commits and who closes still waits in the connection's thread."""

    __slots__ = ()

    def cursor(self, server_side: bool = False) -> Any:  # noqa: ANN401, FBT001, FBT002 - as its base
        if server_side:
            return super().cursor(server_side=True)
        await_(NOTHING)
        return self._opened.cursor(InPlaceCursor)

    def begin(self) -> None:
        """Begin to read, from the picture of this moment."""
        self._opened.execute("BEGIN")

    def begin_writing(self) -> None:
        """Take the write lock; wait for it only if somebody else has it."""
        opened = self._opened
        try:
            opened.execute("PRAGMA busy_timeout=0")
            opened.execute(WRITE)
        except sqlite3.OperationalError:
            await_(self._connection._execute(_wait_to_write, opened))  # noqa: SLF001 - the thread's one door
        else:
            opened.execute(f"PRAGMA busy_timeout={WAIT_MS}")

    def rollback(self) -> None:
        if self._connection._connection is not None:  # noqa: SLF001 - as its base
            self._connection._connection.rollback()  # noqa: SLF001

    @property
    def _opened(self) -> sqlite3.Connection:
        """Raises: OperationalError once it is closed."""
        try:
            opened: sqlite3.Connection = self._connection._conn  # noqa: SLF001 - aiosqlite shows it in no other way
        except ValueError as error:
            self._handle_exception(error)
        return opened


def _wait_to_write(opened: sqlite3.Connection) -> None:
    opened.execute(f"PRAGMA busy_timeout={WAIT_MS}")
    opened.execute(WRITE)


class InPlace(AsyncAdapt_aiosqlite_dbapi):
    """The driver for ``create_async_engine(module=…)``."""

    def __init__(self) -> None:
        super().__init__(aiosqlite, sqlite3)

    def connect(self, *arguments: Any, **options: Any) -> InPlaceConnection:  # noqa: ANN401 - handed on to sqlite3
        # Its thread opens and commits, the loop's thread does the rest, never both at once.
        options["check_same_thread"] = False
        return InPlaceConnection(self, super().connect(*arguments, **options)._connection)  # noqa: SLF001

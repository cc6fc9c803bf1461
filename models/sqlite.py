"""SQLite without a thread hop for every statement.

aiosqlite hands each call to a thread and back: about 35 hops an append, each up to a GIL switch interval long, which
made an append five times slower than its SQL. A statement on a local file takes some ten microseconds, so it runs
where it is; only what may wait, for the write lock or for the disk, goes to the thread. docs/adr/0008.
"""

from __future__ import annotations

import sqlite3
from collections.abc import Callable
from typing import Any

import aiosqlite

BEGIN_WRITE = "BEGIN IMMEDIATE"
CHUNK = 64


class InPlaceConnection(aiosqlite.Connection):
    """An aiosqlite connection that runs what cannot wait in place."""

    async def _execute(self, fn: Callable[..., Any], *args: Any, **kwargs: Any) -> Any:  # noqa: ANN401 - as its base
        if not self._running or self._connection is None or _may_wait(fn, args):
            return await super()._execute(fn, *args, **kwargs)  # type: ignore[no-untyped-call]
        return fn(*args, **kwargs)


def _may_wait(call: Callable[..., Any], args: tuple[Any, ...]) -> bool:
    """Committing and closing wait for the disk, beginning to write waits for the lock."""
    asked = getattr(call, "__self__", None)
    if type(asked) is sqlite3.Cursor:  # asked some thirty times an append; a worker's sandbox makes isinstance slow
        return args[:1] == (BEGIN_WRITE,)
    return getattr(call, "__name__", "") not in ("cursor", "rollback")


def connect(path: str, **options: Any) -> InPlaceConnection:  # noqa: ANN401 - handed on to sqlite3
    """A connection for SQLAlchemy's ``async_creator_fn``."""
    options["check_same_thread"] = False  # its thread opens and commits, the loop's thread does the rest, never at once

    def open_file() -> sqlite3.Connection:
        opened: sqlite3.Connection = sqlite3.connect(path, **options)
        return opened

    connection: InPlaceConnection = InPlaceConnection(open_file, CHUNK)
    connection._thread.daemon = True  # noqa: SLF001 - as SQLAlchemy does with a connection of its own
    return connection

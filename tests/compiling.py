"""Statements that are compiled once for all databases of a kind.

Every test has a database, and so engines, of its own; each would compile anew what hundreds have compiled before it, a
sixth of what such a test costs. What is kept is what SQLAlchemy keeps for one engine, and it is asked for the same way.
"""

from __future__ import annotations

from typing import Any

import sqlalchemy as sa
from sqlalchemy.dialects.postgresql.asyncpg import PGDialect_asyncpg
from sqlalchemy.dialects.sqlite.aiosqlite import SQLiteDialect_aiosqlite
from sqlalchemy.util import LRUCache

KEPT: LRUCache[Any, Any] = LRUCache(5000)


def compile_once() -> None:
    """For every engine of this process; a statement's key holds the dialect, which is new for every engine."""
    for dialect in (PGDialect_asyncpg, SQLiteDialect_aiosqlite):
        dialect.__eq__ = _speaks_the_same  # type: ignore[assignment,method-assign]
        dialect.__hash__ = _as_its_kind  # type: ignore[assignment,method-assign]
    sa.event.listen(sa.Engine, "engine_connect", _share)


def _share(connection: sa.Connection) -> None:
    connection.engine._compiled_cache = KEPT


def _speaks_the_same(one: sa.Dialect, other: object) -> bool:
    return isinstance(other, sa.Dialect) and _kind(one) == _kind(other)


def _as_its_kind(dialect: sa.Dialect) -> int:
    return hash(_kind(dialect))


def _kind(dialect: sa.Dialect) -> tuple[type, object]:
    return type(dialect), getattr(dialect, "server_version_info", None)

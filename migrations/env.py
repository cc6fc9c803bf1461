"""Alembic's entry: migrates the database of ``ILB_DATABASE_URL``, or the one a caller of ``migrate`` names."""

from __future__ import annotations

import asyncio

import sqlalchemy as sa
from alembic import context
from sqlalchemy.ext.asyncio import create_async_engine

from models import mail_tables, page_tables, people_tables, report_tables, wave_tables  # noqa: F401 - their tables belong to the metadata
from models.tables import Table

LOCK = 0x696C62  # PostgreSQL advisory lock: two processes that start at once migrate one after the other


def _url() -> str:
    url: str | None = context.config.attributes.get("url")
    if url is None:
        from settings import Settings  # noqa: PLC0415 - only the `alembic` command needs it

        url = Settings().database_url
    return url


def _run(connection: sa.Connection) -> None:
    context.configure(
        connection=connection,
        target_metadata=Table.metadata,
        render_as_batch=connection.dialect.name == "sqlite",
        compare_type=True,
    )
    with context.begin_transaction():
        if connection.dialect.name == "postgresql":
            connection.execute(sa.text("SELECT pg_advisory_xact_lock(:lock)"), {"lock": LOCK})
        context.run_migrations()


async def _migrate() -> None:
    engine = create_async_engine(_url(), poolclass=sa.NullPool)
    async with engine.connect() as connection:
        await connection.run_sync(_run)
        await connection.commit()
    await engine.dispose()


asyncio.run(_migrate())

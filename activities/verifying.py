"""Verification: does everything in SQL follow from the journal, and do the workflows stand where the journal ends?"""

from __future__ import annotations

import asyncio
from collections import defaultdict
from collections.abc import AsyncIterator, Callable, Iterable, Sequence
from dataclasses import dataclass
from typing import Any

import sqlalchemy as sa
from sqlalchemy.ext.asyncio import AsyncSession
from temporalio.client import Client, WorkflowQueryFailedError, WorkflowQueryRejectedError
from temporalio.common import QueryRejectCondition
from temporalio.service import RPCError, RPCStatusCode

from activities.clock import berlin_day, now
from activities.streams import KINDS, Kind, kind_of
from activities.verified_posts import verify_posts
from activities.verified_reports import verify_reports
from activities.verified_stream import Finding, Row, Stored, findings
from models.chain import PERIOD_PREFIX
from models.database import Database
from models.lives import Living
from models.tables import CommandRow, HeadRow, JournalRow

CHUNK = 50
ASKED_AT_ONCE = 20
Progress = Callable[[int, int], None]
"""Called with how many streams are checked, of how many."""


@dataclass(frozen=True, slots=True)
class Verified:
    """How much was looked at, and what was found."""

    streams: int
    entries: int
    findings: tuple[Finding, ...]


async def verify(database: Database, stream: str | None = None, progress: Progress | None = None) -> Verified:
    """Compare every stream, or one, with its journal."""
    streams = [stream] if stream is not None else await _streams(database)
    found: list[Finding] = []
    entries = done = 0
    for start in range(0, len(streams), CHUNK):
        async for stored in _stored(database, streams[start : start + CHUNK]):
            found += findings(stored)
            entries += len(stored.journal)
            done += 1
            if progress is not None:
                progress(done, len(streams))
    if stream is None or stream.startswith(PERIOD_PREFIX):
        async with database.read() as session:
            found += await verify_reports(session, stream)
            found += await verify_posts(session, berlin_day(now())) if stream is None else ()
    return Verified(len(streams), entries, tuple(found))


async def _streams(database: Database) -> list[str]:
    """Every stream that has a row anywhere."""
    names: set[str] = set()
    async with database.read() as session:
        for column in (HeadRow.stream, JournalRow.stream, CommandRow.stream):
            names |= set((await session.scalars(sa.select(column).distinct())).all())
        for kind in KINDS.values():
            for shown in kind.read_model:
                owners = await session.scalars(sa.select(sa.inspect(shown.table).columns[kind.owner]).distinct())
                names |= {kind.prefix + owner for owner in owners}
    return sorted(names)


async def _stored(database: Database, streams: Sequence[str]) -> AsyncIterator[Stored]:
    """The streams' rows, all from one moment, so that appends in between are not mistaken for differences."""
    async with database.read() as session:
        if not database.is_sqlite:
            _ = await session.connection(execution_options={"isolation_level": "REPEATABLE READ"})
        heads = {head.stream: head for head in await session.scalars(_of(HeadRow, HeadRow.stream, streams))}
        journal = await session.scalars(_of(JournalRow, JournalRow.stream, streams).order_by(JournalRow.seq))
        by_stream: defaultdict[str, list[JournalRow]] = defaultdict(list)
        for entry in journal:
            by_stream[entry.stream].append(entry)
        commands: defaultdict[str, list[CommandRow]] = defaultdict(list)
        for command in await session.scalars(_of(CommandRow, CommandRow.stream, streams)):
            commands[command.stream].append(command)
        rows: dict[str, dict[str, list[Row]]] = {}
        for kind in KINDS.values():
            rows |= await _read_model(session, kind, [stream for stream in streams if kind_of(stream) is kind])
    for stream in streams:
        yield Stored(stream, heads.get(stream), by_stream[stream], commands[stream], rows[stream])


def _of(table: type[Any], column: Any, values: Iterable[str]) -> sa.Select[Any]:  # noqa: ANN401 - any table's column
    return sa.select(table).where(column.in_(list(values)))


async def _read_model(session: AsyncSession, kind: Kind, streams: Sequence[str]) -> dict[str, dict[str, list[Row]]]:
    """Rows by stream and table."""
    found: dict[str, dict[str, list[Row]]] = {s: {t.table.__tablename__: [] for t in kind.read_model} for s in streams}
    for shown in kind.read_model if streams else ():
        columns = sa.inspect(shown.table).columns
        owners = [kind.id_of(stream) for stream in streams]
        query = sa.select(*columns).where(columns[kind.owner].in_(owners), *shown.now)
        for row in (await session.execute(query)).mappings():
            found[kind.prefix + row[kind.owner]][shown.table.__tablename__].append(dict(row))
    return found


# --- workflows -----------------------------------------------------------------------------------------------


async def verify_workflows(
    database: Database, client: Client, stream: str | None = None, progress: Progress | None = None
) -> tuple[Finding, ...]:
    """Ask every workflow where it stands; one that is just recording is asked again."""
    async with database.read() as session:
        streams = [each for each in await _going_on(session) if stream is None or each == stream]
    gate, done = asyncio.Semaphore(ASKED_AT_ONCE), 0

    async def ask(stream: str) -> Finding | None:
        nonlocal done
        async with gate:
            found = await _ask(database, client, stream) and await _ask(database, client, stream)
        done += 1
        if progress is not None:
            progress(done, len(streams))
        return found

    return tuple(found for found in await asyncio.gather(*map(ask, streams)) if found is not None)


async def _going_on(session: AsyncSession) -> list[str]:
    """Streams that need a workflow: what is over needs none any more."""
    query = sa.select(HeadRow.stream).order_by(HeadRow.stream)
    streams: list[str] = list(await session.scalars(query))
    for kind in KINDS.values():
        if kind.going_on is not None:
            needed = {kind.prefix + one for one in await session.scalars(kind.going_on)}
            streams = [each for each in streams if not each.startswith(kind.prefix) or each in needed]
    return streams


async def _ask(database: Database, client: Client, stream: str) -> Finding | None:
    try:
        handle = client.get_workflow_handle(stream)
        life: Living = await handle.query("life", result_type=Living, reject_condition=QueryRejectCondition.NOT_OPEN)
    except WorkflowQueryRejectedError:
        return Finding(stream, "workflow", "is not running: run `ilb rebuild workflows`")
    except WorkflowQueryFailedError as error:
        return Finding(stream, "workflow", f"does not answer: {error}")
    except RPCError as error:
        if error.status is not RPCStatusCode.NOT_FOUND:
            raise
        return Finding(stream, "workflow", "is unknown to Temporal: run `ilb rebuild workflows`")
    async with database.read() as session:
        head = await session.get_one(HeadRow, stream)
    if life.halted is not None or head.halted is not None:
        return Finding(stream, "workflow", f"is halted ({life.halted or head.halted}): see `ilb reconcile`")
    if (life.recorded_seq, life.recorded_hash) != (head.seq, head.hash):
        return Finding(stream, "workflow", f"stands at {life.recorded_seq}, the journal ends at {head.seq}")
    return None

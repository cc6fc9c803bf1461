"""What must hold of every stream, looked up in SQL: numbers, hash chain, head, commands, read model."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import sqlalchemy as sa
from sqlalchemy.ext.asyncio import AsyncSession

from activities.journal import entry_of
from activities.streams import UNITS
from models.chain import GENESIS, STREAM_PREFIX, Entry, digest
from models.database import Database
from models.projection import Picture, picture
from models.rollout.facts import Fact
from models.rollout.state import UnitState
from models.tables import (
    CommandRow,
    CompanionRow,
    FactRow,
    HeadRow,
    JournalRow,
    ManagerRow,
    ObligationRow,
    RolloutRow,
    Table,
    WorkshopRow,
)

Rows = Mapping[Any, Mapping[str, Any]]


@dataclass(frozen=True)
class Record:
    """A stream as SQL has it; every invariant has been checked."""

    entries: list[Entry]
    head: HeadRow
    commands: dict[str, CommandRow]
    state: UnitState

    @property
    def seqs(self) -> list[int]:
        return [entry.seq for entry in self.entries]

    @property
    def types(self) -> list[str]:
        return [entry.event.type for entry in self.entries]


async def verified(database: Database, stream: str) -> Record:
    """The stream's record. Asserts: seq 1..n, intact chain, head, commands and read model agree with the journal."""
    async with database.read() as session:
        record = await _record(session, stream)
        shown = await read_model(session, stream.removeprefix(STREAM_PREFIX))
    _assert_chained(stream, record.entries)
    last = record.entries[-1]
    assert (last.seq, last.hash) == (record.head.seq, record.head.hash)
    assert record.state == UnitState.model_validate_json(record.head.state)
    told = {e.key: e for e in record.entries if e.key is not None}
    assert {key: entry.seq for key, entry in told.items()} == {k: c.seq for k, c in record.commands.items()}
    assert_equal_pictures(picture(record.state), shown)
    return record


async def entries_of(database: Database, stream: str) -> list[Entry]:
    """The stream's journal."""
    async with database.read() as session:
        query = sa.select(JournalRow).where(JournalRow.stream == stream).order_by(JournalRow.seq)
        return [entry_of(row) for row in await session.scalars(query)]


def assert_equal_pictures(expected: Picture, shown: Picture) -> None:
    for part in ("rollout", "facts", "obligations", "workshops", "companions", "managers"):
        assert getattr(expected, part) == getattr(shown, part), part


async def _record(session: AsyncSession, stream: str) -> Record:
    rows = (
        await session.scalars(sa.select(JournalRow).where(JournalRow.stream == stream).order_by(JournalRow.seq))
    ).all()
    head = (await session.scalars(sa.select(HeadRow).where(HeadRow.stream == stream))).one()
    commands = (await session.scalars(sa.select(CommandRow).where(CommandRow.stream == stream))).all()
    entries = [entry_of(row) for row in rows]
    state = UNITS.fold((entry.event for entry in entries), None)
    return Record(entries, head, {command.key: command for command in commands}, state)


def _assert_chained(stream: str, entries: list[Entry]) -> None:
    assert list(range(1, len(entries) + 1)) == [entry.seq for entry in entries]
    prev = GENESIS
    for entry in entries:
        assert prev == entry.prev
        assert digest(stream, entry) == entry.hash
        prev = entry.hash


async def read_model(session: AsyncSession, unit_id: str) -> Picture:
    """The unit's rows as a picture: what is known now, what is open now."""
    rollout = (await rows_of(session, RolloutRow, unit_id))[0]
    facts = await rows_of(session, FactRow, unit_id, FactRow.superseded_at.is_(None))
    owed = await rows_of(session, ObligationRow, unit_id, ObligationRow.closed_at.is_(None))
    return Picture(
        rollout=_without(rollout, "unit_id", "seq", "updated_at"),
        facts=frozenset(Fact(f["milestone"], f["happened_on"], f["ended_on"], f["stated"], f["detail"]) for f in facts),
        obligations={row["key"]: _without(row, "id", "unit_id", "opened_at", "closed_at") for row in owed},
        workshops=_by(await rows_of(session, WorkshopRow, unit_id), "kind"),
        companions=_by(await rows_of(session, CompanionRow, unit_id), "companion"),
        managers=_by(await rows_of(session, ManagerRow, unit_id), "number"),
    )


async def rows_of(
    session: AsyncSession, table: type[Table], unit_id: str, *where: sa.ColumnElement[bool]
) -> list[dict[str, Any]]:
    columns = sa.inspect(table).columns
    query = sa.select(*columns).where(columns["unit_id"] == unit_id, *where)
    return [dict(row) for row in (await session.execute(query)).mappings()]


def _by(rows: list[dict[str, Any]], key: str) -> dict[Any, dict[str, Any]]:
    return {row[key]: _without(row, "unit_id", key) for row in rows}


def _without(row: Mapping[str, Any], *names: str) -> dict[str, Any]:
    return {name: value for name, value in row.items() if name not in names}

"""A small organisation on record, and rollouts that are running as far as SQL knows."""

from __future__ import annotations

from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager
from datetime import UTC, date, datetime, timedelta
from typing import Any

import sqlalchemy as sa

from activities.aqua_teams import NewTeam, create_team
from activities.imports import import_units
from activities.journal import append
from models import commands as cmd
from models.chain import Batch, linked, stream_of
from models.database import Database
from models.imports.report import ImportReport
from models.organisation import UnitKind
from models.rollout.decide import decide
from models.rollout.evolve import fold
from models.rollout.life import Life, born
from models.tables import IntentRow, Table, UnitRow
from tests.making import TODAY, calendar, envelope, started, usual

NOW = datetime(2026, 3, 2, 9, tzinfo=UTC)
WHEN: dict[str, Any] = {"today": TODAY, "now": NOW}

UNITS = """code,name,kind,parent_code,legal_area,land,city
Z,Zentrale,zentrale,,SGB_III,BY,Nürnberg
100,Regionaldirektion Nord,regionaldirektion,Z,SGB_III,SH,Kiel
200,Regionaldirektion Süd,regionaldirektion,Z,SGB_III,BY,München
111,Agentur Eins,agentur,100,SGB_III,SH,Kiel
112,Agentur Zwei,agentur,100,SGB_III,HH,Hamburg
211,Agentur Drei,agentur,200,SGB_III,BY,Passau
GE-1,Jobcenter Eins,gemeinsame_einrichtung,111,SGB_II,SH,Kiel
"""


@asynccontextmanager
async def opened(url: str) -> AsyncIterator[Database]:
    database = Database(url)
    try:
        yield database
    finally:
        await database.dispose()


async def organised(database: Database) -> None:
    """The small organisation, with an AQua team in each region."""
    await units_from(database, UNITS)
    async with database.write() as connection:
        for region in ("100", "200"):
            await create_team(connection, NewTeam(f"AQ-{region}", f"AQua {region}", region), within=None)


async def units_from(database: Database, text: str, *, partial: bool = False) -> ImportReport:
    return await import_units(database, text.encode(), partial=partial, **WHEN)


async def rows(database: Database, table: type[Table], *criteria: sa.ColumnElement[bool]) -> list[dict[str, Any]]:
    """All rows of a table, by its first column."""
    columns = sa.inspect(table).local_table
    async with database.read() as session:
        query = sa.select(columns).where(*criteria).order_by(*columns.primary_key)
        return [dict(row) for row in (await session.execute(query)).mappings()]


async def unit_id(database: Database, code: str) -> str:
    (row,) = await rows(database, UnitRow, UnitRow.code == code)
    return str(row["id"])


async def intents(database: Database) -> list[tuple[str, cmd.Command]]:
    """What is queued, in the order in which it will be given."""
    found = await rows(database, IntentRow)
    found.sort(key=lambda row: (row["created_at"], row["key"]))
    return [(row["key"], cmd.command_adapter.validate_json(row["command"])) for row in found]


async def settle(database: Database, outcome: str, at: datetime = NOW) -> None:
    """As if the drain had given everything that waits to the workflows."""
    async with database.write() as connection:
        await connection.execute(sa.update(IntentRow).values(done_at=at, outcome=outcome))


async def running(
    database: Database, code: str, *commands: cmd.Command, team: str | None = None, on: date = TODAY
) -> Life:
    """The unit's rollout as its workflow would have recorded it."""
    (row,) = await rows(database, UnitRow, UnitRow.code == code)
    first = started(kind=UnitKind(row["kind"]), on=on - timedelta(days=400), working=calendar(), aqua_team=team)
    life = born(first.model_copy(update={"unit_id": row["id"], "region": row["region_code"]}), NOW)
    entries, state = list(life.unrecorded), life.state
    for told in commands:
        given = envelope(today=on, who=usual(told))
        events = decide(state, told, given)
        entries += linked(stream_of(row["id"]), entries[-1].seq, entries[-1].hash, events, NOW, given)
        state = fold(events, state)
    async with database.write() as connection:
        await append(connection, Batch(stream=stream_of(row["id"]), entries=tuple(entries)))
    return life


def codes(report: ImportReport) -> Sequence[str | None]:
    """Each row's reason, None where there is none."""
    return [row.reason.code if row.reason else None for row in report.rows]

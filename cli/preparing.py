"""What `ilb up` writes before anything runs: tables, the real organisation, calendars, the demo's history. Once."""

from __future__ import annotations

from datetime import datetime
from pathlib import Path

import sqlalchemy as sa

from activities.calendars import refresh_calendars
from activities.clock import berlin_day, now
from activities.imports import import_units
from cli.data_folder import DataFolder
from cli.progress import Steps
from cli.running import Trouble
from models.database import Database
from models.tables import CalendarRow, UnitRow

UNITS_FILE = Path(__file__).resolve().parent.parent / "data" / "ba_units.csv"


async def prepare(folder: DataFolder, steps: Steps, *, demo: bool) -> None:
    """Write what is missing. Raises: Trouble."""
    database = Database(folder.database_url)
    moment = now()
    try:
        if await _is_new(database):
            await _import_organisation(database, steps, moment)
        else:
            await _renew_calendars(database, moment)
        if demo and not folder.is_demo_complete():
            await _seed(database, steps, moment)
            folder.mark_demo_complete()
    finally:
        await database.dispose()


async def _is_new(database: Database) -> bool:
    async with database.read() as session:
        return not await session.scalar(sa.select(sa.func.count()).select_from(UnitRow))


async def _import_organisation(database: Database, steps: Steps, moment: datetime) -> None:
    """Through the importer that `ilb import units` and the API use."""
    with steps.step("Real organisation") as progress:
        data, today = UNITS_FILE.read_bytes(), berlin_day(moment)
        report = await import_units(database, data, today=today, now=moment, progress=progress)
        if (refusal := report.refusal()) is not None:
            raise Trouble(f"{UNITS_FILE}: {refusal.text('en')}")


async def _renew_calendars(database: Database, moment: datetime) -> None:
    """Calendars reach some years ahead; the first start of a year adds one."""
    today = berlin_day(moment)
    async with database.read() as session:
        newest = await session.scalar(sa.select(sa.func.max(CalendarRow.created_at)))
    if newest is None or berlin_day(newest).year < today.year:
        async with database.write() as connection:
            await refresh_calendars(connection, today, moment=moment)


async def _seed(database: Database, steps: Steps, moment: datetime) -> None:
    from activities.demo_seed import seed

    with steps.step("Invented people and history") as progress:
        await seed(database, today=berlin_day(moment), now=moment, progress=progress)

"""What `ilb up` writes before anything runs: tables, the real organisation, calendars, the demo's history. Once."""

from __future__ import annotations

from datetime import datetime
from pathlib import Path

import sqlalchemy as sa

from activities.calendars import refresh_calendars
from activities.clock import berlin_day, now
from activities.imports import import_units
from activities.rollouts import Rollouts
from cli.progress import Steps
from cli.running import Trouble
from models.database import Database
from models.tables import CalendarRow, UnitRow
from settings import Settings
from worker import register_search_attributes
from workflows.connecting import connect

UNITS_FILE = Path(__file__).resolve().parent.parent / "data" / "ba_units.csv"


async def prepare(settings: Settings, steps: Steps, *, demo: bool) -> None:
    """The first start, or what an interrupted one left to do. Raises: Trouble."""
    database = Database(settings.database_url)
    moment = now()
    try:
        if await _is_new(database):
            await _import_organisation(database, steps, moment)
        if demo:
            await _seed(settings, database, steps, moment)
    finally:
        await database.dispose()


async def start_rollouts(settings: Settings, steps: Steps) -> None:
    """The worker does it, too; done here, people see how far it is."""
    database = Database(settings.database_url)
    try:
        with steps.step("Rollouts of all offices") as progress:
            client = await connect(settings.temporal_address, settings.temporal_namespace)
            await register_search_attributes(client)
            moment = now()
            await Rollouts(database, client, settings.task_queue).ensure(berlin_day(moment), moment, progress)
    finally:
        await database.dispose()


async def renew(settings: Settings) -> None:
    """A later start: calendars reach some years ahead, and the first start of a year adds one."""
    database = Database(settings.database_url)
    moment = now()
    try:
        async with database.read() as session:
            newest = await session.scalar(sa.select(sa.func.max(CalendarRow.created_at)))
        if newest is None or berlin_day(newest).year < berlin_day(moment).year:
            async with database.write() as connection:
                await refresh_calendars(connection, berlin_day(moment), moment=moment)
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


async def _seed(settings: Settings, database: Database, steps: Steps, moment: datetime) -> None:
    from activities.demo_reports import seed_reports
    from activities.demo_seed import seed
    from activities.demo_waves import seed_waves

    with steps.step("Invented people and history") as progress:
        await seed(database, today=berlin_day(moment), now=moment, progress=progress)
        await seed_waves(database, today=berlin_day(moment))
    with steps.step("Reports of past quarters"):
        await seed_reports(database, settings.reporting_terms, moment)

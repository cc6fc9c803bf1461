"""The demo's data: invented people and 18 months of invented history for the offices that have none.

Every office that has a head is left alone, and everything has a name of its own that follows from the seed: run again,
it writes nothing; interrupted, it goes on.
"""

from __future__ import annotations

import asyncio
import csv
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import date, datetime
from pathlib import Path

import sqlalchemy as sa
import structlog
from sqlalchemy.ext.asyncio import AsyncSession

from activities.demo_people import add_coverage, add_managers, write_staff
from activities.retelling import Rows, add_history
from models.calendar import WorkingCalendar
from models.chain import stream_of
from models.database import Database
from models.demo.history import history
from models.demo.office import Office
from models.demo.scene import Scene, scene
from models.organisation import SERVED, Land, UnitKind
from models.programme import Programme, shipped
from models.tables import CalendarRow, HeadRow, UnitRow

log = structlog.get_logger(__name__)

SEED = 2012
"""The year in which the method was introduced."""
AT_ONCE = 50
"""Offices written in one transaction."""
DISTRICTS = Path(__file__).resolve().parent.parent / "data" / "districts.csv"
Progress = Callable[[int, int], None]
"""Called with how many offices are done, of how many."""


@dataclass(frozen=True, slots=True)
class SeedReport:
    """What was written: nothing, where everything was there."""

    units: int = 0
    events: int = 0
    people: int = 0


async def seed(
    database: Database, *, today: date, now: datetime, seed: int = SEED, progress: Progress | None = None
) -> SeedReport:
    """Write people, teams and histories up to ``now``, a moment of the day ``today`` in Berlin.

    The organisation and its calendars must have been imported before.
    """
    async with database.read() as session:
        offices = await _offices(session)
        calendars = await _calendars(session)
        lived = set((await session.scalars(sa.select(HeadRow.stream))).all())
    pending = [office for office in offices if stream_of(office.id) not in lived]
    if not pending:
        return SeedReport()
    writer = _Writer(scene(offices, seed), shipped(), calendars, today, now)
    async with database.write() as connection:
        people = await write_staff(connection, writer.scene, today, now)
    events = done = 0
    for batch in _batches(pending):
        rows, told, managers = await asyncio.to_thread(writer.rows, batch)
        async with database.write() as connection:
            await rows.insert(connection)
        done, events, people = done + len(batch), events + told, people + managers
        if progress is not None:
            progress(done, len(pending))
    log.info("demo_seeded", units=done, events=events, people=people)
    return SeedReport(done, events, people)


@dataclass(frozen=True, slots=True)
class _Writer:
    """Tells histories and turns them into rows; needs no database."""

    scene: Scene
    programme: Programme
    calendars: dict[Land, WorkingCalendar]
    today: date
    now: datetime

    def rows(self, offices: list[Office]) -> tuple[Rows, int, int]:
        """All rows of these offices, the number of their events and of their managers."""
        rows, events, people = Rows(), 0, 0
        for office in offices:
            calendar = self.calendars[office.land]
            told = history(self.scene, office, self.programme, calendar, self.today, self.now)
            people += add_managers(rows, self.scene, office, told[-1].state, self.now)
            add_coverage(rows, self.scene, office, told[-1].state, self.today)
            add_history(rows, office.id, told)
            events += told[-1].entries[-1].seq
        return rows, events, people


def _batches(offices: list[Office]) -> Iterator[list[Office]]:
    for start in range(0, len(offices), AT_ONCE):
        yield offices[start : start + AT_ONCE]


async def _offices(session: AsyncSession) -> list[Office]:
    """Agenturen and gE within a region, with the first district key of the Agentur they belong to."""
    query = sa.select(UnitRow).where(UnitRow.kind.in_([k.value for k in SERVED]), UnitRow.region_code.is_not(None))
    areas = _areas()
    found: list[Office] = []
    for row in await session.scalars(query.order_by(UnitRow.code)):
        kind = UnitKind(row.kind)
        partner = row.code if kind is UnitKind.AGENTUR else row.parent_code or row.code
        found.append(
            Office(
                id=row.id,
                code=row.code,
                kind=kind,
                region=row.region_code or "",
                land=Land(row.land),
                city=row.city,
                partner=partner,
                area=areas.get(partner, partner),
            )
        )
    return found


def _areas() -> dict[str, str]:
    """The first district key of each Agentur."""
    areas: dict[str, str] = {}
    with DISTRICTS.open(encoding="utf-8", newline="") as file:
        for row in csv.DictReader(file):
            areas[row["agentur_code"]] = min(row["ags5"], areas.get(row["agentur_code"], row["ags5"]))
    return areas


async def _calendars(session: AsyncSession) -> dict[Land, WorkingCalendar]:
    """The newest calendar of each Land: the one the offices have."""
    rows = await session.scalars(sa.select(CalendarRow).order_by(CalendarRow.created_at))
    return {Land(row.land): WorkingCalendar.model_validate_json(row.body) for row in rows}

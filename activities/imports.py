"""Imports: a file is compared with what is on record, and written whole, in one transaction, or not at all.

With ``partial`` the rows without an error are written. A dry run compares only.
"""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Collection
from dataclasses import dataclass
from datetime import date, datetime
from typing import Protocol, TypeVar

import structlog
from sqlalchemy.ext.asyncio import AsyncConnection

from activities.calendars import refresh_calendars
from activities.heard_regions import queue_regions
from activities.imported_people import known_people, write_people
from activities.imported_standing import StatedBy, known_standing, write_standing
from activities.imported_units import known_units, write_units
from activities.queueing import SYSTEM, take_turns
from models.database import Database
from models.imports import people, standing, units
from models.imports.files import read_file
from models.imports.people import Entry, compare_people
from models.imports.reading import Row
from models.imports.report import Checked, ImportReport, Outcome, accepted, report
from models.imports.standing import Standing, StandingRules, compare_standing
from models.imports.units import compare_units
from models.organisation import Unit
from models.programme import shipped

log = structlog.get_logger(__name__)

T = TypeVar("T")
Progress = Callable[[int, int], None]
"""Called with how many rows are written, of how many."""


class _Import(Protocol[T]):
    """One kind of file: how its rows are judged, and how those to be written are."""

    async def compare(self, connection: AsyncConnection, rows: list[Row]) -> list[Checked[T]]: ...

    async def write(self, connection: AsyncConnection, values: list[T], progress: Progress) -> None: ...


async def import_units(  # noqa: PLR0913 - what to read, how, and when it is
    database: Database,
    data: bytes,
    *,
    dry_run: bool = False,
    partial: bool = False,
    today: date,
    now: datetime,
    progress: Progress | None = None,
) -> ImportReport:
    """Write the organisation, and the calendars of all Länder. Offices that are not in the file stay as they are."""
    rows = await asyncio.to_thread(read_file, data, units.COLUMNS)
    return await _run(database, rows, _Units(today, now), _Mode(dry_run, partial, progress))


async def import_standing(  # noqa: PLR0913 - as import_units
    database: Database,
    data: bytes,
    *,
    dry_run: bool = False,
    partial: bool = False,
    within: Collection[str] | None = None,
    stated_by: StatedBy = lambda _region: SYSTEM,
    today: date,
    now: datetime,
    progress: Progress | None = None,
) -> ImportReport:
    """Queue a ``state_standing`` command per new row. ``within``: regions of a regional lead, None for all."""
    rows = await asyncio.to_thread(read_file, data, standing.COLUMNS)
    rules = StandingRules(shipped(), today, within)
    return await _run(database, rows, _Standings(rules, stated_by, now), _Mode(dry_run, partial, progress))


async def import_people(  # noqa: PLR0913 - as import_units
    database: Database,
    data: bytes,
    *,
    dry_run: bool = False,
    partial: bool = False,
    within: Collection[str] | None = None,
    today: date,
    now: datetime,
    progress: Progress | None = None,
) -> ImportReport:
    """Write persons and the functions they hold. ``within``: regions of a regional lead, None for all."""
    rows = await asyncio.to_thread(read_file, data, people.COLUMNS)
    return await _run(database, rows, _People(within, today, now), _Mode(dry_run, partial, progress))


@dataclass(frozen=True, slots=True)
class _Mode:
    dry_run: bool
    partial: bool
    progress: Progress | None


async def _run(database: Database, rows: list[Row], kind: _Import[T], mode: _Mode) -> ImportReport:
    if mode.dry_run:
        async with database.reader.connect() as connection:
            checked = await kind.compare(connection, rows)
        return report(checked, dry_run=True, written=False)
    async with database.write() as connection:
        await take_turns(connection)
        checked = await kind.compare(connection, rows)
        written = accepted(checked, partial=mode.partial)
        if written:
            values = [value for c in checked if (value := c.to_write) is not None]
            await kind.write(connection, values, mode.progress or _silently)
    result = report(checked, dry_run=False, written=written)
    counts = {outcome.value: result.counts[outcome] for outcome in Outcome}
    log.info("imported", kind=type(kind).__name__.strip("_").lower(), written=written, **counts)
    return result


def _silently(_done: int, _total: int) -> None:
    """Nobody watches."""


@dataclass(frozen=True, slots=True)
class _Units:
    today: date
    now: datetime

    async def compare(self, connection: AsyncConnection, rows: list[Row]) -> list[Checked[Unit]]:
        return compare_units(rows, await known_units(connection))

    async def write(self, connection: AsyncConnection, values: list[Unit], progress: Progress) -> None:
        await write_units(connection, values, progress)
        await queue_regions(connection, self.today, self.now)
        await refresh_calendars(connection, self.today, moment=self.now)


@dataclass(frozen=True, slots=True)
class _Standings:
    rules: StandingRules
    stated_by: StatedBy
    now: datetime

    async def compare(self, connection: AsyncConnection, rows: list[Row]) -> list[Checked[Standing]]:
        return compare_standing(rows, await known_standing(connection), self.rules)

    async def write(self, connection: AsyncConnection, values: list[Standing], progress: Progress) -> None:
        await write_standing(connection, values, self.rules.programme, self.stated_by, self.now, progress)


@dataclass(frozen=True, slots=True)
class _People:
    within: Collection[str] | None
    today: date
    now: datetime

    async def compare(self, connection: AsyncConnection, rows: list[Row]) -> list[Checked[Entry]]:
        return compare_people(rows, await known_people(connection, self.within, self.today))

    async def write(self, connection: AsyncConnection, values: list[Entry], progress: Progress) -> None:
        region = min(self.within) if self.within else None
        await write_people(connection, values, region, self.now, progress)

"""Working calendars: public holidays of a Land and the programme's blackout windows, turned into dates once.

What is not modelled: holidays of a single town or municipality (Augsburger Friedensfest; Mariä Himmelfahrt in the
mainly Catholic municipalities of Bavaria; Fronleichnam in parts of Saxony and Thuringia). A step due on such a day is
due one day too early for these offices.
"""

from __future__ import annotations

import calendar as gregorian
import hashlib
from collections.abc import Iterable, Iterator
from datetime import date, datetime, timedelta
from functools import lru_cache

import holidays
import sqlalchemy as sa
from sqlalchemy.ext.asyncio import AsyncConnection

from activities.clock import now
from activities.queueing import Intent, queue
from models.calendar import SATURDAY, WorkingCalendar
from models.commands import AdoptCalendar
from models.organisation import Land
from models.programme import shipped
from models.rollout.state import SideState
from models.tables import CalendarRow, RolloutRow, UnitRow

FIRST_YEAR = 2024
"""Clocks count from the day a standing is told, so that no day before the first use of the tracker matters."""
YEARS_AHEAD = 6
"""Longer than any term of the programme. Each January every calendar gains a year and is adopted anew."""

Window = tuple[str, str]
"""First and last day as MM-DD, every year; a window that ends before it begins runs over the turn of the year."""


def build_calendar(land: Land, since_year: int, through_year: int, blackouts: Iterable[Window] = ()) -> WorkingCalendar:
    """The closed weekdays of these years, under an id that follows from the content."""
    return _built(land, since_year, through_year, tuple(blackouts))


@lru_cache(maxsize=4 * len(Land))
def _built(land: Land, since_year: int, through_year: int, blackouts: tuple[Window, ...]) -> WorkingCalendar:
    """Asked for at every import and every hour, always with the same answer."""
    since, through = date(since_year, 1, 1), date(through_year, 12, 31)
    public = holidays.country_holidays("DE", subdiv=land.value, years=range(since_year, through_year + 1))
    closed = {*public, *_blackout_days(blackouts, since_year, through_year)}
    weekdays = tuple(sorted(day for day in closed if since <= day <= through and day.weekday() < SATURDAY))
    known = WorkingCalendar(id="", land=land, since=since, through=through, closed=weekdays)
    content = hashlib.sha256(known.model_dump_json().encode()).hexdigest()[:12]
    return known.model_copy(update={"id": f"{land.value.lower()}-{content}"})


def _blackout_days(windows: tuple[Window, ...], since_year: int, through_year: int) -> Iterator[date]:
    """All days of all windows; the one begun in the year before may reach into the first."""
    for first, last in windows:
        for year in range(since_year - 1, through_year + 1):
            day, end = _in_year(first, year), _in_year(last, year)
            if end < day:
                end = _in_year(last, year + 1)
            while day <= end:
                yield day
                day += timedelta(days=1)


def _in_year(month_day: str, year: int) -> date:
    """The day in this year; 29 February is the 28th where there is none."""
    month, day = map(int, month_day.split("-"))
    return date(year, month, min(day, gregorian.monthrange(year, month)[1]))


async def refresh_calendars(
    connection: AsyncConnection,
    today: date,
    *,
    moment: datetime | None = None,
    blackouts: Iterable[Window] | None = None,
) -> dict[Land, WorkingCalendar]:
    """Write calendars whose content is new and queue their adoption by every unit that has another one."""
    moment = moment or now()
    windows = tuple(shipped().blackouts if blackouts is None else blackouts)
    wanted = {land: build_calendar(land, FIRST_YEAR, today.year + YEARS_AHEAD, windows) for land in Land}
    await _write(connection, wanted, moment)
    await _queue_adoptions(connection, wanted, moment)
    return wanted


async def _write(connection: AsyncConnection, wanted: dict[Land, WorkingCalendar], moment: datetime) -> None:
    """The newest row of a Land is the one in force, so a calendar that comes back is dated anew."""
    query = sa.select(CalendarRow.id, CalendarRow.land).order_by(CalendarRow.created_at)
    rows = (await connection.execute(query)).all()
    known, newest = {row[0] for row in rows}, {land: name for name, land in rows}
    for land, calendar in wanted.items():
        if newest.get(land.value) == calendar.id:
            continue
        if calendar.id in known:
            again = sa.update(CalendarRow).where(CalendarRow.id == calendar.id).values(created_at=moment)
            await connection.execute(again)
        else:
            body = {"id": calendar.id, "land": land.value, "body": calendar.model_dump_json(), "created_at": moment}
            await connection.execute(sa.insert(CalendarRow), body)


async def _queue_adoptions(connection: AsyncConnection, wanted: dict[Land, WorkingCalendar], moment: datetime) -> None:
    query = (
        sa.select(UnitRow.id, UnitRow.land, RolloutRow.calendar_id)
        .join(RolloutRow, RolloutRow.unit_id == UnitRow.id)
        .where(RolloutRow.side_state.not_in([SideState.MERGED.value, SideState.CLOSED.value]))
    )
    commands = {land.value: AdoptCalendar(calendar=calendar) for land, calendar in wanted.items()}
    intents = [
        Intent(f"calendar/{commands[land].calendar.id}/{unit_id}", unit_id, commands[land])
        for unit_id, land, has in (await connection.execute(query))
        if has != commands[land].calendar.id
    ]
    await queue(connection, intents, moment)

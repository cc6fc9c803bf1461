"""The schedule that opens periods: on the right days whatever the clocks do, caught up after an outage, once."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from dataclasses import replace
from datetime import UTC, date, datetime, time, timedelta
from functools import partial
from uuid import uuid4

import pytest
from temporalio.client import (
    Client,
    ScheduleBackfill,
    ScheduleCalendarSpec,
    ScheduleDescription,
    ScheduleHandle,
    ScheduleOverlapPolicy,
    ScheduleRange,
    ScheduleSpec,
)

from activities.clock import BERLIN, berlin_day, now
from embedded import TemporalDevServer
from models.database import Database
from models.periods.period import Rhythm, ended_before
from models.periods.terms import ReportingTerms
from models.queries import periods
from tests.integration.reporting.periods import MONTHLY, NORTH, SOUTH
from tests.workflows.reporting import at_desk, led
from tests.workflows.running import bare_client, eventually
from tests.workflows.waving import Clock
from worker import register_search_attributes
from workflows.schedules import CATCH_UP, HOUR, declare, reporting_schedule

pytestmark = pytest.mark.temporal


@pytest.fixture
async def record(sqlite_url: str) -> AsyncIterator[Database]:
    """Two regions on record since 8 January 2024."""
    database = Database(sqlite_url)
    await led(database, NORTH, SOUTH)
    yield database
    await database.dispose()


def drawn() -> str:
    return f"reports-{uuid4().hex}"


async def known(database: Database) -> list[str]:
    async with database.read() as session:
        return [state.period for state in await periods.states(session)]


async def scheduled(client: Client, terms: ReportingTerms, queue: str) -> ScheduleHandle:
    await declare(client, queue, reporting_schedule(terms, queue))
    return client.get_schedule_handle(queue)


# --- when ------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("rhythm", list(Rhythm))
async def test_it_is_five_in_berlin_in_summer_and_in_winter(client: Client, rhythm: Rhythm) -> None:
    """The next ten times, over clock changes to either side; always on the first day of a period."""
    handle = await scheduled(client, ReportingTerms(rhythm=rhythm), drawn())
    times = [at.astimezone(BERLIN) for at in (await handle.describe()).info.next_action_times]
    assert 10 == len(times)
    assert {(1, HOUR, 0)} == {(at.day, at.hour, at.minute) for at in times}
    assert 2 == len({at.utcoffset() for at in times})
    months = {1, 4, 7, 10} if rhythm is Rhythm.QUARTERLY else set(range(1, 13))
    assert {at.month for at in times} <= months
    await handle.delete()


# --- declared ------------------------------------------------------------------------------------------------------


async def test_it_is_declared_as_often_as_one_likes(client: Client) -> None:
    name = drawn()
    wanted = reporting_schedule(MONTHLY, name)
    assert [True, False, False] == [await declare(client, name, wanted) for _ in range(3)]


async def test_a_changed_schedule_stays_paused(client: Client) -> None:
    """Whoever paused it, to look at something, finds it paused after the next release."""
    name = drawn()
    handle = await scheduled(client, ReportingTerms(), name)
    await handle.pause(note="looking at something")

    assert await declare(client, name, reporting_schedule(MONTHLY, name))

    described: ScheduleDescription = await handle.describe()
    assert (True, "looking at something") == (described.schedule.state.paused, described.schedule.state.note)
    assert not await declare(client, name, reporting_schedule(MONTHLY, name))


async def test_its_terms_are_what_was_asked_for(client: Client) -> None:
    handle = await scheduled(client, MONTHLY, drawn())
    policy = (await handle.describe()).schedule.policy
    assert (ScheduleOverlapPolicy.BUFFER_ONE, CATCH_UP, True) == (
        policy.overlap,
        policy.catchup_window,
        policy.pause_on_failure,
    )


# --- outages -------------------------------------------------------------------------------------------------------


async def test_a_worker_that_was_away_on_the_first_day_reports_once_it_is_back(
    own_temporal_server: TemporalDevServer, record: Database
) -> None:
    """The schedule asked on 1 October at five; nobody works until the 3rd. Upkeep and schedule then both want to."""
    client, queue = await bare_client(own_temporal_server.address), drawn()
    await register_search_attributes(client)
    await asked_on(await scheduled(client, MONTHLY, queue), date(2024, 10, 1))
    await eventually(lambda: counted(client, "Running"))
    assert [] == await known(record)

    async with at_desk(client, record, task_queue=queue, clock=standing_at(2024, 10, 3)) as desk:
        await desk.periods.ensure(MONTHLY)
        await eventually(lambda: counted(client, "Completed"), 30)
        assert ["2024-09"] == await known(record)
        async with record.read() as session:
            head = await periods.head(session, "2024-09")
    assert head is not None
    assert date(2024, 10, 3) == head.state.opened_on


async def test_each_day_that_was_asked_for_opens_the_period_before_it(client: Client, record: Database) -> None:
    """Worked off in December: October and November, each by what it was asked for."""
    queue = drawn()
    async with at_desk(client, record, task_queue=queue, clock=standing_at(2024, 12, 3)):
        handle = await scheduled(client, MONTHLY, queue)
        for first in (date(2024, 11, 1), date(2024, 12, 1)):
            await asked_on(handle, first)
            await eventually(partial(opened, record, f"{first - timedelta(days=1):%Y-%m}"), 30)
    assert ["2024-11", "2024-10"] == await known(record)


async def test_a_server_that_was_away_at_the_time_catches_up(
    own_temporal_server: TemporalDevServer, record: Database
) -> None:
    """Its time comes while Temporal is down; the worker that starts with it declares the schedule, as always."""
    client, queue = await bare_client(own_temporal_server.address), drawn()
    await register_search_attributes(client)
    at = (now() + timedelta(seconds=4)).replace(microsecond=0)
    wanted = replace(reporting_schedule(MONTHLY, queue), spec=once(at))
    assert await declare(client, queue, wanted)
    await eventually(lambda: upcoming(client.get_schedule_handle(queue)))
    await own_temporal_server.kill()
    await asyncio.sleep((at - now()).total_seconds() + 1)
    await own_temporal_server.restart()

    client = await bare_client(own_temporal_server.address)
    async with at_desk(client, record, task_queue=queue, clock=Clock()):
        assert not await declare(client, queue, wanted)
        month = ended_before(berlin_day(at), MONTHLY.rhythm)
        await eventually(lambda: opened(record, month.id), 30)
    assert [month.id] == await known(record)


def once(at: datetime) -> ScheduleSpec:
    """At this moment and never again."""
    parts = (at.second, at.minute, at.hour, at.day, at.month, at.year)
    second, minute, hour, day, month, year = ([ScheduleRange(part)] for part in parts)
    return ScheduleSpec(
        calendars=[
            ScheduleCalendarSpec(second=second, minute=minute, hour=hour, day_of_month=day, month=month, year=year)
        ]
    )


def standing_at(*day: int) -> Clock:
    """The activities' clock, at nine in the morning of that day."""
    year, month, number = day
    return Clock(datetime(year, month, number, 8, tzinfo=UTC) - now())


async def asked_on(handle: ScheduleHandle, first: date) -> None:
    """The schedule asks as it would have done on that day."""
    at = datetime.combine(first, time(HOUR), BERLIN)
    minute = timedelta(minutes=1)
    await handle.backfill(
        ScheduleBackfill(start_at=at - minute, end_at=at + minute, overlap=ScheduleOverlapPolicy.BUFFER_ONE)
    )


async def upcoming(handle: ScheduleHandle) -> list[datetime]:
    return list((await handle.describe()).info.next_action_times)


async def counted(client: Client, status: str) -> int:
    """How many of the schedule's workflows have this status."""
    query = f"WorkflowType = 'PeriodDue' AND ExecutionStatus = '{status}'"
    return len([each async for each in client.list_workflows(query)])


async def opened(database: Database, period: str) -> bool:
    return period in await known(database)


@pytest.mark.parametrize(("day", "periods_then"), [(1, []), (2, ["2024-09"])])
async def test_where_the_schedule_was_lost_upkeep_opens_the_period_a_day_later(
    client: Client, record: Database, day: int, periods_then: list[str]
) -> None:
    """The first day is the schedule's; after it, upkeep does what nobody has done, and does it once."""
    async with at_desk(client, record, clock=standing_at(2024, 10, day)) as desk:
        for _ in range(2):
            await desk.periods.ensure(MONTHLY)
    assert periods_then == await known(record)

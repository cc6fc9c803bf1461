"""What time alone brings about happens on its day, once, however long it takes to come.

Working days are counted here by hand: the tests' calendar knows weekends only.
"""

from __future__ import annotations

import asyncio
from datetime import date, timedelta

import pytest
import sqlalchemy as sa
from temporalio.testing import WorkflowEnvironment

from activities.journal import Journal
from models.calendar import add_months
from models.chain import Entry
from models.database import Database
from models.events import ReminderDue, SustainmentChecked, WaitingTimeEnded
from models.mail_tables import NoticeRow
from tests import making
from tests.workflows.running import House, Unit, bare_client, grown_up, managed, nominated, worker, working_day
from tests.workflows.variants import ShortRuns

pytestmark = pytest.mark.temporal

MANAGER_TERM, SECOND, THIRD = 20, 5, 10
DAY = timedelta(days=1)


def reminders(entries: list[Entry]) -> list[tuple[str, int, date]]:
    """Which step was reminded of, on which level and day; every reminder was recorded on its day at four."""
    rung = [(entry, entry.event) for entry in entries if isinstance(entry.event, ReminderDue)]
    for entry, event in rung:
        assert (event.happened_on, 4) == (entry.recorded_at.date(), entry.recorded_at.hour)
    return [(event.obligation.partition(":")[0], event.level, event.happened_on) for _, event in rung]


async def reminded(unit: Unit) -> list[tuple[str, int, date]]:
    return reminders((await unit.verified()).entries)


async def test_three_reminders_come_on_their_days_and_no_fourth(clockwork: House) -> None:
    unit = await clockwork.begin()
    due = working_day(await unit.today(), MANAGER_TERM)
    second, third = working_day(due, SECOND), working_day(due, THIRD)
    expected = [("assign_manager", 1, due), ("assign_manager", 2, second), ("assign_manager", 3, third)]

    for number, day in enumerate((due, second, third)):
        await unit.skip_to(day, hour=3)
        assert expected[:number] == await reminded(unit)
        await unit.skip_to(day, hour=5)
        assert expected[: number + 1] == await reminded(unit)
    await unit.skip_to(third + 200 * DAY)

    assert expected == await reminded(unit)
    async with clockwork.database.read() as session:
        query = sa.select(NoticeRow.level).where(NoticeRow.unit_id == unit.id).order_by(NoticeRow.seq)
        assert [1, 2, 3] == list(await session.scalars(query))


async def test_a_step_that_is_done_is_not_reminded_of(clockwork: House) -> None:
    unit = await clockwork.begin()
    today = await unit.today()
    await unit.skip_to(working_day(today, MANAGER_TERM), hour=3)
    await unit.give(managed(await unit.today()))

    await unit.skip_to(working_day(today, MANAGER_TERM) + 2 * DAY)

    assert [] == await reminded(unit)


async def test_a_changed_due_date_moves_the_reminder(clockwork: House) -> None:
    unit, hurried = await asyncio.gather(clockwork.begin(), clockwork.begin())
    today = await unit.today()
    later, sooner = today + 60 * DAY, today + 3 * DAY
    for one, due in ((unit, later), (hurried, sooner)):
        changed = making.command("change_due_date", milestone="manager", due_on=due.isoformat(), reason="capacity")
        await one.give(changed)

    await asyncio.gather(unit.skip_to(later - DAY), hurried.skip_to(sooner))
    assert [] == await reminded(unit)
    assert [("assign_manager", 1, sooner)] == await reminded(hurried)
    await unit.skip_to(later)
    assert [("assign_manager", 1, later)] == await reminded(unit)


async def test_a_pause_stops_the_clocks_and_a_resumption_moves_them(clockwork: House) -> None:
    unit = await clockwork.begin()
    start = await unit.today()
    since, until = start + 7 * DAY, start + 77 * DAY
    await unit.skip_to(since)
    await unit.give(making.command("pause", since=since.isoformat(), reason="capacity"))
    await unit.skip_to(until)
    assert [] == await reminded(unit)

    await unit.give(making.command("resume", resumed_on=until.isoformat()))
    due = working_day(start, MANAGER_TERM, lambda day: since <= day < until)
    await unit.skip_to(due, hour=3)
    assert [] == await reminded(unit)
    await unit.skip_to(due)
    assert [("assign_manager", 1, due)] == await reminded(unit)


async def test_a_pause_is_reviewed_while_it_lasts(clockwork: House) -> None:
    unit = await clockwork.begin()
    start = await unit.today()
    review = start + 90 * DAY
    paused = making.command("pause", since=start.isoformat(), reason="capacity", review_on=review.isoformat())
    await unit.give(paused)

    due = working_day(review, 5)
    await unit.skip_to(due)

    assert [("review_pause", 1, due)] == await reminded(unit)


async def test_a_unit_that_nobody_woke_is_reminded_once_of_each_step(clockwork: House) -> None:
    """It starts with a past: of three reminders that were missed, only the highest is given."""
    unit = await clockwork.begin(on=making.START)

    entries = (await unit.verified()).entries

    told = [e.event for e in entries if isinstance(e.event, ReminderDue)]
    assert [("assign_manager:manager@2024-01-08", 3)] == [(event.obligation, event.level) for event in told]
    await unit.skip_to(await unit.today() + 100 * DAY)
    assert 1 == len([e for e in (await unit.verified()).entries if isinstance(e.event, ReminderDue)])


async def test_two_years_of_a_rollout(clockwork: House) -> None:
    """Waiting time, second workshop, sustained, a look back after one year and after two; the manager has left."""
    unit = await clockwork.begin()
    start = await grown_up(unit)
    opened = add_months(start, 6)
    await unit.skip_to(opened, hour=3)
    assert "operation" == (await unit.verified()).state.stage
    await unit.skip_to(opened)
    assert "consolidation" == (await unit.verified()).state.stage

    on = opened.isoformat()
    await unit.give(making.command("plan_workshop", workshop="consolidation", planned_on=on))
    await unit.give(making.command("confirm_workshop", workshop="consolidation", held_on=on, headcount="5-9"))
    assert "sustained" == (await unit.verified()).state.stage
    left = add_months(opened, 23)
    await unit.skip_to(left)
    await unit.give(making.command("vacate_manager", vacated_on=left.isoformat()))
    await unit.skip_to(add_months(opened, 24) + DAY)

    record = await unit.verified()
    ended = [e.event.happened_on for e in record.entries if isinstance(e.event, WaitingTimeEnded)]
    checks = [(e.event.happened_on, e.event.missing) for e in record.entries if isinstance(e.event, SustainmentChecked)]
    assert [opened] == ended
    assert [(add_months(opened, 12), ()), (add_months(opened, 24), ("manager",))] == checks
    assert "sustained" == record.state.stage
    asked = reminders(record.entries)
    due = working_day(left, MANAGER_TERM)
    assert [("assign_manager", 1, due)] == [r for r in asked if r[0] == "assign_manager"]
    assert len(asked) == len(set(asked))


async def test_a_continuation_keeps_the_clocks(environment: WorkflowEnvironment, record: Database) -> None:
    client = await bare_client(environment.client.service_client.config.target_host)
    async with worker(client, "short-clock", Journal(record), workflow=ShortRuns):
        unit = await House(environment.client, record, "short-clock", environment).begin()
        today = await unit.today()
        await asyncio.gather(*(unit.give(nominated(today, f"c{n}")) for n in range(12)))
        assert len(await unit.runs()) >= 2

        due = working_day(today, MANAGER_TERM)
        await unit.skip_to(due)

        assert [("assign_manager", 1, due)] == await reminded(unit)

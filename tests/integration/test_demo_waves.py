"""The demo's two waves: as appends would have written them, whatever the day, and only once."""

from __future__ import annotations

import shutil
from collections.abc import AsyncIterator
from datetime import UTC, date, datetime, timedelta
from pathlib import Path

import pytest
import sqlalchemy as sa

from activities.clock import end_of_day
from activities.demo_seed import seed
from activities.demo_waves import seed_waves
from activities.imports import import_units
from activities.verifying import verify
from models.chain import wave_stream
from models.database import Database
from models.mail_tables import NoticeRow
from models.queries import reports
from models.queries.wave_sights import head, state_after
from models.queries.waves_asof import waves_as_of
from models.reporting.asked import AsOf
from models.rollout.owed import NATIONAL, Step
from models.tables import JournalRow, ObligationRow
from models.wave_tables import CourseRow, WaveMemberRow, WaveRow
from models.waves.plan import MemberState
from models.waves.state import WaveStatus
from tests.integration.offices import opened
from tests.integration.test_demo_seed import organisation

MONDAY = date(2026, 11, 23)
DAYS = (date(2026, 12, 27), date(2027, 1, 4), date(2027, 5, 17))


async def told(database: Database, today: date) -> None:
    moment = datetime(today.year, today.month, today.day, 8, tzinfo=UTC)
    await import_units(database, organisation(), today=today, now=moment)
    await seed(database, today=today, now=moment)


@pytest.fixture(scope="module")
async def on_monday(sqlite_template: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The demo of that day, without its waves."""
    file = Path(shutil.copy(sqlite_template, tmp_path_factory.mktemp("monday") / "ilb.sqlite"))
    async with opened(f"sqlite+aiosqlite:///{file}") as database:
        await told(database, MONDAY)
    return file


@pytest.fixture
async def monday(on_monday: Path, tmp_path: Path) -> AsyncIterator[Database]:
    """A copy for one test, with its waves."""
    async with opened(f"sqlite+aiosqlite:///{shutil.copy(on_monday, tmp_path / 'monday.sqlite')}") as database:
        assert 2 == await seed_waves(database, today=MONDAY)
        yield database


@pytest.fixture
async def database(sqlite_url: str) -> AsyncIterator[Database]:
    async with opened(sqlite_url) as found:
        yield found


async def test_one_wave_is_finished_and_one_runs(monday: Database) -> None:
    async with monday.read() as session:
        rows = (await session.scalars(sa.select(WaveRow).order_by(WaveRow.code))).all()
        first, second = [(await head(session, row.wave_id)).state for row in rows]
        waits = await session.scalars(
            sa.select(ObligationRow.unit_id).where(
                ObligationRow.step == Step.RECORD_PARTICIPATION.value, ObligationRow.closed_at.is_(None)
            )
        )
        at_gate = set(waits)
        free = (await session.scalars(sa.select(CourseRow).where(CourseRow.wave_id == rows[1].wave_id))).all()
    assert (WaveStatus.COMPLETED, WaveStatus.RUNNING) == (first.status, second.status)
    assert len(first.members) == first.count(MemberState.QUALIFIED) == 3
    assert {MemberState.ADMITTED, MemberState.GATE, MemberState.INVITED, MemberState.PLANNED} == {
        member.state for member in second.members.values()
    }
    assert at_gate & second.members.keys()
    assert all(course.reserved + course.confirmed < course.max_seats for course in free)


async def test_every_stream_verifies_and_nothing_is_told_again(monday: Database) -> None:
    async with monday.read() as session:
        unsent = await session.scalar(sa.select(sa.func.count()).where(NoticeRow.sent_at.is_(None)))
    checked = await verify(monday)
    assert (453, ()) == (checked.streams, checked.findings)
    assert 0 == unsent


async def test_a_second_time_writes_nothing(monday: Database) -> None:
    assert 0 == await seed_waves(monday, today=MONDAY)


@pytest.mark.parametrize("today", DAYS, ids=str)
async def test_there_are_two_waves_on_any_day(database: Database, today: date) -> None:
    await told(database, today)
    assert 2 == await seed_waves(database, today=today)


async def test_without_enough_offices_there_is_no_wave(database: Database) -> None:
    assert 0 == await seed_waves(database, today=MONDAY)


async def test_a_past_day_shows_a_wave_as_it_was_on_record_then(monday: Database) -> None:
    """Whatever day is asked for: as folding its record until that midnight has it; before it was prepared, not at all.

    One that ended long before is told no more.
    """
    async with monday.read() as session:
        (wave,) = await session.scalars(sa.select(WaveRow).where(WaveRow.status == WaveStatus.RUNNING.value))
        for day in (MONDAY, MONDAY - timedelta(days=3), wave.prepared_on):
            asked = AsOf(day, end_of_day(day))
            (found,) = [each for each in await waves_as_of(session, asked) if each.wave_id == wave.wave_id]
            entries = sa.select(sa.func.max(JournalRow.seq)).where(
                JournalRow.stream == wave_stream(wave.wave_id), JournalRow.recorded_at <= asked.over_at
            )
            assert await state_after(session, wave.wave_id, await session.scalar(entries) or 0) == found
        before = wave.prepared_on - timedelta(days=1)
        assert wave.wave_id not in {w.wave_id for w in await waves_as_of(session, AsOf(before, end_of_day(before)))}
        later = MONDAY + timedelta(days=200)
        assert {wave.wave_id} == {w.wave_id for w in await waves_as_of(session, AsOf(later, end_of_day(later)))}


async def test_a_report_tells_of_the_waves_of_its_scope(monday: Database) -> None:
    asked = AsOf(MONDAY, end_of_day(MONDAY))
    async with monday.read() as session:
        everywhere = await reports.asked_by_hand(session, asked, NATIONAL)
        running = await session.scalar(sa.select(WaveRow).where(WaveRow.status == WaveStatus.RUNNING.value))
        (region,) = set(await session.scalars(sa.select(WaveMemberRow.region_code).limit(1)))
        here = await reports.asked_by_hand(session, asked, str(region))
    assert running is not None
    (told,) = [wave for wave in everywhere.waves if wave.code == running.code]
    assert running.members == told.agenturen.offices + told.gemeinsame_einrichtungen.offices
    both = [kind for wave in here.waves for kind in (wave.agenturen, wave.gemeinsame_einrichtungen)]
    assert {str(region)} == {code for kind in both for code in kind.regions}

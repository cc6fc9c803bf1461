"""The demo's reports: past periods issued as on their days, one attestation open, corrections told; on any day."""

from __future__ import annotations

import shutil
from collections.abc import AsyncIterator
from datetime import UTC, date, datetime, timedelta
from pathlib import Path

import pytest
import sqlalchemy as sa

from activities.clock import end_of_day
from activities.demo_reports import seed_reports
from activities.demo_seed import seed
from activities.imports import import_units
from activities.verifying import verify
from cli.report import _found
from cli.units import Language, operator
from models.database import Database
from models.mail_tables import NoticeRow
from models.people_tables import NoteRow
from models.periods.attestation import AttestationStatus
from models.periods.issue import Outcome
from models.periods.period import Rhythm
from models.periods.state import PeriodState, PeriodStatus
from models.periods.terms import ReportingTerms
from models.queries import periods, reports
from models.queries.asof import EVERYTHING
from models.reporting.asked import AsOf
from models.reporting.snapshot import Snapshot, canonical
from models.rollout.owed import NATIONAL
from settings import Settings
from tests.integration.offices import opened
from tests.integration.test_demo_seed import organisation

MONDAY = date(2026, 11, 23)
NOW = datetime(2026, 11, 23, 8, tzinfo=UTC)
TERMS = ReportingTerms()
DAYS = (date(2027, 1, 4), date(2027, 4, 1))


@pytest.fixture(scope="module")
async def monday(sqlite_template: Path, tmp_path_factory: pytest.TempPathFactory) -> AsyncIterator[Database]:
    """The demo of that day, with its reports; tests read it."""
    file = Path(shutil.copy(sqlite_template, tmp_path_factory.mktemp("reports") / "ilb.sqlite"))
    async with opened(f"sqlite+aiosqlite:///{file}") as database:
        await told(database, NOW)
        assert 6 == await seed_reports(database, TERMS, NOW)
        yield database


async def told(database: Database, now: datetime) -> None:
    await import_units(database, organisation("200", "700"), today=now.date(), now=now)
    await seed(database, today=now.date(), now=now)


async def found(database: Database) -> list[PeriodState]:
    async with database.read() as session:
        return await periods.states(session)


async def test_every_past_quarter_of_the_history_is_reported(monday: Database) -> None:
    names = [state.period for state in await found(monday)]
    assert ["2026-Q3", "2026-Q2", "2026-Q1", "2025-Q4", "2025-Q3", "2025-Q2"] == names


async def test_one_attestation_is_open_and_all_others_are_settled(monday: Database) -> None:
    last, *before = await found(monday)
    assert 1 == sum(each.status is AttestationStatus.OPEN for each in last.regions.values())
    assert {PeriodStatus.CLOSED} == {state.status for state in before}
    assert PeriodStatus.ISSUED is last.status


async def test_a_region_was_late_and_one_was_asked_back(monday: Database) -> None:
    states = await found(monday)
    assert all(any(each.was_late for each in state.regions.values()) for state in states[1:])
    assert any(each.asked_back_on for each in states[1].regions.values())


async def test_a_region_that_nobody_led_is_told_as_such_and_held_nothing_up(monday: Database) -> None:
    """Over the end of a quarter: issued on time without it, counted, attested when somebody led it again."""
    async with monday.read() as session:
        found = await reports.report(session, EVERYTHING, "2026-Q1", NATIONAL)
    assert found is not None
    assert found.issue is not None
    (orphan,) = [each for each in found.issue.regions if each.outcome is Outcome.ORPHAN]
    assert ("200", orphan.due_on + timedelta(days=1)) == (orphan.region, found.issue.issued_on)
    missing = [each for each in found.issue.regions if each.outcome in (Outcome.MISSING, Outcome.ORPHAN)]
    assert found.issue.reported.of - len(missing) == found.issue.reported.have
    its = found.state.regions["200"]
    assert its.was_late
    assert its.first_attested_on is not None
    assert its.first_attested_on > found.issue.issued_on


async def test_agenturen_needed_support_in_the_past_as_well(monday: Database) -> None:
    async with monday.read() as session:
        needed = [
            (await reports.frozen(session, state.period, [NATIONAL]))[NATIONAL].figures.agenturen.in_need
            for state in await periods.states(session)
        ]
    assert 2 <= sum(number > 0 for number in needed)


async def test_the_open_one_is_told_as_missing(monday: Database) -> None:
    async with monday.read() as session:
        report = await reports.report(session, EVERYTHING, "2026-Q3", NATIONAL)
    assert report is not None
    assert report.issue is not None
    assert Outcome.MISSING in {each.outcome for each in report.issue.regions}


async def test_a_later_report_tells_corrections_of_an_earlier_one(monday: Database) -> None:
    async with monday.read() as session:
        restated = [
            each
            for state in await periods.states(session)
            for each in (await reports.frozen(session, state.period, [NATIONAL]))[NATIONAL].restatements
        ]
    assert restated
    assert all(each.reasons for each in restated)


async def test_asked_again_a_report_says_the_same(monday: Database) -> None:
    async with monday.read() as session:
        for period in ("2025-Q4", "2026-Q3"):
            frozen = (await reports.frozen(session, period, [NATIONAL]))[NATIONAL]
            question = AsOf(frozen.on, end_of_day(frozen.on), frozen.known_at)
            again = await reports.asked_by_hand(session, question, NATIONAL)
            assert canonical(frozen.figures) == canonical(again.figures)


async def test_everything_agrees_and_nobody_is_told_of_the_past(monday: Database) -> None:
    assert () == (await verify(monday)).findings
    async with monday.read() as session:
        untold = sa.select(sa.func.count()).where(NoticeRow.sent_at.is_(None), NoticeRow.stream.startswith("period/"))
        assert 0 == await session.scalar(untold)
        assert await session.scalar(sa.select(sa.func.count()).select_from(NoteRow))


@pytest.mark.parametrize(("period", "day"), [("2026-Q3", None), (None, date(2026, 9, 30))])
async def test_by_command_the_same_report_comes(
    monday: Database, tmp_path: Path, period: str | None, day: date | None
) -> None:
    """As it was frozen; and its day asked for, by what is known now."""
    settings = Settings(data_dir=tmp_path)
    async with monday.read() as session:
        question = await _found(monday, session, settings, operator(Language.GERMAN), NATIONAL, (period, day, None))
        frozen = (await reports.frozen(session, "2026-Q3", [NATIONAL]))[NATIONAL]
    made = await question.made()
    found = Snapshot.model_validate_json(made.body)
    assert (period, NATIONAL, frozen.on) == (found.period, found.scope, found.on)
    assert frozen.figures.agenturen.offices == found.figures.agenturen.offices
    assert "offices" in {section.key for section in made.document.sections}


async def test_they_are_written_once(monday: Database) -> None:
    assert 0 == await seed_reports(monday, TERMS, NOW)


async def test_where_offices_were_imported_nothing_is_invented(sqlite_url: str) -> None:
    """An organisation that has just begun has no past; neither has one that is no demo."""
    async with opened(sqlite_url) as database:
        await import_units(database, organisation("200", "700"), today=MONDAY, now=NOW)
        assert 0 == await seed_reports(database, TERMS, NOW)


@pytest.mark.parametrize("today", DAYS, ids=str)
async def test_on_any_other_day_too(sqlite_url: str, today: date) -> None:
    """Early in a year, and on the very first day of a quarter."""
    now = datetime(today.year, today.month, today.day, 8, tzinfo=UTC)
    async with opened(sqlite_url) as database:
        await told(database, now)
        assert 6 == await seed_reports(database, ReportingTerms(rhythm=Rhythm.QUARTERLY), now)
        assert () == (await verify(database)).findings
        last = (await found(database))[0]
    assert any(each.status is AttestationStatus.OPEN for each in last.regions.values())

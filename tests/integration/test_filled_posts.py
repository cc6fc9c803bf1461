"""Which posts were filled on a past day, by what was known then: whoever is told of late, ended or forgotten."""

from __future__ import annotations

from collections.abc import AsyncIterator
from datetime import UTC, date, datetime, timedelta

import pytest
import sqlalchemy as sa

from activities import forgetting
from activities.clock import end_of_day
from activities.people import NewAssignment, add_assignment, end_assignment
from activities.substitutions import Naming, end_substitution
from activities.verified_posts import verify_posts
from models.database import Database
from models.organisation import Function
from models.people_tables import AssignmentRow
from models.permissions import Grant
from models.queries.vacancies import vacancy_as_of
from models.report_tables import FilledPostRow
from models.reporting.asked import AsOf
from models.retention import RetentionTerms
from tests.integration.offices import NOW
from tests.integration.standing_in import FORTNIGHT, TOMORROW, A, Office, R, staffed_office, vacant
from tests.making import TODAY

LATER = NOW + timedelta(days=5)
MISSING, LEFT_OVER = "somebody fills it, and it is not on record", "is on record as filled, and nobody fills it"
YEARS = timedelta(days=3 * 366)


@pytest.fixture
async def office(organised_url: str) -> AsyncIterator[Office]:
    async with staffed_office(organised_url) as found:
        yield found


async def is_filled(
    database: Database, function: Function, scope: str, on: date, known_at: datetime | None = None
) -> bool:
    async with database.read() as session:
        return not (await vacancy_as_of(session, AsOf(on, end_of_day(on), known_at)))(function, scope)


async def test_who_left_earlier_than_was_known_leaves_what_was_known_as_it_was(office: Office) -> None:
    """It is told five days late that the lead had left: then they were in place, as far as anybody knew."""
    await vacant(office, "AQ-300")
    new = NewAssignment(await office.person("new"), "aqua_lead", "AQ-300", TODAY)
    async with office.database.write() as connection:
        held = await add_assignment(connection, new, within=None, moment=NOW)
    async with office.database.write() as connection:
        await end_assignment(connection, held, TODAY, within=None, today=TODAY + timedelta(days=5), moment=LATER)
    before = LATER - timedelta(hours=1)
    assert await is_filled(office.database, A, "AQ-300", TOMORROW, before)
    assert not await is_filled(office.database, A, "AQ-300", TOMORROW)
    assert not await is_filled(office.database, A, "AQ-300", TODAY, NOW - timedelta(hours=1))


async def test_who_is_forgotten_leaves_no_gap_in_the_past(office: Office) -> None:
    since = TODAY - YEARS
    await vacant(office, "AQ-300")
    gone = NewAssignment(await office.person("former"), "aqua_lead", "AQ-300", since, since + timedelta(days=30))
    async with office.database.write() as connection:
        held = await add_assignment(connection, gone, within=None, moment=NOW - YEARS)
        await forgetting.sweep(connection, RetentionTerms(24, 30), NOW)
    async with office.database.read() as session:
        assert await session.get(AssignmentRow, held) is None
    days = (since - timedelta(days=1), since, since + timedelta(days=30), since + timedelta(days=31))
    assert [False, True, True, False] == [await is_filled(office.database, A, "AQ-300", day) for day in days]


async def test_who_acted_for_a_vacant_post_did_so_until_it_was_ended_early(office: Office) -> None:
    await vacant(office, "AQ-300")
    name = await office.name("lead-100", A, "AQ-300", "aqua-100")
    on = TODAY + timedelta(days=5)
    by = Naming(office.persons["lead-100"], (Grant(R, "100", "a-1"),), on, LATER, 90)
    async with office.database.write() as connection:
        await end_substitution(connection, name, by)
    days = (TODAY, on, on + timedelta(days=1))
    assert [True, True, False] == [await is_filled(office.database, A, "AQ-300", day) for day in days]
    assert await is_filled(office.database, A, "AQ-300", FORTNIGHT, LATER - timedelta(hours=1))


async def test_acting_ends_when_the_post_is_filled_and_does_not_come_back(office: Office) -> None:
    await vacant(office, "AQ-300")
    await office.name("lead-100", A, "AQ-300", "aqua-100")
    new = NewAssignment(await office.person("new"), "aqua_lead", "AQ-300", TOMORROW, TOMORROW + timedelta(days=2))
    async with office.database.write() as connection:
        await add_assignment(connection, new, within=None, moment=LATER)
    days = (TODAY, TOMORROW, TOMORROW + timedelta(days=3))
    assert [True, True, False] == [await is_filled(office.database, A, "AQ-300", day) for day in days]


async def test_a_post_that_is_filled_and_not_on_record_is_found(office: Office) -> None:
    async with office.database.write() as connection:
        await connection.execute(sa.delete(FilledPostRow).where(FilledPostRow.scope == "AQ-100"))
    async with office.database.read() as session:
        assert [f"aqua_lead AQ-100: filled_posts: {MISSING}"] == list(map(str, await verify_posts(session, TODAY)))


async def test_a_post_on_record_that_nobody_fills_is_found(office: Office) -> None:
    async with office.database.write() as connection:
        await connection.execute(sa.delete(AssignmentRow).where(AssignmentRow.scope == "AQ-100"))
    async with office.database.read() as session:
        assert [f"aqua_lead AQ-100: filled_posts: {LEFT_OVER}"] == list(map(str, await verify_posts(session, TODAY)))


async def test_what_was_on_record_before_is_taken_over(organised_url: str) -> None:
    """As known since its first day, with who acted for vacant posts."""
    async with staffed_office(organised_url) as office:
        await vacant(office, "AQ-300")
        await office.name("lead-100", A, "AQ-300", "aqua-100")
        async with office.database.writer.begin() as connection:
            await connection.run_sync(_migrated_anew)
        for function, scope in ((R, "100"), (A, "AQ-300")):
            assert await is_filled(office.database, function, scope, TODAY)
        assert not await is_filled(office.database, A, "AQ-300", FORTNIGHT + timedelta(days=1))
        assert not await is_filled(office.database, R, "100", TODAY, datetime(2019, 1, 1, tzinfo=UTC))


def _migrated_anew(connection: sa.Connection) -> None:
    """The table goes, and its migration runs again."""
    from alembic.migration import MigrationContext  # noqa: PLC0415
    from alembic.operations import Operations  # noqa: PLC0415

    with Operations.context(MigrationContext.configure(connection)):
        module = __import__("migrations.versions.0013_filled_posts", fromlist=["upgrade"])
        module.downgrade()
        module.upgrade()

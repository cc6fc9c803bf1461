"""Questions to both databases: status as SQL, words with umlauts, scope, the journal's pages."""

from __future__ import annotations

from collections.abc import AsyncIterator
from datetime import UTC, date, datetime, timedelta

import pytest
import sqlalchemy as sa

from activities.demo_seed import seed
from activities.imports import import_units
from models.database import Database
from models.organisation import UnitKind
from models.permissions import Reading, UnitScope
from models.queries import units
from models.queries.listing import Filter, lines, status_code
from models.queries.scope import visible
from models.status import StatusCode
from models.tables import RolloutRow, UnitRow
from tests.acceptance.serving import organisation
from tests.demo_world import A_MONDAY

EVERYTHING = Reading(everything=True)
NOW = datetime.combine(A_MONDAY, datetime.min.time(), UTC).replace(hour=9)
DAYS = (-400, -90, -1, 0, 1, 7, 30, 120, 400)


@pytest.fixture(scope="module")
async def seeded(shared_url: str) -> AsyncIterator[Database]:
    """Three regions of the demo, with orphans, pauses and late steps among them."""
    database = Database(shared_url)
    await import_units(database, organisation("200", "400", "968"), today=A_MONDAY, now=NOW)
    await seed(database, today=A_MONDAY, now=NOW)
    yield database
    await database.dispose()


@pytest.mark.parametrize("days", DAYS)
async def test_the_status_in_sql_is_the_status_of_the_rules(seeded: Database, days: int) -> None:
    """For every unit, on days before and after: what is filtered is what is shown."""
    on = A_MONDAY + timedelta(days)
    async with seeded.read() as session:
        query = sa.select(UnitRow.code, status_code(on)).join(RolloutRow, RolloutRow.unit_id == UnitRow.id)
        in_sql: dict[str, str] = dict((await session.execute(query)).all())
        by_rules = {
            line.code: line.status.code.value for line in await lines(session, EVERYTHING, Filter(), on, limit=None)
        }
    assert by_rules == in_sql
    assert 88 == len(in_sql)


async def test_the_days_between_them_show_every_status(seeded: Database) -> None:
    """Otherwise the comparison would prove little."""
    found: set[StatusCode] = set()
    async with seeded.read() as session:
        for days in DAYS:
            on = A_MONDAY + timedelta(days)
            found |= {line.status.code for line in await lines(session, EVERYTHING, Filter(), on, limit=None)}
    assert set(StatusCode) - {StatusCode.MERGED, StatusCode.CLOSED} <= found


@pytest.mark.parametrize("status", StatusCode)
async def test_the_filter_leaves_the_units_of_that_status(seeded: Database, status: StatusCode) -> None:
    async with seeded.read() as session:
        every = await lines(session, EVERYTHING, Filter(), A_MONDAY, limit=None)
        found = await lines(session, EVERYTHING, Filter(status=status), A_MONDAY, limit=None)
    assert [line for line in every if line.status.code is status] == found


@pytest.mark.parametrize(
    ("q", "expected"),
    [
        ("göttingen", 1),
        ("GÖTTINGEN", 1),
        ("Go\u0308ttingen", 1),
        ("%", 0),
        ("_", 0),
        ("\\", 0),
        ("'", 0),
        ("231", 1),
        ("23_", 0),
    ],
)
async def test_words_are_found_whatever_their_case_on_both_databases(seeded: Database, q: str, expected: int) -> None:
    async with seeded.read() as session:
        found = await lines(session, EVERYTHING, Filter(kind=UnitKind.AGENTUR, q=q), A_MONDAY, limit=None)
    assert expected == len(found)


READINGS = [
    Reading(everything=True),
    Reading(),
    Reading(regions=frozenset({"968"})),
    Reading(teams=frozenset({"AQ-200-02"})),
    Reading(regions=frozenset({"400"}), teams=frozenset({"AQ-200-02", "none"})),
]


async def test_single_offices_are_read_while_they_lie_where_the_post_is(seeded: Database) -> None:
    """In SQL as in the rules: of two offices, one has left the region and one the team that the substitution is for."""
    columns = (UnitRow.id, UnitRow.region_code, RolloutRow.aqua_team, UnitRow.code)
    query = sa.select(*columns).join(RolloutRow, RolloutRow.unit_id == UnitRow.id).order_by(UnitRow.code)
    async with seeded.read() as session:
        (one, region, _, code), (two, _, team, other) = (await session.execute(query.limit(2))).all()
        assert region
        assert team
        for in_region, in_team, expected in ((region, "gone", {code}), ("gone", team, {other})):
            reading = Reading(in_regions=frozenset({(one, in_region)}), in_teams=frozenset({(two, in_team)}))
            seen = (await session.execute(query.where(visible(reading)))).all()
            found = await units.find_all(session, reading, [code, other])
            assert expected == {row.code for row in seen} == found.keys()


@pytest.mark.parametrize("reading", READINGS)
async def test_scope_in_sql_is_the_scope_of_the_rules(seeded: Database, reading: Reading) -> None:
    """Also in the question for one unit by its code."""
    columns = (UnitRow.id, UnitRow.code, UnitRow.region_code, RolloutRow.aqua_team)
    joined = sa.select(*columns).join(RolloutRow, RolloutRow.unit_id == UnitRow.id)
    async with seeded.read() as session:
        every = (await session.execute(joined)).all()
        seen = {row.code for row in (await session.execute(joined.where(visible(reading)))).all()}
        found = await units.find_all(session, reading, [row.code for row in every])
    expected = {code for unit, code, region, team in every if reading.includes(UnitScope(unit, region, team))}
    assert expected == seen == found.keys()


async def test_a_list_takes_three_statements_whatever_its_length(seeded: Database) -> None:
    told: list[str] = []
    sa.event.listen(seeded.reader.sync_engine, "before_cursor_execute", lambda *of: told.append(of[2]))
    for limit in (1, 50, None):
        async with seeded.read() as session:
            start = len(told)
            await lines(session, EVERYTHING, Filter(q="agentur", status=StatusCode.IN_PROGRESS), date.max, limit=limit)
        assert 3 >= len([statement for statement in told[start:] if not statement.startswith("BEGIN")])

"""The seeder writes what appends would have written, only where nothing is, and only once."""

from __future__ import annotations

import csv
import io
import shutil
from collections.abc import Iterable
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any

import sqlalchemy as sa

from activities.demo_seed import SEED, _calendars, _offices, seed
from activities.imports import import_units
from activities.journal import append
from models.chain import Batch, stream_of
from models.database import Database
from models.demo.history import history
from models.demo.scene import scene
from models.mail_tables import NoticeRow
from models.people_tables import AssignmentRow, PersonRow
from models.programme import shipped
from models.queries.callers import person
from models.tables import (
    AquaTeamRow,
    CommandRow,
    CompanionRow,
    CoverageRow,
    FactRow,
    HeadRow,
    JournalRow,
    ManagerRow,
    ObligationRow,
    RolloutRow,
    Table,
    UnitRow,
    WorkshopRow,
)
from tests.demo_world import DATA
from tests.integration.offices import opened
from tests.verifying import verified

TODAY = date(2026, 11, 23)
NOW = datetime(2026, 11, 23, 8, tzinfo=UTC)
WRITTEN: tuple[type[Table], ...] = (
    JournalRow,
    CommandRow,
    HeadRow,
    FactRow,
    ObligationRow,
    RolloutRow,
    WorkshopRow,
    CompanionRow,
    ManagerRow,
    NoticeRow,
)


def organisation(*regions: str) -> bytes:
    """The offices of these regions, as the importer reads them; without any, all."""
    rows = list(csv.DictReader(io.StringIO((DATA / "ba_units.csv").read_text(encoding="utf-8"))))
    region_of = {row["code"]: row["parent_code"] for row in rows}
    kept = [
        r for r in rows if not regions or {r["code"], r["parent_code"], region_of.get(r["parent_code"])} & {*regions}
    ]
    text = io.StringIO()
    writer = csv.DictWriter(text, fieldnames=list(rows[0]))
    writer.writeheader()
    writer.writerows([rows[0], *(row for row in kept if row is not rows[0])])
    return text.getvalue().encode()


async def imported(database: Database, *regions: str) -> None:
    await import_units(database, organisation(*regions), today=TODAY, now=NOW)


async def rows(database: Database, table: type[Table], leave_out: Iterable[str] = ("id", "sent_at")) -> list[str]:
    """What a table holds, in an order of its own, without numbers that the database gives."""
    columns = [c for c in sa.inspect(table).local_table.columns if c.name not in leave_out]
    async with database.read() as session:
        return sorted(repr(tuple(row)) for row in await session.execute(sa.select(*columns)))


async def counted(database: Database, *tables: type[Table]) -> dict[str, int]:
    async with database.read() as session:
        return {
            table.__tablename__: await session.scalar(sa.select(sa.func.count()).select_from(table)) or 0
            for table in tables
        }


async def test_the_whole_demo_is_on_record(database_url: str) -> None:
    """451 streams whose chain, head, commands and read model agree; people for every post."""
    async with opened(database_url) as database:
        await imported(database)
        steps: list[tuple[int, int]] = []
        report = await seed(database, today=TODAY, now=NOW, progress=lambda done, of: steps.append((done, of)))
        counts = await counted(database, HeadRow, JournalRow, RolloutRow, AquaTeamRow, CoverageRow, CompanionRow)
        assert (451, 451, 451) == (report.units, counts["heads"], counts["rollouts"])
        assert report.events == counts["journal"]
        assert (50, 451) == (counts["aqua_teams"], counts["coverage"])
        assert 550 <= counts["companions"] <= 650
        assert (451, 451) == steps[-1]
        async with database.read() as session:
            streams = (await session.scalars(sa.select(HeadRow.stream).order_by(HeadRow.stream))).all()
        for stream in streams[::5]:
            await verified(database, stream)


async def test_a_second_run_writes_nothing(database_url: str) -> None:
    """Neither people nor histories; not even on a later day."""
    async with opened(database_url) as database:
        await imported(database, "968")
        first = await seed(database, today=TODAY, now=NOW)
        before = await counted(database, PersonRow, AssignmentRow, *WRITTEN)
        again = await seed(database, today=date(2026, 12, 1), now=datetime(2026, 12, 1, 9, tzinfo=UTC))
        assert first.units > 0
        assert (0, 0, 0) == (again.units, again.events, again.people)
        assert before == await counted(database, PersonRow, AssignmentRow, *WRITTEN)


async def test_an_office_with_a_head_is_left_alone(database_url: str) -> None:
    """What a real workflow has begun is not the demo's."""
    async with opened(database_url) as database:
        await imported(database, "968")
        async with database.write() as connection:
            unit = (await connection.scalars(sa.select(UnitRow.id).where(UnitRow.code == "072"))).one()
            head = {"stream": stream_of(unit), "seq": 1, "hash": "0" * 64, "state": "", "updated_at": NOW}
            await connection.execute(sa.insert(HeadRow), head)
        report = await seed(database, today=TODAY, now=NOW)
        assert 18 == report.units
        async with database.read() as session:
            query = sa.select(sa.func.count()).select_from(JournalRow).where(JournalRow.stream == stream_of(unit))
            assert 0 == await session.scalar(query)


async def test_the_rows_are_those_that_appends_would_have_written(
    database_url: str, sqlite_template: Path, tmp_path: Path
) -> None:
    """One append after the other into a second database leaves the same rows, with both times."""
    other = f"sqlite+aiosqlite:///{shutil.copy(sqlite_template, tmp_path / 'appended.sqlite')}"
    async with opened(database_url) as database, opened(other) as appended:
        await imported(database, "400", "968")
        await seed(database, today=TODAY, now=NOW)
        for batch in await histories(database):
            async with appended.write() as connection:
                await append(connection, batch)
        for table in WRITTEN:
            assert await rows(appended, table) == await rows(database, table), table.__tablename__


async def histories(database: Database) -> list[Batch]:
    async with database.read() as session:
        offices, calendars = await _offices(session), await _calendars(session)
    on_stage, programme = scene(offices, SEED), shipped()
    return [
        Batch(stream=stream_of(office.id), entries=told.entries)
        for office in offices
        for told in history(on_stage, office, programme, calendars[office.land], TODAY, NOW)
    ]


async def test_everybody_can_act_in_their_function(database_url: str) -> None:
    """Regional lead, AQua lead and manager are found by their user name, with the grant that they need."""
    async with opened(database_url) as database:
        await imported(database, "968")
        await seed(database, today=TODAY, now=NOW)
        async with database.read() as session:
            managed = sa.select(UnitRow.code, UnitRow.id).join(ManagerRow, ManagerRow.unit_id == UnitRow.id)
            code, unit = (await session.execute(managed.where(ManagerRow.until.is_(None)))).all()[0]
            expected = {"rd-968": "968", "aqua-AQ-968-01": "AQ-968-01", f"manager-{code}": unit, "zentrale": "all"}
            for username, scope in expected.items():
                found = await person(session, "demo", username, TODAY)
                assert found is not None, username
                assert [scope] == [grant.scope for grant in found.grants if grant.is_valid(TODAY)]


async def test_every_reminder_of_the_past_is_sent(database_url: str) -> None:
    """Nobody gets 18 months of mail on the first day."""
    async with opened(database_url) as database:
        await imported(database, "968", "966")
        await seed(database, today=TODAY, now=NOW)
        async with database.read() as session:
            notices: Any = (await session.scalars(sa.select(NoticeRow))).all()
        assert notices
        assert all(notice.sent_at is not None for notice in notices)


async def test_no_name_reaches_the_record(sqlite_url: str) -> None:
    """Journal, heads, commands, facts and obligations know references only."""
    async with opened(sqlite_url) as database:
        await imported(database, "968")
        await seed(database, today=TODAY, now=NOW)
        record = [row for table in WRITTEN for row in await rows(database, table)]
        async with database.read() as session:
            people = (await session.scalars(sa.select(PersonRow))).all()
        assert people
        assert not [p.name for p in people if any(p.name in row or (p.email or p.name) in row for row in record)]

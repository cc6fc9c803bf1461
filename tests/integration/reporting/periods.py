"""Two regions with two offices each, whose life is told month by month; and reports about their months."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

import sqlalchemy as sa

from activities.filled_posts import Holding, begun
from activities.periods import open_period
from models.database import Database
from models.organisation import Function
from models.people_tables import ActorRefRow, AssignmentRow, PersonRow
from models.periods.life import Opened
from models.periods.period import Rhythm, period_of
from models.periods.state import PeriodState
from models.periods.terms import ReportingTerms
from models.queries import periods, reports
from models.report_tables import ReportSnapshotRow
from models.reporting.snapshot import Snapshot
from models.rollout.owed import NATIONAL
from tests import making
from tests.integration.reporting.told import Recorded, noon, office, region

NORTH, SOUTH = "RD-N", "RD-S"
MONTHLY = ReportingTerms(rhythm=Rhythm.MONTHLY)
OPENED = {
    "2024-09": datetime(2024, 10, 1, 3, tzinfo=UTC),
    "2024-10": datetime(2024, 11, 1, 4, tzinfo=UTC),
    "2024-11": datetime(2024, 12, 2, 4, tzinfo=UTC),
    "2024-12": datetime(2025, 1, 2, 4, tzinfo=UTC),
}
"""When each report was opened: the first day after its month, or the first working day."""
HELD = making.command("confirm_workshop", workshop="implementation", held_on="2024-10-10", headcount="5-9")


@dataclass
class Country:
    database: Database
    north: tuple[Recorded, Recorded]
    south: tuple[Recorded, Recorded]

    async def report(self, period: str, at: datetime | None = None) -> Opened:
        return await open_period(self.database, period_of(period), MONTHLY, at or OPENED[period])

    async def state(self, period: str) -> PeriodState:
        async with self.database.read() as session:
            found = await periods.head(session, period)
        assert found is not None
        return found.state

    async def snapshot(self, period: str, scope: str = NATIONAL) -> Snapshot:
        async with self.database.read() as session:
            return (await reports.frozen(session, period, [scope]))[scope]

    async def stored(self) -> dict[tuple[str, str, str], tuple[str, str]]:
        """Every frozen text with its hash, byte by byte."""
        async with self.database.read() as session:
            rows = await session.scalars(sa.select(ReportSnapshotRow))
            return {(row.period_id, row.scope, row.part): (row.body, row.sha256) for row in rows}


async def country(database: Database) -> Country:
    """On record since 8 January 2024; one office of the north has a workshop planned for 10 October."""
    for code in (NORTH, SOUTH):
        await region(database, code)
    offices = [await office(database, n, region=code) for code in (NORTH, SOUTH) for n in (1, 2)]
    for here in offices:
        started = making.started().model_copy(update={"region": here.unit_id[2:-2]})
        await here.begin(started, noon("2024-01-08"))
        await here.give(making.MANAGED, noon("2024-01-10"))
    first = offices[0]
    for told in (making.NOMINATED, making.ADMITTED, making.QUALIFIED):
        await first.give(told, noon("2024-06-03"))
    await first.give(planned("2024-10-10"), noon("2024-06-03"))
    return Country(database, (offices[0], offices[1]), (offices[2], offices[3]))


def planned(on: str) -> Any:  # noqa: ANN401 - a command
    return making.command("plan_workshop", workshop="implementation", planned_on=on)


async def lead(database: Database, code: str) -> None:
    """Somebody leads the region."""
    at = datetime(2024, 1, 8, tzinfo=UTC)
    person = {"id": f"p-{code}", "issuer": "demo", "subject": f"lead-{code}", "name": "Leitung", "created_at": at}
    async with database.write() as connection:
        await connection.execute(sa.insert(PersonRow), person)
        await connection.execute(
            sa.insert(ActorRefRow), {"ref": f"a-{code}", "person_id": person["id"], "created_at": at}
        )
        await connection.execute(
            sa.insert(AssignmentRow),
            {
                "id": f"as-{code}",
                "person_id": person["id"],
                "function": "regional_lead",
                "scope": code,
                "since": at.date(),
                "actor_ref": f"a-{code}",
            },
        )
        await begun(connection, [Holding(f"as-{code}", Function.REGIONAL_LEAD, code, at.date(), None)], at)

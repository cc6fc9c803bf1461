"""The demo's reports: frozen as they would have been on their days, from the histories that were seeded.

Written before anything runs: a worker that counts for seconds would keep the first who clicks waiting.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta

import sqlalchemy as sa
import structlog
from sqlalchemy.ext.asyncio import AsyncConnection, AsyncSession

from activities.clock import berlin_day, end_of_day
from activities.demo_seed import SEED, _offices
from activities.freezing import Frozen, freeze, issue_row, put
from activities.journal import append
from models.chain import Batch
from models.database import Database
from models.demo.chance import opaque
from models.demo.reports import Collecting, Led, Regions, collected
from models.demo.scene import Scene, scene
from models.mail_tables import NoticeRow
from models.organisation import Function
from models.people_tables import AssignmentRow, NoteRow
from models.periods.period import Period, ended_before
from models.periods.terms import ReportingTerms
from models.report_tables import PeriodRow, ReportSnapshotRow
from models.tables import JournalRow

log = structlog.get_logger(__name__)

OPENS = timedelta(hours=5)
"""After midnight in Berlin, as the schedule has it."""


@dataclass(frozen=True, slots=True)
class _Demo:
    """What all its reports have in common."""

    scene: Scene
    terms: ReportingTerms
    now: datetime
    regions: Regions


async def seed_reports(database: Database, terms: ReportingTerms, now: datetime, *, seed: int = SEED) -> int:
    """Write the reports of all past periods of the demo's history, if there are none; answers how many there are."""
    async with database.read() as session:
        if not await _is_due(session):
            return 0
        first = await session.scalar(sa.select(sa.func.min(JournalRow.recorded_at)))
        offices = await _offices(session)
        is_led = await _led(session)
    by_region: dict[str, list[str]] = {}
    for office in offices:
        by_region.setdefault(office.region, []).append(office.id)
    demo = _Demo(scene(offices, seed), terms, now, Regions(by_region, is_led))
    newest_first = list(enumerate(_periods(first, terms, now)))
    for age, period in reversed(newest_first):
        await _report(database, demo, period, age)
    log.info("demo_reports_seeded", periods=len(newest_first))
    return len(newest_first)


async def _led(session: AsyncSession) -> Led:
    """By the days on which regions had a lead."""
    query = sa.select(AssignmentRow.scope, AssignmentRow.since, AssignmentRow.until).where(
        AssignmentRow.function == Function.REGIONAL_LEAD.value
    )
    spans = (await session.execute(query)).all()
    return lambda region, day: any(row.scope == region and row.since <= day <= (row.until or day) for row in spans)


async def _is_due(session: AsyncSession) -> bool:
    """Whether this is a demo, and nothing has been reported yet."""
    if await session.scalar(sa.select(sa.func.count()).select_from(PeriodRow)):
        return False
    query = sa.select(JournalRow.payload).where(JournalRow.type == "rollout_started").limit(1)
    begun = await session.scalar(query)
    return begun is not None and begun.get("origin") == "demo"


def _periods(first: datetime | None, terms: ReportingTerms, now: datetime) -> Iterator[Period]:
    """Those that were opened by now and in which something was on record; the newest first."""
    period = ended_before(berlin_day(now), terms.rhythm)
    while first is not None and first < end_of_day(period.last):
        if _opening(period) < now:
            yield period
        period = period.previous


def _opening(period: Period) -> datetime:
    return end_of_day(period.last) + OPENS


async def _report(database: Database, demo: _Demo, period: Period, age: int) -> None:
    """Freeze it as on its first day afterwards, and tell what the regions did. ``age``: 0 for the last one."""
    at, name = _opening(period), opaque("r", "demo", demo.scene.seed, period.id)
    async with database.read() as session:
        frozen = await freeze(session, period, demo.terms, at, origin="demo", reporting_id=name)
    if not frozen.opened.asked:
        return
    told = collected(demo.scene, frozen.opened, at, demo.now, age=age, regions=demo.regions)
    async with database.write() as connection:
        await _write(connection, frozen, told, at)


async def _write(connection: AsyncConnection, frozen: Frozen, told: Collecting, at: datetime) -> None:
    """Everything of one period, as appends would; what people were told then is not told again."""
    await put(connection, frozen, at)
    if told.notes:
        rows = [
            {"id": n.id, "unit_id": n.report, "text": n.text, "actor_ref": n.actor_ref, "created_at": n.created_at}
            for n in told.notes
        ]
        await connection.execute(sa.insert(NoteRow), rows)
    if told.issue is not None:
        issue, body = told.issue
        await connection.execute(sa.insert(ReportSnapshotRow), issue_row(issue, body))
    if len(told.entries) > 1:
        await append(connection, Batch(stream=told.stream, entries=tuple(told.entries[1:])))
    known = sa.update(NoticeRow).where(NoticeRow.stream == told.stream, NoticeRow.sent_at.is_(None))
    await connection.execute(known.values(sent_at=NoticeRow.recorded_at))

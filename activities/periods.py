"""Reporting periods begin in SQL, with their figures; their workflows follow from there. What is issued is put here."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import date, datetime

import sqlalchemy as sa
import structlog
from sqlalchemy.ext.asyncio import AsyncConnection
from temporalio import activity
from temporalio.client import Client
from temporalio.common import (
    SearchAttributePair,
    TypedSearchAttributes,
    WorkflowIDConflictPolicy,
    WorkflowIDReusePolicy,
)

from activities.clock import berlin_day, end_of_day, now
from activities.freezing import freeze, issue_row, put
from activities.journal import Kept
from activities.period_model import GOING_ON
from activities.queueing import take_turns
from activities.rollouts import answered_keys, running_workflows
from activities.search import HALTED, KIND, STAGE, UNIT
from models.chain import PERIOD_PREFIX, period_stream
from models.database import Database
from models.lives import Answered
from models.organisation import Function
from models.periods.issue import Issue, without_lead
from models.periods.life import Issued, Issuing, Opened, Opening, PeriodLife
from models.periods.period import Period, ended_before
from models.periods.state import PeriodState
from models.periods.terms import ReportingTerms
from models.queries import periods
from models.queries.reports import ISSUE
from models.queries.scope import vacancy
from models.report_tables import PeriodRow, ReportSnapshotRow
from models.reporting.asked import BeforeTheRecord
from models.reporting.snapshot import canonical, digest_of
from models.rollout.owed import NATIONAL
from models.tables import HeadRow, JournalRow

log = structlog.get_logger(__name__)

WORKFLOW = "RegionalReporting"


async def open_period(
    database: Database, period: Period, terms: ReportingTerms, at: datetime, kept: Kept | None = None
) -> Opened:
    """Freeze the figures of a period and put its first event on record, if that has not been done. ``at``: now."""
    async with database.read() as session:
        if (known := await periods.head(session, period.id)) is not None:
            return Opened(reporting_id=known.state.reporting_id)
        try:
            frozen = await freeze(session, period, terms, at)
        except BeforeTheRecord:
            return Opened()
    if not frozen.opened.asked:  # there are no regions, so nobody reports
        return Opened()
    async with database.write() as connection:
        await take_turns(connection)
        if (first := await _there(connection, period.id)) is not None:
            return Opened(reporting_id=first)
        await put(connection, frozen, at, kept)
    log.info("period_opened", period=period.id, regions=len(frozen.opened.asked))
    return Opened(reporting_id=frozen.opened.reporting_id, anew=True)


async def _there(connection: AsyncConnection, period: str) -> str | None:
    """Its id, if somebody was quicker."""
    found: str | None = await connection.scalar(sa.select(PeriodRow.reporting_id).where(PeriodRow.period_id == period))
    return found


async def put_issue(database: Database, issue: Issue) -> Issued:
    """Put the national report on record, naming regions that nobody leads; the one that is there already stays."""
    async with database.read() as session:
        is_vacant = await vacancy(session, issue.issued_on)
    vacant = {each.region for each in issue.regions if is_vacant(Function.REGIONAL_LEAD, each.region)}
    body = canonical(without_lead(issue, vacant))
    async with database.write() as connection:
        await take_turns(connection)
        query = sa.select(ReportSnapshotRow.body, ReportSnapshotRow.sha256).where(
            ReportSnapshotRow.period_id == issue.period,
            ReportSnapshotRow.scope == NATIONAL,
            ReportSnapshotRow.part == ISSUE,
        )
        known = (await connection.execute(query)).one_or_none()
        if known is not None:
            return Issued(issue=Issue.model_validate_json(known.body), sha256=known.sha256)
        await connection.execute(sa.insert(ReportSnapshotRow), issue_row(issue, body))
    log.info("report_issued", period=issue.period, reported=issue.reported.have, regions=issue.reported.of)
    return Issued(issue=Issue.model_validate_json(body), sha256=digest_of(body))


# --- their workflows -------------------------------------------------------------------------------------------


@dataclass
class Periods:
    """Opens periods and starts their workflows on ``task_queue``."""

    database: Database
    client: Client
    task_queue: str
    kept: Kept = field(default_factory=Kept)
    clock: Callable[[], datetime] = now

    @activity.defn(name="periods.open")
    async def open(self, opening: Opening) -> Opened:
        """Open the period that was over on the day of ``scheduled_at``, and start its workflow."""
        period = ended_before(berlin_day(opening.scheduled_at), opening.terms.rhythm)
        opened = await open_period(self.database, period, opening.terms, self.clock(), self.kept)
        if opened.reporting_id is not None:
            await self.start(opened.reporting_id)
        return opened

    @activity.defn(name="periods.issue")
    async def issue(self, issuing: Issuing) -> Issued:
        """Put the national report on record; once, however often it is asked for."""
        return await put_issue(self.database, issuing.issue)

    async def ensure(self, terms: ReportingTerms) -> int:
        """Open the last period that is over if nobody has, and start what goes on and does not run.

        The schedule does the first by itself; it knows nothing of days before Temporal was lost.
        """
        at = self.clock()
        if await self._slept_through(terms, at):
            await open_period(self.database, ended_before(berlin_day(at), terms.rhythm), terms, at, self.kept)
        return await self.start_missing()

    async def start_missing(self) -> int:
        """Start the workflow of every period that goes on and does not run; answers how many were started."""
        running = await running_workflows(self.client, WORKFLOW)
        async with self.database.read() as session:
            going_on = await session.scalars(GOING_ON)
            missing = [name for name in going_on if period_stream(name) not in running]
        for name in missing:
            await self.start(name)
        if missing:
            log.info("periods_started", count=len(missing))
        return len(missing)

    async def _slept_through(self, terms: ReportingTerms, at: datetime) -> bool:
        """Whether the record goes back into the last period that is over, and there is no report about it.

        Its first day afterwards is the schedule's. Where another rhythm was kept until now, the next period is the
        first of the new one.
        """
        period = ended_before(berlin_day(at), terms.rhythm)
        if at < end_of_day(period.next.first):
            return False
        async with self.database.read() as session:
            if await session.scalar(sa.select(PeriodRow.period_id).where(PeriodRow.as_of >= period.last).limit(1)):
                return False
            first = await session.scalar(sa.select(sa.func.min(JournalRow.recorded_at)))
        return first is not None and first < end_of_day(period.last)

    async def start(self, reporting_id: str, if_running: WorkflowIDConflictPolicy | None = None) -> None:
        """Start the period's workflow from SQL; one that runs already is left as it is, if nothing else is said."""
        async with self.database.read() as session:
            head = await session.get_one(HeadRow, period_stream(reporting_id))
            answered = await answered_keys(session, [head.stream])
        life = period_life_of(head, answered[head.stream], berlin_day(self.clock()))
        if if_running is WorkflowIDConflictPolicy.TERMINATE_EXISTING:
            life = life.model_copy(update={"halted": None})
        if life.state.is_closed:
            return
        await self.client.start_workflow(
            WORKFLOW,
            life,
            id=head.stream,
            task_queue=self.task_queue,
            id_conflict_policy=if_running or WorkflowIDConflictPolicy.USE_EXISTING,
            id_reuse_policy=WorkflowIDReusePolicy.ALLOW_DUPLICATE,
            search_attributes=_search_attributes(life),
            static_summary=life.state.period,
        )

    async def start_anew(self, reporting_id: str) -> None:
        """Put an end to the period's workflow, whatever it holds, and start it from SQL, as if it had never halted."""
        await self.start(reporting_id, WorkflowIDConflictPolicy.TERMINATE_EXISTING)


def period_life_of(head: HeadRow, answered: dict[str, Answered], today: date) -> PeriodLife:
    """A period's life as SQL has it; nothing is unrecorded there."""
    return PeriodLife(
        reporting_id=head.stream.removeprefix(PERIOD_PREFIX),
        state=PeriodState.model_validate_json(head.state),
        recorded_seq=head.seq,
        recorded_hash=head.hash,
        answered=answered,
        halted=head.halted,
        today=today,
    )


def _search_attributes(life: PeriodLife) -> TypedSearchAttributes:
    return TypedSearchAttributes(
        [
            SearchAttributePair(UNIT, life.state.period),
            SearchAttributePair(KIND, "period"),
            SearchAttributePair(STAGE, life.state.status.value),
            SearchAttributePair(HALTED, life.halted is not None),
        ]
    )

"""A reporting period in a test: two regions on record, the period's workflow, and what people do meanwhile."""

from __future__ import annotations

import asyncio
import hashlib
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, timedelta
from typing import Any
from uuid import uuid4

from temporalio.client import Client, WorkflowHandle
from temporalio.testing import WorkflowEnvironment
from temporalio.worker import Worker

from activities.clock import berlin_day
from activities.journal import Journal
from activities.periods import Periods, open_period
from activities.submitting import give
from activities.verifying import verify, verify_workflows
from leaving import left_in_time
from models.chain import Entry, period_stream
from models.commands import By, Envelope, Receipt
from models.database import Database
from models.organisation import Function
from models.periods.commands import PeriodSubmission, period_command_adapter
from models.periods.issue import Issue
from models.periods.life import PeriodLife
from models.periods.period import ended_before
from models.periods.terms import ReportingTerms
from models.queries import reports
from models.queries.asof import EVERYTHING
from models.rollout.owed import NATIONAL
from tests.integration.reporting.periods import MONTHLY, NORTH, SOUTH, country, lead
from tests.verifying import entries_of
from tests.workflows.running import PATIENCE, STICKY, eventually
from tests.workflows.waving import Clock
from workflows.period_due import PeriodDue
from workflows.regional_reporting import RegionalReporting


@dataclass(frozen=True)
class Desk:
    """Where reports are made: a server, a database, a task queue; ``environment`` where time can be skipped."""

    client: Client
    database: Database
    task_queue: str
    clock: Clock = field(default_factory=Clock)
    environment: WorkflowEnvironment | None = None
    terms: ReportingTerms = MONTHLY

    @property
    def periods(self) -> Periods:
        return Periods(self.database, self.client, self.task_queue, clock=self.clock.now)

    def today(self) -> date:
        return berlin_day(self.clock.now())

    async def begin(self) -> Reporting:
        """Open the month that was over before today, as if the schedule had, and start its workflow."""
        period = ended_before(self.today(), self.terms.rhythm)
        opened = await open_period(self.database, period, self.terms, self.clock.now())
        assert opened.anew
        assert opened.reporting_id is not None
        await self.periods.start(opened.reporting_id)
        return Reporting(self, period.id, opened.reporting_id)


@dataclass(frozen=True)
class Reporting:
    desk: Desk
    period: str
    id: str

    @property
    def stream(self) -> str:
        return period_stream(self.id)

    @property
    def handle(self) -> WorkflowHandle[Any, Any]:
        return self.desk.client.get_workflow_handle(self.stream)

    async def life(self) -> PeriodLife:
        life: PeriodLife = await self.handle.query("life", result_type=PeriodLife)
        return life

    async def until(self, holds: Callable[[PeriodLife], bool], seconds: float = 30) -> PeriodLife:
        async def look() -> PeriodLife | None:
            life = await self.life()
            return life if holds(life) else None

        found = await eventually(look, seconds)
        assert found is not None
        return found

    async def recorded(self, *types: str) -> PeriodLife:
        """The life once its journal has exactly these events, and nothing is to be recorded any more."""

        async def look() -> bool:
            return await self.types() == ["period_opened", *types]

        await eventually(look, 30)
        return await self.until(lambda life: not life.unrecorded)

    async def give(self, type_: str, region: str = NORTH, *, who: By | None = None, **fields: Any) -> Receipt:  # noqa: ANN401 - as told
        told = period_command_adapter.validate_python({"type": type_, "region": region, **fields})
        return await give(self.desk.client, self.stream, self.submission(told, who), PATIENCE)

    def submission(self, told: Any, who: By | None = None) -> PeriodSubmission:  # noqa: ANN401 - any command
        moment = self.desk.clock.now()
        usual = By(function=Function.REGIONAL_LEAD, scope=told.region)
        envelope = Envelope(
            key=f"k-{uuid4().hex}",
            body_hash=hashlib.sha256(told.model_dump_json().encode()).hexdigest(),
            today=berlin_day(moment),
            accepted_at=moment,
            by=who or (usual if told.type == "attest" else By(function=Function.CENTRAL, scope=NATIONAL)),
            actor_ref="a-1",
        )
        return PeriodSubmission(command=told, envelope=envelope)

    async def skip_to(self, day: date, hour: int = 6) -> None:
        """Let time pass until that day's morning, for the workflow and for the activities."""
        assert self.desk.environment is not None
        moment = datetime(day.year, day.month, day.day, hour, tzinfo=UTC)
        now = await self.desk.environment.get_current_time(self.handle)
        self.desk.clock.ahead += moment - self.desk.clock.now()
        await self.desk.environment.fast_forward(self.handle, moment - now)

    async def types(self) -> list[str]:
        return [entry.event.type for entry in await self.entries()]

    async def entries(self) -> list[Entry]:
        return await entries_of(self.desk.database, self.stream)

    async def issue(self) -> Issue | None:
        async with self.desk.database.read() as session:
            found = await reports.report(session, EVERYTHING, self.period, NATIONAL)
        assert found is not None
        return found.issue

    async def agrees(self) -> None:
        """SQL follows from its journals, and the workflow stands where its journal ends."""
        assert () == (await verify(self.desk.database)).findings
        assert () == await verify_workflows(self.desk.database, self.desk.client, self.stream)

    async def runs(self) -> list[str]:
        found = [e async for e in self.desk.client.list_workflows(f"WorkflowId = '{self.stream}'")]
        return [execution.run_id for execution in sorted(found, key=lambda e: e.start_time)]


@asynccontextmanager
async def at_desk(
    client: Client,
    database: Database,
    *,
    task_queue: str | None = None,
    clock: Clock | None = None,
    cached: int = 1000,
    workflow: type = RegionalReporting,
    environment: WorkflowEnvironment | None = None,
) -> AsyncIterator[Desk]:
    """A worker for reports; ``client`` brings no plugin."""
    queue, record, clock = task_queue or f"reports-{uuid4().hex}", Journal(database), clock or Clock()
    starter = environment.client if environment is not None else client
    periods = Periods(database, starter, queue, record.kept, clock.now)
    async with left_in_time(
        Worker(
            client,
            task_queue=queue,
            workflows=[workflow, PeriodDue],
            activities=[record.append, record.halt, periods.open, periods.issue],
            max_cached_workflows=cached,
            sticky_queue_schedule_to_start_timeout=STICKY,
        )
    ):
        yield Desk(starter, database, queue, clock, environment)


async def led(database: Database, *regions: str) -> None:
    """Two regions on record, of which these are led by somebody."""
    await country(database)
    for region in regions:
        await lead(database, region)


BOTH = (NORTH, SOUTH)
A_MOMENT = timedelta(seconds=1)


async def everybody(reporting: Reporting, *types: str) -> None:
    for type_ in types:
        await asyncio.gather(*(reporting.give(type_, region) for region in BOTH))

"""Record the histories of reporting periods, for replay: ``python -m tests.workflows.record_reports v1``.

As ``record``: once for every released version of the workflows, and never again.
"""

from __future__ import annotations

import asyncio
import sys
import tempfile
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager
from datetime import date, timedelta
from pathlib import Path

from temporalio.client import WorkflowHistory
from temporalio.testing import TimeSkippingConfig, WorkflowEnvironment

from embedded import TUNING, temporal_binary
from models.database import Database, migrate
from models.errors import Refusal
from models.periods.life import PeriodLife
from tests.integration.reporting.periods import NORTH, SOUTH
from tests.workflows.conftest import SKIPPING
from tests.workflows.record import HISTORIES, write
from tests.workflows.reporting import BOTH, Desk, Reporting, at_desk, led
from tests.workflows.running import bare_client, eventually, working_day
from tests.workflows.test_report_schedule import asked_on, counted, scheduled
from tests.workflows.waving import Clock
from worker import register_search_attributes
from workflows.connecting import plugin

ONE_DAY = timedelta(days=1)


async def report_whole(desk: Desk) -> list[WorkflowHistory]:
    """Attested by both, by one of them twice at once; asked back, attested anew, acknowledged, issued, closed."""
    reporting = await desk.begin()
    await asyncio.gather(*(reporting.give("attest", NORTH) for _ in range(2)), return_exceptions=True)
    await reporting.give("ask_back", NORTH, reason="text_unclear", note_id="n-1")
    await reporting.give("attest", NORTH, texts={"situation": "n-2"})
    await reporting.give("attest", SOUTH, deviations=[{"unit_id": "u-1", "reason": "in_clarification"}])
    for region in BOTH:
        await reporting.give("acknowledge", region)
    await reporting.recorded(
        *("region_attested", "region_asked_back", "region_attested", "region_attested"),
        *("region_acknowledged", "region_acknowledged", "report_issued", "period_closed"),
    )
    return await histories(reporting)


async def report_missed(desk: Desk) -> list[WorkflowHistory]:
    """Both are reminded, one attests late and is refused a second time; the other never; the next report is due."""
    reporting = await desk.begin()
    due = working_day(desk.today(), 5)
    closes_on: date = (await reporting.life()).state.closes_on
    await reporting.skip_to(due + ONE_DAY)
    await reporting.until(issued)
    await reporting.give("attest", NORTH)
    try:
        await reporting.give("attest", NORTH)
    except Refusal:
        await reporting.skip_to(closes_on + ONE_DAY)
    await reporting.recorded(*[e for e in await reporting.types() if e != "period_opened"])
    return await histories(reporting)


def issued(life: PeriodLife) -> bool:
    return life.state.issued_on is not None and not life.unrecorded


async def period_due(desk: Desk) -> list[WorkflowHistory]:
    """The schedule asks on a first day; the period before it is opened."""
    queue = desk.task_queue
    await asked_on(await scheduled(desk.client, desk.terms, queue), desk.today().replace(day=1))
    await eventually(lambda: counted(desk.client, "Completed"), 60)
    found = [each async for each in desk.client.list_workflows("WorkflowType = 'PeriodDue'")]
    return [await desk.client.get_workflow_handle(each.id, run_id=each.run_id).fetch_history() for each in found]


REPORTS: list[Callable[[Desk], Awaitable[list[WorkflowHistory]]]] = [report_whole, report_missed, period_due]


async def histories(reporting: Reporting) -> list[WorkflowHistory]:
    client = reporting.desk.client
    runs = await reporting.runs()
    return [await client.get_workflow_handle(reporting.stream, run_id=run).fetch_history() for run in runs]


@asynccontextmanager
async def desk(folder: Path, name: str) -> AsyncIterator[Desk]:
    url = f"sqlite+aiosqlite:///{folder / name}.sqlite"
    await migrate(url)
    database = Database(url)
    await led(database, *BOTH)
    environment = await WorkflowEnvironment.start_time_skipping_v2(
        ts_config=TimeSkippingConfig(enabled=False),
        plugins=[plugin()],
        dev_server_existing_path=str(temporal_binary()),
        dev_server_log_level="error",
        dev_server_extra_args=[*SKIPPING, *TUNING[:6]],
    )
    await register_search_attributes(environment.client)
    bare = await bare_client(environment.client.service_client.config.target_host)
    async with at_desk(bare, database, task_queue="recorded", clock=Clock(), environment=environment) as here:
        yield here
    await environment.shutdown()
    await database.dispose()


async def record(target: Path) -> None:
    with tempfile.TemporaryDirectory() as folder:
        for life in REPORTS:
            async with desk(Path(folder), life.__name__) as here:
                write(target, life.__name__, await life(here))


if __name__ == "__main__":
    asyncio.run(record(HISTORIES / sys.argv[1]))

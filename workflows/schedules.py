"""The schedules we want, and how Temporal comes to have them: declared at every start, changed where they differ."""

from __future__ import annotations

import hashlib
from datetime import timedelta

from temporalio.client import (
    Client,
    Schedule,
    ScheduleActionStartWorkflow,
    ScheduleAlreadyRunningError,
    ScheduleCalendarSpec,
    ScheduleDescription,
    ScheduleOverlapPolicy,
    SchedulePolicy,
    ScheduleRange,
    ScheduleSpec,
    ScheduleState,
    ScheduleUpdate,
    ScheduleUpdateInput,
)
from temporalio.converter import DataConverter

from models.periods.period import MONTHS
from models.periods.terms import ReportingTerms
from workflows.period_due import PeriodDue

REPORTING = "regional-reporting"
HOUR = 5
"""Of the first day of a period, in Berlin: no clock change ever skips or repeats it."""
CATCH_UP = timedelta(days=30)
"""An outage that long is caught up; beyond it, the next period tells what was missed."""
DECLARED = "declared"
"""Where an action remembers as what it was declared: a schedule that may be catching up is not touched without need."""


def reporting_schedule(terms: ReportingTerms, task_queue: str) -> Schedule:
    """On the first day of each quarter or month."""
    months = ScheduleRange(start=1, end=12, step=MONTHS[terms.rhythm])
    spec = ScheduleSpec(
        calendars=[
            ScheduleCalendarSpec(
                month=[months], day_of_month=[ScheduleRange(1)], hour=[ScheduleRange(HOUR)], comment="first day"
            )
        ],
        time_zone_name="Europe/Berlin",
    )
    policy = SchedulePolicy(overlap=ScheduleOverlapPolicy.BUFFER_ONE, catchup_window=CATCH_UP, pause_on_failure=True)
    declared = hashlib.sha256(f"{spec!r} {policy!r} {terms!r} {task_queue}".encode()).hexdigest()
    action = ScheduleActionStartWorkflow(
        PeriodDue.run, terms, id="period-due", task_queue=task_queue, memo={DECLARED: declared}
    )
    return Schedule(action=action, spec=spec, policy=policy, state=ScheduleState())


async def declare(client: Client, name: str, wanted: Schedule) -> bool:
    """Make the schedule what it should be; answers whether anything had to be done.

    Whether it is paused, and why, is an operator's business and stays.
    """
    try:
        await client.create_schedule(name, wanted)
    except ScheduleAlreadyRunningError:
        pass
    else:
        return True
    handle = client.get_schedule_handle(name)
    described = await handle.describe()
    if await _declared(described.schedule, described.data_converter) == await _declared(wanted, client.data_converter):
        return False
    await handle.update(lambda known: _but_as_paused(known, wanted))
    return True


def _but_as_paused(known: ScheduleUpdateInput, wanted: Schedule) -> ScheduleUpdate:
    description: ScheduleDescription = known.description
    return ScheduleUpdate(
        Schedule(action=wanted.action, spec=wanted.spec, policy=wanted.policy, state=description.schedule.state)
    )


async def _declared(schedule: Schedule, converter: DataConverter) -> str | None:
    action = schedule.action
    if not isinstance(action, ScheduleActionStartWorkflow) or not action.memo or DECLARED not in action.memo:
        return None
    value = action.memo[DECLARED]
    if isinstance(value, str):
        return value
    (decoded,) = await converter.decode([value], [str])
    return str(decoded)

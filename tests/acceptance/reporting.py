"""Reports of the running product: months of its past, each test's own, so that nobody attests another's."""

from __future__ import annotations

from activities.clock import now
from activities.periods import Periods, open_period
from models.periods.period import Period, Rhythm, period_with
from models.periods.terms import ReportingTerms
from tests.acceptance.serving import World

MONTHLY = ReportingTerms(rhythm=Rhythm.MONTHLY)


async def month(world: World, before: int) -> str:
    """The name of the month so many before this one; its figures are frozen now, and its regions are asked."""
    period: Period = period_with(world.today, Rhythm.MONTHLY)
    for _ in range(before):
        period = period.previous
    periods = Periods(world.database, world.client, world.settings.task_queue)
    opened = await open_period(world.database, period, MONTHLY, now())
    assert opened.reporting_id is not None
    await periods.start(opened.reporting_id)
    return period.id

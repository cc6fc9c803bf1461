"""The workflow that a schedule starts on the first day of a period: it opens the one before, once."""

from __future__ import annotations

from datetime import timedelta

from temporalio import workflow
from temporalio.common import RetryPolicy, SearchAttributeKey

with workflow.unsafe.imports_passed_through():
    from models.periods.life import Opened, Opening
    from models.periods.terms import ReportingTerms

SCHEDULED = SearchAttributeKey.for_datetime("TemporalScheduledStartTime")
"""When it should have started: after an outage, long ago. The period follows from this, never from now."""


@workflow.defn(name="PeriodDue", sandboxed=False)
class PeriodDue:
    """Freezes the figures and starts ``RegionalReporting``; an outage of SQL only delays it."""

    @workflow.run
    async def run(self, terms: ReportingTerms) -> Opened:
        scheduled_at = workflow.info().typed_search_attributes.get(SCHEDULED) or workflow.info().start_time
        opened: Opened = await workflow.execute_activity(
            "periods.open",
            Opening(terms=terms, scheduled_at=scheduled_at),
            result_type=Opened,
            start_to_close_timeout=timedelta(minutes=10),
            retry_policy=RetryPolicy(
                initial_interval=timedelta(seconds=1), maximum_interval=timedelta(minutes=5), backoff_coefficient=2
            ),
        )
        return opened

"""The workflow of one reporting period: regions attest, are reminded, and the national report is issued.

Its figures are frozen before it starts (``PeriodDue``). What follows from commands and time is decided by
``models.periods``; here it is recorded, and the report put on record, in one loop.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, timedelta

from temporalio import workflow

with workflow.unsafe.imports_passed_through():
    from activities.search import HALTED, STAGE, UNIT
    from models.chain import whole_ms
    from models.commands import BY_SYSTEM, Receipt
    from models.lives import Answered
    from models.periods.clocks import next_day, owes_issue, ring
    from models.periods.commands import PeriodSubmission
    from models.periods.decide import decide_period
    from models.periods.events import PeriodEvent, ReportIssued
    from models.periods.issue import composed
    from models.periods.life import Issued, Issuing, PeriodLife
    from workflows.alarm import Alarm
    from workflows.recording import APPEND_RETRY, Recording, day_of


@workflow.defn(name="RegionalReporting", sandboxed=False)
class RegionalReporting(Recording[PeriodLife, PeriodSubmission]):
    """See the module's text. Everything it knows is in ``self.life``."""

    @workflow.init
    def __init__(self, life: PeriodLife) -> None:
        super().__init__(life)
        self.shown = _shown(life)
        self.alarm = Alarm()

    @workflow.run
    async def run(self, life: PeriodLife) -> None:  # noqa: ARG002 - __init__ has taken it
        while True:
            self.closing = self._should_continue()
            self._follow()
            if self._has_to_record:
                await self._record()
                continue
            if self._owes_issue:
                await self._issue()
                continue
            self._show()
            if self.life.state.is_closed:
                await workflow.wait_condition(workflow.all_handlers_finished)
                return
            if self.closing:
                await self._continue()
                continue
            self.alarm.set(self._next_day())
            await workflow.wait_condition(self._is_called)

    # --- what comes in -------------------------------------------------------------------------------------

    @workflow.update(name="submit")
    async def submit(self, submission: PeriodSubmission) -> Receipt:
        """Decide, then wait until the events are in the journal."""
        return await self._take(submission)

    @submit.validator
    def _may_enter(self, submission: PeriodSubmission) -> None:
        self._judge(submission)

    def _decide(self, submission: PeriodSubmission) -> list[PeriodEvent]:
        return list(decide_period(self.life.state, submission.command, submission.envelope))

    def _accept(self, submission: PeriodSubmission) -> Answered:
        answered = super()._accept(submission)
        self.life.has_seen(submission.envelope.today)
        return answered

    @workflow.query(name="life")
    def look(self) -> PeriodLife:
        """For operators: everything this workflow knows."""
        return self.life

    # --- what follows --------------------------------------------------------------------------------------

    @property
    def _today(self) -> date:
        """The latest day anybody has spoken of: in Berlin it begins before our clocks ring."""
        return self.life.today or day_of(workflow.now())

    def _follow(self) -> None:
        self.life.has_seen(day_of(workflow.now()))
        if self.life.halted is None:
            self._add(ring(self.life.state, self._today))

    def _add(self, events: Sequence[PeriodEvent]) -> None:
        if events:
            self.life.add(events, workflow.now())

    @property
    def _owes_issue(self) -> bool:
        return self.life.halted is None and owes_issue(self.life.state, self._today)

    async def _issue(self) -> None:
        """Put the national report on record as it stands now, then tell that it is; attestations may come meanwhile."""
        issue = composed(self.life.state, self._today, whole_ms(workflow.now()))
        issued = await workflow.execute_activity(
            "periods.issue",
            Issuing(issue=issue),
            result_type=Issued,
            start_to_close_timeout=timedelta(seconds=20),
            retry_policy=APPEND_RETRY,
        )
        told = ReportIssued(
            happened_on=issued.issue.issued_on,
            recorded_on=self._today,
            by=BY_SYSTEM,
            sha256=issued.sha256,
            issued_at=issued.issue.issued_at,
            regions=issued.issue.reported.of,
            reported=issued.issue.reported.have,
            on_time=issued.issue.on_time.have,
        )
        self._add([told])

    # --- when ----------------------------------------------------------------------------------------------

    def _next_day(self) -> date | None:
        following = None if self.life.halted is not None else next_day(self.life.state, self._today)
        return None if following is None else max(following, day_of(workflow.now()) + timedelta(days=1))

    def _is_called(self) -> bool:
        if self._has_to_record or self.alarm.has_rung or self._owes_issue:
            return True
        return self._should_continue()

    def _show(self) -> None:
        """Search attributes for operators; a new run has lost the summary it was started with."""
        now = _shown(self.life)
        code = workflow.info().typed_search_attributes.get(UNIT, self.life.state.period)
        workflow.set_current_details(f"{code}: {now[0]}, {self.life.halted or 'recording'}")
        if now != self.shown:
            self.shown = now
            workflow.upsert_search_attributes([STAGE.value_set(now[0]), HALTED.value_set(now[1])])


def _shown(life: PeriodLife) -> tuple[str, bool]:
    return life.state.status.value, life.halted is not None

"""The one long-lived workflow of a unit: the only one that changes that unit's rollout.

How commands come in and events are recorded is told in recording.py; here are the unit's clocks.
"""

from __future__ import annotations

from temporalio import workflow

with workflow.unsafe.imports_passed_through():
    from activities.search import HALTED, REGION, SIDE_STATE, STAGE, UNIT
    from models.chain import Entry
    from models.commands import Receipt, Submission
    from models.events import Event
    from models.rollout.clocks import next_ring, ring
    from models.rollout.decide import decide
    from models.rollout.life import Life
    from workflows.alarm import Alarm
    from workflows.nudge import Nudge
    from workflows.recording import Recording, day_of


@workflow.defn(name="UnitRollout", sandboxed=False)
class UnitRollout(Recording[Life, Submission]):
    """See the module's text. Everything it knows is in ``self.life``."""

    @workflow.init
    def __init__(self, life: Life) -> None:
        super().__init__(life)
        self.shown = _shown(life)
        self.alarm = Alarm()
        self.nudge = Nudge(life.unit_id, _wave(life))

    @workflow.run
    async def run(self, life: Life) -> None:  # noqa: ARG002 - __init__ has taken it
        while True:
            self.closing = self._should_continue()  # before recording: under steady traffic something always waits
            self._ring()
            if self._has_to_record:
                await self._record()
                continue
            self._show()
            if self.closing:
                await self.nudge.settled()
                await self._continue()
            await self._sleep()

    @workflow.update(name="submit")
    async def submit(self, submission: Submission) -> Receipt:
        """Decide, then wait until the events are in the journal."""
        return await self._take(submission)

    @submit.validator
    def _may_enter(self, submission: Submission) -> None:
        self._judge(submission)

    def _decide(self, submission: Submission) -> list[Event]:
        return decide(self.life.state, submission.command, submission.envelope)

    @workflow.query(name="life")
    def look(self) -> Life:
        """For operators: everything this workflow knows."""
        return self.life

    def _tell(self, entries: tuple[Entry, ...]) -> None:
        self.nudge.about(entries)

    # --- the clocks ----------------------------------------------------------------------------------------

    def _ring(self) -> None:
        """Record what time alone has brought about."""
        if self.life.halted is not None:
            return
        if events := ring(self.life.state, day_of(workflow.now())):
            self.life.add(events, workflow.now())

    async def _sleep(self) -> None:
        """Until something is to be recorded, or a clock rings."""
        self._set_alarm()
        await workflow.wait_condition(
            lambda: self._has_to_record or self._should_continue() or self.alarm.has_rung,
        )

    def _set_alarm(self) -> None:
        self.alarm.set(None if self.life.halted else next_ring(self.life.state))

    def _show(self) -> None:
        """Search attributes for operators: who starts the workflow sets the first ones, changes are written here.

        A new run has lost the static summary it was started with; the details are told in every run.
        """
        now = _shown(self.life)
        code = workflow.info().typed_search_attributes.get(UNIT, self.life.unit_id)
        workflow.set_current_details(f"{code}: {now[0]}, {now[1]}, {self.life.halted or 'recording'}")
        if now != self.shown:
            self.shown = now
            workflow.upsert_search_attributes(
                [
                    STAGE.value_set(now[0]),
                    SIDE_STATE.value_set(now[1]),
                    HALTED.value_set(now[2]),
                    REGION.value_set(now[3]),
                ]
            )


def _shown(life: Life) -> tuple[str, str, bool, str]:
    return life.state.stage, life.state.side_state.value, life.halted is not None, life.state.region or "-"


def _wave(life: Life) -> str | None:
    """The wave the office is in when a run begins: nothing is unrecorded then."""
    membership = life.state.membership
    return membership.wave if membership is not None else None

"""The unit's workflow, changed: with short runs, and in ways that a replay must notice.

A file of its own: the sandbox loads it anew for every workflow.
"""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

from temporalio import workflow

with workflow.unsafe.imports_passed_through():
    from models.chain import Halt
    from models.commands import Submission
    from models.lives import Answered
    from models.rollout.life import Life

from workflows.unit_rollout import UnitRollout


@workflow.defn(name="UnitRollout", sandboxed=False)
class ShortRuns(UnitRollout):
    """Continues as new after ten commands."""

    updates_per_run = 10

    @workflow.init
    def __init__(self, life: Life) -> None:
        super().__init__(life)

    @workflow.run
    async def run(self, life: Life) -> None:
        await super().run(life)


# --- what a replay must notice -----------------------------------------------------------------------------------


@workflow.defn(name="UnitRollout")
class Unchanged(UnitRollout):
    """The same by another name: what is caught in the others is not caught because they are subclasses."""

    @workflow.init
    def __init__(self, life: Life) -> None:
        super().__init__(life)

    @workflow.run
    async def run(self, life: Life) -> None:
        await super().run(life)


@workflow.defn(name="UnitRollout")
class OneActivityMore(UnitRollout):
    """Does something else before it records."""

    @workflow.init
    def __init__(self, life: Life) -> None:
        super().__init__(life)

    @workflow.run
    async def run(self, life: Life) -> None:
        await super().run(life)

    async def _record(self) -> None:
        halt = Halt(stream=self.life.stream, reason="no reason")
        await workflow.execute_activity("journal.halt", halt, start_to_close_timeout=timedelta(seconds=10))
        await super()._record()


@workflow.defn(name="UnitRollout")
class OneEventMore(UnitRollout):
    """Decides otherwise: every command brings about its last event twice."""

    @workflow.init
    def __init__(self, life: Life) -> None:
        super().__init__(life)

    @workflow.run
    async def run(self, life: Life) -> None:
        await super().run(life)

    def _accept(self, submission: Submission) -> Answered:
        answered = super()._accept(submission)
        self.life.add([self.life.unrecorded[-1].event], workflow.now(), submission.envelope)
        return answered


@workflow.defn(name="UnitRollout")
class ClocksFirst(UnitRollout):
    """Another order: goes to sleep, with its timer, before it records."""

    @workflow.init
    def __init__(self, life: Life) -> None:
        super().__init__(life)

    @workflow.run
    async def run(self, life: Life) -> None:
        self._set_alarm()
        await super().run(life)


@workflow.defn(name="UnitRollout")
class Deaf(UnitRollout):
    """Hears no clock, so it records less."""

    @workflow.init
    def __init__(self, life: Life) -> None:
        super().__init__(life)

    @workflow.run
    async def run(self, life: Life) -> None:
        await super().run(life)

    def _ring(self) -> None:
        return


@workflow.defn(name="UnitRollout")
class LooksAtTheClock(UnitRollout):
    """Does as it should, but asks the machine for the time."""

    @workflow.init
    def __init__(self, life: Life) -> None:
        super().__init__(life)

    @workflow.run
    async def run(self, life: Life) -> None:
        await super().run(life)

    def _ring(self) -> None:
        datetime.now(UTC)
        super()._ring()


MUTANTS = [OneActivityMore, OneEventMore, ClocksFirst, Deaf]

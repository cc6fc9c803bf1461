"""The unit's workflow, changed: with short runs, and in ways that a replay must notice.

A file of its own: the sandbox loads it anew for every workflow.
"""

from __future__ import annotations

from temporalio import workflow

with workflow.unsafe.imports_passed_through():
    from models.rollout.life import Life

from workflows.unit_rollout import UnitRollout


@workflow.defn(name="UnitRollout")
class ShortRuns(UnitRollout):
    """Continues as new after ten commands."""

    updates_per_run = 10

    @workflow.init
    def __init__(self, life: Life) -> None:
        super().__init__(life)

    @workflow.run
    async def run(self, life: Life) -> None:
        await super().run(life)

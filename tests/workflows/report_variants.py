"""Changed workflows of reporting: what a replay must notice. A file of its own: the sandbox loads it anew."""

from __future__ import annotations

from temporalio import workflow

with workflow.unsafe.imports_passed_through():
    from models.periods.life import PeriodLife

from workflows.regional_reporting import RegionalReporting


@workflow.defn(name="RegionalReporting")
class UnchangedReporting(RegionalReporting):
    """The same by another name: what is caught in the others is not caught because they are subclasses."""

    @workflow.init
    def __init__(self, life: PeriodLife) -> None:
        super().__init__(life)

    @workflow.run
    async def run(self, life: PeriodLife) -> None:
        await super().run(life)


@workflow.defn(name="RegionalReporting")
class NeverIssues(RegionalReporting):
    """Collects for ever."""

    @workflow.init
    def __init__(self, life: PeriodLife) -> None:
        super().__init__(life)

    @workflow.run
    async def run(self, life: PeriodLife) -> None:
        await super().run(life)

    @property
    def _owes_issue(self) -> bool:
        return False


@workflow.defn(name="RegionalReporting")
class IssuesFirst(RegionalReporting):
    """Issues before what led to it is on record."""

    @workflow.init
    def __init__(self, life: PeriodLife) -> None:
        super().__init__(life)

    @workflow.run
    async def run(self, life: PeriodLife) -> None:
        await super().run(life)

    @property
    def _has_to_record(self) -> bool:
        return super()._has_to_record and not self._owes_issue


REPORT_MUTANTS = [NeverIssues, IssuesFirst]

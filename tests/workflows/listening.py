"""A wave that only listens."""

from __future__ import annotations

from temporalio import workflow


@workflow.defn(name="Listener", sandboxed=False)
class Listener:
    """Keeps what it is told, in the order of arrival."""

    def __init__(self) -> None:
        self.heard: list[str] = []

    @workflow.run
    async def run(self) -> None:
        await workflow.wait_condition(lambda: False)

    @workflow.signal(name="told")
    def told(self, unit_id: str) -> None:
        self.heard.append(unit_id)

    @workflow.query
    def said(self) -> list[str]:
        return self.heard

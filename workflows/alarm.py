"""One timer for the next day on which something is to be done. Passed through the sandbox, see recording.py."""

from __future__ import annotations

import asyncio
from datetime import date, timedelta

from temporalio import workflow

from workflows.recording import begin_of


class Alarm:
    """Rings in the morning of a day.

    A timer that would ring too early is left running: it costs one idle look at the clocks, while cancelling and
    starting one with every command costs two events of history each time.
    """

    def __init__(self) -> None:
        self.task: asyncio.Task[None] | None = None
        self.on: date | None = None

    def set(self, day: date | None) -> None:
        """Have it ring by ``day``; None: there is nothing to ring for."""
        if self.has_rung:
            self.task, self.on = None, None
        if day is None or (self.on is not None and self.on <= day):
            return
        if self.task is not None:
            self.task.cancel()
        self.task, self.on = asyncio.create_task(_ring_on(day)), day

    @property
    def has_rung(self) -> bool:
        return self.task is not None and self.task.done()


async def _ring_on(day: date) -> None:
    await workflow.sleep(max(begin_of(day) - workflow.now(), timedelta(0)), summary=f"clock {day.isoformat()}")

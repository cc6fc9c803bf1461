"""How an office lets its wave know that something has changed. Passed through the sandbox, see recording.py."""

from __future__ import annotations

import asyncio
from collections.abc import Iterable
from contextlib import suppress
from datetime import timedelta

from temporalio import workflow
from temporalio.exceptions import FailureError

from models.chain import Entry, wave_stream
from models.events import DeclinedWave, JoinedWave, LeftWave
from models.waves.life import TOLD, is_asked_by

PATIENCE = timedelta(seconds=5)


class Nudge:
    """Tells waves an office's id, and nothing else: the wave reads in SQL what is so.

    A wave that does not run, or not any more, is none of the office's business; it looks at all its members once a day.
    Changes while one message is under way are told by one more.
    """

    def __init__(self, unit_id: str, wave: str | None) -> None:
        self.unit_id = unit_id
        self.wave = wave
        self.under_way: dict[str, asyncio.Task[None]] = {}
        self.again: set[str] = set()

    def about(self, entries: Iterable[Entry]) -> None:
        """Tell of what is recorded now, as far as the wave did not ask for it; leaving is the last thing it is told."""
        for entry in entries:
            if isinstance(entry.event, JoinedWave):
                self.wave = entry.event.wave
            if self.wave is not None and not is_asked_by(self.wave, entry.key):
                self._tell(self.wave)
            if isinstance(entry.event, LeftWave | DeclinedWave):
                self.wave = None

    async def settled(self) -> None:
        """Wait a little for messages under way: a run that ends takes along what was not sent."""
        if all(task.done() for task in self.under_way.values()):
            return
        with suppress(TimeoutError):
            await workflow.wait_condition(
                lambda: all(task.done() for task in self.under_way.values()),
                timeout=PATIENCE,
                timeout_summary="messages to waves",
            )

    def _tell(self, wave: str) -> None:
        task = self.under_way.get(wave)
        if task is None or task.done():
            self.under_way[wave] = asyncio.create_task(self._send(wave))
        else:
            self.again.add(wave)

    async def _send(self, wave: str) -> None:
        more = True
        while more:
            self.again.discard(wave)
            try:
                await workflow.get_external_workflow_handle(wave_stream(wave)).signal(TOLD, self.unit_id)
            except FailureError:
                workflow.logger.info("wave_not_told", extra={"wave": wave})
            more = wave in self.again

"""The asking and looking of a wave: which offices are in flight. Passed through the sandbox, see recording.py.

Nothing here is state: asks follow from the wave's state, under the same keys, however often this is lost.
"""

from __future__ import annotations

import asyncio
from collections.abc import Coroutine, Iterable
from datetime import timedelta
from typing import Any

from temporalio import workflow
from temporalio.common import RetryPolicy
from temporalio.exceptions import ActivityError

from models.waves.asks import Ask, open_asks
from models.waves.life import Asked, Looked, Told
from models.waves.state import WaveState

BATCH = 25
"""Offices asked by one activity; several run at once."""
LOOKED_AT = 100
"""Offices looked at by one activity; one runs at a time."""
UNSETTLED = timedelta(minutes=1)
"""How long an office that could not be reached is left alone."""
RETRY = RetryPolicy(initial_interval=timedelta(seconds=1), maximum_interval=timedelta(seconds=30))


class Asking:
    """Offices in flight, at most the plan's window; refilled when half of it is free.

    ``told`` waits for the loop to take it, ``news``: there is a reason to look for what is to be asked.
    """

    def __init__(self, wave_id: str) -> None:
        self.wave_id = wave_id
        self.in_flight: set[str] = set()
        self.left_alone: set[str] = set()
        self.looked_at: set[str] = set()
        self.told: list[Told] = []
        self.news = False
        self.tasks: set[asyncio.Task[None]] = set()

    @property
    def is_quiet(self) -> bool:
        """Whether everything in flight has come back."""
        return not self.in_flight and not self.looked_at

    def take(self) -> list[Told]:
        taken, self.told, self.news = self.told, [], False
        return taken

    def ask(self, state: WaveState, later: set[str]) -> None:
        """Put what is to be asked now, as far as the window allows; not to the offices in ``later``."""
        window = state.plan.window
        if len(self.in_flight) > window // 2:
            return
        busy = self.in_flight | self.left_alone | later
        open_now = [ask for ask in open_asks(state, window + len(busy)) if ask.unit_id not in busy]
        free = open_now[: window - len(self.in_flight)]
        for start in range(0, len(free), BATCH):
            batch = tuple(free[start : start + BATCH])
            self.in_flight.update(ask.unit_id for ask in batch)
            self._begin(self._put(batch))

    def look(self, unit_ids: Iterable[str]) -> tuple[str, ...]:
        """Look at the first of these offices, unless some are being looked at; answers which."""
        if self.looked_at:
            return ()
        batch = tuple(unit_ids)[:LOOKED_AT]
        if batch:
            self.looked_at.update(batch)
            self._begin(self._see(batch))
        return batch

    def _begin(self, work: Coroutine[Any, Any, None]) -> None:
        task = asyncio.create_task(work)
        self.tasks.add(task)
        task.add_done_callback(self.tasks.discard)

    async def _put(self, batch: tuple[Ask, ...]) -> None:
        units = {ask.unit_id for ask in batch}
        unsettled = units
        try:
            told: Told = await workflow.execute_activity(
                "waves.ask",
                Asked(wave_id=self.wave_id, asks=batch),
                result_type=Told,
                start_to_close_timeout=timedelta(minutes=2),
                heartbeat_timeout=timedelta(seconds=10),
                retry_policy=RETRY,
                summary=f"{len(batch)} offices",
            )
            self.told.append(told)
            unsettled = set(told.unsettled)
        except ActivityError:
            workflow.logger.warning("offices_not_asked", extra={"wave": self.wave_id, "count": len(batch)})
        self.in_flight -= units
        self.news = True
        if unsettled:
            self.left_alone |= unsettled
            self._begin(self._leave_alone(unsettled))

    async def _leave_alone(self, units: set[str]) -> None:
        await workflow.sleep(UNSETTLED, summary=f"{len(units)} offices again")
        self.left_alone -= units
        self.news = True

    async def _see(self, batch: tuple[str, ...]) -> None:
        try:
            told: Told = await workflow.execute_activity(
                "waves.look",
                Looked(wave_id=self.wave_id, unit_ids=batch),
                result_type=Told,
                start_to_close_timeout=timedelta(seconds=30),
                retry_policy=RETRY,
                summary=f"{len(batch)} offices",
            )
            self.told.append(told)
        except ActivityError:
            workflow.logger.warning("offices_not_looked_at", extra={"wave": self.wave_id, "count": len(batch)})
        self.looked_at.clear()
        self.news = True

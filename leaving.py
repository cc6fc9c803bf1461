"""How a worker works and ends: in bounded time, whatever its SDK still waits for."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

import structlog
from temporalio.worker import Worker

log = structlog.get_logger(__name__)

LEAVE_SECONDS = 9.0
"""Longer than the grace that activities get, shorter than whoever supervises a worker waits before killing it."""


@asynccontextmanager
async def left_in_time(worker: Worker, leave_seconds: float = LEAVE_SECONDS) -> AsyncIterator[Worker]:
    """Let ``worker`` work while the context is open. Raises what the worker failed of, if it did.

    Under load the SDK's shutdown may wait for ever for an activity that nobody runs any more (seen with 1.35: every
    activity had ended, its core did not finish). Temporal gives what is unfinished to the next worker, so this one is
    left behind after ``leave_seconds``.
    """
    body, is_leaving = asyncio.current_task(), False
    if body is None:
        raise RuntimeError("a worker works for a task")

    def ended(_: asyncio.Task[None]) -> None:
        if not is_leaving:
            body.cancel()

    working = asyncio.create_task(worker.run())
    working.add_done_callback(ended)
    try:
        yield worker
    except asyncio.CancelledError:
        if working.done() and not working.cancelled() and (failure := working.exception()):
            body.uncancel()
            raise failure from None
        raise
    finally:
        is_leaving = True
        await _leave(worker, working, leave_seconds)


async def _leave(worker: Worker, working: asyncio.Task[None], seconds: float) -> None:
    stopping = asyncio.create_task(worker.shutdown())
    await asyncio.wait({working}, timeout=seconds)
    if not working.done():
        log.warning("worker_left_behind", seconds=seconds)
    stopping.cancel()
    working.cancel()
    await asyncio.wait({stopping, working}, timeout=1)

"""A worker as `ilb worker` runs it, that dies once while it appends a command: before or after the commit.

``ILB_TEST_DIES`` is "before" or "after", ``ILB_TEST_KEY`` the command's key, ``ILB_TEST_MARK`` a file that remembers
that it has died, so that the next worker lives.
"""

from __future__ import annotations

import asyncio
import os
import signal
from dataclasses import replace
from pathlib import Path
from typing import Any

from temporalio import activity

import worker
from activities import journal, read_model, streams
from models.chain import Batch, Head
from settings import Settings

DIES = os.environ["ILB_TEST_DIES"]
KEY = os.environ["ILB_TEST_KEY"]
MARK = Path(os.environ["ILB_TEST_MARK"])


def die() -> None:
    if not MARK.exists():
        MARK.touch()
        os.kill(os.getpid(), signal.SIGKILL)


class Mortal(journal.Journal):
    @activity.defn(name="journal.append")
    async def append(self, batch: Batch) -> Head:
        if not any(entry.key == KEY for entry in batch.entries):
            return await super().append(batch)
        if DIES == "before":
            streams.KINDS["unit/"] = replace(streams.UNITS, write=writes_and_dies)
        head = await super().append(batch)
        die()
        return head


async def writes_and_dies(*args: Any, **options: Any) -> None:  # noqa: ANN401 - as its original
    """Everything is written, nothing is committed."""
    await read_model.write(*args, **options)
    die()


if __name__ == "__main__":
    vars(worker)["Journal"] = Mortal
    asyncio.run(worker.run(Settings(), asyncio.Event()))

"""One transaction for everything that waits to be appended, where a database has one writer at a time.

Taking SQLite's write lock and waiting for the disk cost about a third of an append; while one is at it, others come.
PostgreSQL lets transactions write side by side, and needs none of this. docs/adr/0032.
"""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable
from dataclasses import dataclass, field

from sqlalchemy.exc import OperationalError
from sqlalchemy.ext.asyncio import AsyncConnection

from models.chain import Batch, Head
from models.database import Database

MOST = 32
"""As many appends at once: the first one must not wait for an endless row of others."""

Append = Callable[[AsyncConnection, Batch], Awaitable[Head]]


@dataclass(frozen=True, slots=True, eq=False)
class Waiting:
    """An append that somebody waits for."""

    batch: Batch
    head: asyncio.Future[Head]

    def tell(self, outcome: Head | Exception) -> None:
        if self.head.done():  # who waited has been cancelled
            return
        if isinstance(outcome, Exception):
            self.head.set_exception(outcome)
        else:
            self.head.set_result(outcome)


@dataclass
class GroupCommit:
    """Puts what waits into one transaction, in the order it came; nobody is answered before that is committed."""

    database: Database
    append: Append
    waiting: list[Waiting] = field(default_factory=list)
    writing: asyncio.Task[None] | None = None

    async def put(self, batch: Batch) -> Head:
        """The head after ``batch`` is committed. Raises: whatever its own append raises, or the transaction."""
        if not self.database.is_sqlite:
            return await self._alone(batch)
        one = Waiting(batch, asyncio.get_running_loop().create_future())
        self.waiting.append(one)
        if self.writing is None or self.writing.done():
            self.writing = asyncio.create_task(self._write_all())
        return await one.head

    async def _alone(self, batch: Batch) -> Head:
        async with self.database.write() as connection:
            return await self.append(connection, batch)

    async def _write_all(self) -> None:
        while self.waiting:
            taken, self.waiting = self.waiting[:MOST], self.waiting[MOST:]
            await self._write(taken)

    async def _write(self, taken: list[Waiting]) -> None:
        """Nothing of the transaction is kept when one append fails: then each has one of its own, and its own error."""
        try:
            async with self.database.write() as connection:
                heads = [await self.append(connection, one.batch) for one in taken]
        except OperationalError as error:  # the database itself: nobody would fare better alone
            for one in taken:
                one.tell(error)
        except Exception as error:  # noqa: BLE001 - whoever waits for it is told
            if len(taken) == 1:
                taken[0].tell(error)
                return
            for one in taken:
                await self._write([one])
        else:
            for one, head in zip(taken, heads, strict=True):
                one.tell(head)

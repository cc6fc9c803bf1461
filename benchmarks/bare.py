"""What everything is compared with: a workflow whose update runs one normal activity that writes one row."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta

from temporalio import activity, workflow

with workflow.unsafe.imports_passed_through():
    import sqlalchemy as sa

    from models.database import Database

TABLE = "CREATE TABLE IF NOT EXISTS bare (workflow TEXT, number INTEGER, PRIMARY KEY (workflow, number))"


@dataclass
class BareActivity:
    database: Database

    @activity.defn(name="bare.write")
    async def write(self, stream: str, number: int) -> int:
        async with self.database.write() as connection:
            await connection.execute(sa.text("INSERT INTO bare VALUES (:w, :n)"), {"w": stream, "n": number})
        return number


@workflow.defn(name="Bare")
class Bare:
    """``first`` makes it write once at its start, as a unit's birth does."""

    def __init__(self) -> None:
        self.number = 0

    @workflow.run
    async def run(self, first: bool) -> None:  # noqa: FBT001 - Temporal passes arguments by position
        if first:
            await self._write()
        await workflow.wait_condition(lambda: False)

    @workflow.update
    async def put(self) -> int:
        return await self._write()

    async def _write(self) -> int:
        self.number += 1
        written: int = await workflow.execute_activity(
            "bare.write",
            args=[workflow.info().workflow_id, self.number],
            start_to_close_timeout=timedelta(seconds=10),
            result_type=int,
        )
        return written

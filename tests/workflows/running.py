"""A unit's rollout in a test: its workflow on a real server, its record in a real database."""

from __future__ import annotations

import asyncio
import hashlib
import sqlite3
from collections.abc import Awaitable, Callable
from contextlib import AbstractAsyncContextManager, closing
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from typing import Any, TypeVar
from uuid import uuid4

from temporalio.client import Client, WorkflowHandle
from temporalio.contrib.pydantic import pydantic_data_converter
from temporalio.testing import WorkflowEnvironment
from temporalio.worker import Worker

from activities.clock import berlin_day, now
from activities.journal import Journal
from activities.rollouts import Rollouts
from activities.submitting import submit
from leaving import left_in_time
from models import commands as cmd
from models.chain import stream_of
from models.commands import Envelope, Receipt, Submission
from models.database import Database
from models.rollout.clocks import next_ring
from models.rollout.life import Life, born
from models.tables import UnitRow
from tests import making
from tests.verifying import Record, verified
from workflows.recording import RING_AT
from workflows.unit_rollout import UnitRollout

T = TypeVar("T")
PATIENCE = timedelta(seconds=60)
"""How long a test waits for what is about to come, on a machine with much else to do; no promise of the product."""
STICKY = timedelta(seconds=2)


@dataclass(frozen=True)
class House:
    """A server, a database and a worker; ``environment`` is there where time can be skipped."""

    client: Client
    database: Database
    task_queue: str
    environment: WorkflowEnvironment | None = None

    async def begin(self, unit_id: str | None = None, **start: Any) -> Unit:  # noqa: ANN401 - see making.started()
        """A new unit whose rollout starts today."""
        unit = Unit(self, unit_id or uuid4().hex)
        await unit.start(unit.born(**start))
        return unit


@dataclass(frozen=True)
class Unit:
    house: House
    id: str
    code: str = field(default="047")

    @property
    def stream(self) -> str:
        return stream_of(self.id)

    @property
    def handle(self) -> WorkflowHandle[Any, Any]:
        return self.house.client.get_workflow_handle(self.stream)

    def born(self, **start: Any) -> Life:  # noqa: ANN401 - see making.started()
        moment = now()
        return born(
            making.started(**{"on": berlin_day(moment), **start}).model_copy(update={"unit_id": self.id}), moment
        )

    async def start(self, life: Life) -> None:
        """As Rollouts.ensure starts it."""
        rollouts = Rollouts(self.house.database, self.house.client, self.house.task_queue)
        await rollouts._start(life, UnitRow(id=self.id, code=self.code))

    async def now(self) -> datetime:
        if self.house.environment is None:
            return now()
        return await self.house.environment.get_current_time(self.handle)

    async def today(self) -> date:
        return berlin_day(await self.now())

    async def skip_to(self, day: date, hour: int = 6) -> None:
        """Let time pass until that day's morning; the clocks of the day ring at four."""
        assert self.house.environment is not None
        moment = datetime(day.year, day.month, day.day, hour, tzinfo=UTC)
        await self.house.environment.fast_forward(self.handle, moment - await self.now())
        await self.at_rest()

    async def submission(
        self,
        told: cmd.Command,
        *,
        key: str | None = None,
        who: cmd.By | None = None,
        age: timedelta = timedelta(0),
        note: str = "",
    ) -> Submission:
        now = await self.now()
        envelope = Envelope(
            key=key or f"k-{uuid4().hex}",
            body_hash=hashlib.sha256(f"{told.model_dump_json()}{note}".encode()).hexdigest(),
            today=berlin_day(now),
            accepted_at=now - age,
            by=who or making.by(making.usual(told)),
            actor_ref="a-1",
        )
        return Submission(command=told, envelope=envelope)

    async def give(self, told: cmd.Command, **how: Any) -> Receipt:  # noqa: ANN401 - see submission()
        return await submit(self.house.client, self.id, await self.submission(told, **how), PATIENCE)

    async def life(self) -> Life:
        """What the workflow knows; asked for once nothing is unrecorded."""
        life: Life = await self.handle.query("life", result_type=Life)
        return life

    async def at_rest(self) -> Life:
        """The life once everything is recorded and every clock of today has rung."""

        async def look() -> Life | None:
            life, now = await self.life(), await self.now()
            if life.halted is not None:
                return life
            day = next_ring(life.state)
            has_rung = day is None or now < datetime.combine(day, RING_AT)
            return life if has_rung and not life.unrecorded else None

        found = await eventually(look)
        assert found is not None
        return found

    async def verified(self) -> Record:
        """The record, which is intact and says what the workflow says."""
        life = await self.at_rest()
        record = await verified(self.house.database, self.stream)
        assert (record.head.seq, record.head.hash) == (life.recorded_seq, life.recorded_hash)
        assert record.state == life.state
        return record

    async def runs(self) -> list[str]:
        """The runs of this workflow, the oldest first."""
        query = f"WorkflowId = '{self.stream}'"
        found = [execution async for execution in self.house.client.list_workflows(query)]
        return [execution.run_id for execution in sorted(found, key=lambda e: e.start_time)]


def worker(
    client: Client,
    task_queue: str,
    journal: Journal | Any,  # noqa: ANN401 - or one that is wrong on purpose
    *,
    workflow: type = UnitRollout,
    cached: int = 1000,
) -> AbstractAsyncContextManager[Worker]:
    """A worker with a journal and a variant of the workflow of the test's choice; ``client`` brings no plugin."""
    return left_in_time(
        Worker(
            client,
            task_queue=task_queue,
            workflows=[workflow],
            activities=[journal.append, journal.halt],
            max_cached_workflows=cached,
            sticky_queue_schedule_to_start_timeout=STICKY,
        )
    )


async def bare_client(address: str) -> Client:
    """A client whose workers choose their workflows themselves."""
    return await Client.connect(address, data_converter=pydantic_data_converter)


async def eventually(look: Callable[[], Awaitable[T]], seconds: float = PATIENCE.total_seconds()) -> T:
    """What ``look`` sees, once it is true; the longer it takes, the less often."""
    pause = 0.01
    async with asyncio.timeout(seconds):
        while not (seen := await look()):
            await asyncio.sleep(pause)
            pause = min(pause * 1.3, 0.2)
        return seen


def without_hash(receipt: Receipt) -> Receipt:
    """What is told to whoever repeats a command: the hash is told once, or again within the same run."""
    return receipt.model_copy(update={"hash": None})


def managed(on: date, holder: str | None = "p-1") -> cmd.Command:
    return making.command("assign_manager", since=on.isoformat(), holder=holder)


def nominated(on: date, companion: str = "c1") -> cmd.Command:
    return making.command("nominate_companion", nominated_on=on.isoformat(), companion=companion)


def working_day(start: date, days: int, breaks: Callable[[date], bool] = lambda _: False) -> date:
    """The ``days``-th working day after ``start``, counted by hand: the tests' calendar closes at weekends only."""
    day = start
    while days:
        day += timedelta(days=1)
        if day.isoweekday() <= 5 and not breaks(day):
            days -= 1
    return day


async def grown_up(unit: Unit) -> date:
    """A unit with everything up to the announced offer, all on its first day."""
    today = await unit.today()
    on = today.isoformat()
    for told in (
        managed(today),
        nominated(today),
        making.command("admit_companion", companion="c1", admitted_on=on),
        making.command("record_qualification", companion="c1", qualified_on=on),
        making.command("plan_workshop", workshop="implementation", planned_on=on),
        making.command("confirm_workshop", workshop="implementation", held_on=on, headcount="5-9"),
        making.command("record_milestone", milestone="offer_announced", happened_on=on),
    ):
        await unit.give(told)
    return today


def backup(url: str, target: Path) -> Path:
    """A copy of a SQLite database as it is now."""
    file = url.removeprefix("sqlite+aiosqlite:///")
    with closing(sqlite3.connect(file)) as here, closing(sqlite3.connect(target)) as there:
        here.backup(there)
    return target

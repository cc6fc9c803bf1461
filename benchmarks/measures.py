"""The measures. Each is a ratio of ours to the bare thing, taken in turns in one run on one server."""

from __future__ import annotations

import asyncio
import statistics
import uuid
from collections.abc import Awaitable, Callable, Iterator
from contextlib import AsyncExitStack
from dataclasses import dataclass
from functools import partial
from time import perf_counter

import sqlalchemy as sa

from activities.clock import berlin_day, now
from activities.rollouts import Rollouts
from benchmarks.bare import Bare
from benchmarks.client import Connection
from benchmarks.direct import IN_FLIGHT, all_take_part
from benchmarks.stage import Stage, Unit
from models.permissions import Reading
from models.queries.listing import Filter, lines
from models.tables import HeadRow

LATENCY_ROUNDS = 60
COMMANDS_A_TURN = 200
TURNS = 6
UNITS_UNDER_LOAD = 200
LIST_ROUNDS = 40


@dataclass(frozen=True)
class Measure:
    """``ours`` and ``bare`` in ``unit``; ``ratio`` is ours / bare; ``wanted`` says what was asked for."""

    name: str
    ours: float
    bare: float
    unit: str
    wanted: str

    @property
    def ratio(self) -> float:
        return self.ours / self.bare


async def starts(stage: Stage) -> Measure:
    """451 births (start, first event recorded) against 451 bare starts that write one row."""
    began = perf_counter()
    gate = asyncio.Semaphore(32)

    async def one(number: int) -> None:
        async with gate:
            await stage.client.start_workflow("Bare", arg=True, id=f"bare/start/{number}", task_queue="ilb")

    await asyncio.gather(*(one(n) for n in range(len(stage.units))))
    await until(stage, sa.text("SELECT count(*) FROM bare"), len(stage.units))
    bare = len(stage.units) / (perf_counter() - began)
    began = perf_counter()
    moment = now()
    await Rollouts(stage.database, stage.client, "ilb").ensure(berlin_day(moment), moment)
    await until(stage, sa.select(sa.func.count()).select_from(HeadRow), len(stage.units))
    ours = len(stage.units) / (perf_counter() - began)
    return Measure("start of 451 units", ours, bare, "starts/s", "-")


async def until(stage: Stage, count: sa.Executable, wanted: int) -> None:
    async with asyncio.timeout(120):
        while True:
            async with stage.database.read() as session:
                if (await session.execute(count)).scalar() == wanted:
                    return
            await asyncio.sleep(0.05)


async def latency(stage: Stage) -> Measure:
    """One command after the other over HTTP against one bare update after the other, in turns; medians."""
    ours: list[float] = []
    bare: list[float] = []
    units = stage.agenturen()
    handle = stage.client.get_workflow_handle("bare/start/0")
    async with Connection(stage.port) as connection:
        for number in range(LATENCY_ROUNDS):
            unit = units[number % len(units)]
            ours.append(await _timed(partial(nominate, connection, unit)))
            bare.append(await _timed(lambda: handle.execute_update(Bare.put)))
    return Measure(
        "command over HTTP, latency", statistics.median(ours) * 1e3, statistics.median(bare) * 1e3, "ms", "<= 1.5"
    )


async def nominate(connection: Connection, unit: Unit) -> None:
    body = {"type": "nominate_companion", "nominated_on": berlin_day(now()).isoformat()}
    path = f"/api/units/{unit.code}/commands"
    status, answer = await connection.send("POST", path, f"lead-{unit.region}", body, str(uuid.uuid4()))
    if status != 200:
        message = f"{status} {answer[:300]!r}"
        raise RuntimeError(message)


async def _timed(step: Callable[[], Awaitable[object]]) -> float:
    began = perf_counter()
    await step()
    return perf_counter() - began


async def throughput(stage: Stage) -> Measure:
    """1,200 commands over HTTP, 50 in flight over 200 offices, against as many bare updates over as many workflows.

    In turns of 200: what else the machine does meanwhile, and how it changes, meets both. Connections are opened
    before; Temporal's client has held its own all the time.
    """
    await all_take_part(stage, berlin_day(now()))
    units = [*stage.agenturen(), *stage.gemeinsame_einrichtungen()][:UNITS_UNDER_LOAD]
    ours: list[float] = []
    bare: list[float] = []
    for turn in range(TURNS):
        numbers = range(turn * COMMANDS_A_TURN, (turn + 1) * COMMANDS_A_TURN)
        ours.append(await _give(stage, units, iter(numbers)))
        bare.append(await _timed(partial(_put, stage, units, iter(numbers))))
    given = TURNS * COMMANDS_A_TURN
    return Measure("commands over HTTP, 50 in flight", given / sum(ours), given / sum(bare), "1/s", ">= 0.7")


async def _give(stage: Stage, units: list[Unit], numbers: Iterator[int]) -> float:
    """Seconds from the first command until the last answer."""

    async def give(connection: Connection) -> None:
        for number in numbers:
            await nominate(connection, units[number % len(units)])

    async with AsyncExitStack() as held:
        opened = [await held.enter_async_context(Connection(stage.port)) for _ in range(IN_FLIGHT)]
        began = perf_counter()
        await asyncio.gather(*map(give, opened))
        return perf_counter() - began


async def _put(stage: Stage, units: list[Unit], numbers: Iterator[int]) -> None:
    async def put() -> None:
        for number in numbers:
            handle = stage.client.get_workflow_handle(f"bare/start/{number % len(units)}")
            await handle.execute_update(Bare.put)

    await asyncio.gather(*(put() for _ in range(IN_FLIGHT)))


async def unit_list(stage: Stage) -> Measure:
    """The unit list of a region over HTTP against its SQL alone; medians."""
    region = stage.units[0].region
    ours: list[float] = []
    bare: list[float] = []

    async def query() -> None:
        async with stage.database.read() as session:
            wanted = Filter(region=region)
            await lines(session, Reading(regions=frozenset({region})), wanted, berlin_day(now()), limit=200)

    async with Connection(stage.port) as connection:
        for _ in range(LIST_ROUNDS):
            path = f"/api/units?region={region}&limit=200"
            ours.append(await _timed(partial(connection.send, "GET", path, f"lead-{region}")))
            bare.append(await _timed(query))
    return Measure("unit list of a region", statistics.median(ours) * 1e3, statistics.median(bare) * 1e3, "ms", "-")

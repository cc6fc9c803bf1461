"""How fast a wave asks, and what reading costs meanwhile."""

from __future__ import annotations

import asyncio
import statistics
from datetime import date, timedelta
from time import perf_counter

import sqlalchemy as sa

from activities.clock import berlin_day, now
from activities.rollouts import Rollouts
from activities.submitting import give
from activities.waves import Waves, prepare, wave_id_of
from benchmarks.bare import Bare
from benchmarks.client import Connection
from benchmarks.direct import IN_FLIGHT, PATIENCE, all_take_part, envelope_of
from benchmarks.measures import Measure, until
from benchmarks.stage import Stage
from models.chain import wave_stream
from models.queries.waves import candidates
from models.tables import HeadRow
from models.wave_tables import WaveMemberRow
from models.waves.birth import prepared
from models.waves.commands import AbortWave, WaveSubmission
from models.waves.courses import CoursePlan
from models.waves.events import WavePrepared
from models.waves.plan import WavePlan

IDLE_READS = 400
TURNS = 3
SLOWEST = 20
"""Of so many parts of all reads one is slower than the figure: the 95th percentile."""


async def waves(stage: Stage) -> list[Measure]:
    """A wave over all offices: asked at the rate of bare updates? And what do reads take while another one asks?"""
    today = berlin_day(now())
    await all_take_part(stage, today)
    bare, asked = [await _bare_rate(stage)], list[float]()
    for turn in range(TURNS):
        wave = await _prepared(stage, f"BENCH-{turn}", today)
        asked.append(await _asked(stage, wave))
        bare.append(await _bare_rate(stage))
        await _let_go(stage, wave)
    reading = await _prepared(stage, "BENCH-READ", today)
    idle = await _reads(stage, None)
    asking = asyncio.create_task(_asked(stage, reading))
    busy = await _reads(stage, asking)
    await asking
    idle += await _reads(stage, None)  # before and after: the machine may have changed meanwhile
    return [
        Measure(f"wave asks {len(stage.units)} offices, 50 in flight", _mean(asked), _mean(bare), "1/s", ">= 0.7"),
        Measure("API reads while a wave asks, p95", _slowest(busy), _slowest(idle), "ms", "<= 2"),
    ]


def _mean(rates: list[float]) -> float:
    """Of rates over equally many."""
    return statistics.harmonic_mean(rates)


async def at_work(stage: Stage) -> dict[str, int]:
    """Resident memory in MB of worker and API, with every office running and asked by two waves; nothing bare there."""
    today, moment = berlin_day(now()), now()
    await Rollouts(stage.database, stage.client, "ilb").ensure(today, moment)
    await until(stage, sa.select(sa.func.count()).select_from(HeadRow), len(stage.units))
    await all_take_part(stage, today)
    first = await _prepared(stage, "BENCH-1", today)
    await _asked(stage, first)
    await _let_go(stage, first)
    await _asked(stage, await _prepared(stage, "BENCH-2", today))
    return {name: round(stage.memory_mb(name)) for name in stage.processes}


async def _bare_rate(stage: Stage) -> float:
    """As many bare updates as there are offices, each on a workflow of its own, 50 in flight."""
    waiting = iter(range(len(stage.units)))

    async def put() -> None:
        for number in waiting:
            await stage.client.get_workflow_handle(f"bare/start/{number}").execute_update(Bare.put)

    began = perf_counter()
    await asyncio.gather(*(put() for _ in range(IN_FLIGHT)))
    return len(stage.units) / (perf_counter() - began)


async def _prepared(stage: Stage, code: str, today: date) -> WavePrepared:
    """A wave over every office, on record and not begun."""
    starts = today + timedelta(days=100)
    course = CoursePlan(id="k-1", code="K1", starts_on=starts, ends_on=starts + timedelta(days=30), max_seats=500)
    plan = WavePlan(code=code, courses=(course,), stop=None, window=IN_FLIGHT)
    envelope = envelope_of(code, plan.model_dump_json())
    async with stage.database.read() as session:
        event = prepared(wave_id_of(envelope.key), plan, await candidates(session), envelope)
    if len(event.members) != len(stage.units):
        message = f"{code}: {len(event.members)} of {len(stage.units)} offices"
        raise RuntimeError(message)
    async with stage.database.write() as connection:
        await prepare(connection, event, envelope)
    return event


async def _asked(stage: Stage, wave: WavePrepared) -> float:
    """Offices a second from the wave's start until the last one has joined on record."""
    began = perf_counter()
    await Waves(stage.database, stage.client, "ilb").start(wave.wave_id)
    await until(stage, _inside(wave), len(wave.members))
    return len(wave.members) / (perf_counter() - began)


def _inside(wave: WavePrepared) -> sa.Executable:
    """How many offices count themselves in, as the wave has heard and recorded."""
    mine = WaveMemberRow.wave_id == wave.wave_id
    return sa.select(sa.func.count()).select_from(WaveMemberRow).where(mine, WaveMemberRow.joined)


async def _let_go(stage: Stage, wave: WavePrepared) -> None:
    """Abort the wave, and wait until every office has left."""
    told = AbortWave(reason="capacity")
    submission = WaveSubmission(command=told, envelope=envelope_of(f"abort/{wave.wave_id}", told.model_dump_json()))
    await give(stage.client, wave_stream(wave.wave_id), submission, PATIENCE)
    await until(stage, _inside(wave), 0)


def _slowest(took: list[float]) -> float:
    """The 95th percentile."""
    return statistics.quantiles(took, n=SLOWEST)[-1]


async def _reads(stage: Stage, during: asyncio.Task[float] | None) -> list[float]:
    """How long reads take, in ms, one after the other: a unit whole, a region's list, in turns."""
    took: list[float] = []
    async with Connection(stage.port) as connection:
        while (not during.done()) if during is not None else (len(took) < IDLE_READS):
            unit = stage.units[len(took) % len(stage.units)]
            path = f"/api/units/{unit.code}" if len(took) % 2 else f"/api/units?region={unit.region}&limit=50"
            began = perf_counter()
            status, _ = await connection.send("GET", path, f"lead-{unit.region}")
            took.append((perf_counter() - began) * 1e3)
            if status != 200:
                message = f"{path}: {status}"
                raise RuntimeError(message)
    return took

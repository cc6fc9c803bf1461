"""A wave in a test: offices with their workflows, a plan over all of them, and what people do meanwhile."""

from __future__ import annotations

import asyncio
import hashlib
from collections.abc import AsyncIterator, Awaitable, Callable, Iterable
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, timedelta
from typing import Any
from uuid import uuid4

import sqlalchemy as sa
from temporalio.client import Client, WorkflowExecutionStatus, WorkflowHandle
from temporalio.worker import Worker

from activities.asking import Offices
from activities.clock import berlin_day, now
from activities.journal import Journal, append
from activities.submitting import give
from activities.verifying import verify, verify_workflows
from activities.waves import Waves, prepare, wave_id_of
from leaving import left_in_time
from models.chain import Batch, Entry, linked, wave_stream
from models.commands import BY_SYSTEM, Envelope, Receipt
from models.database import Database
from models.organisation import Function
from models.queries.wave_sights import head
from models.queries.waves import candidates
from models.tables import UnitRow
from models.waves.birth import prepared
from models.waves.commands import WaveSubmission, wave_command_adapter
from models.waves.events import WavePaused
from models.waves.life import WaveLife
from models.waves.plan import MemberState, WavePlan
from models.waves.state import Member, PauseCause, WaveState
from tests import making
from tests.verifying import entries_of
from tests.workflows.running import PATIENCE, STICKY, House, Unit, eventually
from workflows.qualification_wave import QualificationWave
from workflows.unit_rollout import UnitRollout

REGION = making.REGION


@dataclass
class Clock:
    """The activities' clock: moved along with those of workflows whose time is skipped."""

    ahead: timedelta = timedelta(0)

    def now(self) -> datetime:
        return now() + self.ahead


@asynccontextmanager
async def at_work(
    client: Client,
    database: Database,
    *,
    task_queue: str | None = None,
    cached: int = 1000,
    wave: type = QualificationWave,
    clock: Clock | None = None,
    journal: type[Journal] = Journal,
    offices: Callable[[Database, Client, Journal], Offices] | None = None,
) -> AsyncIterator[House]:
    """A worker for offices and waves; ``client`` brings no plugin."""
    queue, record = task_queue or f"waves-{uuid4().hex}", journal(database)
    asking = (
        offices(database, client, record)
        if offices is not None
        else Offices(database, client, record.kept, (clock or Clock()).now)
    )
    async with left_in_time(
        Worker(
            client,
            task_queue=queue,
            workflows=[UnitRollout, wave],
            activities=[record.append, record.halt, asking.ask, asking.look],
            max_cached_workflows=cached,
            sticky_queue_schedule_to_start_timeout=STICKY,
        )
    ):
        yield House(client, database, queue)


async def offices(house: House, count: int, *, city: str = "Hannover", **start: Any) -> list[Unit]:  # noqa: ANN401 - see making.started()
    """Offices with a rollout that starts today, in one region; known to SQL by codes of three digits."""
    units = [Unit(house, uuid4().hex, f"{n:03}") for n in range(1, count + 1)]
    rows = [
        {
            "id": unit.id,
            "code": unit.code,
            "name": f"Agentur {city} {unit.code}",
            "kind": "agentur",
            "region_code": REGION,
            "legal_area": "SGB_III",
            "land": "NI",
            "city": city,
        }
        for unit in units
    ]
    async with house.database.write() as connection:
        await connection.execute(sa.insert(UnitRow), rows)
    await asyncio.gather(*(unit.start(unit.born(**start)) for unit in units))
    await asyncio.gather(*(unit.at_rest() for unit in units))
    return units


def course(today: date, name: str = "k-1", **changes: Any) -> dict[str, Any]:  # noqa: ANN401 - as posted
    starts = today + timedelta(days=100)
    bare = {"id": name, "code": name.upper(), "starts_on": starts, "ends_on": starts + timedelta(days=30)}
    return {**bare, "max_seats": 500, **changes}


def plan(today: date, **changes: Any) -> WavePlan:  # noqa: ANN401 - as posted
    """One course for everybody, at once; the rules do not stop it."""
    code = f"W-{uuid4().hex[:12]}"
    return WavePlan.model_validate({"code": code, "courses": [course(today)], "stop": None, **changes})


@dataclass(frozen=True)
class Wave:
    house: House
    id: str
    clock: Clock = field(default_factory=Clock)

    @property
    def stream(self) -> str:
        return wave_stream(self.id)

    @property
    def handle(self) -> WorkflowHandle[Any, Any]:
        return self.house.client.get_workflow_handle(self.stream)

    @property
    def waves(self) -> Waves:
        return Waves(self.house.database, self.house.client, self.house.task_queue)

    def today(self) -> date:
        return berlin_day(self.clock.now())

    async def life(self) -> WaveLife:
        life: WaveLife = await self.handle.query("life", result_type=WaveLife)
        return life

    async def state(self) -> WaveState:
        return (await self.life()).state

    async def on_record(self) -> WaveState:
        async with self.house.database.read() as session:
            return (await head(session, self.id)).state

    async def member(self, unit: Unit) -> Member:
        return (await self.state()).members[unit.id]

    async def give(self, type_: str, *, key: str | None = None, **fields: Any) -> Receipt:  # noqa: ANN401 - as told
        told = wave_command_adapter.validate_python({"type": type_, **fields})
        return await give(self.house.client, self.stream, self.submission(told, key=key), PATIENCE)

    def submission(self, told: Any, *, key: str | None = None, age: timedelta = timedelta(0)) -> WaveSubmission:  # noqa: ANN401 - any command
        moment = self.clock.now()
        envelope = Envelope(
            key=key or f"k-{uuid4().hex}",
            body_hash=hashlib.sha256(told.model_dump_json().encode()).hexdigest(),
            today=berlin_day(moment),
            accepted_at=moment - age,
            by=making.by(Function.CENTRAL),
            actor_ref="a-1",
        )
        return WaveSubmission(command=told, envelope=envelope)

    async def reaches(
        self, state: MemberState, units: Iterable[Unit], seconds: float = PATIENCE.total_seconds()
    ) -> WaveState:
        """The wave once all these offices stand there, on record and in the workflow.

        The record is asked first: a workflow that is kept nowhere replays all it has done for every question.
        """
        wanted = {unit.id for unit in units}

        async def look() -> WaveState | None:
            if not there(await self.on_record()):
                return None
            seen = await self.state()
            return seen if there(seen) else None

        def there(seen: WaveState) -> bool:
            return all(seen.members[u].state is state for u in wanted)

        found = await eventually(look, seconds)
        assert found is not None
        return found

    async def until(self, holds: Callable[[WaveLife], bool], seconds: float = PATIENCE.total_seconds()) -> WaveLife:
        async def look() -> WaveLife | None:
            life = await self.life()
            return life if holds(life) else None

        found = await eventually(look, seconds)
        assert found is not None
        return found

    async def at_rest(self) -> WaveLife:
        """Everything recorded, every office of the first look heard."""
        return await self.until(lambda life: life.halted is not None or not (life.unrecorded or life.told))

    async def runs(self) -> list[str]:
        """The runs of this workflow, the oldest first."""
        found = [e async for e in self.house.client.list_workflows(f"WorkflowId = '{self.stream}'")]
        return [execution.run_id for execution in sorted(found, key=lambda e: e.start_time)]

    async def types(self) -> list[str]:
        return [entry.event.type for entry in await self.entries()]

    async def entries(self) -> list[Entry]:
        return await entries_of(self.house.database, self.stream)

    async def agrees(self) -> None:
        """All streams in SQL follow from their journals, and the workflows of those that go on stand where they end."""
        assert () == (await verify(self.house.database)).findings
        assert () == await verify_workflows(self.house.database, self.house.client)


async def begin(
    house: House, planned: WavePlan, *, key: str | None = None, start: bool = True, clock: Clock | None = None
) -> Wave:
    """Put a wave over every office on record, and start its workflow."""
    clock = clock or Clock()
    moment = clock.now()
    envelope = Envelope(
        key=key or f"k-{uuid4().hex}",
        body_hash=hashlib.sha256(planned.model_dump_json().encode()).hexdigest(),
        today=berlin_day(moment),
        accepted_at=moment,
        by=making.by(Function.CENTRAL),
        actor_ref="a-1",
    )
    async with house.database.read() as session:
        found = await candidates(session)
    event = prepared(wave_id_of(envelope.key), planned, found, envelope)
    async with house.database.write() as connection:
        await prepare(connection, event, envelope)
    wave = Wave(house, event.wave_id, clock)
    if start:
        await wave.waves.start(wave.id)
    return wave


# --- what people do ----------------------------------------------------------------------------------------------


async def nominate(unit: Unit, today: date, companion: str = "c1") -> None:
    await unit.give(making.command("nominate_companion", nominated_on=today.isoformat(), companion=companion))


async def clear(unit: Unit, today: date) -> None:
    """The staff representation is asked and agrees, both today."""
    on = today.isoformat()
    await unit.give(making.command("request_participation", requested_on=on))
    await unit.give(making.command("record_participation", outcome="approved", decided_on=on))


async def qualify(unit: Unit, today: date, companion: str = "c1") -> None:
    await unit.give(making.command("record_qualification", companion=companion, qualified_on=today.isoformat()))


async def everybody(units: Iterable[Unit], does: Callable[[Unit, date], Awaitable[None]], today: date) -> None:
    await asyncio.gather(*(does(unit, today) for unit in units))


async def asked(unit: Unit, wave: Wave) -> list[str]:
    """What the wave had the office do, by the journal's types."""
    entries = await entries_of(unit.house.database, unit.stream)
    return [e.event.type for e in entries if e.key is not None and e.key.startswith(f"{wave.stream}/")]


async def over(wave: Wave) -> None:
    """Wait until the wave's workflow has come to its end."""

    async def look() -> bool:
        return (await wave.handle.describe()).status is WorkflowExecutionStatus.COMPLETED

    await eventually(look)


async def somebody_writes(wave: Wave) -> None:
    """An event gets into the journal that the workflow knows nothing of."""
    life = await wave.at_rest()
    today = wave.today()
    paused = WavePaused(happened_on=today, recorded_on=today, by=BY_SYSTEM, cause=PauseCause.STOP_RULE, group=0)
    entries = linked(wave.stream, life.recorded_seq, life.recorded_hash, [paused], wave.clock.now())
    async with wave.house.database.write() as connection:
        await append(connection, Batch(stream=wave.stream, entries=tuple(entries)))


async def skip_to(wave: Wave, day: date, units: Iterable[Unit] = ()) -> None:
    """Let time pass until that day's morning, for the wave, the activities and these offices alike."""
    environment = wave.house.environment
    assert environment is not None
    moment = datetime(day.year, day.month, day.day, 6, tzinfo=UTC)
    here = await environment.get_current_time(wave.handle)
    for unit in units:
        await environment.fast_forward(unit.handle, moment - await unit.now())
    wave.clock.ahead += moment - here
    await environment.fast_forward(wave.handle, moment - here)

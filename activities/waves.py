"""Waves begin in SQL, in one transaction with their command's key; their workflows follow from there."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date, datetime

import sqlalchemy as sa
import structlog
from sqlalchemy.ext.asyncio import AsyncConnection
from temporalio.client import Client
from temporalio.common import (
    SearchAttributePair,
    TypedSearchAttributes,
    WorkflowIDConflictPolicy,
    WorkflowIDReusePolicy,
)

from activities.clock import berlin_day, now
from activities.journal import Kept, append
from activities.queueing import take_turns
from activities.rollouts import answered_keys, running_workflows
from activities.search import HALTED, KIND, STAGE, UNIT
from activities.wave_model import GOING_ON
from models.chain import GENESIS, WAVE_PREFIX, Batch, linked, wave_stream
from models.commands import Envelope, Receipt
from models.database import Database
from models.errors import KeyReused, Refusal
from models.lives import Answered
from models.remedies import OTHER_CODE
from models.tables import CommandRow, HeadRow
from models.wave_tables import WaveRow
from models.waves.events import WavePrepared
from models.waves.life import WaveLife
from models.waves.state import WaveState

log = structlog.get_logger(__name__)

WORKFLOW = "QualificationWave"


class WaveCodeTaken(Refusal):
    """There is a wave with the code {code} already."""

    german = "Eine Welle mit dem Kennzeichen {code} gibt es schon."
    remedy = OTHER_CODE


def wave_id_of(key: str) -> str:
    """The id of the wave that the command with this key prepares: the same key makes the same wave."""
    return f"w-{hashlib.sha256(key.encode()).hexdigest()[:20]}"


async def prepare(
    connection: AsyncConnection, prepared: WavePrepared, envelope: Envelope, kept: Kept | None = None
) -> Receipt:
    """Put the wave's first event on record. Raises: KeyReused, WaveCodeTaken.

    ``prepared.wave_id`` is ``wave_id_of(envelope.key)``. A repetition is answered as the first time.
    """
    stream = wave_stream(prepared.wave_id)
    await take_turns(connection)
    if (known := await _known(connection, stream, envelope)) is not None:
        return known
    taken = sa.select(WaveRow.wave_id).where(WaveRow.code == prepared.plan.code)
    if (await connection.execute(taken)).first() is not None:
        raise WaveCodeTaken(code=prepared.plan.code)
    (entry,) = linked(stream, 0, GENESIS, [prepared], envelope.accepted_at, envelope)
    await append(connection, Batch(stream=stream, entries=(entry,)), kept)
    log.info("wave_prepared", stream=stream, members=len(prepared.members))
    return _receipt(envelope, entry.seq, entry.recorded_at)


async def _known(connection: AsyncConnection, stream: str, envelope: Envelope) -> Receipt | None:
    query = sa.select(CommandRow.stream, CommandRow.seq, CommandRow.recorded_at, CommandRow.body_hash)
    rows = (await connection.execute(query.where(CommandRow.key == envelope.key))).all()
    if not rows:
        return None
    known = next((row for row in rows if row.stream == stream and row.body_hash == envelope.body_hash), None)
    if known is None:
        raise KeyReused
    return _receipt(envelope, known.seq, known.recorded_at)


def _receipt(envelope: Envelope, seq: int, recorded_at: datetime) -> Receipt:
    return Receipt(key=envelope.key, seq=seq, recorded_at=recorded_at, body_hash=envelope.body_hash)


# --- their workflows -------------------------------------------------------------------------------------------


@dataclass
class Waves:
    """Starts wave workflows on ``task_queue``. ``begun``: those this process need not start any more."""

    database: Database
    client: Client
    task_queue: str
    begun: set[str] = field(default_factory=set)

    async def ensure(self) -> int:
        """Start the workflow of every wave that goes on and does not run; answers how many were started."""
        running = await running_workflows(self.client, WORKFLOW)
        async with self.database.read() as session:
            going_on = await session.scalars(GOING_ON)
            missing = [wave_id for wave_id in going_on if wave_stream(wave_id) not in running]
        return await self._start_all(missing)

    async def ensure_begun(self) -> int:
        """Start waves that were just prepared, where whoever prepared them could not."""
        async with self.database.read() as session:
            prepared = await session.scalars(_just_prepared())
            missing = [wave_id for wave_id in prepared if wave_id not in self.begun]
        return await self._start_all(missing)

    async def start(self, wave_id: str, if_running: WorkflowIDConflictPolicy | None = None) -> None:
        """Start the wave's workflow from SQL; one that runs already is left as it is, if nothing else is said."""
        async with self.database.read() as session:
            head = await session.get_one(HeadRow, wave_stream(wave_id))
            answered = await answered_keys(session, [head.stream])
        life = wave_life_of(head, answered[head.stream], berlin_day(now()))
        if if_running is WorkflowIDConflictPolicy.TERMINATE_EXISTING:
            life = life.model_copy(update={"halted": None})
        await self.client.start_workflow(
            WORKFLOW,
            life,
            id=head.stream,
            task_queue=self.task_queue,
            id_conflict_policy=if_running or WorkflowIDConflictPolicy.USE_EXISTING,
            id_reuse_policy=WorkflowIDReusePolicy.ALLOW_DUPLICATE,
            search_attributes=_search_attributes(life),
            static_summary=life.state.plan.code,
        )
        self.begun.add(wave_id)

    async def start_anew(self, wave_id: str) -> None:
        """Put an end to the wave's workflow, whatever it holds, and start it from SQL, as if it had never halted."""
        await self.start(wave_id, WorkflowIDConflictPolicy.TERMINATE_EXISTING)

    async def _start_all(self, wave_ids: Iterable[str]) -> int:
        started = 0
        for wave_id in wave_ids:
            await self.start(wave_id)
            started += 1
        if started:
            log.info("waves_started", count=started)
        return started


def wave_life_of(head: HeadRow, answered: dict[str, Answered], today: date) -> WaveLife:
    """A wave's life as SQL has it. One that was just prepared knows its offices; else what was told may be lost."""
    state = WaveState.model_validate_json(head.state)
    return WaveLife(
        wave_id=head.stream.removeprefix(WAVE_PREFIX),
        state=state,
        recorded_seq=head.seq,
        recorded_hash=head.hash,
        answered=answered,
        halted=head.halted,
        looked_on=state.prepared_on if head.seq == 1 else None,
        today=today,
    )


def _just_prepared() -> sa.Select[str]:
    return sa.select(WaveRow.wave_id).where(WaveRow.seq == 1).order_by(WaveRow.wave_id)


def _search_attributes(life: WaveLife) -> TypedSearchAttributes:
    return TypedSearchAttributes(
        [
            SearchAttributePair(UNIT, life.state.plan.code),
            SearchAttributePair(KIND, "wave"),
            SearchAttributePair(STAGE, life.state.status.value),
            SearchAttributePair(HALTED, life.halted is not None),
        ]
    )

"""Asking offices on behalf of a wave, and looking at them: each ask is one command of the system to one office."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Callable, Iterable, Sequence
from contextlib import asynccontextmanager, suppress
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta

import sqlalchemy as sa
import structlog
from temporalio import activity
from temporalio.client import Client

from activities.clock import berlin_day, now
from activities.journal import Kept
from activities.streams import UNITS
from activities.submitting import EngineUnreachable, OutcomeUnknown, RolloutNotRunning, TooMuchInFlight, submit
from models.chain import stream_of
from models.commands import BY_SYSTEM, Envelope, Submission
from models.database import Database
from models.errors import Refusal, StampTooOld
from models.queries.records import body_hash
from models.rollout.state import UnitState
from models.tables import HeadRow
from models.waves.asks import Answer, Ask
from models.waves.life import Asked, Looked, Told
from models.waves.report import Report, report

log = structlog.get_logger(__name__)

PATIENCE = timedelta(seconds=20)
"""How long one ask is tried; then it is told as unsettled, and the wave asks again later, under the same key."""
FIRST_PAUSE, LONGEST_PAUSE = 0.1, 2.0
AT_ONCE = 16
"""Asks under way in one process: more of them are not faster, and whoever gives a command meanwhile waits for them."""
HELD = 1.0
"""Seconds after which an ask counts no more: offices that do not answer hold up no other one."""
HEARTBEAT = 2.0
TRANSIENT = (OutcomeUnknown, EngineUnreachable, TooMuchInFlight, RolloutNotRunning, StampTooOld)


class Unsettled(Exception):
    """Nobody has answered in time."""


@dataclass
class Offices:
    """Activities of a wave. ``kept`` is the append's memory of states: most offices asked were just appended here."""

    database: Database
    client: Client
    kept: Kept = field(default_factory=Kept)
    clock: Callable[[], datetime] = now
    turns: asyncio.Semaphore = field(default_factory=lambda: asyncio.Semaphore(AT_ONCE))

    @activity.defn(name="waves.ask")
    async def ask(self, asked: Asked) -> Told:
        """Put all asks at once; a refusal is an answer. Repeated, each office answers the same again."""
        async with _heartbeats():
            outcomes = await asyncio.gather(*(self._put(ask) for ask in asked.asks), return_exceptions=True)
            settled = {a.unit_id: (a, o) for a, o in zip(asked.asks, outcomes, strict=True) if _is_answer(a, o)}
            reports = await self._reports(asked.wave_id, settled)
        answers = [
            Answer(unit_id=unit_id, ask=ask, why=outcome if isinstance(outcome, str) else None, report=seen)
            for unit_id, (ask, outcome) in settled.items()
            if (seen := reports.get(unit_id)) is not None
        ]
        answered = {answer.unit_id for answer in answers}
        unsettled = tuple(ask.unit_id for ask in asked.asks if ask.unit_id not in answered)
        return Told(today=self._today(), answers=tuple(answers), unsettled=unsettled)

    @activity.defn(name="waves.look")
    async def look(self, looked: Looked) -> Told:
        """How these offices see themselves now."""
        reports = await self._reports(looked.wave_id, looked.unit_ids)
        answers = tuple(Answer(unit_id=unit_id, report=seen) for unit_id, seen in reports.items())
        return Told(today=self._today(), answers=answers)

    def _today(self) -> date:
        return berlin_day(self.clock())

    async def _put(self, ask: Ask) -> str | None:
        """The refusal's name, or None where the office accepted. Raises: Unsettled."""
        loop = asyncio.get_running_loop()
        until, pause = loop.time() + PATIENCE.total_seconds(), FIRST_PAUSE
        while (left := until - loop.time()) > 0:
            try:
                async with in_turn(self.turns):
                    await submit(self.client, ask.unit_id, self._submission(ask), timedelta(seconds=left))
            except TRANSIENT:
                await asyncio.sleep(pause)
                pause = min(2 * pause, LONGEST_PAUSE)
            except Refusal as refusal:
                return type(refusal).__name__
            else:
                return None
        raise Unsettled

    def _submission(self, ask: Ask) -> Submission:
        """The ask as a command of the system; its hash covers nothing at its default, so that fields can be added."""
        moment = self.clock()
        envelope = Envelope(
            key=ask.key,
            body_hash=body_hash(ask.unit_id, ask.command.model_dump(mode="json", exclude_defaults=True)),
            today=berlin_day(moment),
            accepted_at=moment,
            by=BY_SYSTEM,
        )
        return Submission(command=ask.command, envelope=envelope)

    async def _reports(self, wave_id: str, unit_ids: Iterable[str]) -> dict[str, Report]:
        """One read for all of them; states that the append remembers are not read back."""
        streams = {stream_of(unit_id): unit_id for unit_id in unit_ids}
        if not streams:
            return {}
        heads = sa.select(HeadRow.stream, HeadRow.seq, HeadRow.hash).where(HeadRow.stream.in_(streams))
        async with self.database.read() as session:
            ends = (await session.execute(heads)).all()
            known = {stream: (seq, self.kept.state(hash_)) for stream, seq, hash_ in ends}
            found = {stream: (seq, state) for stream, (seq, state) in known.items() if state is not None}
            states = sa.select(HeadRow.stream, HeadRow.seq, HeadRow.state).where(
                HeadRow.stream.in_(known.keys() - found.keys())
            )
            stored = (await session.execute(states)).all() if len(found) < len(known) else []
        found |= await asyncio.to_thread(_read, stored)
        return {streams[stream]: report(state, wave_id, seq) for stream, (seq, state) in found.items()}


def _read(stored: Sequence[sa.Row[str, int, str]]) -> dict[str, tuple[int, UnitState]]:
    return {stream: (seq, UNITS.load(text)) for stream, seq, text in stored}


def _is_answer(ask: Ask, outcome: str | BaseException | None) -> bool:
    """Anything but an answer is told by name; an ask that fails for a reason nobody foresaw holds up no other one."""
    if isinstance(outcome, BaseException):
        if not isinstance(outcome, Exception):
            raise outcome
        log.warning("office_not_asked", key=ask.key, because=type(outcome).__name__)
        return False
    return True


@asynccontextmanager
async def in_turn(gate: asyncio.Semaphore) -> AsyncIterator[None]:
    """Through the gate, and count there for as long as this takes, at most for HELD seconds."""
    await gate.acquire()
    held = True

    def let_go() -> None:
        nonlocal held
        if held:
            held = False
            gate.release()

    later = asyncio.get_running_loop().call_later(HELD, let_go)
    try:
        yield
    finally:
        later.cancel()
        let_go()


@asynccontextmanager
async def _heartbeats() -> AsyncIterator[None]:
    """Beat while the context is open, so that a dead worker's asks are soon put by another one."""

    async def beat() -> None:
        while True:
            activity.heartbeat()
            await asyncio.sleep(HEARTBEAT)

    beating = asyncio.create_task(beat())
    try:
        yield
    finally:
        beating.cancel()
        with suppress(asyncio.CancelledError):
            await beating

"""Giving a command to a unit, the same for API, bulk and pages: find, permit, look up the key, stamp, submit."""

from __future__ import annotations

import asyncio
import hashlib
import secrets
from collections import defaultdict
from collections.abc import Awaitable, Callable
from dataclasses import dataclass, field
from datetime import timedelta
from typing import TYPE_CHECKING, Any, Protocol

import sqlalchemy as sa
import structlog
from pydantic import BaseModel
from sqlalchemy.ext.asyncio import AsyncConnection, AsyncSession
from sqlalchemy.orm import InstrumentedAttribute
from temporalio.client import Client
from temporalio.service import RPCError

from activities.submitting import EngineUnreachable, OutcomeUnknown, give, outcome
from api import problems
from api.metrics import COMMANDS
from api.problems import Busy, NotFound, Problem, Stale
from api.requests import asked, note_of, to_command
from api.stamps import Key, stamped
from models.chain import stream_of
from models.commands import Envelope, Receipt, Submission
from models.database import Database
from models.errors import KeyReused, Refusal, UnitHalted
from models.lives import Submitted
from models.people_tables import ActorRefRow, NoteRow
from models.queries import people as directory
from models.queries import records, units
from models.queries.people import view
from models.queries.units import Accepted, Place
from models.remedies import CHOOSE_LISTED
from models.tables import CommandRow

if TYPE_CHECKING:
    from api.deps import Caller

log = structlog.get_logger(__name__)

LEAST_SECONDS = 0.1
HEALTH_PATIENCE = timedelta(milliseconds=500)
OUTCOME_PATIENCE = timedelta(milliseconds=200)


class UnknownPerson(Problem):
    """There is no such person."""

    german = "Diese Person gibt es nicht."
    remedy = CHOOSE_LISTED
    status = 422


class CommandOutcome(BaseModel):
    """What became of a command of one unit, wave or report: recorded, refused or pending."""

    unit: str | None = None
    wave: str | None = None
    report: str | None = None
    key: str
    state: str
    seq: int | None = None
    problem: dict[str, Any] | None = None


class Foreseen(Protocol):
    """The answer to a command, made before it is known what became of it; ``confirmed`` gives it if it came so."""

    def confirmed(self, receipt: Receipt) -> str | None: ...


Meanwhile = Callable[[Place, Submission], Awaitable[Foreseen | None]]
"""What is done while the workflow is at work."""


@dataclass(frozen=True, slots=True)
class Given:
    """What became of a command: recorded up to ``seq``; None while that is not known yet (202).

    ``body`` is the answer, where it was foreseen and came true.
    """

    place: Place
    key: str
    seq: int | None
    replayed: bool = False
    body: str | None = None


@dataclass(frozen=True, slots=True)
class Stored:
    """References to what must not travel through Temporal: the text, and the person a function is given to."""

    note_id: str | None = None
    holder: str | None = None


def new_key() -> str:
    """A key for a client that sent none; it cannot repeat the command safely then."""
    return f"auto-{secrets.token_hex(12)}"


@dataclass
class Giving:
    """Gives commands; at most ``in_flight`` of one unit at a time, each for at most ``patience``."""

    database: Database
    client: Client
    patience: timedelta
    in_flight: int
    gates: dict[str, asyncio.Semaphore] = field(default_factory=dict)
    waiting: defaultdict[str, int] = field(default_factory=lambda: defaultdict(int))

    async def give(
        self,
        caller: Caller,
        code: str,
        request: BaseModel,
        *,
        key: str,
        version: int | None = None,
        session: AsyncSession | None = None,
        meanwhile: Meanwhile | None = None,
    ) -> Given:
        """Give one command; ``meanwhile`` may foresee its answer.

        Raises: NotFound, NotAllowed, KeyReused, Stale, UnitHalted, Busy, UnknownPerson, refusals of the note, any
        Refusal of the rules, EngineUnreachable, RolloutNotRunning.
        """
        body = asked(request)
        try:
            given = await self._give(caller, code, request, body, key, version, session, meanwhile)
        except Refusal as refusal:
            COMMANDS.labels(body["type"], refusal.code()).inc()
            raise
        COMMANDS.labels(body["type"], "pending" if given.seq is None else "recorded").inc()
        return given

    async def _give(
        self,
        caller: Caller,
        code: str,
        request: BaseModel,
        body: dict[str, Any],
        key: str,
        version: int | None,
        session: AsyncSession | None,
        meanwhile: Meanwhile | None,
    ) -> Given:
        name = Key(key, records.body_hash(code, body))
        if session is not None:
            place, stamp, known = await _look_up(session, caller, code, request, name)
            if meanwhile is None or _has_to_store(request):
                await session.rollback()  # its connection serves others meanwhile; who foresees goes on reading at once
        else:
            async with self.database.read() as opened:
                place, stamp, known = await _look_up(opened, caller, code, request, name)
        if known is not None:
            if known.body_hash != name.body_hash:
                raise KeyReused
            return Given(place, key, known.seq, replayed=True)
        if place.halted is not None:
            raise UnitHalted
        if version is not None and version != place.seq:
            raise Stale(version=place.seq)
        stored = await self._store(caller, place, request, stamp)
        command = to_command(request, note_id=stored.note_id, holder=stored.holder)
        try:
            return await self._submit(place, Submission(command=command, envelope=stamp), meanwhile)
        except Refusal:
            await self._forget(place, key, stored)
            raise

    async def _submit(self, place: Place, submission: Submission, meanwhile: Meanwhile | None) -> Given:
        carried = asyncio.create_task(self.carry(stream_of(place.unit_id), submission))
        try:
            await asyncio.sleep(0)  # it is under way before anything else is begun
            foreseen = await meanwhile(place, submission) if meanwhile is not None else None
        except Exception as error:  # noqa: BLE001 - what becomes of the command does not depend on it
            log.info("not_foreseen", error=type(error).__name__)
            foreseen = None
        except BaseException:
            carried.cancel()
            raise
        receipt = await carried
        if receipt is None:
            return Given(place, submission.envelope.key, None)
        body = foreseen.confirmed(receipt) if foreseen is not None else None
        return Given(place, submission.envelope.key, receipt.seq, body=body)

    async def carry(self, stream: str, submission: Submitted) -> Receipt | None:
        """Give it to the workflow that records ``stream``; None where nobody knows yet what became of it.

        Raises: Busy, any Refusal of the rules, EngineUnreachable, RolloutNotRunning.
        """
        gate = self.gates.setdefault(stream, asyncio.Semaphore(self.in_flight))
        loop = asyncio.get_running_loop()
        deadline = loop.time() + self.patience.total_seconds()
        self.waiting[stream] += 1
        try:
            await self._pass(gate)
            try:
                left = timedelta(seconds=max(deadline - loop.time(), LEAST_SECONDS))
                return await give(self.client, stream, submission, left)
            except OutcomeUnknown:
                await self.refuse_if_unreachable()
                return None
            finally:
                gate.release()
        finally:
            self.waiting[stream] -= 1
            if not self.waiting[stream]:
                del self.waiting[stream]
                self.gates.pop(stream, None)

    async def _pass(self, gate: asyncio.Semaphore) -> None:
        """Through the gate, at once where it is open: a command must not wait for a turn of the loop. Raises: Busy."""
        if not gate.locked():
            await gate.acquire()
            return
        try:
            await asyncio.wait_for(gate.acquire(), self.patience.total_seconds())
        except TimeoutError as error:
            raise Busy from error

    async def outcome(self, place: Place, key: str, language: str) -> CommandOutcome:
        """What became of a command that is not in the journal, from Temporal. Raises: NotFound."""
        try:
            receipt = await outcome(self.client, place.unit_id, key, OUTCOME_PATIENCE)
        except LookupError as error:
            raise NotFound from error
        except Refusal as refusal:
            problem = problems.details(refusal, language)
            return CommandOutcome(unit=place.code, key=key, state="refused", problem=problem)
        if receipt is None:
            await self.refuse_if_unreachable()
            return CommandOutcome(unit=place.code, key=key, state="pending")
        return CommandOutcome(unit=place.code, key=key, state="recorded", seq=receipt.seq)

    async def refuse_if_unreachable(self) -> None:
        """No answer has two reasons: nobody has taken the command up yet, or it never arrived."""
        try:
            await self.client.service_client.check_health(timeout=HEALTH_PATIENCE)
        except (RPCError, RuntimeError) as error:
            raise EngineUnreachable from error

    async def _store(self, caller: Caller, place: Place, request: BaseModel, stamp: Envelope) -> Stored:
        """Store the text and draw the person's reference, under names that only this command's repetition finds again.

        Raises: NoteTooLong, NoteUnreadable, NoteLooksPersonal, UnknownPerson.
        """
        if not _has_to_store(request):
            return Stored()
        note, person = note_of(request), getattr(request, "person", None)
        if person is not None:
            async with self.database.read() as session:
                seen = view(caller.grants, caller.person_id, caller.today)
                if await directory.person(session, seen, person) is None:
                    raise UnknownPerson
        drawn = hashlib.sha256(f"{place.unit_id}/{stamp.key}/{stamp.body_hash}".encode()).hexdigest()[:24]
        stored = Stored(f"n-{drawn}" if note is not None else None, f"m-{drawn}" if person is not None else None)
        async with self.database.write() as connection:
            if note is not None and not await _exists(connection, NoteRow.id, stored.note_id):
                row = {"id": stored.note_id, "unit_id": place.unit_id, "text": note, "actor_ref": stamp.actor_ref}
                await connection.execute(sa.insert(NoteRow), {**row, "created_at": caller.now})
            if person is not None and not await _exists(connection, ActorRefRow.ref, stored.holder):
                link = {"ref": stored.holder, "person_id": person, "created_at": caller.now}
                await connection.execute(sa.insert(ActorRefRow), link)
        return stored

    async def _forget(self, place: Place, key: str, stored: Stored) -> None:
        """Remove what a refused command has left: nothing will ever name it."""
        if stored == Stored():
            return
        recorded = sa.select(CommandRow.key).where(CommandRow.stream == stream_of(place.unit_id), CommandRow.key == key)
        async with self.database.write() as connection:
            if (await connection.execute(recorded)).first() is None:
                await connection.execute(sa.delete(NoteRow).where(NoteRow.id == stored.note_id))
                await connection.execute(sa.delete(ActorRefRow).where(ActorRefRow.ref == stored.holder))


def _has_to_store(request: BaseModel) -> bool:
    return getattr(request, "note", None) is not None or getattr(request, "person", None) is not None


async def _exists(connection: AsyncConnection, column: InstrumentedAttribute[str], value: str | None) -> bool:
    return (await connection.execute(sa.select(column).where(column == value))).first() is not None


async def _look_up(
    session: AsyncSession, caller: Caller, code: str, request: BaseModel, key: Key
) -> tuple[Place, Envelope, Accepted | None]:
    """Where, under which stamp, and whether this key was accepted before. Foreign and missing units are the same."""
    found = await units.find_with_key(session, caller.reading, code, key.key)
    if found is None:
        raise NotFound
    place, known = found
    return place, await stamped(session, caller, place, request, key), known

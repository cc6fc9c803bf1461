"""Giving a command to a unit, the same for API, bulk and pages: find, permit, look up the key, stamp, submit."""

from __future__ import annotations

import asyncio
import hashlib
import secrets
from collections import defaultdict
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import TYPE_CHECKING, Any

import sqlalchemy as sa
from pydantic import BaseModel
from sqlalchemy.ext.asyncio import AsyncSession
from temporalio.client import Client

from activities.submitting import OutcomeUnknown, outcome, submit
from api import problems
from api.metrics import COMMANDS
from api.problems import Busy, NotFound, Problem, Stale
from api.requests import to_command
from models.commands import Submission
from models.database import Database
from models.errors import KeyReused, Refusal, UnitHalted
from models.permissions import Grant, may
from models.queries import records, units
from models.queries.units import Place
from models.tables import ActorRefRow, NoteRow, PersonRow

if TYPE_CHECKING:
    from api.deps import Caller


class UnknownPerson(Problem):
    """There is no person with this id."""

    german = "Eine Person mit diesem Kennzeichen gibt es nicht."
    status = 422


class CommandOutcome(BaseModel):
    """What became of a command of one unit: recorded, refused or pending."""

    unit: str
    key: str
    state: str
    seq: int | None = None
    problem: dict[str, Any] | None = None


@dataclass(frozen=True, slots=True)
class Given:
    """What became of a command: recorded up to ``seq``; None while that is not known yet (202)."""

    place: Place
    key: str
    seq: int | None
    replayed: bool = False


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
    ) -> Given:
        """Give one command.

        Raises: NotFound, NotAllowed, KeyReused, Stale, UnitHalted, Busy, any Refusal of the rules, EngineUnreachable,
        RolloutNotRunning.
        """
        body: dict[str, Any] = request.model_dump(mode="json")
        try:
            given = await self._give(caller, code, request, body, key, version, session)
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
    ) -> Given:
        body_hash = records.body_hash(code, body)
        if session is not None:
            place, grant, known = await _look_up(session, caller, code, body["type"], key)
            await session.rollback()  # its connection serves others while Temporal works
        else:
            async with self.database.read() as opened:
                place, grant, known = await _look_up(opened, caller, code, body["type"], key)
        if known is not None:
            if known.body_hash != body_hash:
                raise KeyReused
            return Given(place, key, known.seq, replayed=True)
        if place.halted is not None:
            raise UnitHalted
        if version is not None and version != place.seq:
            raise Stale(version=place.seq)
        note_id, holder = await self._references(place, body, key, grant, caller.now)
        command = to_command(request, note_id=note_id, holder=holder)
        stamped = records.envelope(
            key=key, body_hash=body_hash, grant=grant, today=caller.today, accepted_at=caller.now, request_id=None
        )
        return await self._submit(place, Submission(command=command, envelope=stamped))

    async def _submit(self, place: Place, submission: Submission) -> Given:
        gate = self.gates.setdefault(place.unit_id, asyncio.Semaphore(self.in_flight))
        self.waiting[place.unit_id] += 1
        try:
            try:
                await asyncio.wait_for(gate.acquire(), self.patience.total_seconds())
            except TimeoutError as error:
                raise Busy from error
            try:
                receipt = await submit(self.client, place.unit_id, submission, self.patience)
            except OutcomeUnknown:
                return Given(place, submission.envelope.key, None)
            finally:
                gate.release()
        finally:
            self.waiting[place.unit_id] -= 1
            if not self.waiting[place.unit_id]:
                del self.waiting[place.unit_id]
                self.gates.pop(place.unit_id, None)
        return Given(place, receipt.key, receipt.seq)

    async def outcome(self, place: Place, key: str, language: str) -> CommandOutcome:
        """What became of a command that is not in the journal, from Temporal. Raises: NotFound."""
        try:
            receipt = await outcome(self.client, place.unit_id, key, timedelta(milliseconds=200))
        except LookupError as error:
            raise NotFound from error
        except Refusal as refusal:
            problem = problems.details(refusal, language)
            return CommandOutcome(unit=place.code, key=key, state="refused", problem=problem)
        if receipt is None:
            return CommandOutcome(unit=place.code, key=key, state="pending")
        return CommandOutcome(unit=place.code, key=key, state="recorded", seq=receipt.seq)

    async def _references(
        self, place: Place, body: dict[str, Any], key: str, grant: Grant, at: datetime
    ) -> tuple[str | None, str | None]:
        """Store the text and draw the person's reference; both under names that a repetition finds again."""
        note, person = body.get("note"), body.get("person")
        if note is None and person is None:
            return None, None
        drawn = hashlib.sha256(f"{place.unit_id}/{key}".encode()).hexdigest()[:24]
        async with self.database.write() as connection:
            if note is not None and not await _exists(connection, NoteRow.id, f"n-{drawn}"):
                row = {"id": f"n-{drawn}", "unit_id": place.unit_id, "text": note, "actor_ref": grant.actor_ref}
                await connection.execute(sa.insert(NoteRow), {**row, "created_at": at})
            if person is not None and not await _exists(connection, PersonRow.id, person):
                raise UnknownPerson
            if person is not None and not await _exists(connection, ActorRefRow.ref, f"m-{drawn}"):
                link = {"ref": f"m-{drawn}", "person_id": person, "created_at": at}
                await connection.execute(sa.insert(ActorRefRow), link)
        return f"n-{drawn}" if note is not None else None, f"m-{drawn}" if person is not None else None


async def _exists(connection: Any, column: Any, value: str) -> bool:  # noqa: ANN401 - any table's key
    return (await connection.execute(sa.select(column).where(column == value))).first() is not None


async def _look_up(
    session: AsyncSession, caller: Caller, code: str, command_type: str, key: str
) -> tuple[Place, Grant, sa.Row[str, str, int] | None]:
    """Where, under which grant, and whether this key was accepted before. Foreign and missing units are the same."""
    place = await units.find(session, caller.reading, code)
    if place is None:
        raise NotFound
    grant = may(caller.grants, command_type, place.scope, caller.today)
    known = await records.accepted(session, key)
    return (
        place,
        grant,
        next((row for row in known if row.stream == f"unit/{place.unit_id}"), known[0] if known else None),
    )

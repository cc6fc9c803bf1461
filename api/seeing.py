"""Looking at one unit: its state (now, or as it was after some entry) as API and pages show it."""

from __future__ import annotations

from dataclasses import dataclass

import sqlalchemy as sa
from sqlalchemy.ext.asyncio import AsyncSession

from api.deps import Caller
from api.problems import NotFound, Unavailable
from api.shapes import UnitWhole, whole
from models.chain import stream_of
from models.commands import Command
from models.events import event_adapter
from models.obligations import Obligation, obligations
from models.permissions import COMMAND_TABLE, Grant, NotAllowed, may
from models.programme import Programme, shipped
from models.queries import records, units
from models.queries.scope import names, vacancy
from models.queries.units import Place
from models.rollout.candidates import possible
from models.rollout.evolve import fold
from models.rollout.state import UnitState
from models.status import IsVacant
from models.tables import JournalRow
from models.wording import Names, Voice

PROGRAMME: Programme = shipped()
"""Texts of lists come from the edition we ship; a unit's own page speaks from the edition the unit carries."""


@dataclass(frozen=True, slots=True)
class Sight:
    """One unit, loaded: everything its page and its answer need."""

    place: Place
    state: UnitState
    seq: int
    voice: Voice
    is_vacant: IsVacant
    owed: list[Obligation]
    possible: list[Command]

    def shape(self) -> UnitWhole:
        return whole(
            self.voice,
            self.place,
            self.state,
            seq=self.seq,
            is_vacant=self.is_vacant,
            owed=self.owed,
            allowed=sorted({command.type for command in self.possible}),
        )


async def see(session: AsyncSession, caller: Caller, code: str, *, at: int | None = None) -> Sight:
    """The unit as it is, or as it was after its entry ``at``. Raises: NotFound."""
    place = await units.find(session, caller.reading, code)
    if place is None or place.seq == 0:
        raise NotFound
    if at is None or at == place.seq:
        seq, state = place.seq, await units.state(session, place.unit_id)
    else:
        seq, state = at, await _state_at(session, place.unit_id, at)
    known = await names(session)
    known = Names(regions=known.regions, teams=known.teams, units={place.unit_id: place.name})
    voice = Voice(
        programme=state.programme, names=known, calendar=state.calendar, on=caller.today, language=caller.language
    )
    return Sight(
        place=place,
        state=state,
        seq=seq,
        voice=voice,
        is_vacant=await vacancy(session, caller.today),
        owed=sorted(obligations(state), key=lambda o: (o.due_on, o.key)),
        possible=_possible(caller, place, state) if place.halted is None else [],
    )


async def _state_at(session: AsyncSession, unit_id: str, seq: int) -> UnitState:
    query = sa.select(JournalRow.payload).where(JournalRow.stream == stream_of(unit_id), JournalRow.seq <= seq)
    payloads = (await session.scalars(query.order_by(JournalRow.seq))).all()
    if not payloads:
        raise Unavailable
    return fold(event_adapter.validate_python(payload) for payload in payloads)


def _possible(caller: Caller, place: Place, state: UnitState) -> list[Command]:
    """What this caller could do now, judged by the very functions that will judge it then."""
    by_grant: dict[Grant, list[str]] = {}
    for command_type in COMMAND_TABLE:
        try:
            grant = may(caller.grants, command_type, place.scope, caller.today)
        except NotAllowed:
            continue
        by_grant.setdefault(grant, []).append(command_type)
    found: list[Command] = []
    for grant, types in by_grant.items():
        stamped = records.envelope(
            key="candidate", body_hash="", grant=grant, today=caller.today, accepted_at=caller.now, request_id=None
        )
        found += possible(state, stamped, types)
    return found

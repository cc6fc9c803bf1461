"""Looking at one unit: its state (now, or as it was after some entry) as API and pages show it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from functools import cached_property, lru_cache

from sqlalchemy.ext.asyncio import AsyncSession

from api.deps import Caller
from api.problems import NotFound
from api.shapes import UnitWhole, whole
from api.stamps import NO_PLANS, own_plans, stamp_of
from models.commands import Command, Envelope
from models.obligations import obligations
from models.permissions import COMMAND_TABLE, Grant, NotAllowed, UnitScope, all_that_may
from models.programme import Programme, shipped
from models.queries import units
from models.queries.records import Plans
from models.queries.surroundings import surroundings
from models.queries.units import Place
from models.rollout.candidates import allowed, possible
from models.rollout.owed import Obligation
from models.rollout.state import UnitState
from models.status import IsVacant
from models.wording import Voice

PROGRAMME: Programme = shipped()
"""Texts of lists come from the edition we ship; a unit's own page speaks from the edition the unit carries."""


@dataclass(frozen=True)
class Sight:
    """One unit, loaded: everything its page and its answer need."""

    place: Place
    state: UnitState
    seq: int
    voice: Voice
    is_vacant: IsVacant
    owed: list[Obligation]
    caller: Caller
    planned: Plans = NO_PLANS

    @cached_property
    def possible(self) -> list[Command]:
        """What this caller could do now, judged by the very functions that will judge it then; forms start from it."""
        found: list[Command] = []
        for grant, types in self._grants.items():
            found += [each for each in possible(self.state, self._stamp(grant), types) if each not in found]
        return found

    @property
    def allowed(self) -> list[str]:
        """The types of ``possible``, without looking at every example."""
        found: set[str] = set()
        for grant, types in self._grants.items():
            found |= allowed(self.state, self._stamp(grant), types)
        return sorted(found)

    def stamps(self, command_type: str) -> list[Envelope]:
        """In every function in which the caller may give such a command here, at least one. Raises: NotAllowed."""
        grants = all_that_may(self.caller.grants, command_type, self.place.scope, self.caller.today)
        return [self._stamp(grant) for grant in grants]

    def _stamp(self, grant: Grant) -> Envelope:
        return stamp_of(self.caller, grant, self.planned)

    @property
    def _grants(self) -> Mapping[Grant, Sequence[str]]:
        is_open = self.place.halted is None
        return _by_grant(self.caller.grants, self.place.scope, self.caller.today) if is_open else {}

    def shape(self) -> UnitWhole:
        return whole(
            self.voice,
            self.place,
            self.state,
            seq=self.seq,
            is_vacant=self.is_vacant,
            owed=self.owed,
            allowed=self.allowed,
        )


async def see(session: AsyncSession, caller: Caller, code: str) -> Sight:
    """The unit as it is. Raises: NotFound."""
    place = await units.find(session, caller.reading, code)
    if place is None or place.seq == 0:
        raise NotFound
    end, state = await units.state_at(session, place)
    return await sight_of(session, caller, place, end.seq, state)


async def see_after(session: AsyncSession, caller: Caller, place: Place, seq: int) -> Sight:
    """A unit that was just found, as it was right after its entry ``seq``, whatever came later."""
    known, state = await units.state(session, place.unit_id)
    if known != seq:
        state = await units.state_after(session, place.unit_id, seq)
    return await sight_of(session, caller, place, seq, state)


async def sight_of(session: AsyncSession, caller: Caller, place: Place, seq: int, state: UnitState) -> Sight:
    """What there is to see of a unit that is, or will be, in this state after entry ``seq``."""
    owed = sorted(obligations(state), key=lambda o: (o.due_on, o.key))
    known, is_vacant = await surroundings(session, place, state, owed, caller.today)
    voice = Voice(
        programme=state.programme, names=known, calendar=state.calendar, on=caller.today, language=caller.language
    )
    return Sight(
        place=place,
        state=state,
        seq=seq,
        voice=voice,
        is_vacant=is_vacant,
        owed=owed,
        caller=caller,
        planned=await own_plans(session, caller, place, state),
    )


@lru_cache(maxsize=1024)
def _by_grant(grants: tuple[Grant, ...], place: UnitScope, on: date) -> Mapping[Grant, Sequence[str]]:
    """The command types that somebody with these grants may give here, under every grant one could be given in."""
    found: dict[Grant, list[str]] = {}
    for command_type in COMMAND_TABLE:
        try:
            fitting = all_that_may(grants, command_type, place, on)
        except NotAllowed:
            continue
        for grant in fitting:
            found.setdefault(grant, []).append(command_type)
    return found

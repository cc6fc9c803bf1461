"""The stamp of a command: in which of their functions somebody gives it, and what they have done to it before."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from pydantic import BaseModel
from sqlalchemy.ext.asyncio import AsyncSession

from api.requests import to_command
from models.commands import Envelope
from models.permissions import Grant, all_that_may
from models.queries import records, units
from models.queries.units import Place
from models.rollout.state import UnitState
from models.rollout.whose_step import in_its_function

if TYPE_CHECKING:
    from api.deps import Caller

CONFIRM = "confirm_workshop"
NO_PLANS: records.Plans = ()


@dataclass(frozen=True, slots=True)
class Key:
    """Under which a command is given, and the hash of what is asked for; the defaults are for examples."""

    key: str = "candidate"
    body_hash: str = ""


EXAMPLE = Key()


async def stamped(session: AsyncSession, caller: Caller, place: Place, request: BaseModel, key: Key) -> Envelope:
    """For a command that somebody gives. Of several functions, the one whose step it is. Raises: NotAllowed."""
    command_type: str = request.type  # type: ignore[attr-defined]
    grants = all_that_may(caller.grants, command_type, place.scope, caller.today)
    is_confirmed = command_type == CONFIRM
    planned = await records.planned_by(session, place.unit_id, caller.person_id) if is_confirmed else NO_PLANS
    stamps = [stamp_of(caller, grant, planned, key) for grant in grants]
    if len(stamps) == 1 or place.seq == 0:
        return stamps[0]
    _, state = await units.state(session, place.unit_id)
    return in_its_function(state, to_command(request, note_id=None, holder=None), stamps)


async def own_plans(session: AsyncSession, caller: Caller, place: Place, state: UnitState) -> records.Plans:
    """What decides under four eyes who may confirm; asked for where they are switched on."""
    if not state.programme.four_eyes:
        return NO_PLANS
    return await records.planned_by(session, place.unit_id, caller.person_id)


def stamp_of(caller: Caller, grant: Grant, planned: records.Plans = NO_PLANS, key: Key = EXAMPLE) -> Envelope:
    return records.envelope(
        key=key.key,
        body_hash=key.body_hash,
        grant=grant,
        today=caller.today,
        accepted_at=caller.now,
        request_id=None,
        planned=planned,
    )

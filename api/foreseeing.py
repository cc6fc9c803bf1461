"""The answer to a command, made while the workflow is still at work on it.

The rules are pure: what they make of the state that was read is what the workflow will record, unless something else
comes in between. Whether it came so the receipt tells: its hash covers every event before, and the command's own.
docs/adr/0022.
"""

from __future__ import annotations

from dataclasses import dataclass

from sqlalchemy.ext.asyncio import AsyncSession

from api.deps import Caller
from api.seeing import sight_of
from models.chain import Head, linked, stream_of
from models.commands import Receipt, Submission
from models.errors import Refusal
from models.events import Event
from models.queries import units
from models.queries.units import Place
from models.rollout.decide import decide
from models.rollout.evolve import fold
from models.rollout.state import UnitState


@dataclass(frozen=True, slots=True)
class Foreseen:
    """``body`` is the answer, ``after`` the state, if ``events`` are what is recorded after ``end``."""

    stream: str
    end: Head
    events: list[Event]
    submission: Submission
    after: UnitState
    body: str

    def confirmed(self, receipt: Receipt) -> str | None:
        """The answer, if it came so; then who asks next need not read the state either."""
        if not self.came_true(receipt):
            return None
        units.remember(receipt.hash or "", self.after)
        return self.body

    def came_true(self, receipt: Receipt) -> bool:
        recorded = linked(
            self.stream, self.end.seq, self.end.hash, self.events, receipt.recorded_at, self.submission.envelope
        )
        return (receipt.seq, receipt.hash) == (recorded[-1].seq, recorded[-1].hash)


async def foresee(session: AsyncSession, caller: Caller, place: Place, submission: Submission) -> Foreseen | None:
    """What the unit will look like; None where that cannot be said: the workflow has the last word anyway."""
    try:
        return await _foreseen(session, caller, place, submission)
    except Refusal:
        return None
    finally:
        await session.rollback()  # its connection serves others until Temporal answers


async def _foreseen(session: AsyncSession, caller: Caller, place: Place, submission: Submission) -> Foreseen | None:
    end, state = await units.state_at(session, place)
    if state.programme.four_eyes:  # what the caller has planned counts there, and this may be such a plan
        return None
    events = decide(state, submission.command, submission.envelope)
    after = fold(events, state)
    sight = await sight_of(session, caller, place, end.seq + len(events), after)
    return Foreseen(stream_of(place.unit_id), end, events, submission, after, sight.shape().model_dump_json())

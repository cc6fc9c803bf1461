"""The messages of ``UnitRollout``: what it starts from and what operators can ask."""

from __future__ import annotations

from datetime import datetime

from pydantic import BaseModel, ConfigDict

from models.chain import GENESIS, Entry, linked, stream_of
from models.events import RolloutStarted
from models.rollout.evolve import fold
from models.rollout.state import UnitState

REMEMBERED_KEYS = 256


class Answered(BaseModel):
    """A command that was accepted: its key's body and the number of its last event."""

    model_config = ConfigDict(frozen=True, extra="ignore")

    body_hash: str
    seq: int
    recorded_at: datetime


class Life(BaseModel):
    """A unit's rollout at one moment, whole: the argument of ``UnitRollout.run``, first and at every continuation.

    ``recorded_seq`` and ``recorded_hash`` are the journal's end as far as it is known; ``unrecorded`` follows it.
    ``answered`` keeps the last REMEMBERED_KEYS accepted keys (the journal knows them all).
    """

    model_config = ConfigDict(extra="ignore")

    unit_id: str
    state: UnitState
    recorded_seq: int
    recorded_hash: str
    unrecorded: list[Entry] = []
    answered: dict[str, Answered] = {}
    halted: str | None = None


def born(started: RolloutStarted, at: datetime) -> Life:
    """A unit's first moment; its first event is yet to be recorded."""
    entries = linked(stream_of(started.unit_id), 0, GENESIS, [started], at)
    return Life(
        unit_id=started.unit_id,
        state=fold([started]),
        recorded_seq=0,
        recorded_hash=GENESIS,
        unrecorded=entries,
    )

"""The messages of ``UnitRollout``: what it starts from and what operators can ask."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from models.chain import GENESIS, stream_of
from models.events import Event, RolloutStarted
from models.lives import Living
from models.rollout.evolve import fold
from models.rollout.state import UnitState


class Life(Living):
    """A unit's rollout at one moment."""

    unit_id: str
    state: UnitState

    @property
    def stream(self) -> str:
        return stream_of(self.unit_id)

    def fold(self, events: Sequence[Event]) -> None:
        self.state = fold(events, self.state)


def born(started: RolloutStarted, at: datetime) -> Life:
    """A unit's first moment; its first event is yet to be recorded."""
    life = Life(unit_id=started.unit_id, state=fold([started]), recorded_seq=0, recorded_hash=GENESIS)
    life.add([started], at)
    return life

"""What happens in one unit, told entry by entry as its workflow would hand it to the journal."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from uuid import uuid4

from activities.streams import UNITS
from models import commands as cmd
from models import events as ev
from models.chain import GENESIS, Batch, Entry, linked, stream_of
from models.commands import BY_SYSTEM
from models.rollout.decide import decide
from models.rollout.state import UnitState
from tests import making

NOON = datetime(2026, 3, 2, 12, tzinfo=UTC)
STEP = "assign_manager:manager@2024-01-08"


@dataclass
class Story:
    """A stream of its own; ``told`` is everything so far, one minute apart."""

    unit_id: str = field(default_factory=lambda: uuid4().hex)
    told: list[Entry] = field(default_factory=list)

    @property
    def stream(self) -> str:
        return stream_of(self.unit_id)

    @property
    def state(self) -> UnitState:
        state: UnitState = UNITS.fold((entry.event for entry in self.told), None)
        return state

    @property
    def now(self) -> datetime:
        return NOON + timedelta(minutes=len(self.told))

    def birth(self, **start: object) -> Batch:
        started = making.started(**start)  # type: ignore[arg-type]
        return self.tell(started.model_copy(update={"unit_id": self.unit_id}))

    def tell(self, *events: ev.Event, key: str | None = None) -> Batch:
        """What happens next; it becomes part of the story."""
        batch = self.instead(*events, key=key)
        self.told += batch.entries
        return batch

    def instead(self, *events: ev.Event, key: str | None = None) -> Batch:
        """What could happen next; the story goes on without it."""
        seq, prev = (self.told[-1].seq, self.told[-1].hash) if self.told else (0, GENESIS)
        envelope = making.envelope(key=key) if key else None
        return self.batch(*linked(self.stream, seq, prev, list(events), self.now, envelope))

    def give(self, told: cmd.Command, *, today: str = "2026-03-02") -> Batch:
        """A command that is accepted, by whoever usually gives it."""
        who = making.by(making.usual(told))
        envelope = making.envelope(today=making.day(today), who=who)
        return self.tell(*decide(self.state, told, envelope), key=envelope.key)

    def batch(self, *entries: Entry) -> Batch:
        return Batch(stream=self.stream, entries=entries)

    def all(self) -> Batch:
        return self.batch(*self.told)


def assigned(on: str = "2026-02-02") -> ev.ManagerAssigned:
    return ev.ManagerAssigned(happened_on=making.day(on), recorded_on=making.TODAY, by=BY_SYSTEM, holder=None)


def vacated(on: str = "2026-02-03") -> ev.ManagerVacated:
    return ev.ManagerVacated(happened_on=making.day(on), recorded_on=making.TODAY, by=BY_SYSTEM)


def reminder(level: int = 1) -> ev.ReminderDue:
    today = making.TODAY
    return ev.ReminderDue(
        happened_on=today, recorded_on=today, by=BY_SYSTEM, obligation=STEP, milestone="manager", level=level
    )

"""What a workflow that keeps a stream knows of its record: the part that the lives of offices and waves share."""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import Sequence
from datetime import datetime
from typing import Any, Protocol

from pydantic import BaseModel, ConfigDict

from models.chain import Entry, linked
from models.commands import Envelope

REMEMBERED_KEYS = 256
HELD_OUT = 128
"""Far more than appends are under way at once; a replay hands over what nobody takes any more."""

_held_out: OrderedDict[str, Any] = OrderedDict()


def hand_over(last: str, state: Any) -> None:  # noqa: ANN401 - of any kind
    """Let the append of this process have a folded state, by the hash of its last event.

    Nothing a workflow does depends on it: it only puts in, and the hash covers all that the state was folded from.
    """
    _held_out[last] = state
    if len(_held_out) > HELD_OUT:
        _held_out.popitem(last=False)


def taken_over(last: str) -> Any | None:  # noqa: ANN401 - of any kind
    """The state after the event with this hash, once; None where no workflow of this process has folded it lately."""
    return _held_out.pop(last, None)


class Submitted(Protocol):
    """A command of any kind, with its envelope: the one argument of a workflow's ``submit``."""

    @property
    def envelope(self) -> Envelope: ...


class Answered(BaseModel):
    """A command that was accepted: its key's body and the number of its last event."""

    model_config = ConfigDict(frozen=True, extra="ignore")

    body_hash: str
    seq: int
    recorded_at: datetime


class Living(BaseModel):
    """One stream at one moment, whole: the argument of its workflow's run, first and at every continuation.

    ``recorded_seq`` and ``recorded_hash`` are the journal's end as far as it is known; ``unrecorded`` follows it.
    ``answered`` keeps the last REMEMBERED_KEYS accepted keys (the journal knows them all).
    """

    model_config = ConfigDict(extra="ignore")

    recorded_seq: int
    recorded_hash: str
    state: Any
    unrecorded: list[Entry] = []
    answered: dict[str, Answered] = {}
    halted: str | None = None

    @property
    def stream(self) -> str:
        """The stream's name, which is the workflow's id."""
        raise NotImplementedError

    def fold(self, events: Sequence[Any]) -> None:
        """Change the state."""
        raise NotImplementedError

    @property
    def end(self) -> tuple[int, str]:
        """Number and hash of the last event, recorded or not."""
        if self.unrecorded:
            last = self.unrecorded[-1]
            return last.seq, last.hash
        return self.recorded_seq, self.recorded_hash

    def add(self, events: Sequence[Any], at: datetime, envelope: Envelope | None = None) -> None:
        """Change the state and link the events to those before; they are yet to be recorded."""
        self.unrecorded += linked(self.stream, *self.end, events, at, envelope)
        self.fold(events)
        hand_over(self.end[1], self.state)

    def remember(self, envelope: Envelope) -> Answered:
        """Remember that the command of ``envelope`` led to what was added last."""
        last = self.unrecorded[-1]
        answered = Answered(body_hash=envelope.body_hash, seq=last.seq, recorded_at=last.recorded_at)
        self.answered[envelope.key] = answered
        while len(self.answered) > REMEMBERED_KEYS:
            del self.answered[next(iter(self.answered))]
        return answered

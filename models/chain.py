"""The hash chain of one stream: each entry's hash covers the one before it.

Ids, codes and dates only, times as epoch milliseconds: erasing a person never breaks the chain.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Sequence
from datetime import UTC, datetime
from functools import cache
from typing import Annotated, Any

from pydantic import AwareDatetime, BaseModel, ConfigDict, Field
from pydantic_core import to_jsonable_python

from models.commands import Envelope
from models.events import Event
from models.periods.events import PeriodEvent
from models.waves.events import WaveEvent

GENESIS = "0" * 64
STREAM_PREFIX = "unit/"
WAVE_PREFIX = "wave/"
PERIOD_PREFIX = "period/"


def stream_of(unit_id: str) -> str:
    """The stream, and the workflow id, of a unit's rollout."""
    return f"{STREAM_PREFIX}{unit_id}"


def wave_stream(wave_id: str) -> str:
    """The stream, and the workflow id, of a qualification wave."""
    return f"{WAVE_PREFIX}{wave_id}"


def period_stream(reporting_id: str) -> str:
    """The stream, and the workflow id, of a reporting period."""
    return f"{PERIOD_PREFIX}{reporting_id}"


AnyEvent = Annotated[Event | WaveEvent | PeriodEvent, Field(discriminator="type")]
"""Events of every kind of stream: the name of the type says which."""


class Entry(BaseModel):
    """One event as the journal keeps it; ``key`` and ``actor_ref`` are None for what a clock recorded."""

    model_config = ConfigDict(frozen=True, extra="ignore")

    seq: int
    event: AnyEvent
    key: str | None = None
    body_hash: str | None = None
    actor_ref: str | None = None
    recorded_at: AwareDatetime
    prev: str
    hash: str


class Batch(BaseModel):
    """Entries of one stream, ascending and without a gap; some may already be in the journal (a retry)."""

    model_config = ConfigDict(frozen=True)

    stream: str
    entries: tuple[Entry, ...]


class Head(BaseModel):
    """The end of a stream."""

    model_config = ConfigDict(frozen=True)

    seq: int
    hash: str


class Halt(BaseModel):
    """``reason`` is the name of the error that halted the stream."""

    model_config = ConfigDict(frozen=True)

    stream: str
    reason: str


def epoch_ms(moment: datetime) -> int:
    return int(moment.timestamp() * 1000)


def whole_ms(moment: datetime) -> datetime:
    """``moment`` in UTC, cut to milliseconds: what both databases store without loss."""
    utc = moment.astimezone(UTC)
    return utc.replace(microsecond=utc.microsecond // 1000 * 1000)


def payload(event: AnyEvent) -> dict[str, Any]:
    """The event as plain JSON values."""
    return event.model_dump(mode="json")


TAGS = ("type", "kind")
"""Fields that say which event or evidence it is."""
PLAIN = frozenset({str, int, bool, type(None)})


@cache
def _defaults(kind: type) -> dict[str, Any] | None:
    """The fields of a model with their defaults; None for everything else."""
    if not issubclass(kind, BaseModel):
        return None
    return {name: field.get_default() for name, field in kind.model_fields.items()}


def hashed(value: Any) -> Any:  # noqa: ANN401 - plain JSON values
    """What the hash covers: plain JSON values without fields at their default.

    So a field that is added later, with a default, leaves every hash as it was: stored chains stay valid and histories
    replay to the same head.
    """
    kind = type(value)
    if kind in PLAIN:
        return value
    if (defaults := _defaults(kind)) is not None:  # type: ignore[arg-type] # classes are hashable
        told = ((name, getattr(value, name), default) for name, default in defaults.items())
        return {name: hashed(said) for name, said, default in told if name in TAGS or said != default}
    if isinstance(value, dict):
        return {to_jsonable_python(key): hashed(v) for key, v in value.items()}
    if isinstance(value, tuple | list):
        return [hashed(v) for v in value]
    return to_jsonable_python(value)


CANONICAL = json.JSONEncoder(sort_keys=True, separators=(",", ":"), ensure_ascii=True)


def digest(stream: str, entry: Entry) -> str:
    """The hash an entry must have, as lower-case hex SHA-256 over its canonical JSON."""
    by = entry.key, entry.actor_ref
    return _digest(stream, entry.seq, entry.event, by, epoch_ms(entry.recorded_at), entry.prev)


def _digest(stream: str, seq: int, event: AnyEvent, by: tuple[str | None, str | None], at: int, prev: str) -> str:
    """``by``: key and actor; ``at``: epoch milliseconds."""
    covered = [stream, seq, hashed(event), *by, at, prev]
    return hashlib.sha256(CANONICAL.encode(covered).encode()).hexdigest()


def linked(
    stream: str,
    seq: int,
    prev: str,
    events: Sequence[AnyEvent],
    recorded_at: datetime,
    envelope: Envelope | None = None,
) -> list[Entry]:
    """``events`` as entries after entry ``seq`` with the hash ``prev``."""
    at = whole_ms(recorded_at)
    key, body_hash, actor_ref = None, None, None
    if envelope is not None:
        key, body_hash, actor_ref = envelope.key, envelope.body_hash, envelope.actor_ref
    entries: list[Entry] = []
    for event in events:
        seq += 1
        own = _digest(stream, seq, event, (key, actor_ref), epoch_ms(at), prev)
        entries.append(
            Entry(
                seq=seq,
                event=event,
                key=key,
                body_hash=body_hash,
                actor_ref=actor_ref,
                recorded_at=at,
                prev=prev,
                hash=own,
            )
        )
        prev = own
    return entries

"""The hash chain of a stream: each entry's hash covers the one before it, and nothing that may still grow."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from models import events as ev
from models.chain import GENESIS, Entry, digest, hashed, linked, payload, whole_ms
from models.commands import BY_SYSTEM
from models.events import event_adapter
from tests import making

AT = datetime(2026, 3, 2, 9, 0, 0, 123456, UTC)
STREAM = "unit/u-1"
EVENTS: list[ev.Event] = [
    ev.ManagerAssigned(happened_on=making.TODAY, recorded_on=making.TODAY, by=BY_SYSTEM, holder="p-1"),
    ev.ManagerVacated(happened_on=making.TODAY, recorded_on=making.TODAY, by=BY_SYSTEM),
]


def chain() -> list[Entry]:
    return linked(STREAM, 0, GENESIS, EVENTS, AT, making.envelope(key="k-1"))


def test_each_entry_follows_the_one_before() -> None:
    """Numbers without a gap, each prev the hash before."""
    first, second = chain()
    assert [(1, GENESIS), (2, first.hash)] == [(first.seq, first.prev), (second.seq, second.prev)]


def test_the_hash_is_the_digest() -> None:
    """Whoever verifies computes it again."""
    assert [entry.hash for entry in chain()] == [digest(STREAM, entry) for entry in chain()]


@pytest.mark.parametrize(
    "change",
    [
        {"seq": 7},
        {"event": EVENTS[1]},
        {"key": "k-2"},
        {"actor_ref": "a-2"},
        {"recorded_at": AT + timedelta(milliseconds=1)},
        {"prev": "1" * 64},
    ],
    ids=str,
)
def test_every_change_changes_the_hash(change: dict[str, Any]) -> None:
    """Number, event, key, actor, time and predecessor are covered."""
    first = chain()[0]
    assert first.hash != digest(STREAM, first.model_copy(update=change))


def test_another_stream_has_another_hash() -> None:
    """An entry cannot be moved to another unit."""
    first = chain()[0]
    assert first.hash != digest("unit/u-2", first)


def test_an_entry_read_again_has_its_hash() -> None:
    """Through JSON and back."""
    for entry in [*chain(), *linked(STREAM, 0, GENESIS, [making.started()], AT)]:
        assert entry.hash == digest(STREAM, Entry.model_validate_json(entry.model_dump_json()))


def test_times_are_kept_in_whole_milliseconds_of_utc() -> None:
    """Both databases store them without loss."""
    assert AT.replace(microsecond=123000) == whole_ms(AT)


def test_a_field_added_later_leaves_the_hash_as_it_was() -> None:
    """What stands at its default is not covered, so an event class may grow."""

    class Grown(ev.ManagerVacated):
        added_later: str | None = None
        counted: int = 3

    old = EVENTS[1]
    grown = Grown.model_validate(payload(old))
    assert hashed(old) == hashed(grown)
    assert hashed(old) != hashed(grown.model_copy(update={"counted": 4}))


def test_the_kind_of_an_event_and_of_an_evidence_is_covered() -> None:
    """Though each is a default of its class."""
    told = hashed(making.started())
    assert "rollout_started" == told["type"]
    assert [m.evidence.kind for m in making.ILB_1.milestones] == [
        m["evidence"]["kind"] for m in told["programme"]["milestones"]
    ]


def test_the_payload_is_the_whole_event() -> None:
    """The journal keeps every field, and reads it again."""
    for event in EVENTS:
        assert event == event_adapter.validate_python(payload(event))

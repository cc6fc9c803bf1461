"""What is stored of waves today is read for years: events, states, and a rule for every one of them."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any, get_args

import pytest
from pydantic import BaseModel

from models import events as unit_events
from models.waves import events as ev
from models.waves import evolve, evolve_members
from models.waves.events import wave_event_adapter
from models.waves.evolve import fold_wave
from models.waves.happened import OfMember
from models.waves.life import short
from models.waves.state import WaveState
from tests.unit.test_events_contract import as_far_as

STORED = Path(__file__).parent.parent / "stored"


def stored_files(kind: str) -> list[Any]:
    """What all files of this kind hold, the oldest first."""
    files = sorted(STORED.glob(f"wave-{kind}-*.json"))
    return [life for file in files for life in json.loads(file.read_text(encoding="utf-8"))]


LIVES: list[list[dict[str, Any]]] = stored_files("events")
STATES: list[dict[str, Any]] = stored_files("states")
"""Waves with every type of event, as the versions wrote them. Never rewrite these: add another file."""

EVENTS = [event for life in LIVES for event in life]
CLASSES: tuple[type[BaseModel], ...] = get_args(get_args(ev.WaveEvent)[0])
NAMES = [cls.model_fields["type"].default for cls in CLASSES]
EACH = [pytest.param(e, id=f"{n}-{e['type']}") for n, e in enumerate(EVENTS)]


def test_every_type_of_event_is_stored() -> None:
    """A new type of event needs an example in a new file."""
    assert set(NAMES) == {event["type"] for event in EVENTS}


def test_no_event_of_a_wave_is_called_like_one_of_an_office() -> None:
    """Both stand in one journal, told apart by their type."""
    of_units = {c.model_fields["type"].default for c in get_args(get_args(unit_events.Event)[0])}
    assert (len(NAMES), set()) == (len(set(NAMES)), of_units & set(NAMES))


@pytest.mark.parametrize("stored", EACH)
def test_a_stored_event_loads_with_all_it_says(stored: dict[str, Any]) -> None:
    """Every stored field is still there, with its value."""
    read = wave_event_adapter.validate_python(stored).model_dump(mode="json")
    assert stored == as_far_as(stored, read)


@pytest.mark.parametrize("stored", EACH)
def test_a_field_of_a_later_version_is_tolerated(stored: dict[str, Any]) -> None:
    """After a step back to the version before, the journal can still be read; also inside of plans and members."""
    later = stored | {"of_a_later_version": 1}
    for inner in ("plan", "member", "course", "by", "explained"):
        if isinstance(stored.get(inner), dict):
            later[inner] = stored[inner] | {"of_a_later_version": 1}
    assert wave_event_adapter.validate_python(stored) == wave_event_adapter.validate_python(later)


@pytest.mark.parametrize("number", range(len(LIVES)))
def test_stored_events_fold_to_the_stored_state(number: int) -> None:
    """The rules of ``evolve_wave`` still mean what they meant."""
    events = [wave_event_adapter.validate_python(event) for event in LIVES[number]]
    assert WaveState.model_validate(STATES[number]) == fold_wave(events)


def test_a_state_is_stored_without_what_is_at_its_default() -> None:
    """Hundreds of members travel with every continuation; nothing is lost by it."""
    member = STATES[0]["members"]["u5"]
    assert "front" not in member
    assert STATES[0] == short(WaveState.model_validate(STATES[0]))


def test_fields_that_every_event_carries() -> None:
    """Day, day of the record, who, and the id of a note."""
    for cls in CLASSES:
        assert {"happened_on", "recorded_on", "by", "note_id", "type"} <= cls.model_fields.keys()


@pytest.mark.parametrize("cls", [c for c in CLASSES if c is not ev.WavePrepared], ids=lambda c: c.__name__)
def test_every_event_has_a_rule_in_evolve(cls: type[BaseModel]) -> None:
    """None falls through to the general case."""
    rule = evolve_members.changed if issubclass(cls, OfMember) else evolve._apply
    assert rule.dispatch(cls) is not rule.dispatch(object)


def test_only_the_first_event_begins_a_wave() -> None:
    """A fold needs it, and it first."""
    with pytest.raises(ValueError, match="at least its first event"):
        fold_wave([])
    for event in LIVES[0][1], next(e for e in LIVES[0] if e["type"] == "seats_reserved"):
        with pytest.raises(ValueError, match="cannot be the first event"):
            fold_wave([wave_event_adapter.validate_python(event)])

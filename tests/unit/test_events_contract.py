"""What is stored today is read for years: events, states, and a rule for every one of them."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any, get_args

import pytest
from pydantic import BaseModel

from models import events as ev
from models.commands import COMMANDS, command_adapter
from models.events import event_adapter
from models.rollout import decide, evolve
from models.rollout.evolve import fold
from models.rollout.state import UnitState

STORED = Path(__file__).with_name("stored")
VERSIONS = (1, 2, 3, 4, 5)
"""Lives as versions of ours wrote them: 2 goes through qualification waves, 3 moves to another region, 4 has a past of
every kind that reports tell, 5 gets other seats, loses its course at its gate, fills a seat again late.

Never rewrite them: add another file."""


def stored_json(what: str, version: int) -> Any:  # noqa: ANN401 - as stored
    return json.loads((STORED / f"{what}-{version}.json").read_text(encoding="utf-8"))


LIVES: dict[int, list[dict[str, Any]]] = {version: stored_json("events", version) for version in VERSIONS}
STATES: dict[int, dict[str, Any]] = {version: stored_json("state", version) for version in VERSIONS}
EVENTS = [event for version in VERSIONS for event in LIVES[version]]

EVENT_CLASSES: tuple[type[BaseModel], ...] = get_args(get_args(ev.Event)[0])
NAMES = [cls.model_fields["type"].default for cls in EVENT_CLASSES]


def test_every_type_of_event_is_stored() -> None:
    """A new type of event needs an example in a new file."""
    assert set(NAMES) == {event["type"] for event in EVENTS}


@pytest.mark.parametrize("stored", [pytest.param(e, id=f"{n}-{e['type']}") for n, e in enumerate(EVENTS)])
def test_a_stored_event_loads_with_all_it_says(stored: dict[str, Any]) -> None:
    """Every stored field is still there, with its value; later fields may stand beside it."""
    read = event_adapter.validate_python(stored).model_dump(mode="json")
    assert stored == as_far_as(stored, read)


def as_far_as(stored: Any, read: Any) -> Any:  # noqa: ANN401 - JSON values
    """What was read, without what the stored value does not mention."""
    if isinstance(stored, dict) and isinstance(read, dict):
        return {key: as_far_as(value, read[key]) for key, value in stored.items()}
    if isinstance(stored, list) and isinstance(read, list) and len(stored) == len(read):
        return [as_far_as(one, other) for one, other in zip(stored, read, strict=True)]
    return read


@pytest.mark.parametrize("stored", [pytest.param(e, id=f"{n}-{e['type']}") for n, e in enumerate(EVENTS)])
def test_a_field_of_a_later_version_is_tolerated(stored: dict[str, Any]) -> None:
    """After a step back to the version before, the journal can still be read."""
    later = stored | {"of_a_later_version": 1, "by": stored["by"] | {"of_a_later_version": 1}}
    assert event_adapter.validate_python(stored) == event_adapter.validate_python(later)


@pytest.mark.parametrize("version", VERSIONS)
def test_stored_events_fold_to_the_stored_state(version: int) -> None:
    """The rules of ``evolve`` still mean what they meant; what later versions remember besides may stand beside it."""
    folded = fold(event_adapter.validate_python(event) for event in LIVES[version])
    assert STATES[version] == as_far_as(STATES[version], folded.model_dump(mode="json"))


@pytest.mark.parametrize("version", VERSIONS)
def test_a_state_of_a_later_version_is_tolerated(version: int) -> None:
    """Unknown fields of the head's state are left out."""
    state = STATES[version]
    assert UnitState.model_validate(state) == UnitState.model_validate(state | {"of_a_later_version": {"a": 1}})


def test_fields_that_every_event_carries() -> None:
    """Day, day of the record, who, and the id of a note."""
    for cls in EVENT_CLASSES:
        assert {"happened_on", "recorded_on", "by", "note_id", "type"} <= cls.model_fields.keys()


@pytest.mark.parametrize("cls", [c for c in EVENT_CLASSES if c is not ev.RolloutStarted], ids=lambda c: c.__name__)
def test_every_event_has_a_rule_in_evolve(cls: type[BaseModel]) -> None:
    """None falls through to the general case."""
    assert evolve._apply.dispatch(cls) is not evolve._apply.dispatch(object)


def test_every_command_has_a_rule_in_decide() -> None:
    """One class, one branch; and the union has them all."""
    classes = set(get_args(get_args(command_adapter._type)[0]))
    assert set(COMMANDS.values()) == decide.RULES.keys() == classes


def test_only_the_start_begins_a_life() -> None:
    """A fold needs its first event, and that one first."""
    with pytest.raises(ValueError, match="at least its first event"):
        fold([])
    with pytest.raises(ValueError, match="cannot be the first event"):
        fold([event_adapter.validate_python(EVENTS[1])])

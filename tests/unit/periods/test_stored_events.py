"""What is stored of reporting periods today is read for years: events, states, and a rule for every one of them."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any, get_args

import pytest
from pydantic import BaseModel

from models import events as unit_events
from models.periods import events as ev
from models.periods.events import period_event_adapter
from models.periods.evolve import CHANGES, fold_period
from models.periods.state import PeriodState
from models.waves import events as wave_events
from tests.unit.test_events_contract import as_far_as

STORED = Path(__file__).parent.parent / "stored"
EVENTS: list[dict[str, Any]] = json.loads((STORED / "period-events-1.json").read_text(encoding="utf-8"))
STATE: dict[str, Any] = json.loads((STORED / "period-state-1.json").read_text(encoding="utf-8"))
"""A period with every type of event, as the first version wrote it. Never rewrite these: add another file."""

CLASSES: tuple[type[BaseModel], ...] = get_args(get_args(ev.PeriodEvent)[0])
NAMES = [cls.model_fields["type"].default for cls in CLASSES]
EACH = [pytest.param(e, id=f"{n}-{e['type']}") for n, e in enumerate(EVENTS)]


def test_every_type_of_event_is_stored() -> None:
    """A new type of event needs an example in a new file."""
    assert set(NAMES) == {event["type"] for event in EVENTS}


def test_no_event_is_called_like_one_of_an_office_or_a_wave() -> None:
    """All stand in one journal, told apart by their type."""
    unions = (unit_events.Event, wave_events.WaveEvent)
    others = {c.model_fields["type"].default for union in unions for c in get_args(get_args(union)[0])}
    assert (len(NAMES), set()) == (len(set(NAMES)), others & set(NAMES))


@pytest.mark.parametrize("stored", EACH)
def test_a_stored_event_loads_with_all_it_says(stored: dict[str, Any]) -> None:
    """Every stored field is still there, with its value."""
    read = period_event_adapter.validate_python(stored).model_dump(mode="json")
    assert stored == as_far_as(stored, read)


@pytest.mark.parametrize("stored", EACH)
def test_a_field_of_a_later_version_is_tolerated(stored: dict[str, Any]) -> None:
    """After a step back to the version before, the journal can still be read; also inside of what it carries."""
    later = stored | {"of_a_later_version": 1}
    for inner in ("by", "terms"):
        if isinstance(stored.get(inner), dict):
            later[inner] = stored[inner] | {"of_a_later_version": 1}
    for listed in ("asked", "deviations"):
        if listed in stored:
            later[listed] = [each | {"of_a_later_version": 1} for each in stored[listed]]
    assert period_event_adapter.validate_python(stored) == period_event_adapter.validate_python(later)


def test_stored_events_fold_to_the_stored_state() -> None:
    """The rules of ``evolve_period`` still mean what they meant."""
    assert PeriodState.model_validate(STATE) == fold_period(map(period_event_adapter.validate_python, EVENTS))


def test_fields_that_every_event_carries() -> None:
    """Day, day of the record, who, and the id of a note."""
    for cls in CLASSES:
        assert {"happened_on", "recorded_on", "by", "note_id", "type"} <= cls.model_fields.keys()


def test_every_event_has_a_rule_in_evolve() -> None:
    assert {*CHANGES, ev.PeriodOpened} == set(CLASSES)

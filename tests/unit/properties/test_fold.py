"""Whatever is asked of a unit, its state is the fold of its events."""

from __future__ import annotations

from hypothesis import given

from models.errors import Refusal
from models.events import event_adapter
from models.rollout.evolve import fold
from models.rollout.state import UnitState
from tests.unit.properties.lives import LIVES, Life, lives


@LIVES
@given(lives())
def test_the_state_folds_from_the_events_through_json(life: Life) -> None:
    """Stored events, read again, fold to the state."""
    stored = [event_adapter.dump_json(event) for event in life.events]
    assert life.state == fold(event_adapter.validate_json(text) for text in stored)


@LIVES
@given(lives())
def test_the_state_survives_json(life: Life) -> None:
    """The state that is stored in the head is the state."""
    assert life.state == UnitState.model_validate_json(life.state.model_dump_json())


@LIVES
@given(lives())
def test_a_refusal_is_named_and_leaves_nothing(life: Life) -> None:
    """``decide`` raises nothing but refusals (see ``lives.give``), each with both texts, and records nothing."""
    for step in life.steps:
        if step.refusal is not None:
            assert type(step.refusal) is not Refusal
            assert step.refusal.text("de") != step.refusal.text("en")
            assert step.before == step.after


@LIVES
@given(lives())
def test_an_accepted_command_records_something(life: Life) -> None:
    """What would change nothing is refused by name."""
    assert not [s.command for s in life.steps if s.command is not None and s.refusal is None and not s.events]

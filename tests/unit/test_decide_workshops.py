"""Workshops: planned, moved, cancelled, held, confirmed, withdrawn, returned."""

from __future__ import annotations

import pytest

from models import commands as cmd
from models.errors import Refusal
from models.organisation import Function
from models.rollout.decide import decide
from models.rollout.state import UnitState
from models.rollout.step_refusals import ConfirmationIsForAqua, FourEyes
from tests import making
from tests.making import IMPLEMENTATION, by, command, day, lived, programme

R, A, F = Function.REGIONAL_LEAD, Function.AQUA_LEAD, Function.FIRST_SPECIALIST
WITHDRAW = command("withdraw_confirmation", workshop="implementation", reason="mistake")
MOVED = command("move_workshop", workshop="implementation", planned_on="2024-06-17", reason="room")
CANCELLED = command("cancel_workshop", workshop="implementation", reason="too_few")
RETURNED = command("return_to_region", workshop="implementation", reason="not_our_team")
STANDING = command("state_standing", milestone="implementation_workshop", happened_on="2019-05-07")


def outcome(unit: UnitState, told: cmd.Command, who: cmd.By) -> type[Refusal] | None:
    try:
        making.after(unit, told, who=who)
    except Refusal as refusal:
        return type(refusal)
    return None


def test_a_confirmed_workshop_is_reached_on_the_day_it_was_held() -> None:
    """Not on the planned day, nor on the day it was told."""
    held = command("confirm_workshop", workshop="implementation", held_on="2024-06-12", headcount="10+")
    unit = making.after(lived(making.PLANNED), held)
    assert day("2024-06-12") == unit.reached["implementation_workshop"].happened_on


def test_confirming_names_the_new_stage() -> None:
    """The last step towards operation."""
    assert ("qualification", "operation") == (lived(making.PLANNED).stage, lived(making.HELD).stage)


def test_a_withdrawn_confirmation_lowers_the_stage_and_keeps_the_plan() -> None:
    """The workshop is planned again, as if not confirmed."""
    unit = making.after(lived(making.HELD), WITHDRAW)
    assert "qualification" == unit.stage
    assert day("2024-06-10") == unit.workshop(IMPLEMENTATION).planned_on


def test_a_withdrawn_first_workshop_takes_consolidation_and_sustained_with_it() -> None:
    """What stands on it is open again; the second workshop itself stays confirmed."""
    unit = making.after(lived(making.HELD_AGAIN), WITHDRAW)
    assert not {"implementation_workshop", "consolidation_opened", "sustained"} & unit.reached.keys()
    assert "consolidation_workshop" in unit.reached


def test_a_moved_workshop_has_its_new_day() -> None:
    """And is no longer returned."""
    unit = making.after(lived(making.PLANNED), RETURNED, MOVED)
    assert (day("2024-06-17"), None) == (
        unit.workshop(IMPLEMENTATION).planned_on,
        unit.workshop(IMPLEMENTATION).returned_on,
    )


def test_a_cancelled_workshop_can_be_planned_anew() -> None:
    """The plan is gone."""
    unit = making.after(lived(making.PLANNED), CANCELLED)
    assert unit.workshop(IMPLEMENTATION).planned_on is None
    assert day("2024-06-10") == making.after(unit, making.PLANNED).workshop(IMPLEMENTATION).planned_on


def test_a_returned_workshop_can_still_be_confirmed() -> None:
    """When it turns out to be one's own after all."""
    assert "implementation_workshop" in making.after(lived(making.PLANNED), RETURNED, making.HELD).reached


@pytest.mark.parametrize(
    ("expected", "planner", "confirmer"),
    [
        (None, by(A), by(A)),
        (None, by(F), by(A)),
        (None, by(A), by(R, acting_for=A)),
        (ConfirmationIsForAqua, by(A), by(R)),
        (ConfirmationIsForAqua, by(R), by(R)),
        (ConfirmationIsForAqua, by(A), by(F)),
    ],
    ids=str,
)
def test_the_aqua_lead_or_a_substitute_confirms(
    expected: type[Refusal] | None, planner: cmd.By, confirmer: cmd.By
) -> None:
    """Whoever planned."""
    unit = making.after(lived(making.QUALIFIED), making.PLANNED, who=planner)
    assert expected is outcome(unit, making.HELD, confirmer)


@pytest.mark.parametrize(
    ("expected", "planner", "confirmer"),
    [
        (FourEyes, by(A), by(A)),
        (None, by(A), by(R)),
        (None, by(R), by(A)),
        (FourEyes, by(R), by(R)),
        (None, by(F), by(A)),
        (ConfirmationIsForAqua, by(F), by(R)),
        (FourEyes, by(R, acting_for=A), by(R)),
        (FourEyes, by(R), by(R, acting_for=A)),
        (FourEyes, by(A), by(A, acting_for=R)),
        (None, by(R, acting_for=A), by(A)),
        (None, by(A), by(R, acting_for=A)),
    ],
    ids=str,
)
def test_under_four_eyes_another_function_confirms(
    expected: type[Refusal] | None, planner: cmd.By, confirmer: cmd.By
) -> None:
    """And nobody gets round it in a substitution."""
    unit = lived(making.QUALIFIED, programme=programme(four_eyes=True))
    unit = making.after(unit, making.PLANNED, who=planner)
    assert expected is outcome(unit, making.HELD, confirmer)


@pytest.mark.parametrize(("expected", "four_eyes"), [(FourEyes, True), (None, False)])
def test_under_four_eyes_the_person_who_planned_does_not_confirm_in_another_function(
    expected: type[Refusal] | None,
    four_eyes: bool,  # noqa: FBT001 - the switch
) -> None:
    """A first specialist planned, and leads the AQua team by now."""
    unit = lived(making.QUALIFIED, programme=programme(four_eyes=four_eyes))
    unit = making.after(unit, making.PLANNED, who=by(F))
    stamp = making.envelope(who=by(A)).model_copy(update={"planned": (IMPLEMENTATION,)})
    found: type[Refusal] | None = None
    try:
        decide(unit, making.HELD, stamp)
    except Refusal as refusal:
        found = type(refusal)
    assert expected is found


@pytest.mark.parametrize("own_scope", ["RD-999", None])
def test_under_four_eyes_a_lead_of_another_region_does_not_confirm_in_a_substitution(own_scope: str | None) -> None:
    """The own function counts only where it is held for this unit."""
    unit = lived(making.PLANNED, programme=programme(four_eyes=True))
    there = making.envelope(who=by(R, acting_for=Function.MANAGER)).model_copy(update={"own_scope": own_scope})
    with pytest.raises(ConfirmationIsForAqua):
        decide(unit, making.HELD, there)


@pytest.mark.parametrize(
    ("expected", "who"),
    [(None, by(A)), (ConfirmationIsForAqua, by(R)), (None, by(R, acting_for=A)), (ConfirmationIsForAqua, by(F))],
    ids=str,
)
def test_who_confirms_withdraws(expected: type[Refusal] | None, who: cmd.By) -> None:
    """The AQua lead or her substitute."""
    assert expected is outcome(lived(making.HELD), WITHDRAW, who)


def test_the_regional_lead_withdraws_what_it_confirmed_under_four_eyes() -> None:
    """Its own record."""
    unit = lived(making.PLANNED, programme=programme(four_eyes=True))
    assert outcome(making.after(unit, making.HELD, who=R), WITHDRAW, by(R)) is None


def test_the_regional_lead_withdraws_a_standing() -> None:
    """Standings are the region's to state, so also to withdraw."""
    assert outcome(making.state(STANDING), WITHDRAW, by(R)) is None

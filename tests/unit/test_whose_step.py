"""Somebody with several functions at one place acts in the one whose step it is."""

from __future__ import annotations

import pytest

from models import commands as cmd
from models.organisation import Function
from models.rollout.whose_step import in_its_function
from tests import making
from tests.making import by, command, lived, programme

R, A, M = Function.REGIONAL_LEAD, Function.AQUA_LEAD, Function.MANAGER
LEAD, IN_HER_PLACE = by(R), by(R, acting_for=A)
FUTURE = command("confirm_workshop", workshop="implementation", held_on="2099-01-01", headcount="10+")
CORRECTED = command("correct_date", milestone="companions_nominated", happened_on="2024-01-15", reason="typing_error")


def acted(told: cmd.Command, *held: cmd.By, four_eyes: bool = False) -> cmd.By:
    """The function in which somebody who holds ``held`` acts in an office whose AQua lead has planned a workshop."""
    unit = lived(making.QUALIFIED, programme=programme(four_eyes=four_eyes))
    unit = making.after(unit, making.PLANNED, who=by(A))
    return in_its_function(unit, told, [making.envelope(who=who) for who in held]).by


def test_a_regional_lead_in_substitution_confirms_as_the_substitute() -> None:
    """As herself she may not."""
    assert IN_HER_PLACE == acted(making.HELD, LEAD, IN_HER_PLACE)


def test_under_four_eyes_the_regional_lead_confirms_what_another_aqua_lead_has_planned() -> None:
    """Though she leads an AQua team herself, whose function has planned."""
    assert LEAD == acted(making.HELD, by(A), LEAD, four_eyes=True)


def test_what_every_function_may_is_done_in_the_first() -> None:
    assert LEAD == acted(making.NOMINATED, LEAD, IN_HER_PLACE)


def test_what_is_wrong_with_the_command_changes_no_function() -> None:
    """Whoever types a day in the future is told so, and not that somebody else confirms."""
    assert IN_HER_PLACE == acted(FUTURE, LEAD, IN_HER_PLACE)


@pytest.mark.parametrize("held", [(by(M),), (by(M), by(A))], ids=str)
def test_what_no_function_may_is_refused_in_the_first(held: tuple[cmd.By, ...]) -> None:
    assert held[0] == acted(CORRECTED, *held)

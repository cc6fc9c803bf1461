"""Who may do what to a wave: the Zentrale starts and steers, the first specialists run the courses, others read."""

from __future__ import annotations

import pytest

from models.organisation import Function
from models.permissions import WAVE_TABLE, Grant, NotAllowed, may_wave
from models.rollout.owed import NATIONAL
from tests.making import REGION, TODAY, days_after

C, F = Function.CENTRAL, Function.FIRST_SPECIALIST
OTHERS = (Function.REGIONAL_LEAD, Function.AQUA_LEAD, Function.MANAGER, Function.AUDITOR, Function.SYSTEM)

#  The rows of the domain: Zentrale, Erste Fachkraft.
DOMAIN = """
preview_wave     | yes | -
start_wave       | yes | -
pause_wave       | yes | -
resume_wave      | yes | -
abort_wave       | yes | -
retry_failed     | yes | -
open_group       | yes | -
add_member       | yes | -
withdraw_member  | yes | -
plan_course      | -   | yes
move_course      | -   | yes
cancel_course    | -   | yes
close_course     | -   | yes
record_module    | -   | yes
record_results   | -   | yes
"""
ROWS = {cells[0]: cells[1:] for line in DOMAIN.strip().splitlines() if (cells := [c.strip() for c in line.split("|")])}


def grant(function: Function, scope: str = NATIONAL, acting_for: Function | None = None) -> Grant:
    return Grant(function=function, scope=scope, actor_ref="a-1", acting_for=acting_for)


def test_the_table_says_the_same() -> None:
    stated = {deed: {f for f, cell in zip((C, F), row, strict=True) if cell == "yes"} for deed, row in ROWS.items()}
    assert stated == {deed: set(functions) for deed, functions in WAVE_TABLE.items()}


@pytest.mark.parametrize("deed", ROWS)
def test_only_those_named_may(deed: str) -> None:
    for function, cell in zip((C, F), ROWS[deed], strict=True):
        if cell == "yes":
            assert function is may_wave([grant(function)], deed, TODAY).effective
        else:
            with pytest.raises(NotAllowed):
                may_wave([grant(function)], deed, TODAY)
    with pytest.raises(NotAllowed):
        may_wave([grant(function) for function in OTHERS], deed, TODAY)


def test_a_substitute_of_the_zentrale_starts_waves_in_its_place() -> None:
    substitute = grant(Function.REGIONAL_LEAD, acting_for=C)
    assert substitute == may_wave([substitute], "start_wave", TODAY)


def test_a_function_that_has_ended_starts_nothing() -> None:
    ended = Grant(function=C, scope=NATIONAL, actor_ref="a-1", until=days_after(TODAY, -1))
    with pytest.raises(NotAllowed):
        may_wave([ended], "start_wave", TODAY)


def test_no_regional_scope_reaches_a_wave() -> None:
    with pytest.raises(NotAllowed):
        may_wave([grant(C, REGION)], "start_wave", TODAY)


def test_what_is_not_in_the_table_nobody_may() -> None:
    with pytest.raises(NotAllowed):
        may_wave([grant(C), grant(F)], "fly", TODAY)

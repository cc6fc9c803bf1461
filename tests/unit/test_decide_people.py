"""Responsible manager and companions: what each command records."""

from __future__ import annotations

import pytest

from models.rollout.decide import decide
from models.rollout.decide_people import companion_ids
from tests import making
from tests.making import command, day, lived, state


def test_a_manager_is_put_in_place() -> None:
    """The milestone is reached on the day the function begins."""
    unit = state(making.MANAGED)
    assert unit.manager is not None
    assert "p-1" == unit.manager.holder
    assert day("2024-01-10") == unit.reached["manager"].happened_on


def test_a_successor_ends_the_predecessors_time_on_the_same_day() -> None:
    """One active manager per unit, and the milestone keeps its day."""
    unit = making.after(lived(making.MANAGED), command("assign_manager", since="2025-01-07", holder="p-2"))
    assert [day("2025-01-07"), None] == [manager.until for manager in unit.managers]
    assert day("2024-01-10") == unit.reached["manager"].happened_on


def test_a_vacated_function_keeps_the_milestone() -> None:
    """The manager was put in place; the departure opens a need."""
    unit = making.after(lived(making.MANAGED), command("vacate_manager", vacated_on="2025-01-07"))
    assert unit.manager is None
    assert "manager" in unit.reached


def test_a_companion_is_named_by_the_command_or_drawn_from_its_key() -> None:
    """The same command always names the same companion."""
    drawn = decide(state(), command("nominate_companion", nominated_on="2024-01-15"), making.envelope(key="k-1"))
    assert companion_ids("k-1", 1)[0] == drawn[0].model_dump()["companion"]
    assert "c1" == state(making.NOMINATED).companions[0].id


def test_drawn_ids_are_different_and_opaque() -> None:
    """Three of one key, none of another."""
    assert 6 == len({*companion_ids("k-1", 3), *companion_ids("k-2", 3)})


def test_the_minimum_must_be_nominated() -> None:
    """With a minimum of two, one is not enough; the second one's day counts."""
    unit = state(making.NOMINATED, programme=making.programme(minimum_companions=2))
    assert "companions_nominated" not in unit.reached
    unit = making.after(unit, command("nominate_companion", nominated_on="2024-02-15", companion="c2"))
    assert day("2024-02-15") == unit.reached["companions_nominated"].happened_on


def test_the_first_admission_enters_qualification() -> None:
    """The stage follows."""
    assert ("preparation", "qualification") == (lived(making.NOMINATED).stage, lived(making.ADMITTED).stage)


def test_qualification_needs_no_workshop_and_the_other_way_round() -> None:
    """Both in any order; the stage follows when both are done."""
    unit = lived(making.ADMITTED)
    assert "qualification" == making.after(unit, making.QUALIFIED).stage
    assert "qualification" == making.after(unit, making.PLANNED, making.HELD).stage
    assert "operation" == making.after(unit, making.PLANNED, making.HELD, making.QUALIFIED).stage


@pytest.mark.parametrize("released_on", ["2025-06-02", "2024-12-02"])
def test_a_departure_never_lowers_a_stage(released_on: str) -> None:
    """Not even one that is told so late that it lies before the unit was sustained."""
    unit = lived(making.HELD_AGAIN)
    left = making.after(unit, command("release_companion", companion="c1", released_on=released_on))
    assert "sustained" == left.stage
    assert unit.reached == left.reached


def test_sustained_waits_for_the_people() -> None:
    """Without a companion on the day of the workshop: reached when the next one is qualified."""
    unit = lived(making.PLANNED_AGAIN)
    unit = making.after(unit, command("release_companion", companion="c1", released_on="2025-01-07"))
    unit = making.after(unit, making.HELD_AGAIN)
    assert "consolidation" == unit.stage
    unit = making.after(
        unit,
        command("nominate_companion", nominated_on="2025-04-01", companion="c2"),
        command("admit_companion", admitted_on="2025-05-02", companion="c2"),
        command("record_qualification", qualified_on="2025-10-01", companion="c2"),
    )
    assert day("2025-10-01") == unit.reached["sustained"].happened_on

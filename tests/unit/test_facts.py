"""What facts say of one office, told case by case; the properties hold it for any life."""

from __future__ import annotations

import pytest

from models.commands import Command
from models.organisation import Function
from models.rollout.clocks import ring
from models.rollout.evolve import fold
from models.rollout.facts import facts
from models.rollout.state import UnitState
from tests import making


def told(state: UnitState, key: str) -> set[tuple[str, str | None, str | None]]:
    """From, until, detail of each fact with this key."""
    return {
        (str(f.happened_on), str(f.ended_on) if f.ended_on else None, f.detail)
        for f in facts(state)
        if f.milestone == key
    }


def planned(*then: tuple[str, Command]) -> UnitState:
    """A unit whose workshop was planned on 3 June 2024 for 10 June, and what came then."""
    state = making.lived(making.QUALIFIED, today=making.day("2024-06-03"))
    state = making.after(state, making.PLANNED, today=making.day("2024-06-03"))
    for day, command in then:
        state = making.after(state, command, today=making.day(day))
    return state


MOVED = making.command("move_workshop", workshop="implementation", planned_on="2024-07-01", reason="room")
CANCELLED = making.command("cancel_workshop", workshop="implementation", reason="room")
WITHDRAWN = making.command("withdraw_confirmation", workshop="implementation", reason="mistake")


def test_a_moved_workshop_was_planned_for_its_first_day_until_then() -> None:
    """The day that was planned stays on record for the time it was planned."""
    assert {("2024-06-03", "2024-06-07", "2024-06-10"), ("2024-06-07", None, "2024-07-01")} == told(
        planned(("2024-06-07", MOVED)), "@planned_implementation"
    )


def test_a_cancelled_workshop_was_planned_until_then() -> None:
    assert {("2024-06-03", "2024-06-07", "2024-06-10")} == told(
        planned(("2024-06-07", CANCELLED)), "@planned_implementation"
    )


def test_a_plan_changed_on_its_own_day_leaves_nothing() -> None:
    assert {("2024-06-03", None, "2024-07-01")} == told(planned(("2024-06-03", MOVED)), "@planned_implementation")


def test_a_withdrawn_confirmation_leaves_the_plan_since_it_was_made() -> None:
    state = planned(("2024-06-12", making.HELD), ("2024-06-20", WITHDRAWN))
    assert {("2024-06-03", None, "2024-06-10")} == told(state, "@planned_implementation")
    assert set() == told(state, "@confirmed_implementation")
    assert set() == told(state, "implementation_workshop")


def test_a_confirmation_has_a_day_of_its_own() -> None:
    """Held on one day, confirmed on another."""
    state = planned(("2024-06-12", making.HELD))
    assert {("2024-06-12", None, None)} == told(state, "@confirmed_implementation")
    assert {("2024-06-10", None, None)} == told(state, "implementation_workshop")


def test_a_standing_is_held_and_was_never_confirmed() -> None:
    state = making.lived(making.QUALIFIED)
    standing = making.command("state_standing", milestone="implementation_workshop", happened_on="2024-06-10")
    state = making.after(state, standing)
    assert set() == told(state, "@confirmed_implementation")
    assert {("2024-06-10", None, None)} == told(state, "implementation_workshop")


def test_a_pause_says_why() -> None:
    state = making.state(making.command("pause", since="2026-02-02", reason="capacity"))
    assert {("2026-02-02", None, "capacity")} == told(state, "@paused")


def test_each_companion_counts_for_its_own_days() -> None:
    state = making.lived(making.QUALIFIED)
    gone = making.command("release_companion", companion="c1", released_on="2025-01-10")
    state = making.after(state, gone, making.command("nominate_companion", nominated_on="2025-02-03", companion="c2"))
    assert {("2024-01-15", "2025-01-10", "c1"), ("2025-02-03", None, "c2")} == told(state, "@companion")
    assert {("2024-06-03", "2025-01-10", "c1")} == told(state, "@qualified")


def test_seats_that_went_back_were_held_until_then() -> None:
    """Two seats, one nomination: when the time is over one seat remains."""
    state = making.state(making.MANAGED, making.NOMINATED, today=making.day("2024-01-15"))
    joined = making.command(
        "join_wave",
        wave="w-1",
        reservation="s-1",
        course="k-1",
        course_starts_on="2024-06-03",
        seats=2,
        nominate_within=5,
        asked_on="2024-01-15",
        gate=False,
    )
    state = making.after(state, joined, today=making.day("2024-01-15"), who=Function.SYSTEM)
    state = fold(ring(state, making.day("2024-03-01")), state)
    closed_on = str(state.memberships[0].nominations_closed_on)
    assert {("2024-01-15", closed_on, "2"), (closed_on, None, "1")} == told(state, "@seats")


@pytest.mark.parametrize(("successor", "side"), [("A-99", "merged"), (None, "closed")])
def test_an_end_names_the_successor(successor: str | None, side: str) -> None:
    state = making.state(
        making.command("close", closed_on="2026-02-02", merged=successor is not None, successor=successor)
    )
    assert {("2026-02-02", None, successor)} == told(state, "@ended")
    assert side == state.side_state.value


def test_an_office_that_moves_belonged_to_its_region_until_then() -> None:
    """One that stays where it is says nothing about it."""
    state = making.state()
    assert set() == told(state, "@region")
    state = making.after(state, making.command("assign_region", region="RD-701", since="2026-03-02"))
    assert {("2024-01-08", "2026-03-02", making.REGION), ("2026-03-02", None, "RD-701")} == told(state, "@region")

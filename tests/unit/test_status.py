"""One code and one obligation say how a unit stands on a given day."""

from __future__ import annotations

from datetime import date

import pytest

from models.commands import Command
from models.obligations import obligations
from models.organisation import Function
from models.rollout.owed import Step
from models.rollout.state import UnitState
from models.status import Status, StatusCode, status_of
from tests import making
from tests.making import GE, command, day, lived, state


def nobody_is_missing(_function: Function, scope: str | None) -> bool:
    return scope is None


def no_aqua_lead(function: Function, scope: str | None) -> bool:
    return scope is None or function is Function.AQUA_LEAD


def status(unit: UnitState, on: date) -> Status:
    sustained = unit.stage == "sustained"
    return status_of(unit.side_state, sustained=sustained, owed=obligations(unit), on=on, is_vacant=nobody_is_missing)


@pytest.mark.parametrize(
    ("expected", "told"),
    [
        (StatusCode.PAUSED, command("pause", since="2026-02-02", reason="capacity")),
        (StatusCode.CLOSED, command("close", closed_on="2026-02-02")),
        (StatusCode.MERGED, command("close", closed_on="2026-02-02", merged=True, successor="A-2")),
    ],
)
def test_a_side_state_is_the_status(expected: StatusCode, told: Command) -> None:
    """Paused, closed, merged: whatever else is open."""
    assert Status(expected) == status(making.after(state(), told), making.TODAY)


def test_not_taking_part_is_a_status_and_no_deficit() -> None:
    """No obligation, no date."""
    unit = state(command("decide_participation", takes_part=False, decided_on="2024-02-01"), kind=GE)
    assert Status(StatusCode.NOT_PARTICIPATING) == status(unit, making.TODAY)


def test_a_step_without_a_team_is_an_orphan() -> None:
    """No AQua team covers the unit: the plan is owed by nobody, since it opened."""
    unit = lived(making.ADMITTED, aqua_team=None)
    found = status(unit, day("2024-02-02"))
    assert (StatusCode.ORPHAN, day("2024-02-01")) == (found.code, found.since)
    assert found.obligation is not None
    assert Step.PLAN_WORKSHOP is found.obligation.step


def test_a_vacant_function_makes_an_orphan() -> None:
    """The team exists, nobody leads it."""
    unit = lived(making.PLANNED, today=day("2024-06-05"))
    found = status_of(
        unit.side_state, sustained=False, owed=obligations(unit), on=day("2024-06-12"), is_vacant=no_aqua_lead
    )
    assert StatusCode.ORPHAN is found.code


def test_support_is_needed_from_the_day_after_the_due_date() -> None:
    """On the due date it is in progress; on the next day support is needed since then, without any event."""
    unit = state()
    due_on = obligations(unit)[0].due_on
    assert StatusCode.IN_PROGRESS is status(unit, due_on).code
    late = status(unit, making.days_after(due_on, 1))
    assert (StatusCode.SUPPORT_NEEDED, due_on) == (late.code, late.since)


def test_a_held_workshop_waits_for_its_confirmation() -> None:
    """From the working day after the planned one."""
    unit = lived(making.PLANNED, today=day("2024-06-05"))
    found = status(unit, day("2024-06-11"))
    assert (StatusCode.WAITING_CONFIRMATION, day("2024-06-11")) == (found.code, found.since)


def test_sustained_is_a_status_when_nothing_is_open() -> None:
    """The end of the road."""
    assert Status(StatusCode.SUSTAINED) == status(lived(making.HELD_AGAIN), making.TODAY)


def test_a_step_that_opens_later_explains_nothing_yet() -> None:
    """A workshop planned for the future is in progress."""
    assert Status(StatusCode.IN_PROGRESS) == status(lived(making.PLANNED, today=day("2024-06-05")), day("2024-06-10"))

"""What is owed, by whom, and by when: one example for each step."""

from __future__ import annotations

from datetime import date

import pytest

from models.commands import COMMANDS
from models.obligations import obligations
from models.organisation import Function
from models.rollout.owed import SETTLED_BY, Obligation, Step
from models.rollout.state import UnitState
from tests import making
from tests.making import GE, REGION, TEAM, UNIT, command, day, lived, programme, state, without


def owed(unit: UnitState, step: Step) -> Obligation:
    return next(o for o in obligations(unit) if o.step is step)


def steps(unit: UnitState) -> list[Step]:
    return [o.step for o in obligations(unit)]


def test_every_step_is_settled_by_a_command() -> None:
    """Whoever owes a step can take it."""
    assert set(Step) == SETTLED_BY.keys()
    assert set() == set(SETTLED_BY.values()) - COMMANDS.keys()


def test_a_new_agentur_owes_a_manager() -> None:
    """The regional lead has 20 working days from the start."""
    found = owed(state(), Step.ASSIGN_MANAGER)
    assert (Function.REGIONAL_LEAD, REGION) == (found.holder, found.scope)
    assert (making.START, day("2024-02-05")) == (found.opens_on, found.due_on)


def test_a_new_ge_owes_only_its_decision() -> None:
    """Nothing else before it takes part."""
    assert [Step.DECIDE_PARTICIPATION] == steps(state(kind=GE))


def test_a_ge_never_owes_a_manager() -> None:
    """A responsible manager is optional there."""
    assert [Step.NOMINATE_COMPANIONS] == steps(state(making.TAKING_PART, kind=GE))


def test_the_manager_nominates_where_there_is_one_with_access() -> None:
    """Without access or manager, it falls to the regional lead."""
    unknown = command("assign_manager", since="2024-01-10")
    assert (Function.MANAGER, UNIT) == holder(lived(making.MANAGED))
    assert (Function.REGIONAL_LEAD, REGION) == holder(state(unknown))


def holder(unit: UnitState) -> tuple[Function, str | None]:
    found = owed(unit, Step.NOMINATE_COMPANIONS)
    return found.holder, found.scope


def test_a_nominated_companion_is_to_be_admitted() -> None:
    """By the first specialists, who serve every office."""
    found = owed(lived(making.NOMINATED), Step.ADMIT_COMPANIONS)
    assert (Function.FIRST_SPECIALIST, "all", day("2024-01-15")) == (found.holder, found.scope, found.opens_on)


def test_admission_opens_qualification_and_workshop_in_any_order() -> None:
    """The Umsetzungsworkshop is part of the qualification."""
    assert {Step.QUALIFY_COMPANIONS, Step.PLAN_WORKSHOP} == set(steps(lived(making.ADMITTED)))


def test_the_aqua_lead_owes_an_answer_a_working_day_after_the_planned_one() -> None:
    """Planned for Monday 10 June: asked on Tuesday, due five working days later."""
    found = owed(lived(making.PLANNED, today=day("2024-06-05")), Step.CONFIRM_WORKSHOP)
    assert (Function.AQUA_LEAD, TEAM) == (found.holder, found.scope)
    assert (day("2024-06-11"), day("2024-06-18")) == (found.opens_on, found.due_on)


def test_nobody_is_late_for_a_plan_that_was_told_late() -> None:
    """Planned for a day long past: the answer is owed from the day the plan was told."""
    found = owed(lived(making.PLANNED), Step.CONFIRM_WORKSHOP)
    assert making.TODAY == found.opens_on


@pytest.mark.parametrize(("expected", "four_eyes"), [(Function.REGIONAL_LEAD, True), (Function.AQUA_LEAD, False)])
def test_under_four_eyes_the_regional_lead_confirms(expected: Function, four_eyes: bool) -> None:  # noqa: FBT001
    """What the AQua lead planned."""
    unit = lived(making.PLANNED, programme=programme(four_eyes=four_eyes))
    assert expected is owed(unit, Step.CONFIRM_WORKSHOP).holder


def test_a_returned_workshop_is_the_regions_to_clarify() -> None:
    """From the day it was returned, within five working days."""
    returned = command("return_to_region", workshop="implementation", reason="not_our_team")
    found = owed(making.after(lived(making.PLANNED), returned), Step.CLARIFY_RESPONSIBILITY)
    assert (Function.REGIONAL_LEAD, REGION) == (found.holder, found.scope)
    assert (making.TODAY, day("2026-03-09")) == (found.opens_on, found.due_on)


def test_a_new_team_is_asked_from_the_day_it_takes_over() -> None:
    """The new team gets the returned workshop with its own time."""
    unit = lived(making.PLANNED, today=day("2024-06-05"))
    returned = command("return_to_region", workshop="implementation", reason="not_our_team")
    moved = command("assign_aqua_team", team="T-2", since="2026-03-02")
    found = owed(making.after(unit, returned, moved), Step.CONFIRM_WORKSHOP)
    assert ("T-2", making.TODAY) == (found.scope, found.opens_on)


def test_the_second_workshop_is_due_nine_months_after_the_first() -> None:
    """Held on 10 June 2024, so 10 March 2025; opened when the six months are over."""
    found = owed(lived(making.OFFERED), Step.PLAN_WORKSHOP)
    assert ("consolidation_workshop", day("2024-12-10"), day("2025-03-10")) == (
        found.milestone,
        found.opens_on,
        found.due_on,
    )


def test_the_offer_is_to_be_announced_after_qualification_and_workshop() -> None:
    """By the manager."""
    found = owed(lived(making.HELD), Step.RECORD_MILESTONE)
    assert ("offer_announced", Function.MANAGER) == (found.milestone, found.holder)


def test_a_departed_manager_is_missed_since_the_departure() -> None:
    """A new need, and no stage is lowered."""
    unit = lived(making.HELD_AGAIN)
    left = making.after(unit, command("vacate_manager", vacated_on="2026-02-02"))
    assert day("2026-02-02") == owed(left, Step.ASSIGN_MANAGER).opens_on
    assert unit.stage == left.stage


def test_a_departed_companion_is_missed_with_40_working_days() -> None:
    """Coverage is to be restored."""
    unit = lived(making.HELD_AGAIN)
    left = making.after(unit, command("release_companion", companion="c1", released_on="2026-02-02"))
    found = owed(left, Step.RESTORE_COVERAGE)
    assert (day("2026-02-02"), day("2026-03-30")) == (found.opens_on, found.due_on)


def test_nothing_is_owed_from_before_the_unit_was_tracked() -> None:
    """The manager left years before the rollout was entered: owed since the entry."""
    had = command("state_standing", milestone="manager", happened_on="2015-01-07")
    left = command("vacate_manager", vacated_on="2019-01-07")
    assert making.START == owed(state(had, left), Step.ASSIGN_MANAGER).opens_on


def test_a_standing_opens_the_next_step_when_it_is_told() -> None:
    """Admitted in 2014, told today: what follows is owed from today, also of a companion known before."""
    standing = command("state_standing", milestone="companion_admitted", happened_on="2024-01-16")
    unit = making.after(lived(making.NOMINATED), standing)
    assert {making.TODAY} == {o.opens_on for o in obligations(unit)}


def test_an_optional_milestone_is_never_owed() -> None:
    """Also where it is the next step towards enough companions."""
    unit = lived(making.NOMINATED, programme=without("companion_admitted", necessity="optional"))
    assert Step.ADMIT_COMPANIONS not in steps(unit)


def test_a_changed_due_date_is_shown_with_its_reason() -> None:
    """And the reminders follow it."""
    changed = command("change_due_date", milestone="manager", due_on="2026-04-01", reason="capacity")
    found = owed(state(changed), Step.ASSIGN_MANAGER)
    assert ("capacity", day("2026-04-01"), day("2026-04-08")) == (found.changed, found.due_on, found.second_on)


@pytest.mark.parametrize("changes", [(), (("2026-04-01",))])
def test_a_pause_of_a_week_moves_the_due_date_by_a_week(changes: tuple[str, ...]) -> None:
    """Five working days, for a due date of the programme and for a changed one."""
    unit = state(on=day("2026-03-02"), today=day("2026-03-02"))
    for on in changes:
        unit = making.after(unit, command("change_due_date", milestone="manager", due_on=on, reason="capacity"))
    before = owed(unit, Step.ASSIGN_MANAGER).due_on
    paused = command("pause", since="2026-03-09", reason="capacity")
    resumed = command("resume", resumed_on="2026-03-16")
    after = making.after(unit, paused, resumed, today=day("2026-03-16"))
    assert weeks_later(before, 1) == owed(after, Step.ASSIGN_MANAGER).due_on


def weeks_later(on: date, weeks: int) -> date:
    return making.days_after(on, 7 * weeks)


def test_a_holiday_in_between_moves_the_due_date() -> None:
    """The unit's own calendar counts."""
    unit = state(command("adopt_calendar", calendar=making.calendar("2024-01-15", name="ni-2")))
    assert day("2024-02-06") == owed(unit, Step.ASSIGN_MANAGER).due_on

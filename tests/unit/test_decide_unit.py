"""The unit as a whole: taking part, standing, stated milestones, pauses, due dates, corrections, the end."""

from __future__ import annotations

import pytest

from models.commands import Command
from models.errors import NothingChanges
from models.obligations import obligations
from models.organisation import Function
from models.rollout.state import SideState
from tests import making
from tests.making import GE, command, day, lived, state

STANDINGS = {
    "manager": "2013-01-07",
    "companions_qualified": "2014-03-03",
    "implementation_workshop": "2014-06-02",
    "offer_announced": "2014-09-01",
    "consolidation_workshop": "2015-06-01",
}


def standing(milestone: str, on: str) -> Command:
    return command("state_standing", milestone=milestone, happened_on=on)


def correct(milestone: str, on: str, **more: str) -> Command:
    return command("correct_date", milestone=milestone, happened_on=on, reason="typing_error", **more)


def test_an_agentur_takes_part_by_definition() -> None:
    """It starts in preparation, a gE in clarification."""
    assert ("preparation", "clarification") == (state().stage, state(kind=GE).stage)


def test_a_ge_that_decides_takes_part() -> None:
    """And enters preparation on that day."""
    unit = state(making.TAKING_PART, kind=GE)
    assert ("preparation", day("2024-01-09")) == (unit.stage, unit.reached["participation"].happened_on)


def test_a_ge_may_leave_and_come_back() -> None:
    """Not taking part is a side state; what was reached before counts again afterwards."""
    unit = lived(making.HELD, kind=GE)
    left = making.after(unit, command("decide_participation", takes_part=False, decided_on="2025-01-07"))
    assert SideState.NOT_PARTICIPATING is left.side_state
    back = making.after(left, command("decide_participation", takes_part=True, decided_on="2025-06-03"))
    assert (SideState.NONE, unit.stage) == (back.side_state, back.stage)


def test_a_brownfield_office_is_taken_over_with_its_dates() -> None:
    """Standings of 2013 to 2015, told today: all marked as taken over, the stage follows at once."""
    unit = state(*(standing(*told) for told in STANDINGS.items()))
    assert "sustained" == unit.stage
    assert {key: day(on) for key, on in STANDINGS.items()} == {
        key: unit.reached[key].happened_on for key in STANDINGS if unit.reached[key].stated
    }


def test_a_standing_stands_in_any_order() -> None:
    """Offices live in another order than the programme's."""
    forwards = state(*(standing(*told) for told in STANDINGS.items()))
    backwards = state(*(standing(*told) for told in reversed(STANDINGS.items())))
    assert forwards.stage == backwards.stage == "sustained"


def test_only_what_was_taken_over_is_marked_so() -> None:
    """Nominated as standing, admitted in the normal way; and the other way round."""
    nominated = state(standing("companions_nominated", "2014-01-07"))
    companion = nominated.companions[0].id
    unit = making.after(nominated, command("admit_companion", companion=companion, admitted_on="2026-02-02"))
    assert (True, False) == (unit.reached["companions_nominated"].stated, unit.reached["companion_admitted"].stated)
    unit = making.after(lived(making.NOMINATED), standing("companion_admitted", "2024-02-01"))
    assert (False, True) == (unit.reached["companions_nominated"].stated, unit.reached["companion_admitted"].stated)


@pytest.mark.parametrize("who", [Function.MANAGER, Function.AQUA_LEAD, Function.REGIONAL_LEAD])
def test_a_milestone_is_recorded_by_those_the_programme_names(who: Function) -> None:
    """Offer announced, by manager, AQua lead or regional lead."""
    assert "offer_announced" in making.after(lived(making.HELD), making.OFFERED, who=who).reached


def test_a_pause_stops_the_waiting_time() -> None:
    """31 days of pause: consolidation opens 31 days later."""
    unit = lived(making.OFFERED, today=day("2024-07-01"))
    unit = making.after(unit, command("pause", since="2024-07-01", reason="capacity"), today=day("2024-07-01"))
    unit = making.after(unit, command("resume", resumed_on="2024-08-01"))
    assert day("2025-01-10") == unit.reached["consolidation_opened"].happened_on


def test_a_paused_unit_takes_departures_and_corrections() -> None:
    """Facts do not wait for the end of a pause."""
    unit = making.after(lived(making.HELD), command("pause", since="2026-02-02", reason="capacity"))
    unit = making.after(
        unit,
        command("vacate_manager", vacated_on="2026-02-03"),
        command("release_companion", companion="c1", released_on="2026-02-03"),
        correct("implementation_workshop", "2024-06-11"),
    )
    assert day("2024-06-11") == unit.reached["implementation_workshop"].happened_on


def test_a_corrected_day_moves_what_follows_from_it() -> None:
    """Waiting time and sustained follow."""
    held = command("confirm_workshop", workshop="consolidation", held_on="2024-12-10", headcount="5-9")
    unit = making.after(lived(making.PLANNED_AGAIN), held)
    assert day("2024-12-10") == unit.reached["sustained"].happened_on
    unit = making.after(unit, correct("implementation_workshop", "2024-06-17"))
    assert [day("2024-12-17"), day("2024-12-17")] == [
        unit.reached[key].happened_on for key in ("consolidation_opened", "sustained")
    ]


@pytest.mark.parametrize(
    ("milestone", "who"),
    [
        ("implementation_workshop", Function.AQUA_LEAD),
        ("offer_announced", Function.AQUA_LEAD),
        ("manager", Function.REGIONAL_LEAD),
    ],
)
def test_own_records_are_corrected_by_their_function(milestone: str, who: Function) -> None:
    """The regional lead corrects every record of the region, others their own."""
    unit = lived(making.OFFERED)
    later = making.days_after(unit.reached[milestone].happened_on, 1)
    corrected = making.after(unit, correct(milestone, later.isoformat()), who=who)
    assert later == corrected.reached[milestone].happened_on


def test_a_companions_day_is_corrected_by_its_id() -> None:
    """Milestones about companions ask whose day it is."""
    unit = making.after(lived(making.QUALIFIED), correct("companions_qualified", "2024-06-05", companion="c1"))
    assert day("2024-06-05") == unit.reached["companions_qualified"].happened_on


def test_the_day_of_a_standing_out_of_order_can_be_corrected() -> None:
    """A correction asks for order among what is reached, not for what is missing."""
    unit = making.after(state(standing("offer_announced", "2014-09-01")), correct("offer_announced", "2014-09-02"))
    assert day("2014-09-02") == unit.reached["offer_announced"].happened_on


def test_a_due_date_is_not_set_before_the_step_opens() -> None:
    """A workshop planned for May is not to be confirmed in April."""
    plan = command("plan_workshop", workshop="implementation", planned_on="2026-05-04")
    due = command("change_due_date", milestone="implementation_workshop", due_on="2026-04-01", reason="capacity")
    assert "wrong_date_order" == making.refusal(making.after(lived(making.QUALIFIED), plan), due).code()


@pytest.mark.parametrize(
    ("expected", "fields"),
    [(SideState.CLOSED, {}), (SideState.MERGED, {"merged": True, "successor": "A-2"})],
)
def test_an_office_ends_by_closing_or_merging(expected: SideState, fields: dict[str, object]) -> None:
    """With a successor it was merged."""
    unit = state(command("close", closed_on="2026-02-02", **fields))
    assert expected is unit.side_state


def test_another_region_is_state_and_told_once() -> None:
    """Steps of the regional lead are the new one's, from the day they were open."""
    moved = command("assign_region", region="RD-711", since="2026-02-02")
    unit = state(moved)
    before, after = (
        [(o.scope, o.opens_on, o.due_on) for o in obligations(each) if o.holder is Function.REGIONAL_LEAD]
        for each in (state(), unit)
    )
    assert before
    assert [("RD-711", *days) for _scope, *days in before] == after
    with pytest.raises(NothingChanges):
        making.after(unit, moved)


def test_aqua_team_and_calendar_come_from_the_system() -> None:
    """They are state, changed by commands."""
    calendar = making.calendar("2026-05-01", name="ni-2")
    unit = state(
        command("assign_aqua_team", team=None, since="2026-02-02"), command("adopt_calendar", calendar=calendar)
    )
    assert (None, calendar) == (unit.aqua_team, unit.calendar)

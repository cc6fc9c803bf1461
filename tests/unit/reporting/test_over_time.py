"""Durations, waiting times, months and curves: one look at the facts tells them all."""

from __future__ import annotations

from models.organisation import Function
from models.reporting.bottlenecks import bottlenecks, queue
from models.reporting.durations import milestone_waits, stage_durations
from models.reporting.figures import MilestoneWait, StageDuration
from models.reporting.series import curves, month_ends, stages_over_time
from models.reporting.unit import UnitAsOf
from models.rollout.facts import Fact
from tests import making
from tests.unit.reporting.looking import looked_at, unit

ADMITTED = "companion_admitted@2024-02-01"
IN_OPERATION = (ADMITTED, "companions_qualified@2024-06-03", "implementation_workshop@2024-06-10")


def durations(*units: UnitAsOf) -> dict[str, StageDuration]:
    return {each.stage: each for each in stage_durations(making.ILB_1, units)}


def test_a_stage_lasts_from_entry_to_entry() -> None:
    found = durations(*[unit(*IN_OPERATION)] * 5)
    assert 24 == found["preparation"].gross.median
    assert 130 == found["qualification"].gross.median
    assert (5, 5, None) == (
        found["operation"].gross.sample,
        found["operation"].gross.running,
        found["operation"].gross.median,
    )


def test_agenturen_pass_the_clarification_without_any_duration() -> None:
    assert "clarification" not in durations(*[unit(*IN_OPERATION)] * 5)


def test_an_offices_pause_is_left_out_net() -> None:
    paused = [unit(*IN_OPERATION, "@paused@2024-03-01..2024-03-31=capacity")] * 5
    found = durations(*paused)["qualification"]
    assert (130, 100) == (found.gross.median, found.net.median)


def test_what_was_taken_over_tells_no_duration() -> None:
    """Neither of the stage that it ended nor of the one that it began."""
    told = Fact("companion_admitted", making.day("2019-04-01"), stated=True)
    assert {"operation"} == durations(*[unit(told, *IN_OPERATION[1:])] * 5).keys()


def test_an_office_that_is_no_more_waited_until_its_end() -> None:
    found = durations(*[unit(ADMITTED, "@ended@2024-02-11")] * 4, unit(ADMITTED, "companions_qualified@2024-02-03"))
    assert (5, 5) == (found["qualification"].gross.sample, found["qualification"].gross.running)


def waits(*units: UnitAsOf) -> dict[str, MilestoneWait]:
    return {each.milestone: each for each in milestone_waits(making.ILB_1, units)}


def test_waiting_begins_when_everything_before_is_reached() -> None:
    reached = ("manager@2024-01-10", "companions_nominated@2024-01-15", ADMITTED, *IN_OPERATION[1:])
    found = waits(*[unit(*reached)] * 5)
    assert [2, 5, 17, 123, 130] == [
        found[key].gross.median
        for key in (
            "manager",
            "companions_nominated",
            "companion_admitted",
            "companions_qualified",
            "implementation_workshop",
        )
    ]
    assert 5 == found["offer_announced"].gross.running
    assert "consolidation_workshop" not in found


def test_a_waiting_time_is_nobodys_waiting() -> None:
    assert not {"consolidation_opened", "sustained"} & waits(*[unit(*IN_OPERATION)] * 5).keys()


def test_months_end_on_their_last_day_and_the_last_one_today() -> None:
    assert ["2025-12-31", "2026-01-31", "2026-02-28", "2026-03-02"] == [
        day.isoformat() for day in month_ends(making.TODAY, 3)
    ]


def test_months_tell_how_far_everybody_was() -> None:
    """One office that goes on, one that starts later, one that is apart for a time."""
    units = [
        unit("companion_admitted@2026-02-10"),
        unit(started="2026-02-15"),
        unit("participation@2024-01-09..2026-01-15", "@declined@2026-01-15", kind=making.GE),
    ]
    december, january, february, _ = stages_over_time(making.ILB_1, units, making.TODAY, 3)
    assert (2, 0) == (december.stages["preparation"], december.not_taking_part)
    assert (1, 1) == (january.stages["preparation"], january.not_taking_part)
    assert (1, 1) == (february.stages["qualification"], february.stages["preparation"])


def test_regions_are_compared_at_the_same_age() -> None:
    """After one month both have one of one office admitted, though one began two years later."""
    early = unit("companion_admitted@2024-01-20", region="RD-1")
    late = unit("companion_admitted@2026-01-20", region="RD-2", started="2026-01-08")
    first, second = curves(making.ILB_1, [late, early], 3)
    assert ("RD-1", "RD-2") == (first.region, second.region)
    assert (4, 2) == (len(first.points), len(second.points))
    for curve in (first, second):
        assert [1, 0] == [point.stages["preparation"] for point in curve.points[:2]]
        assert [0, 1] == [point.stages["qualification"] for point in curve.points[:2]]


def nobody_is_missing(_function: Function, scope: str | None) -> bool:
    return scope is None


def test_bottlenecks_tell_who_waits_for_what_and_why() -> None:
    paused = making.after(making.state(), making.command("pause", since="2026-02-02", reason="capacity"))
    changed = making.after(
        making.state(), making.command("change_due_date", milestone="manager", due_on="2026-05-04", reason="holidays")
    )
    units = [looked_at(state, making.TODAY) for state in (making.state(), paused, changed)]
    (found,) = bottlenecks(making.ILB_1, queue(units, nobody_is_missing))
    assert ("manager", 3, {"regional_lead": 3}, {making.REGION: 3}) == (
        found.milestone,
        found.offices,
        found.holders,
        found.regions,
    )
    assert {"": 1, "pause/capacity": 1, "due_date/holidays": 1} == found.reasons


def test_those_who_wait_are_listed_by_their_due_date() -> None:
    later, first = (looked_at(making.state(on=making.day(day)), making.TODAY) for day in ("2026-02-16", "2024-01-08"))
    assert [first, later] == [each.unit for each in queue([later, first], nobody_is_missing)]


def test_a_step_that_is_yet_to_open_keeps_nobody_waiting() -> None:
    state = making.lived(making.PLANNED, today=making.day("2024-06-04"))
    assert not queue([looked_at(state, making.day("2024-06-04"))], nobody_is_missing)

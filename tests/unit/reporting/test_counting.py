"""The figures of a region: offices, Agenturen and gE apart, each office counted for what it is."""

from __future__ import annotations

from dataclasses import replace

import pytest

from models.organisation import Function
from models.reporting.asked import AsOf
from models.reporting.counting import figures
from models.reporting.figures import Inside, KindFigures, Quota
from models.reporting.unit import UnitAsOf
from tests import making
from tests.stories import NOON
from tests.unit.reporting.looking import looked_at, unit

ASKED = AsOf(making.TODAY, NOON)
REACHED = (
    "manager@2024-01-10",
    "companions_nominated@2024-01-15",
    "companion_admitted@2024-02-01",
    "companions_qualified@2024-06-03",
    "implementation_workshop@2024-06-10",
    "offer_announced@2024-06-20",
    "consolidation_opened@2024-12-10",
    "consolidation_workshop@2025-03-10",
)
TAKING_PART = "participation@2024-01-09"


def nobody_is_missing(_function: Function, scope: str | None) -> bool:
    return scope is None


def counted(*units: UnitAsOf) -> Inside:
    numbered = [replace(u, office=replace(u.office, unit_id=f"u-{n}")) for n, u in enumerate(units)]
    return figures(numbered, ASKED, making.ILB_1, nobody_is_missing)


def agenturen(*units: UnitAsOf) -> KindFigures:
    return counted(*units).figures.agenturen


def shared(*units: UnitAsOf) -> KindFigures:
    return counted(*units).figures.gemeinsame_einrichtungen


def test_agenturen_and_ge_are_never_added_up() -> None:
    found = counted(unit(), unit(kind=making.GE), unit(TAKING_PART, kind=making.GE)).figures
    assert (1, 2) == (found.agenturen.offices, found.gemeinsame_einrichtungen.offices)


def test_a_ge_that_does_not_take_part_is_no_deficit() -> None:
    """It is counted once, as such: in no stage, no quota, no need."""
    apart = unit("@declined@2024-03-01", kind=making.GE, steps=looked_at(making.state(), making.TODAY).steps)
    found = shared(apart, unit(TAKING_PART, kind=making.GE))
    assert (2, 1, 1, 0) == (found.offices, found.taking_part, found.not_taking_part, found.undecided)
    assert 1 == sum(found.stages.values())
    assert {Quota(have=0, of=1)} == {found.with_manager, found.with_qualified_companion, found.with_aqua_team}
    assert {1} == {quota.of for quota in found.milestones.values()}
    assert ((), 0) == (found.needs, found.in_need)


def test_an_undecided_ge_owes_its_decision_and_nothing_else() -> None:
    found = shared(unit(kind=making.GE), unit(TAKING_PART, kind=making.GE))
    assert (1, 1) == (found.undecided, found.taking_part)
    assert Quota(have=1, of=2) == found.milestones["participation"]
    assert Quota(have=0, of=1) == found.milestones["companions_nominated"]
    assert (1, 1) == (found.stages["clarification"], found.stages["preparation"])


def test_a_manager_is_voluntary_in_a_ge() -> None:
    """Counted where there is one, never as a milestone that is missing."""
    found = shared(unit(TAKING_PART, "manager@2024-02-01", kind=making.GE))
    assert "manager" not in found.milestones
    assert 1 == found.voluntary["manager"]


@pytest.mark.parametrize(("detail", "side"), [("", "closed"), ("=A-99", "merged")])
def test_an_office_that_is_no_more_counts_as_that_alone(detail: str, side: str) -> None:
    found = agenturen(unit("manager@2024-01-10", f"@ended@2026-01-01..{detail}"), unit())
    assert (1, 1) == (found.offices, getattr(found, side))
    assert 1 == sum(found.stages.values())


def test_a_paused_office_stays_in_its_stage() -> None:
    found = agenturen(unit("companion_admitted@2024-02-01", "@paused@2026-02-02..=capacity"))
    assert (1, 1, 1) == (found.offices, found.paused, found.stages["qualification"])


def test_quotas_are_of_those_taking_part() -> None:
    here = ("@managed@2024-01-10..", "@covered@2024-06-03..", "@aqua@2024-01-08..=T-1")
    found = agenturen(unit(*here), unit(here[0]), unit("@managed@2024-01-10..2025-01-10"))
    assert Quota(have=2, of=3) == found.with_manager
    assert {Quota(have=1, of=3)} == {found.with_qualified_companion, found.with_aqua_team}


def test_workshops_are_planned_due_for_an_answer_held_and_confirmed() -> None:
    """Held on one day and confirmed on a later one: on a day between, held and not yet confirmed."""
    planned, passed = (unit(f"@planned_implementation@2026-01-05..={day}") for day in ("2026-03-02", "2026-03-01"))
    held = unit("@planned_implementation@2026-01-05..=2026-02-02", "implementation_workshop@2026-02-02")
    confirmed = unit("implementation_workshop@2026-02-02", "@confirmed_implementation@2026-02-03")
    found = agenturen(planned, passed, held, confirmed, unit()).workshops["implementation"]
    assert (1, 1, 2, 1) == (found.planned, found.answer_due, found.held, found.confirmed)


def test_needs_tell_steps_functions_and_ages() -> None:
    """Five offices without a manager since their start: gross and net age, one of them late."""
    late = looked_at(making.state(on=making.day("2024-01-08")), making.TODAY)
    units = [late, *(looked_at(making.state(on=making.day("2026-02-16")), making.TODAY) for _ in range(4))]
    (need,) = agenturen(*units).needs
    assert ("assign_manager", "manager", "regional_lead", 5, 1) == (
        need.step,
        need.milestone,
        need.holder,
        need.offices,
        need.late,
    )
    assert (14, 14) == (need.gross.median, need.net.median)


def test_a_step_that_nobody_can_take_is_an_orphan() -> None:
    state = making.lived(making.ADMITTED, aqua_team=None)
    needs = {need.step: need for need in agenturen(looked_at(state, making.TODAY)).needs}
    assert (1, 0) == (needs["plan_workshop"].orphans, needs["qualify_companions"].orphans)


def test_delays_are_told_by_their_reason() -> None:
    paused = unit("@paused@2026-02-02..=capacity")
    changed = making.after(
        making.state(on=making.day("2026-02-02")),
        making.command("change_due_date", milestone="manager", due_on="2026-05-04", reason="course_dates"),
    )
    found = agenturen(paused, looked_at(changed, making.TODAY)).delays
    assert [("pause", "capacity", 1), ("due_date", "course_dates", 1)] == [
        (each.cause, each.reason, each.offices) for each in found
    ]


def test_sustained_means_still_with_manager_and_companions_after_that_time() -> None:
    """Three sustained two years ago: one as it was, one without a manager since, one sustained too recently."""
    people = ("@managed@2023-01-01..", "@covered@2023-01-01..")
    gone = ("@managed@2023-01-01..2025-01-01", "@covered@2023-01-01..")
    units = [
        unit(*people, "sustained@2024-02-01"),
        unit(*gone, "sustained@2024-02-01"),
        unit(*people, "sustained@2025-12-01"),
    ]
    found = {each.months: each.still for each in agenturen(*units).sustained}
    assert {0: Quota(have=3, of=3), 12: Quota(have=1, of=2), 24: Quota(have=1, of=2)} == found


def test_statuses_count_every_office_once() -> None:
    units = [
        unit(),
        unit("@paused@2026-02-02..=capacity"),
        looked_at(making.state(), making.TODAY),
        looked_at(making.lived(making.HELD_AGAIN), making.TODAY),
    ]
    found = agenturen(*units)
    assert {"in_progress": 1, "paused": 1, "support_needed": 1, "sustained": 1} == found.statuses
    assert 1 == found.in_need


def test_what_a_whole_rollout_comes_to() -> None:
    found = agenturen(looked_at(making.lived(making.HELD_AGAIN), making.TODAY))
    assert {Quota(have=1, of=1)} == set(found.milestones.values())
    assert 1 == found.stages["sustained"]
    assert set(making.ILB_1.by_key) >= found.milestones.keys() | found.voluntary.keys()

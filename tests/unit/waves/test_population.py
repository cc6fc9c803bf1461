"""Who is in, who is out and why, and who is in which group."""

from __future__ import annotations

from typing import Any

import pytest

from models.organisation import LegalArea, UnitKind
from models.rollout.state import SideState
from models.waves.birth import prepared
from models.waves.population import grouped, member, populate
from models.waves.refusals import EmptyPopulation
from tests.making import calendar, day, envelope
from tests.unit.waves.making import TODAY, candidate, candidates, plan

OUT: list[tuple[str, dict[str, Any]]] = [
    ("not_started", {"started": False}),
    ("paused", {"side_state": SideState.PAUSED}),
    ("not_participating", {"side_state": SideState.NOT_PARTICIPATING}),
    ("ended", {"side_state": SideState.MERGED}),
    ("ended", {"side_state": SideState.CLOSED}),
    ("undecided", {"undecided": True}),
    ("in_another_wave", {"wave": "w-2"}),
    ("nothing_needed", {"qualified": 1}),
    ("nothing_needed", {"admitted": 1}),
]


@pytest.mark.parametrize(("reason", "changes"), OUT, ids=str)
def test_the_office_is_out_with_this_reason(reason: str, changes: dict[str, Any]) -> None:
    """Each state of an office that keeps it out has its code."""
    population = populate(plan(), [candidate(1, **changes), candidate(2)])
    assert [("A-1", reason)] == [(o.code, o.reason) for o in population.left_out]
    assert ["A-2"] == [c.code for c in population.included]


def test_what_people_decided_counts_first() -> None:
    """An excluded office that is paused as well is excluded."""
    excluded = plan(exclusions={"A-1": "later_wave"})
    population = populate(excluded, [candidate(1, side_state=SideState.PAUSED)])
    assert ["excluded:later_wave"] == [o.reason for o in population.left_out]


def test_codes_that_nobody_knows_are_out() -> None:
    """Wherever the plan names them."""
    named = plan(
        filter={"units": ["A-1", "X-1"]},
        exclusions={"X-2": "capacity"},
        grouping={"pilot": ["X-3"], "by": "listed", "listed": [["X-4"]]},
    )
    left_out = populate(named, candidates(2)).left_out
    assert [(f"X-{n}", "unknown_code") for n in (1, 2, 3, 4)] == [(o.code, o.reason) for o in left_out]


@pytest.mark.parametrize(
    ("wanted", "codes"),
    [
        ({}, ["A-1", "A-2", "A-3"]),
        ({"regions": ["RD-2"]}, ["A-2", "A-3"]),
        ({"kinds": ["gemeinsame_einrichtung"]}, ["A-3"]),
        ({"legal_areas": ["SGB_III"]}, ["A-1", "A-2"]),
        ({"stages": ["preparation"]}, ["A-1"]),
        ({"units": ["A-3", "A-1"]}, ["A-1", "A-3"]),
        ({"regions": ["RD-2"], "legal_areas": ["SGB_III"]}, ["A-2"]),
    ],
    ids=str,
)
def test_the_filter_means_those_that_fit_every_list(wanted: dict[str, Any], codes: list[str]) -> None:
    """An empty list fits all; an office that the filter does not mean is not out, it is not meant."""
    offices = [
        candidate(1, stage="preparation"),
        candidate(2, region="RD-2"),
        candidate(3, region="RD-2", kind=UnitKind.GEMEINSAME_EINRICHTUNG, legal_area=LegalArea.SGB_II),
    ]
    population = populate(plan(filter=wanted), offices)
    assert codes == [c.code for c in population.included]
    assert not population.left_out


@pytest.mark.parametrize(
    ("office", "demand"),
    [
        ({"minimum": 3}, 3),
        ({"minimum": 3, "qualified": 1}, 2),
        ({"minimum": 3, "qualified": 1, "admitted": 1}, 1),
        ({"minimum": 1, "qualified": 1, "waiting": 2}, 1),
        ({"minimum": 80}, 50),
    ],
    ids=str,
)
def test_demand_is_what_is_missing_to_the_minimum(office: dict[str, Any], demand: int) -> None:
    """Somebody who is nominated beyond it and waits makes it one; nobody gets more than 50."""
    assert demand == member(candidate(1, **office), plan(), TODAY).demand


def test_the_plan_can_limit_the_seats_of_an_office() -> None:
    """Never above the demand."""
    limited = plan(seats_per_office=2)
    assert [2, 1] == [member(candidate(1, minimum=n), limited, TODAY).demand for n in (3, 1)]


def groups_of(grouping: dict[str, Any], count: int = 5) -> list[list[str]]:
    wanted = plan(grouping=grouping)
    members = [member(candidate(n, region=f"RD-{n % 2}"), wanted, TODAY) for n in range(1, count + 1)]
    groups, placed = grouped(members, wanted.grouping)
    return [[m.code for m in placed if m.group == group.number] for group in groups]


@pytest.mark.parametrize(
    ("grouping", "groups"),
    [
        ({}, [["A-1", "A-2", "A-3", "A-4", "A-5"]]),
        ({"pilot": ["A-4"]}, [["A-4"], ["A-1", "A-2", "A-3", "A-5"]]),
        ({"pilot_size": 2}, [["A-1", "A-2"], ["A-3", "A-4", "A-5"]]),
        ({"by": "region"}, [["A-2", "A-4"], ["A-1", "A-3", "A-5"]]),
        ({"pilot": ["A-2", "A-4"], "by": "region"}, [["A-2", "A-4"], ["A-1", "A-3", "A-5"]]),
        ({"by": "size", "size": 2}, [["A-1", "A-2"], ["A-3", "A-4"], ["A-5"]]),
        ({"by": "listed", "listed": [["A-5"], ["A-9"], ["A-1"]]}, [["A-5"], ["A-1"], ["A-2", "A-3", "A-4"]]),
    ],
    ids=str,
)
def test_offices_are_in_these_groups(grouping: dict[str, Any], groups: list[list[str]]) -> None:
    """The pilot first, then the others; a group that would be empty does not exist."""
    assert groups == groups_of(grouping)


def test_the_first_group_by_plan_is_marked_as_pilot() -> None:
    """And a group by region knows its region."""
    wanted = plan(grouping={"pilot_size": 1, "by": "region"})
    groups, _ = grouped([member(c, wanted, TODAY) for c in candidates(3)], wanted.grouping)
    assert [(0, True, None), (1, False, "RD-1")] == [(g.number, g.pilot, g.region) for g in groups]


def test_a_wave_without_offices_is_refused() -> None:
    """By its name."""
    with pytest.raises(EmptyPopulation):
        prepared("w", plan(), [candidate(1, qualified=1)], envelope())


def test_calendars_travel_only_for_the_time_of_the_wave() -> None:
    """One per Land, with the days that can matter."""
    far = calendar("2025-12-25", "2026-04-03", "2030-12-25")
    first = prepared("w", plan(), candidates(3, calendar=far), envelope(today=TODAY))
    assert [(day("2026-04-03"),)] == [c.closed for c in first.calendars]

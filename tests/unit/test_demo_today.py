"""Each group of users finds something to do today, whatever day it is."""

from __future__ import annotations

from datetime import date

import pytest

from models.commands import ConfirmWorkshop, HeadCount
from models.demo.cases import PREPARED
from models.organisation import Function, UnitKind
from models.permissions import COMMAND_TABLE
from models.programme import WorkshopKind
from models.rollout.decide import decide
from models.rollout.evolve import fold
from models.rollout.owed import SETTLED_BY, Step
from models.status import StatusCode
from tests.demo_world import A_MONDAY, World, offices, world
from tests.making import envelope

AGENTUR, GE = UnitKind.AGENTUR, UnitKind.GEMEINSAME_EINRICHTUNG
DAYS = [A_MONDAY, date(2027, 1, 2), date(2028, 2, 29), date(2028, 12, 27)]
"""A Monday, 2 January (a Saturday), a leap day, one of the days without work."""


@pytest.fixture(params=DAYS, ids=str)
def some_day(request: pytest.FixtureRequest) -> World:
    day: date = request.param
    return world(day)


def test_the_status_mix_looks_alive() -> None:
    """Agenturen: about a third sustained, most under way, 10 to 15 % with support needed, a few orphans."""
    shares = {status: len(world().with_status(status, AGENTUR)) / 150 for status in StatusCode}
    assert 0.26 <= shares[StatusCode.SUSTAINED] <= 0.38
    assert 0.35 <= shares[StatusCode.IN_PROGRESS] <= 0.5
    assert 0.1 <= shares[StatusCode.SUPPORT_NEEDED] <= 0.15
    assert 0.04 <= shares[StatusCode.WAITING_CONFIRMATION] <= 0.12
    assert 0 < shares[StatusCode.ORPHAN] <= 0.06


def test_every_stage_has_offices() -> None:
    """Agenturen and gE alike, except that an Agentur has nothing to clarify."""
    for kind in (AGENTUR, GE):
        stages = {state.stage for state in world().states(kind).values()}
        expected = {"preparation", "qualification", "operation", "consolidation", "sustained"}
        assert expected | ({"clarification"} if kind is GE else set()) == stages


def test_workshops_wait_for_a_confirmation(some_day: World) -> None:
    """20 to 35, planned for one of the last eight working days; some are a little late."""
    waiting = some_day.owed(Step.CONFIRM_WORKSHOP)
    late = [o for _, o in waiting if o.is_late(some_day.today)]
    assert 20 <= len(waiting) <= 35
    assert 2 <= len(late) <= 10
    for code, o in waiting:
        calendar = some_day.states()[code].calendar
        assert calendar.working_days_between(o.opens_on, some_day.today) <= 9, code


def test_about_thirty_steps_are_past_their_due_date(some_day: World) -> None:
    """Of every kind a few: nominations, courses, offers, plans, qualifications, people."""
    late = [o for _, o in some_day.owed() if o.is_late(some_day.today)]
    assert 20 <= len(late) <= 50
    assert len({o.step for o in late}) >= 7


def test_about_twelve_agenturen_have_lost_their_manager(some_day: World) -> None:
    """Days to weeks ago; the regional lead owes a new one."""
    vacant = [
        code
        for code, o in some_day.owed(Step.ASSIGN_MANAGER)
        if some_day.states()[code].managers and some_day.today > o.opens_on
    ]
    assert 10 <= len(vacant) <= 16


def test_about_fifteen_offices_rest(some_day: World) -> None:
    """With a reason each, some to be looked at again on a day."""
    pauses = [state.pause for state in some_day.states().values() if state.pause is not None]
    assert 13 <= len(pauses) <= 17
    assert len({pause.reason for pause in pauses}) >= 3
    assert 5 <= sum(pause.review_on is not None for pause in pauses) < len(pauses)
    assert 2 <= len(some_day.owed(Step.REVIEW_PAUSE)) <= 6


def test_companions_have_left(some_day: World) -> None:
    """So that coverage has to be restored in some offices."""
    assert 8 <= len(some_day.owed(Step.RESTORE_COVERAGE)) <= 14


def test_every_step_is_held_by_a_function_that_can_settle_it(some_day: World) -> None:
    """No worklist shows a step whose command its holder may not give."""
    steps = [owed for found in some_day.obligations.values() for owed in found]
    assert [] == [o.key for o in steps if o.holder not in COMMAND_TABLE[SETTLED_BY[o.step]]]


def test_offices_wait_for_a_course_and_for_a_decision(some_day: World) -> None:
    """First specialists and regional leads have work, too."""
    assert 15 <= len(some_day.owed(Step.ADMIT_COMPANIONS)) <= 30
    assert 50 <= len(some_day.owed(Step.DECIDE_PARTICIPATION)) <= 60
    assert 30 <= len(some_day.with_status(StatusCode.NOT_PARTICIPATING, GE)) <= 40


def test_some_steps_have_another_due_date(some_day: World) -> None:
    """Changed, with a reason."""
    assert 8 <= sum(o.changed is not None for _, o in some_day.owed()) <= 40


def test_some_workshops_went_back_to_the_region(some_day: World) -> None:
    """„Nicht unsere Zuständigkeit“."""
    assert 2 <= len(some_day.owed(Step.CLARIFY_RESPONSIBILITY)) <= 5


def test_nobody_is_responsible_for_a_few(some_day: World) -> None:
    """Six offices have lost their AQua team; two teams have lost their lead."""
    uncovered = [code for code, state in some_day.states().items() if state.aqua_team is None]
    orphans = some_day.with_status(StatusCode.ORPHAN)
    assert 6 == len(uncovered)
    assert set(uncovered) <= set(orphans)
    assert 8 <= len(orphans) <= 20
    assert any(code not in uncovered for code in orphans)


def test_the_aqua_lead_of_the_prepared_case_confirms_a_workshop(some_day: World) -> None:
    """The workshop waits for her, within its term, and confirming it leads into the next stage."""
    case = PREPARED["aqua"]
    assert case.unit is not None
    state = some_day.states()[case.unit]
    assert f"aqua-{state.aqua_team}" == case.username
    assert not some_day.is_vacant(Function.AQUA_LEAD, state.aqua_team)
    assert StatusCode.WAITING_CONFIRMATION is some_day.status(case.unit).code
    held_on = state.workshop(WorkshopKind.IMPLEMENTATION).planned_on
    assert held_on is not None
    command = ConfirmWorkshop(workshop=WorkshopKind.IMPLEMENTATION, held_on=held_on, headcount=HeadCount.SOME)
    after = fold(decide(state, command, envelope(today=some_day.today, who=Function.AQUA_LEAD)), state)
    assert ("qualification", "operation") == (state.stage, after.stage)


def test_the_regional_lead_of_the_prepared_case_finds_a_vacant_post(some_day: World) -> None:
    """An Agentur of her region has no manager, since days."""
    case = PREPARED["rd"]
    (office,) = [office for office in offices() if office.code == case.unit]
    assert f"rd-{office.region}" == case.username
    steps = {o.step: o for code, o in some_day.owed() if code == case.unit}
    assert Function.REGIONAL_LEAD is steps[Step.ASSIGN_MANAGER].holder
    assert not steps[Step.ASSIGN_MANAGER].is_late(some_day.today)


def test_zentrale_sees_where_decisions_are_missing(some_day: World) -> None:
    """In more than one region."""
    regions = {office.code: office.region for office in offices()}
    assert len({regions[code] for code, _ in some_day.owed(Step.DECIDE_PARTICIPATION)}) >= 8

"""Facts alone tell how an office stood: today as its state does, on a past day as it was, as far as is known now."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta

from hypothesis import given

from models.programme import Necessity
from models.projection import marks
from models.reporting.marks import marks_as_of
from models.reporting.past import Stand
from models.reporting.unit import UnitAsOf
from models.rollout.facts import facts
from models.rollout.state import SideState, UnitState
from tests import making
from tests.unit.properties.lives import LIVES, Life, lives
from tests.unit.properties.punctual import at_the_end_of, punctual_lives
from tests.unit.reporting.looking import looked_at

OUTSIDE = (SideState.NOT_PARTICIPATING, SideState.MERGED, SideState.CLOSED)


def required(state: UnitState) -> list[str]:
    return [m.key for m in state.milestones if m.necessity_for(state.kind) is Necessity.REQUIRED]


@LIVES
@given(lives())
def test_today_the_facts_tell_what_the_state_tells(life: Life) -> None:
    """After every step: stage, side state, milestones, what the matrix shows."""
    for state in (life.steps[0].before, *(step.after for step in life.steps)) if life.steps else (life.state,):
        unit = looked_at(state, max(life.today, *(fact.happened_on for fact in facts(state))))
        assert (state.stage, state.side_state) == (unit.stage, unit.side_state)
        assert {key: reached.happened_on for key, reached in state.reached.items()} == days_reached(unit)
        assert sum(key in state.reached for key in required(state)) == unit.done
        assert required(state) == [*unit.required]
        assert state.is_undecided == unit.is_undecided or unit.is_outside
        assert marks(state) == marks_as_of(unit)


@LIVES
@given(lives())
def test_a_past_day_shows_what_had_been_reached_by_then(life: Life) -> None:
    """By what is known in the end, whatever was told late or corrected: no milestone counts before its day."""
    state = life.state
    days = {reached.happened_on for reached in state.reached.values()}
    for day in sorted(days)[:6]:
        unit = looked_at(state, day)
        by_then = {key for key, reached in state.reached.items() if reached.happened_on <= day}
        assert by_then <= unit.reached.keys()
        later = unit.reached.keys() - by_then
        assert later <= {once.milestone for once in state.past.reached}
        if not later:
            assert second_stage(state, by_then) == unit.stage


@LIVES
@given(lives())
def test_swept_once_the_past_is_the_same_as_looked_at_day_by_day(life: Life) -> None:
    told = [*facts(life.state)]
    ends = {fact.ended_on for fact in told if fact.ended_on is not None}
    days = sorted({fact.happened_on for fact in told} | ends)
    whole = looked_at(life.state, days[-1])
    for day in (days[0] - timedelta(days=1), *days):
        then = replace(whole, on=day, steps=())
        assert Stand(then.stage, then.side_state) == whole.past.on(day)


def second_stage(state: UnitState, reached: set[str]) -> str:
    """The stage of ``ilb-1``, from the last one down."""
    wanted = [(stage.key, stage.entered_when) for stage in state.programme.stages]
    needed = set(required(state))
    for number in range(len(wanted) - 1, 0, -1):
        if all(key in reached for _, keys in wanted[1 : number + 1] for key in keys if key in needed):
            return wanted[number][0]
    return wanted[0][0]


@LIVES
@given(punctual_lives())
def test_what_is_told_on_its_day_is_never_told_otherwise_later(life: Life) -> None:
    """Without late tellings and corrections, every past day looks today as it looked that evening."""
    for day in days_of(life):
        then: UnitState = at_the_end_of(life, day)
        unit, at_the_time = looked_at(life.state, day), looked_at(then, day)
        assert then.side_state is unit.side_state
        assert seen(at_the_time) == seen(unit)
        assert then.region == unit.region
        if then.side_state not in OUTSIDE:
            assert days_reached(at_the_time) == days_reached(unit)
            assert then.stage == unit.stage


def days_reached(unit: UnitAsOf) -> dict[str, date]:
    return {key: fact.happened_on for key, fact in unit.reached.items()}


def days_of(life: Life) -> list[date]:
    """The days on which something happened, and the day before the end."""
    return sorted({step.today for step in life.steps if step.events})


def seen(unit: UnitAsOf) -> dict[str, list[str | None]]:
    """Conditions that were true, with what they say."""
    told: dict[str, list[str | None]] = {}
    for fact in unit.facts:
        if fact.milestone.startswith("@") and fact.milestone != "@region" and fact.is_true(unit.on):
            told.setdefault(fact.milestone, []).append(fact.detail)
    return {key: sorted(details, key=str) for key, details in told.items()}


def test_a_punctual_life_has_a_past_to_tell() -> None:
    """The property above is not empty: taking part, leaving, coming back; teams and plans that changed."""
    state = making.state(making.TAKING_PART, kind=making.GE, today=making.day("2024-01-09"))
    left = making.command("decide_participation", takes_part=False, decided_on="2024-03-01")
    back = making.command("decide_participation", takes_part=True, decided_on="2024-06-01")
    team = making.command("assign_aqua_team", team="T-2", since="2024-06-10")
    state = making.after(state, left, back, team)
    told = {(f.milestone, str(f.happened_on), str(f.ended_on), f.detail) for f in facts(state)}
    assert {
        ("participation", "2024-01-09", "2024-03-01", None),
        ("@declined", "2024-03-01", "2024-06-01", None),
        ("participation", "2024-06-01", "None", None),
        ("@aqua", "2024-01-08", "2024-06-10", "T-1"),
        ("@aqua", "2024-06-10", "None", "T-2"),
    } <= told

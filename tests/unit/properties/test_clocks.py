"""Clocks ring once for each thing, on its day or later; sleeping long changes nothing but the record's day."""

from __future__ import annotations

from datetime import date, timedelta

from hypothesis import given
from hypothesis import strategies as st

from models import events as ev
from models.rollout.clocks import next_ring, ring
from models.rollout.evolve import fold
from models.rollout.state import UnitState
from tests.unit.properties.lives import LIVES, Life, lives

SLEEPS = st.sampled_from([0, 1, 5, 30, 200, 800, 1500])


@LIVES
@given(lives(), SLEEPS)
def test_ringing_twice_a_day_records_nothing_more(life: Life, sleep: int) -> None:
    """The second ring of a day is empty, and the next one lies ahead."""
    today = life.today + timedelta(days=sleep)
    rung = fold(ring(life.state, today), life.state)
    assert [] == ring(rung, today)
    following = next_ring(rung)
    assert following is None or following > today


@LIVES
@given(lives())
def test_the_next_ring_is_the_first_day_with_something_to_record(life: Life) -> None:
    """Nothing on the day before, something on the day itself."""
    following = next_ring(life.state)
    if following is not None:
        assert [] == ring(life.state, following - timedelta(days=1))
        assert ring(life.state, following)


@LIVES
@given(lives())
def test_no_reminder_is_given_twice(life: Life) -> None:
    """Each level of each obligation at most once; another due date begins anew."""
    given_already: set[tuple[str, int]] = set()
    for event in life.events:
        if isinstance(event, ev.DueDateChanged):
            given_already = {pair for pair in given_already if pair[0] != event.obligation}
        if isinstance(event, ev.ReminderDue):
            assert (event.obligation, event.level) not in given_already
            assert 1 <= event.level <= 3
            given_already.add((event.obligation, event.level))


@LIVES
@given(lives(), SLEEPS)
def test_a_long_sleep_reaches_the_same_milestones(life: Life, sleep: int) -> None:
    """Awake on every day that something happens, or asleep until the end: the same milestones on the same days."""
    until = life.today + timedelta(days=sleep)
    slept = fold(ring(life.state, until), life.state)
    awake = awake_until(life.state, until)
    assert days(awake) == days(slept)
    assert awake.stage == slept.stage


def awake_until(state: UnitState, until: date) -> UnitState:
    while (following := next_ring(state)) is not None and following <= until:
        state = fold(ring(state, following), state)
    return state


def days(state: UnitState) -> dict[str, date]:
    return {key: reached.happened_on for key, reached in state.reached.items()}


@LIVES
@given(lives())
def test_clocks_record_by_the_system_and_not_ahead_of_time(life: Life) -> None:
    """What a clock records happened by that day and is recorded on that day."""
    for step in life.steps:
        for event in step.events if step.command is None else []:
            assert "system" == event.by.function
            assert event.happened_on <= step.today == event.recorded_on

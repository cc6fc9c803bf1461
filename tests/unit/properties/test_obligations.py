"""Obligations: on required milestones only, with keys of their own and days in order; and pauses move them."""

from __future__ import annotations

from datetime import timedelta

from hypothesis import assume, given
from hypothesis import strategies as st

from models.obligations import obligations
from models.rollout.owed import OF_WAVES, Step
from models.rollout.state import SideState
from tests import making
from tests.unit.properties.lives import LIVES, Life, lives

OVER = (SideState.NOT_PARTICIPATING, SideState.MERGED, SideState.CLOSED)


@LIVES
@given(lives())
def test_nothing_is_owed_for_what_does_not_apply(life: Life) -> None:
    """Optional milestones and those of other kinds of office are never owed."""
    for step in life.steps:
        owed = (o for o in obligations(step.after) if o.step not in {Step.REVIEW_PAUSE, *OF_WAVES})
        assert [] == [o for o in owed if not step.after.is_required(o.milestone)]


@LIVES
@given(lives())
def test_obligations_have_keys_of_their_own(life: Life) -> None:
    """A key names one obligation."""
    for step in life.steps:
        found = [o.key for o in obligations(step.after)]
        assert len(set(found)) == len(found)


@LIVES
@given(lives())
def test_the_days_of_an_obligation_are_in_order(life: Life) -> None:
    """It opens, is due, then the second reminder, then the third; never before the unit was known."""
    for step in life.steps:
        for o in obligations(step.after):
            assert step.after.started_recorded_on <= o.opens_on <= o.due_on <= o.second_on <= o.third_on


@LIVES
@given(lives())
def test_who_takes_no_part_or_has_ended_owes_nothing(life: Life) -> None:
    """Not taking part is never a deficit."""
    for step in life.steps:
        if step.after.side_state in OVER:
            assert [] == obligations(step.after)


@LIVES
@given(lives())
def test_a_reached_workshop_or_statement_is_no_longer_owed(life: Life) -> None:
    """What is done is not asked for (people can leave, so coverage can be owed again)."""
    once = (Step.DECIDE_PARTICIPATION, Step.PLAN_WORKSHOP, Step.CONFIRM_WORKSHOP, Step.RECORD_MILESTONE)
    for step in life.steps:
        owed = {o.milestone for o in obligations(step.after) if o.step in once}
        assert set() == owed & step.after.reached.keys()


@LIVES
@given(lives(), st.integers(1, 200))
def test_a_pause_moves_due_dates_by_its_working_days(life: Life, length: int) -> None:
    """Every open step counted in working days is due exactly as many working days later as the pause took."""
    assume(life.state.side_state is SideState.NONE)
    since = life.today + timedelta(days=1)
    owed = (o for o in obligations(life.state) if o.step is not Step.NOMINATE_FOR_WAVE)  # a course does not wait
    before = {o.key: o for o in owed if o.due_on >= since > o.opens_on}
    resumed = since + timedelta(days=length)
    paused = making.after(life.state, making.command("pause", since=since, reason="capacity"), today=since)
    running = making.after(paused, making.command("resume", resumed_on=resumed), today=resumed)
    days = running.calendar
    # Working days of the pause: its first day counts, the day of resumption does not.
    taken = days.working_days_between(since - timedelta(days=1), resumed - timedelta(days=1))
    after = {o.key: o for o in obligations(running)}
    for key, o in before.items():
        if o.term.working_days is not None and key in after and days.is_working_day(o.due_on):
            assert taken == days.working_days_between(o.due_on, after[key].due_on)


@LIVES
@given(lives())
def test_a_paused_unit_owes_only_the_look_at_the_pause(life: Life) -> None:
    """All clocks stop, except the review of the pause itself."""
    for step in life.steps:
        if step.after.side_state is SideState.PAUSED:
            running = {o.step for o in obligations(step.after) if not o.suspended}
            assert running <= {Step.REVIEW_PAUSE}

"""An office and a wave: one place at a time, no seat twice, nobody admitted before the staff representation's say."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta

from hypothesis import given
from hypothesis import strategies as st

from models import commands as cmd
from models import events as ev
from models import seat_commands as seat
from models.errors import Refusal
from models.obligations import obligations
from models.rollout.decide import judge
from models.rollout.memberships import nominate_by, reply_by
from models.rollout.owed import Step
from models.rollout.state import SideState, UnitState
from models.waves.report import report
from tests import making
from tests.unit.properties.lives import LIVES, Life
from tests.unit.properties.lives import Step as Told
from tests.unit.properties.lives import lives as any_lives
from tests.unit.properties.wave_lives import wave_lives

OVER = (SideState.NOT_PARTICIPATING, SideState.MERGED, SideState.CLOSED)
WAVES = ("w-1", "w-2")


def lives() -> st.SearchStrategy[Life]:
    """Mostly such as turn around a wave."""
    return st.one_of(wave_lives(), wave_lives(), any_lives())


def states(life: Life) -> Iterator[UnitState]:
    yield life.state
    for step in life.steps:
        yield step.after


@LIVES
@given(lives())
def test_an_office_has_one_place_at_a_time(life: Life) -> None:
    """A new place begins only when the one before was left; and each has a reservation of its own."""
    for state in states(life):
        *earlier, _ = [*state.memberships, None]
        assert all(m.left_on is not None for m in earlier[:-1])
        assert len({m.reservation for m in state.memberships}) == len(state.memberships)


@LIVES
@given(lives())
def test_no_more_are_admitted_than_there_are_seats(life: Life) -> None:
    """Under one reservation, counting those who are active."""
    for state in states(life):
        for place in state.memberships:
            seated = [c for c in state.companions if c.is_active and c.reservation == place.reservation]
            assert len(seated) <= place.seats


def told(life: Life, kind: type[ev.Event]) -> Iterator[tuple[Told, ev.Event]]:
    for step in life.steps:
        for event in step.events:
            if isinstance(event, kind):
                yield step, event


@LIVES
@given(lives())
def test_nobody_is_admitted_before_the_participation_is_settled(life: Life) -> None:
    """To a seat of the wave: none is needed, or the companion's own selection was approved."""
    for step, event in told(life, ev.CompanionAdmitted):
        assert isinstance(event, ev.CompanionAdmitted)
        place = step.before.membership
        if event.reservation is not None:
            assert place is not None
            assert place.gate.waived is not None or event.companion in place.gate.cleared
            assert (event.reservation, event.course) == (place.reservation, place.course)


@LIVES
@given(lives())
def test_silence_is_approval_only_after_the_time_to_reply(life: Life) -> None:
    for step, event in told(life, ev.ParticipationRecorded):
        assert isinstance(event, ev.ParticipationRecorded)
        place = step.before.membership
        assert place is not None
        if event.outcome is seat.ParticipationOutcome.DEEMED_APPROVED:
            until = reply_by(step.before, place.gate)
            assert until is not None
            assert event.happened_on > until


@LIVES
@given(lives())
def test_leaving_a_wave_undoes_nothing(life: Life) -> None:
    """Nominations, admissions, qualifications and milestones stay."""
    for step in life.steps:
        if isinstance(step.command, seat.LeaveWave | seat.DeclineWave | seat.MoveSeat):
            assert step.before.reached == step.after.reached
            days = [[(c.nominated_on, c.admitted_on, c.qualified_on) for c in s.companions] for s in sides(step)]
            assert days[0] == days[1]


def sides(step: Told) -> tuple[UnitState, UnitState]:
    return step.before, step.after


@LIVES
@given(lives())
def test_who_takes_no_part_or_has_ended_has_no_place(life: Life) -> None:
    for state in states(life):
        if state.side_state in OVER:
            assert state.membership is None
            assert not report(state, "w-1").able


@LIVES
@given(lives())
def test_a_report_foretells_whether_the_office_joins(life: Life) -> None:
    """``able`` and ``why_not`` are what ``decide`` would answer, for a new reservation in a course to come."""
    today = life.today
    for wave in WAVES:
        asked = making.command(
            "join_wave",
            wave=wave,
            reservation="s-new",
            course="k-1",
            course_starts_on=today + timedelta(days=90),
            seats=1,
            nominate_within=20,
            asked_on=today,
        )
        why_not = None
        try:
            judge(life.state, asked, making.envelope(today=today, who=cmd.BY_SYSTEM))
        except Refusal as refusal:
            why_not = type(refusal).__name__
        assert why_not == report(life.state, wave).why_not


@LIVES
@given(lives())
def test_a_report_counts_no_companion_twice(life: Life) -> None:
    for state in states(life):
        for wave in WAVES:
            found = report(state, wave)
            assert not set(found.nominated) & set(found.admitted)
            assert len(found.nominated) + len(found.admitted) <= found.seats
            assert set(found.qualified) <= set(found.admitted)


@LIVES
@given(lives())
def test_a_waves_steps_take_the_place_of_the_ordinary_ones(life: Life) -> None:
    """Nobody is asked to nominate twice over, nor to admit where the wave will."""
    for state in states(life):
        steps = {o.step for o in obligations(state)}
        if Step.NOMINATE_FOR_WAVE in steps:
            assert not steps & {Step.NOMINATE_COMPANIONS, Step.RESTORE_COVERAGE, Step.ADMIT_COMPANIONS}
        place = state.membership
        if place is not None and report(state, place.wave).nominated:
            assert Step.ADMIT_COMPANIONS not in steps


@LIVES
@given(lives())
def test_nominations_end_before_the_course(life: Life) -> None:
    """Except where the office was asked so late that no working day was left."""
    for state in states(life):
        place = state.membership
        if place is not None and (by := nominate_by(state, place)) != place.asked_on:
            assert place.asked_on < by < place.course_starts_on

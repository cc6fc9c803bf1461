"""A cancelled course without another one: its offices are told, and the wave waits for somebody to act."""

from __future__ import annotations

from datetime import timedelta

from models.obligations import obligations
from models.rollout.clocks import next_ring
from models.rollout.memberships import nominate_by
from models.rollout.state import UnitState
from models.waves import refusals as no
from models.waves.asks import open_asks
from models.waves.plan import MemberState
from models.waves.state import PauseCause, WaveState, WaveStatus
from tests.making import command
from tests.unit.waves.making import (
    TODAY,
    ask,
    begun,
    candidate,
    course,
    hearing,
    invited,
    later,
    one,
    refusal,
    settled,
    states,
    told,
)
from tests.unit.waves.world import Offices


def cancelled(offices: Offices) -> WaveState:
    """The office has joined; then its course is cancelled, and it is told."""
    state = begun(candidate(1))
    state = hearing(state, offices.answer(ask(state), TODAY))
    state = told(state, "cancel_course", course="k1", reason="room")
    return hearing(state, offices.answer(ask(state), TODAY))


def an_office() -> Offices:
    return Offices(gated=("u1",), open_gate=(), on=TODAY - timedelta(days=30))


def of_the_wave(unit: UnitState) -> list[str]:
    return [o.step.value for o in obligations(unit) if "wave" in o.step.value or "participation" in o.step.value]


def test_an_office_whose_course_is_cancelled_owes_nothing_to_the_wave() -> None:
    """It knows that it waits; no deadline runs on either side."""
    offices = an_office()
    state = cancelled(offices)
    unit = offices.states["u1"]
    assert unit.membership is not None
    assert (TODAY, [], []) == (unit.membership.waits_since, of_the_wave(unit), open_asks(state))
    assert one(state).nominate_by is None
    ring = next_ring(unit)
    assert ring is None or nominate_by(unit, unit.membership) != ring


def test_who_waits_for_a_course_is_admitted_to_none() -> None:
    """The seat it was told of is gone."""
    offices = an_office()
    reservation = one(cancelled(offices)).reservation
    admit = command("admit_companion", companion="c1", admitted_on=TODAY, reservation=reservation)
    offices.give("u1", command("nominate_companion", companion="c1", nominated_on=TODAY), TODAY)
    assert "OtherReservation" == offices.give("u1", admit, TODAY)


def test_with_another_course_the_time_to_nominate_begins_anew() -> None:
    """Twenty working days from the day on which there was one again; the wave goes on by itself."""
    offices, on = an_office(), later(14)
    state = told(cancelled(offices), "plan_course", today=on, course=course(3))
    assert (WaveStatus.RUNNING, ("k3", 1)) == (state.status, (one(state).course, one(state).seats))
    state = hearing(state, offices.answer(ask(state), on), today=on)
    unit = offices.states["u1"]
    assert unit.membership is not None
    assert (None, later(14 + 28)) == (unit.membership.waits_since, nominate_by(unit, unit.membership))
    assert ["nominate_for_wave"] == of_the_wave(unit)


def test_the_wave_says_that_no_course_lies_ahead() -> None:
    """It waits for somebody to plan one or to end it; going on is refused, and time alone changes nothing."""
    state = told(invited(candidate(1)), "cancel_course", course="k1", reason="room")
    assert state.pause is not None
    assert (WaveStatus.PAUSED, PauseCause.NO_COURSE, True) == (state.status, state.pause.cause, state.goes_on)
    assert isinstance(refusal(state, "resume_wave"), no.NoCourseAhead)
    assert state == settled(state, later(400))


def test_a_wave_that_waits_for_a_course_can_be_paused_whole() -> None:
    """Resumed, it waits again."""
    state = told(invited(candidate(1)), "cancel_course", course="k1", reason="room")
    paused = told(state, "pause_wave", reason="capacity")
    assert not paused.goes_on
    resumed = told(paused, "resume_wave")
    assert resumed.pause is not None
    assert PauseCause.NO_COURSE is resumed.pause.cause


def test_a_wave_without_anybody_who_waits_for_a_course_ends() -> None:
    """The last one is taken out."""
    state = told(invited(candidate(1)), "cancel_course", course="k1", reason="room")
    out = told(state, "withdraw_member", unit="A-1", reason="capacity")
    assert (WaveStatus.COMPLETED, {"u1": MemberState.WITHDRAWN.value}) == (out.status, states(out))

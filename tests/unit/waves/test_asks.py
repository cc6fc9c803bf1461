"""What offices are asked: one thing at a time, under keys that never change their meaning, no more than the window."""

from __future__ import annotations

import re

import pytest

from models.chain import wave_stream
from models.waves.asks import Answer, is_done, open_asks
from models.waves.birth import prepared
from models.waves.clocks import next_day
from models.waves.consequences import consequences
from models.waves.evolve import fold_wave
from models.waves.hearing import NOT_NOW
from models.waves.state import WaveState
from tests.making import envelope
from tests.unit.waves import making
from tests.unit.waves.making import (
    TODAY,
    answered,
    begun,
    candidate,
    candidates,
    course,
    invited,
    later,
    one,
    said,
    steps,
    told,
)

KEY = re.compile(r"^[A-Za-z0-9._:/-]{1,100}$")


def test_a_key_says_wave_office_step_and_serial() -> None:
    """So that an operator can read it."""
    assert "wave/w-1/u1/join/1" == making.ask(begun()).key


def test_a_key_is_never_too_long() -> None:
    """With the longest ids there are, an office's is shortened; it stays the wave's."""
    long = begun(candidate(1, unit_id="u" * 64)).but(wave_id="w" * 58)
    (ask,) = open_asks(long)
    assert KEY.match(ask.key)
    assert ask.key.startswith(f"{wave_stream('w' * 58)}/")


def test_asks_are_the_same_after_a_restart() -> None:
    """They follow from the stored state alone."""
    state = begun(*candidates(5))
    assert open_asks(state) == open_asks(WaveState.model_validate_json(state.model_dump_json()))


def test_no_more_offices_are_asked_than_the_window_allows() -> None:
    """Nor more than the caller has room for."""
    state = begun(*candidates(5), window=3)
    assert [3, 2, 3, 0] == [len(open_asks(state, limit)) for limit in (None, 2, 9, 0)]


def test_leaving_and_moving_come_before_joining() -> None:
    """What people wait for is asked first."""
    state = told(invited(*candidates(2)), "add_member", candidate=candidate(3))
    state = told(state, "withdraw_member", unit="A-2", reason="capacity")
    state = told(state, "move_course", course="k1", starts_on=later(56), ends_on=later(83), reason="room")
    assert [("u2", "leave"), ("u1", "move"), ("u3", "join")] == list(steps(state).items())


def test_each_new_day_of_a_course_has_a_key_of_its_own() -> None:
    """There and back again: three different keys."""
    state, keys = invited(), []
    for days in (56, 49, 56):
        state = told(state, "move_course", course="k1", starts_on=later(days), ends_on=later(83), reason="room")
        keys.append(making.ask(state).key)
    assert 3 == len(set(keys))


def test_what_is_asked_carries_days_of_the_state() -> None:
    """Asked again days later, the body is the same."""
    state = begun()
    assert open_asks(state) == open_asks(making.settled(state, later(5)))


@pytest.mark.parametrize("why", sorted(NOT_NOW))
def test_an_office_that_cannot_answer_now_is_asked_the_next_day(why: str) -> None:
    """Under another key, as of that day; it keeps its seat."""
    state = begun()
    key = making.ask(state).key
    blocked = making.refused(state, why)
    assert ({}, "planned", 1, later(1)) == (
        steps(blocked),
        one(blocked).state,
        one(blocked).seats,
        next_day(blocked, TODAY),
    )
    again = making.settled(blocked, later(1))
    assert {"u1": "join"} == steps(again)
    assert making.ask(again).key != key


def test_an_answer_without_a_report_decides_nothing() -> None:
    """Whatever the refusal says, the office is asked again."""
    state = begun()
    answer = Answer(unit_id="u1", ask=making.ask(state), why="UnitIsPaused")
    assert "planned" == one(making.hearing(state, answer)).state


def test_a_refused_admission_waits_for_news_of_the_office() -> None:
    """It is not asked again and again."""
    state = said(invited(), nominated=("c",), seq=3)
    known = making.report("u1", state, nominated=("c",), seq=3).model_dump(exclude={"unit_id"})
    blocked = making.refused(state, "UnitIsPaused", **known)
    assert {} == steps(blocked) == steps(making.settled(blocked, later(2)))
    assert {"u1": "admit"} == steps(said(blocked, nominated=("c",), nominate_by=later(29), seq=4))


def test_an_answer_that_comes_twice_means_nothing_more() -> None:
    """A batch that died is asked again and answered again."""
    state = begun()
    answer = Answer(unit_id="u1", ask=making.ask(state), report=making.report("u1", state))
    once = making.hearing(state, answer)
    assert once == making.hearing(once, answer)


def test_a_late_refusal_of_an_old_ask_means_nothing() -> None:
    """By its report the office is in, and was asked something else since."""
    state = begun()
    old = Answer(unit_id="u1", ask=making.ask(state), why="AlreadyInWave", report=making.report("u1", state))
    assert "invited" == one(making.hearing(answered(state), old)).state


def test_an_office_of_another_wave_is_not_ours() -> None:
    """Its report is left aside."""
    state = begun()
    assert state == making.hearing(state, Answer(unit_id="u9", report=making.report("u9")))


def test_a_wave_is_done_when_it_is_over_and_everybody_has_left() -> None:
    """Then nothing will ever be asked again."""
    over = told(invited(), "abort_wave", reason="mistake")
    gone = answered(over, wave=None)
    assert (False, True, []) == (is_done(over), is_done(gone), open_asks(gone))


def test_an_office_that_could_not_be_told_to_leave_is_told_the_next_day() -> None:
    """Also after the end of the wave."""
    over = told(invited(), "abort_wave", reason="mistake")
    known = making.report("u1", over).model_dump(exclude={"unit_id"})
    blocked = making.refused(over, "UnitHalted", **known)
    assert ({}, later(1)) == (steps(blocked), next_day(blocked, TODAY))
    assert {"u1": "leave"} == steps(making.settled(blocked, later(1)))


def test_seats_that_were_lost_before_the_answer_came_are_found_again() -> None:
    """The office joined, its course was cancelled meanwhile: it moves to the other one."""
    state = begun(courses=[course(1), course(2)])
    asked = making.ask(state)
    lost = told(state, "cancel_course", course="k1", reason="room")
    joined = making.hearing(lost, Answer(unit_id="u1", ask=asked, report=making.report("u1", state)))
    assert ("k2", {"u1": "move"}) == (one(joined).course, steps(joined))


def test_the_state_is_the_fold_of_its_events() -> None:
    """Nothing is kept that no event told."""
    first = prepared(making.WAVE, making.plan(), candidates(3), envelope(today=TODAY))
    state = fold_wave([first])
    events = consequences(state, TODAY)
    assert fold_wave([first, *events]) == fold_wave(events, state)

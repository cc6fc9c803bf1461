"""Groups: the pilot first, the next when it has done well enough, a pause when too much fails; and the end."""

from __future__ import annotations

from typing import Any

import pytest

from models.waves.asks import Answer, open_asks
from models.waves.clocks import next_day
from models.waves.decide import decide_wave
from models.waves.state import PauseCause, WaveState, WaveStatus
from tests.making import envelope
from tests.unit.waves import making
from tests.unit.waves.making import (
    TODAY,
    admitted,
    answered,
    begun,
    candidates,
    course,
    invited,
    later,
    refused,
    said,
    states,
    steps,
    told,
)

PAIRS = {"by": "size", "size": 2}


def opened(state: WaveState) -> list[int]:
    return [g.number for g in state.groups if g.opened_on is not None]


def with_admitted(state: WaveState, *units: str) -> WaveState:
    for unit in units:
        state = said(answered(state, unit), unit, nominated=(f"{unit}-c",))
        state = answered(state, unit, admitted=(f"{unit}-c",))
    return state


def test_a_wave_that_is_to_start_later_asks_nobody() -> None:
    """It wakes on its day."""
    state = begun(starts_on=later(3))
    assert (WaveStatus.SCHEDULED, {}, later(3)) == (state.status, steps(state), next_day(state, TODAY))
    assert (WaveStatus.RUNNING, {"u1": "join"}) == ((on := making.settled(state, later(3))).status, steps(on))


@pytest.mark.parametrize(("percent", "reached", "groups"), [(50, 1, [0, 1]), (51, 1, [0]), (100, 2, [0, 1])])
def test_the_next_group_opens_when_enough_have_come_far_enough(percent: int, reached: int, groups: list[int]) -> None:
    """As many per cent of the group's offices as the plan says."""
    state = begun(*candidates(4), grouping=PAIRS, success={"percent": percent})
    assert groups == opened(with_admitted(state, *["u1", "u2"][:reached]))


def test_the_state_that_counts_can_be_chosen() -> None:
    """Here it is enough that an office has nominated."""
    state = begun(*candidates(4), grouping=PAIRS, success={"percent": 50, "state": "nominated"})
    assert [0, 1] == opened(answered(state, nominated=("c",), gate="to_request"))


def test_a_group_that_is_to_be_qualified_is_not_through_before() -> None:
    """All are admitted, and nobody has to look yet."""
    state = begun(*candidates(4), grouping=PAIRS, success={"percent": 100, "state": "qualified"})
    state = with_admitted(state, "u1", "u2")
    assert (WaveStatus.RUNNING, [0]) == (state.status, opened(state))
    state = making.qualified(making.qualified(state, "u1"), "u2")
    assert [0, 1] == opened(state)


def test_withdrawn_offices_do_not_count() -> None:
    """One of one has been admitted."""
    state = begun(*candidates(4), grouping=PAIRS, success={"percent": 100})
    state = told(state, "withdraw_member", unit="A-2", reason="capacity")
    assert [0, 1] == opened(with_admitted(state, "u1"))


LOOK: dict[str, Any] = {"grouping": PAIRS, "success": {"percent": 50, "then": "pause_for_look"}}


def test_the_wave_waits_for_a_look() -> None:
    """Only the next group is held back: the offices of the open group go on."""
    state = with_admitted(begun(*candidates(4), **LOOK), "u1")
    assert (WaveStatus.PAUSED, PauseCause.LOOK, 0) == (
        state.status,
        state.pause and state.pause.cause,
        state.pause and state.pause.group,
    )
    assert ([0], {"u2": "join"}) == (opened(state), steps(state))
    after = told(state, "open_group")
    assert (WaveStatus.RUNNING, [0, 1], {"u2": "join", "u3": "join", "u4": "join"}) == (
        after.status,
        opened(after),
        steps(after),
    )


def test_a_group_that_is_through_without_success_needs_a_look() -> None:
    """Even if the plan says to go on by itself after success."""
    state = begun(*candidates(4), grouping=PAIRS, success={"percent": 100})
    state = refused(with_admitted(state, "u1"), "UnitIsPaused", "u2")
    assert (WaveStatus.PAUSED, [0]) == (state.status, opened(state))


STOP: dict[str, Any] = {"stop": {"percent": 30, "asked": 3}}


def test_the_wave_stops_when_too_many_fail() -> None:
    """One of three asked is not more than 34 per cent, two of three are."""
    state = begun(*candidates(5), stop={"percent": 34, "asked": 3})
    first = refused(answered(answered(state, "u4"), "u5"), "UnitIsPaused", "u1")
    second = said(first, "u4", wave=None, declined=True)
    assert (WaveStatus.RUNNING, WaveStatus.PAUSED) == (first.status, second.status)
    assert (PauseCause.STOP_RULE, {}) == (second.pause and second.pause.cause, steps(second))


@pytest.mark.parametrize("why", ["InAnotherWave", "PlanTooFar", "DateInFuture"])
def test_what_is_no_office_s_doing_stops_nothing(why: str) -> None:
    """Another wave was first, the course lies too far ahead, a clock is behind: none of it counts as failed."""
    state = begun(*candidates(4), stop={"percent": 30, "asked": 2})
    for unit in ("u1", "u2", "u3"):
        state = making.refused(state, why, unit)
    assert state.goes_on
    assert state.pause is None


def test_few_asked_offices_stop_nothing() -> None:
    """Two of two failed, but a rule needs three."""
    state = refused(refused(begun(*candidates(5), **STOP), "UnitIsPaused"), "UnitIsPaused", "u2")
    assert WaveStatus.RUNNING is state.status


def test_who_goes_on_is_stopped_only_by_more_of_it() -> None:
    """Resumed, the wave runs with what has failed so far."""
    state = begun(*candidates(8), **STOP, courses=[course(max_seats=9)])
    for unit in ("u1", "u2", "u3"):
        state = refused(state, "UnitIsPaused", unit) if state.status is WaveStatus.RUNNING else state
    assert WaveStatus.PAUSED is state.status
    again = told(state, "resume_wave")
    assert WaveStatus.RUNNING is again.status
    assert WaveStatus.PAUSED is refused(again, "UnitIsPaused", "u4").status


def test_a_pause_holds_back_all_that_is_not_in_flight() -> None:
    """Answers are heard, no deadline ends a place, nobody is asked; going on, everything goes on."""
    asked = begun(*candidates(6))
    paused = told(asked, "pause_wave", reason="holidays")
    heard = making.hearing(paused, Answer(unit_id="u1", ask=making.ask(asked), report=making.report("u1", asked)))
    assert ("invited", {}) == (states(heard)["u1"], steps(heard))
    late = making.settled(heard, later(40))
    assert ("invited", None) == (states(late)["u1"], next_day(late, later(40)))
    resumed = told(late, "resume_wave", today=later(40))
    assert ("failed", "planned") == (states(resumed)["u1"], states(resumed)["u2"])


def test_time_to_nominate_starts_when_the_wave_goes_on() -> None:
    """An office that held a seat through the pause is asked as of the day of going on, under a new key."""
    paused = told(asked := begun(), "pause_wave", reason="holidays")
    resumed = told(paused, "resume_wave", today=later(10))
    before, after = making.ask(asked), making.ask(resumed)
    assert (TODAY, later(10)) == (before.command.asked_on, after.command.asked_on)  # type: ignore[union-attr]
    assert before.key != after.key


def test_a_wave_is_complete_when_all_are_at_their_end() -> None:
    """Offices that still count themselves in are told to leave."""
    state = admitted(*candidates(3))
    state = said(making.qualified(state, "u1"), "u2", wave=None, declined=True)
    assert WaveStatus.RUNNING is state.status
    state = told(state, "withdraw_member", unit="A-3", reason="mistake")
    assert (WaveStatus.COMPLETED, {"u1": "leave", "u3": "leave"}) == (state.status, steps(state))


def test_a_failed_office_keeps_the_wave_open_while_a_course_lies_ahead() -> None:
    """It can be asked once more until then."""
    state = refused(begun(), "UnitIsPaused")
    assert (WaveStatus.RUNNING, later(49)) == (state.status, next_day(state, TODAY))
    assert WaveStatus.COMPLETED is making.settled(state, later(49)).status


def test_who_only_waits_for_seats_that_will_never_come_has_failed() -> None:
    """No course lies ahead, everybody else is at the end."""
    state = begun(*candidates(2), courses=[course(max_seats=1)])
    state = told(state, "cancel_course", course="k1", reason="trainer")
    assert ({"u1": ("failed"), "u2": "failed"}, WaveStatus.COMPLETED) == (states(state), state.status)
    assert {"no_seat"} == {m.why for m in state.members.values()}


def test_an_aborted_wave_keeps_what_is_finished() -> None:
    """The others are withdrawn, their seats free, and told; the event says how many of each."""
    state = making.qualified(admitted(*candidates(3)), "u2")
    events = decide_wave(state, making.given("abort_wave", reason="mistake"), envelope(today=TODAY))
    assert [(1, 2)] == [(e.finished, e.withdrawn) for e in events]  # type: ignore[union-attr]
    after = told(state, "abort_wave", reason="mistake")
    assert {"u1": "withdrawn", "u2": "qualified", "u3": "withdrawn"} == states(after)
    assert (WaveStatus.ABORTED, 0, 1) == (after.status, after.courses["k1"].reserved, after.courses["k1"].confirmed)
    outcomes = {a.unit_id: a.command.outcome.value for a in open_asks(after)}  # type: ignore[union-attr]
    assert {"u1": "aborted", "u2": "qualified", "u3": "aborted"} == outcomes


def test_a_late_joiner_enters_the_open_group() -> None:
    """And gets a seat in the order like everybody else."""
    state = told(invited(*candidates(2)), "add_member", candidate=making.candidate(9))
    assert ("planned", 0, ("k1", 1)) == (states(state)["u9"], state.members["u9"].group, making.seats(state)["u9"])


@pytest.mark.parametrize("end", ["declined", "withdrawn"])
def test_an_office_that_was_out_can_be_in_again(end: str) -> None:
    """In a new round, after it has left its old place."""
    state = invited(*candidates(2))
    if end == "declined":
        state = said(state, wave=None, declined=True)
    else:
        state = told(state, "withdraw_member", unit="A-1", reason="mistake")
    again = told(state, "add_member", candidate=making.candidate(1, wave=making.WAVE))
    assert ("planned", 2) == (states(again)["u1"], again.members["u1"].round)
    assert ("join" if end == "declined" else "leave") == steps(again)["u1"]


def test_only_what_failed_is_asked_once_more() -> None:
    """All of it, or those that are listed."""
    state = refused(refused(invited_but_two(), "UnitIsPaused", "u1"), "UnitIsPaused", "u2")
    every = told(state, "retry_failed")
    listed = told(state, "retry_failed", units=["A-2"])
    assert {"u1": "planned", "u2": "planned", "u3": "invited"} == states(every)
    assert {"u1": "failed", "u2": "planned", "u3": "invited"} == states(listed)


def invited_but_two() -> WaveState:
    return answered(begun(*candidates(3)), "u3")

"""An office that may have joined without anybody hearing it is asked until that is settled."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta

import pytest

from models.chain import GENESIS
from models.waves.asks import is_done, open_asks
from models.waves.life import WaveLife
from models.waves.plan import MemberState
from models.waves.state import WaveState
from tests.unit.waves.making import (
    TODAY,
    WAVE,
    ask,
    begun,
    candidate,
    candidates,
    course,
    hearing,
    later,
    one,
    refused,
    settled,
    steps,
    told,
)
from tests.unit.waves.world import Offices

SOON = course(starts_on=later(7))
AFTER = later(8)


def aborted(state: WaveState) -> WaveState:
    return told(state, "abort_wave", today=AFTER, reason="mistake")


def withdrawn(state: WaveState) -> WaveState:
    return told(state, "withdraw_member", today=AFTER, unit="A-1", reason="capacity")


def without_seat(state: WaveState) -> WaveState:
    """The course began before anybody was heard of."""
    return settled(state, AFTER)


ENDS = pytest.mark.parametrize("end", [aborted, withdrawn, without_seat])


def open_members(state: WaveState) -> list[str]:
    return WaveLife(wave_id=WAVE, state=state, recorded_seq=1, recorded_hash=GENESIS).open_members()


@ENDS
def test_an_office_that_joined_unheard_is_brought_out_of_a_wave_that_is_over(
    end: Callable[[WaveState], WaveState],
) -> None:
    """It accepted, its answer was lost, and then its place ended."""
    offices = Offices(gated=(), open_gate=("u1",), on=TODAY - timedelta(days=30))
    state = begun(candidate(1), courses=(SOON,))
    assert offices.asked(ask(state), TODAY) is None

    over = end(state)
    assert (True, False, ["u1"]) == (over.is_over, is_done(over), open_members(over))

    state = hearing(over, offices.answer(ask(over), AFTER), today=AFTER)
    assert offices.states["u1"].membership is None
    assert (True, [], []) == (is_done(state), open_members(state), open_asks(state))


@ENDS
def test_an_office_that_never_joined_says_so_once(end: Callable[[WaveState], WaveState]) -> None:
    """It refuses to leave what it is not in; then the wave is done."""
    over = end(begun(candidate(1), courses=(SOON,)))
    assert {"u1": "leave"} == steps(over)
    assert is_done(refused(over, "NotInWave", today=AFTER))


def test_an_office_that_cannot_answer_stays_in_doubt() -> None:
    """A halted office says nothing of the wave's last question, whatever its record tells: it is asked again."""
    over = refused(aborted(begun(candidate(1), courses=(SOON,))), "UnitHalted", today=AFTER)
    assert (False, {}) == (is_done(over), steps(over))
    assert {"u1": "leave"} == steps(settled(over, AFTER + timedelta(days=1)))


def test_an_office_without_a_seat_was_never_asked() -> None:
    """Nothing is in doubt about who only waited."""
    state = begun(*candidates(2), courses=(SOON | {"max_seats": 1},))
    over = aborted(state)
    assert [True, False] == [over.members[unit].in_doubt for unit in ("u1", "u2")]


def test_doubt_outlives_a_new_round() -> None:
    """Whoever was out and is in again may still be in its former place."""
    out = withdrawn(begun(*candidates(2)))
    again = told(out, "add_member", today=AFTER, candidate=candidate(1).model_dump())
    assert (MemberState.PLANNED, True) == (one(again).state, one(again).in_doubt)

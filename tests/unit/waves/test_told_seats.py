"""An office is told how many seats it has, whenever the wave keeps others than before."""

from __future__ import annotations

from datetime import timedelta

from models.waves.plan import MemberState
from models.waves.state import WaveState
from tests.making import command
from tests.unit.waves.making import TODAY, ask, begun, candidate, course, hearing, later, one, settled, told
from tests.unit.waves.world import Offices


def joined(offices: Offices, *courses: dict[str, object]) -> WaveState:
    """An office that wants two seats, and has joined."""
    state = begun(candidate(1, minimum=2), courses=courses)
    return hearing(state, offices.answer(ask(state), TODAY))


def without_gate() -> Offices:
    return Offices(gated=(), open_gate=("u1",), on=TODAY - timedelta(days=30))


def known(offices: Offices) -> int:
    """Seats of which the office knows."""
    place = offices.states["u1"].membership
    assert place is not None
    return place.seats


def test_a_course_with_fewer_free_seats_is_told_with_their_number() -> None:
    offices = without_gate()
    state = joined(offices, course(1), course(2, max_seats=1))
    state = told(state, "cancel_course", course="k1", reason="room")
    assert 1 == ask(state).command.model_dump()["seats"]
    hearing(state, offices.answer(ask(state), TODAY))
    assert 1 == known(offices)


def test_seats_without_a_nomination_go_back_and_the_office_knows() -> None:
    """One of two is nominated in time: one more ask, and nobody is asked to nominate for a seat that is gone."""
    offices = without_gate()
    state = joined(offices, course(1))
    offices.give("u1", command("nominate_companion", companion="c1", nominated_on=TODAY), TODAY)
    state = settled(hearing(state, offices.look("u1")), later(29))
    assert (1, MemberState.NOMINATED, "move") == (one(state).seats, one(state).state, ask(state).step.value)
    state = hearing(state, offices.answer(ask(state), later(29)), today=later(29))
    assert (1, "admit") == (known(offices), ask(state).step.value)


def test_an_office_that_knows_the_number_already_is_not_asked_again() -> None:
    """Its own clock closed the nominations first: nothing changes there, and the wave goes on."""
    offices = without_gate()
    state = joined(offices, course(1))
    offices.give("u1", command("nominate_companion", companion="c1", nominated_on=TODAY), TODAY)
    offices.wake(later(29))
    assert 1 == known(offices)
    state = settled(hearing(state, offices.look("u1"), today=later(29)), later(29))
    answer = offices.answer(ask(state), later(29))
    assert "NothingChanges" == answer.why
    assert "admit" == ask(hearing(state, answer, today=later(29))).step.value


def test_a_companion_who_is_cleared_does_not_wait_for_a_colleague() -> None:
    """Approved one by one, admitted one by one."""
    offices = Offices(gated=("u1",), open_gate=(), on=TODAY - timedelta(days=30))
    state = joined(offices, course(1))
    for companion in ("c1", "c2"):
        offices.give("u1", command("nominate_companion", companion=companion, nominated_on=TODAY), TODAY)
        if companion == "c1":
            offices.give("u1", command("request_participation", requested_on=TODAY), TODAY)
            offices.give("u1", command("record_participation", outcome="approved", decided_on=TODAY), TODAY)
    state = hearing(state, offices.look("u1"))
    assert (MemberState.GATE, ("c1",)) == (one(state).state, one(state).admissible)
    state = hearing(state, offices.answer(ask(state), TODAY))
    assert (MemberState.GATE, ("c1",), 1) == (one(state).state, one(state).admitted, one(state).confirmed)

"""A course begins, and somebody's seat there is still empty: the office waits for another course and comes first."""

from __future__ import annotations

from datetime import date, timedelta

from api.office_words import member_words
from models.obligations import obligations
from models.waves import asks
from models.waves.plan import MemberState
from models.waves.state import Member, PauseCause, WaveState
from tests.making import command
from tests.unit.waves.making import (
    TODAY,
    Fields,
    ask,
    begun,
    candidate,
    course,
    hearing,
    later,
    one,
    settled,
    told,
)
from tests.unit.waves.world import Offices

BEGINS = later(49)
TWO = (course(1, max_seats=2), course(2))


def an_office() -> Offices:
    """With a staff representation that takes part."""
    return Offices(gated=("u1",), open_gate=(), on=TODAY - timedelta(days=30))


def asked(state: WaveState, offices: Offices, on: date = TODAY) -> WaveState:
    """After everything that is to be asked was answered."""
    for _ in range(9):
        state = hearing(state, *(offices.answer(each, on) for each in asks.open_asks(state)), today=on)
    assert not asks.open_asks(state)
    return state


def nominated(offices: Offices, *, courses: tuple[Fields, ...] = TWO, seats: int = 1, who: int = 1) -> WaveState:
    """The office has joined and nominated; its staff representation was asked on the first day."""
    state = asked(begun(candidate(1, minimum=seats), courses=courses), offices)
    for number in range(1, who + 1):
        offices.give("u1", command("nominate_companion", companion=f"c{number}", nominated_on=TODAY), TODAY)
    offices.give("u1", command("request_participation", requested_on=TODAY), TODAY)
    return hearing(state, offices.look("u1"))


def replies(offices: Offices, on: date) -> None:
    offices.give("u1", command("record_participation", outcome="approved", decided_on=on), on)


def seat(member: Member) -> tuple[str | None, int, bool]:
    return member.course, member.seats, member.front


def test_an_office_at_its_gate_loses_the_seat_and_gets_one_in_the_next_course() -> None:
    """On the day of the start, not before; it stays where it stands."""
    offices = an_office()
    state = nominated(offices)
    assert ("k1", 1, False) == seat(one(settled(state, BEGINS - timedelta(days=1))))
    state = settled(state, BEGINS)
    assert (("k2", 1, False), MemberState.GATE) == (seat(one(state)), one(state).state)
    explained = one(state).explained
    assert explained is not None
    assert explained.front


def test_in_the_next_course_it_goes_on_where_it_was() -> None:
    """Its nomination and what its staff representation was asked stay: approved, it is admitted there."""
    offices = an_office()
    state = asked(settled(nominated(offices), BEGINS), offices, BEGINS)
    replies(offices, BEGINS)
    state = asked(hearing(state, offices.look("u1"), today=BEGINS), offices, BEGINS)
    assert ("k2", ("c1",), MemberState.ADMITTED) == (one(state).course, one(state).admitted, one(state).state)


def test_without_another_course_it_waits_and_is_listed_with_the_reason() -> None:
    """The wave waits for somebody to plan one; the office knows why it has no seat."""
    offices = an_office()
    state = asked(settled(nominated(offices, courses=(course(1),)), BEGINS), offices, BEGINS)
    assert state.pause is not None
    assert (PauseCause.NO_COURSE, (None, 0, True)) == (state.pause.cause, seat(one(state)))
    expected = "wartet auf einen anderen Platz. Die Beteiligung der Interessenvertretung war zum Kursbeginn noch nicht"
    assert member_words(state, one(state), "de").startswith(expected)
    place = offices.states["u1"].membership
    assert place is not None
    assert (BEGINS, "gate_open") == (place.waits_since, place.waits_why)


def test_who_waits_still_hears_its_staff_representation_out() -> None:
    """What was asked is owed an entry; then the office is ready for the next course."""
    offices = an_office()
    state = asked(settled(nominated(offices, courses=(course(1),)), BEGINS), offices, BEGINS)
    owed = [o.step.value for o in obligations(offices.states["u1"])]
    assert "record_participation" in owed
    assert "nominate_for_wave" not in owed
    replies(offices, BEGINS)
    planned = told(hearing(state, offices.look("u1"), today=BEGINS), "plan_course", today=BEGINS, course=course(3))
    assert MemberState.ADMITTED is one(asked(planned, offices, BEGINS)).state


def test_who_is_admitted_keeps_the_seat_and_gives_the_other_one_back() -> None:
    """Two seats, one companion admitted, one at the gate: the office is told that one is left."""
    offices = an_office()
    state = nominated(offices, seats=2)
    replies(offices, TODAY)
    state = asked(hearing(state, offices.look("u1")), offices)
    offices.give("u1", command("nominate_companion", companion="c2", nominated_on=TODAY), TODAY)
    state = asked(hearing(state, offices.look("u1")), offices)
    assert (2, ("c1",), ("c2",)) == (one(state).seats, one(state).admitted, one(state).pending)
    state = asked(settled(state, BEGINS), offices, BEGINS)
    assert (1, MemberState.ADMITTED) == (one(state).seats, one(state).state)
    place = offices.states["u1"].membership
    assert place is not None
    assert 1 == place.seats


def test_an_approval_on_the_day_of_the_start_is_in_time() -> None:
    """Cleared, and only the entry of the admission is missing."""
    offices = an_office()
    state = nominated(offices)
    replies(offices, BEGINS)
    state = asked(hearing(state, offices.look("u1"), today=BEGINS), offices, BEGINS)
    assert ("k1", MemberState.ADMITTED) == (one(state).course, one(state).state)


def test_an_office_at_rest_when_its_course_begins_waits_for_another() -> None:
    """Nobody was nominated, and nobody could be: a pause is no fault of the office."""
    offices = an_office()
    state = asked(begun(candidate(1), courses=(course(1),)), offices)
    offices.give("u1", command("pause", since=TODAY, reason="capacity"), TODAY)
    state = settled(hearing(state, offices.look("u1")), BEGINS)
    assert ((None, 0, True), "paused", MemberState.INVITED) == (seat(one(state)), one(state).why, one(state).state)


def test_an_office_that_did_not_hear_of_its_new_course_in_time_waits_for_the_one_after() -> None:
    """The first course is cancelled; the office cannot be told before the second has begun."""
    offices = an_office()
    three = (course(1), course(2), course(3))
    state = told(asked(begun(candidate(1), courses=three), offices), "cancel_course", course="k1", reason="room")
    assert "k2" == one(state).course
    state = settled(state, later(77))
    assert ("k3", "move") == (one(state).course, ask(state).step.value)


def test_a_refusal_because_the_course_has_begun_frees_the_seat() -> None:
    """The office's answer is the first that the wave hears on that day."""
    offices, on = an_office(), later(77)
    three = (course(1), course(2), course(3))
    state = told(asked(begun(candidate(1), courses=three), offices), "cancel_course", course="k1", reason="room")
    refused = offices.answer(ask(state), on)
    assert "CourseHasBegun" == refused.why
    heard = hearing(state, refused, today=on)
    assert ("k3", "move") == (one(heard).course, ask(heard).step.value)


def test_an_admission_on_its_way_is_not_lost_with_the_course() -> None:
    """Two companions are admitted before the wave hears of the second; the other course has one free seat only."""
    offices = an_office()
    courses = (course(1), course(2, max_seats=1), course(3))
    state = nominated(offices, courses=courses, seats=2, who=2)
    replies(offices, TODAY)
    state = hearing(state, offices.look("u1"))
    state = hearing(state, offices.answer(ask(state), TODAY))
    on_its_way = offices.answer(ask(state), TODAY)
    state = told(state, "move_course", course="k3", starts_on=later(200), ends_on=later(220), reason="room")
    state = told(state, "cancel_course", course="k1", reason="room")
    state = asked(hearing(state, on_its_way), offices)
    assert ("k3", 2, 2) == (one(state).course, one(state).seats, one(state).confirmed)
    assert {"k3"} == {c.course for c in offices.states["u1"].companions}

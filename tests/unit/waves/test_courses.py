"""Courses move, are cancelled, are closed; whoever has a seat there goes with them."""

from __future__ import annotations

from datetime import timedelta

from models.waves.plan import MemberState
from models.waves.state import CourseStatus, WaveState
from tests.making import day
from tests.unit.waves import making
from tests.unit.waves.making import (
    TODAY,
    Fields,
    admitted,
    answered,
    begun,
    candidate,
    candidates,
    course,
    invited,
    later,
    one,
    said,
    seats,
    states,
    steps,
    told,
)

WITH_WORKSHOP = course(workshop="implementation", workshop_on=later(70))
NEW_DAYS: dict[str, Fields] = {"starts_on": later(56), "ends_on": later(83), "reason": "room"}


def closed(state: WaveState, on: str = "2026-05-18") -> WaveState:
    return told(state, "close_course", today=day(on), course="k1", closed_on=on)


def test_a_moved_course_takes_everybody_along() -> None:
    """Each office in it is told the new day."""
    state = told(invited(*candidates(2)), "move_course", course="k1", **NEW_DAYS)
    assert ({"u1": "move", "u2": "move"}, CourseStatus.MOVED) == (steps(state), state.courses["k1"].status)
    moved = making.ask(state).command.model_dump()
    assert {
        "course_starts_on": later(56),
        "moved_on": TODAY,
        "reservation": one(state).reservation,
    }.items() <= moved.items()
    assert {"u2": "move"} == steps(answered(state))


def test_another_last_day_is_no_news_to_an_office() -> None:
    """It knows the first day only: nobody is asked anything, and who is being admitted on that day keeps the seat."""
    longer: dict[str, Fields] = {"starts_on": later(49), "ends_on": later(90), "reason": "room"}
    assert {} == steps(told(invited(), "move_course", course="k1", **longer))
    cleared = said(invited(), nominated=("u1-c",))
    begun_today = told(cleared, "move_course", today=later(49), course="k1", **longer)
    assert (("k1", 1), {"u1": "admit"}) == (seats(begun_today)["u1"], steps(begun_today))


def test_modules_and_workshop_move_with_the_start() -> None:
    """By as many days, unless they are given."""
    modules = [{"key": "start", "mode": "online", "days": [later(50)]}]
    state = told(begun(courses=[WITH_WORKSHOP | {"modules": modules}]), "move_course", course="k1", **NEW_DAYS)
    plan = state.courses["k1"].plan
    assert ((later(57),), later(77)) == (plan.modules[0].days, plan.workshop_on)


def test_an_office_that_knows_of_the_workshop_is_told_its_new_day() -> None:
    """First the seat, then the workshop, with the course's reason."""
    facts: Fields = {"admitted": ("u1-c",)}
    state = answered(admitted(courses=[WITH_WORKSHOP]), **facts)
    state = answered(told(state, "move_course", course="k1", **NEW_DAYS), **facts)
    shifted = making.ask(state).command.model_dump()
    assert {"type": "move_workshop", "planned_on": later(77), "reason": "room"}.items() <= shifted.items()
    assert {} == steps(answered(state, **facts))


def test_a_cancelled_course_moves_its_offices_to_another() -> None:
    """Under the same reservation, with the other course's day."""
    state = told(
        invited(*candidates(2), courses=[course(1), course(2)]), "cancel_course", course="k1", reason="too_few"
    )
    assert ({"u1": ("k2", 1), "u2": ("k2", 1)}, {"u1": "move", "u2": "move"}) == (seats(state), steps(state))
    moved = making.ask(state).command.model_dump()
    assert {"course": "k2", "course_starts_on": later(77)}.items() <= moved.items()


def test_offices_of_a_cancelled_course_come_first_for_free_seats() -> None:
    """Before one that has waited longer."""
    offices = [candidate(1, region="RD-2", waiting_since="2020-01-01"), candidate(2), candidate(3)]
    state = invited(*offices, courses=[course(1, regions=["RD-1"])])
    state = told(state, "cancel_course", course="k1", reason="trainer")
    assert {"u1": (None, 0), "u2": (None, 0), "u3": (None, 0)} == seats(state)
    state = told(state, "plan_course", course=course(2, max_seats=2))
    assert {"u1": (None, 0), "u2": ("k2", 1), "u3": ("k2", 1)} == seats(state)


def test_time_stands_still_without_a_course() -> None:
    """The deadline of the cancelled course ends nobody's place, nor that of a seat the office has not heard of yet."""
    state = told(invited(), "cancel_course", course="k1", reason="room")
    waits = making.settled(state, later(40))
    assert "invited" == one(waits).state
    another = told(waits, "plan_course", today=later(40), course=course(3))
    assert ("invited", {"u1": "move"}) == (one(another).state, steps(another))


def test_admitted_companions_take_their_seats_in_the_other_course() -> None:
    """All of an office's, or none."""
    state = said(invited(candidate(1, minimum=2), courses=[course(1), course(2, max_seats=1)]), nominated=("c", "d"))
    state = said(state, admitted=("c", "d"))
    state = told(state, "cancel_course", course="k1", reason="room")
    assert ("admitted", (None, 0)) == (one(state).state, seats(state)["u1"])
    state = told(state, "plan_course", course=course(3))
    assert ("admitted", ("k3", 2), 2) == (one(state).state, seats(state)["u1"], state.courses["k3"].confirmed)


def test_the_workshop_of_a_cancelled_course_is_cancelled() -> None:
    """Unless the other course has one, too."""
    facts: Fields = {"admitted": ("u1-c",)}
    state = answered(admitted(courses=[WITH_WORKSHOP]), **facts)
    state = answered(told(state, "cancel_course", course="k1", reason="trainer"), **facts)
    cancelled = making.ask(state).command.model_dump()
    assert {"type": "cancel_workshop", "reason": "trainer"}.items() <= cancelled.items()
    assert {} == steps(answered(state, **facts))


def test_closing_a_course_fails_those_who_are_not_qualified() -> None:
    """With a code; those who are stay as they are."""
    state = making.qualified(admitted(*candidates(2)), "u2")
    after = closed(state)
    assert ({"u1": "failed", "u2": "qualified"}, "not_qualified") == (states(after), one(after).why)


def test_closing_a_course_tells_apart_who_is_partly_qualified() -> None:
    """Asked anew, the office wants only the missing seat."""
    state = said(invited(candidate(1, minimum=2), courses=[course(1), course(3)]), nominated=("c", "d"))
    state = closed(said(state, admitted=("c", "d"), qualified=("c",)))
    assert ("failed", "partly_qualified") == (one(state).state, one(state).why)
    again = told(state, "retry_failed", today=day("2026-05-19"))
    assert 1 == one(again).demand


def test_a_qualification_that_was_told_late_still_counts() -> None:
    """The course was closed in the same hour; the office has not been told that it failed."""
    state = closed(admitted())
    late = said(state, admitted=("u1-c",), qualified=("u1-c",), today=day("2026-05-18"))
    assert "qualified" == one(late).state


def test_an_office_that_nobody_could_ask_in_time_waits_for_another_course() -> None:
    """The wave was paused until the course began."""
    state = told(begun(courses=[course(1), course(2)]), "pause_wave", reason="capacity")
    state = told(state, "resume_wave", today=later(49))
    assert (("k2", 1), {"u1": "join"}) == (seats(state)["u1"], steps(state))


def test_modules_that_were_held_are_on_record() -> None:
    """By day; another day for the same module replaces it."""
    modules = [{"key": "start", "mode": "online", "days": [later(50)]}]
    state = admitted(courses=[course(modules=modules)])
    on = later(50)
    state = told(state, "record_module", today=on, course="k1", module="start", held_on=on)
    assert {"start": on} == state.courses["k1"].held
    again = told(state, "record_module", today=on, course="k1", module="start", held_on=on - timedelta(days=1))
    assert {"start": on - timedelta(days=1)} == again.courses["k1"].held


def test_offices_that_failed_can_take_another_course() -> None:
    """A new round, a new reservation; the old place is left first."""
    state = making.settled(invited(courses=[course(1), course(2)]), later(30))
    assert MemberState.FAILED is one(state).state
    again = told(state, "retry_failed", today=later(30))
    assert ({"u1": "leave"}, (None, 0)) == (steps(again), seats(again)["u1"])
    left = answered(again, wave=None, today=later(30))
    assert ({"u1": "join"}, ("k1", 1), 2) == (steps(left), seats(left)["u1"], one(left).round)
    assert one(left).reservation != one(state).reservation

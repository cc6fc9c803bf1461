"""The way of one office through the wave: invited, nominated, gate, admitted, qualified — or not."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest

from models.waves.asks import Answer
from models.waves.clocks import next_day
from models.waves.plan import MemberState
from models.waves.state import WaveState
from tests.making import calendar, day
from tests.unit.waves import making
from tests.unit.waves.making import (
    TODAY,
    Fields,
    admitted,
    answered,
    ask,
    begun,
    candidate,
    candidates,
    course,
    invited,
    later,
    one,
    refused,
    report,
    said,
    seats,
    settled,
    states,
    steps,
    told,
)

TWO_SEATS = candidate(1, minimum=2)
DEADLINE = later(28)
"""When an office of these tests is to have nominated: a Monday."""


def test_an_office_is_asked_before_anything_is_said_of_it() -> None:
    """The seat is reserved first."""
    state = begun()
    assert ({"u1": "planned"}, {"u1": ("k1", 1)}, {"u1": "join"}) == (states(state), seats(state), steps(state))


def test_an_office_that_joins_is_invited() -> None:
    """Then it is its turn."""
    state = answered(begun())
    assert ("invited", {}, DEADLINE) == (one(state).state, steps(state), one(state).nominate_by)


def test_who_has_nominated_already_is_not_invited() -> None:
    """It is nominated at once."""
    state = answered(begun(), nominated=("c",))
    assert ("nominated", {"u1": "admit"}) == (one(state).state, steps(state))


def test_an_office_has_nominated_when_all_its_seats_are_spoken_for() -> None:
    """One of two is not enough while there is time."""
    state = invited(TWO_SEATS)
    first = said(state, nominated=("c",))
    second = said(first, nominated=("c", "d"))
    assert ("invited", "nominated") == (one(first).state, one(second).state)


def test_after_the_deadline_one_nomination_is_enough() -> None:
    """The other seat is free again."""
    state = said(invited(TWO_SEATS), nominated=("c",))
    on_the_day, after = (making.settled(state, DEADLINE + timedelta(days=n)) for n in (0, 1))
    assert ("invited", "nominated", 1) == (one(on_the_day).state, one(after).state, one(after).seats)
    assert 4 == after.courses["k1"].free


def test_nobody_nominated_one_working_day_after_the_deadline() -> None:
    """The deadline is a Monday: on Tuesday the seat goes to the next, with a code."""
    state = invited(*candidates(6))
    monday, tuesday = (making.settled(state, DEADLINE + timedelta(days=n)) for n in (0, 1))
    assert ("invited", "failed", "no_nomination") == (one(monday).state, one(tuesday).state, one(tuesday).why)
    assert ((None, 0), ("k1", 1)) == (seats(tuesday)["u1"], seats(tuesday)["u6"])


@pytest.mark.parametrize(
    ("closed", "failed_on"),
    [((), "2026-04-27"), (("2026-04-27",), "2026-04-28")],
    ids=["monday is a working day", "monday is a holiday"],
)
def test_the_day_after_the_deadline_is_a_working_day_of_the_office(closed: tuple[str, ...], failed_on: str) -> None:
    """The deadline is a Friday; the office's own calendar says when its grace ends."""
    friday = day("2026-04-24")
    state = begun(candidate(1, calendar=calendar(*closed)), courses=[course(2)])
    state = answered(state, nominate_by=friday)
    assert day(failed_on) == next(
        d for n in range(10) if one(making.settled(state, d := friday + timedelta(days=n))).state is MemberState.FAILED
    )


def test_time_stands_still_where_the_office_rests() -> None:
    """A paused office tells no deadline, so none ends its place."""
    state = said(invited(), nominate_by=None)
    assert "invited" == one(making.settled(state, later(40))).state


def test_the_wave_wakes_when_a_deadline_is_over() -> None:
    """Not before."""
    assert DEADLINE + timedelta(days=1) == next_day(invited(courses=[course(2)]), TODAY)


def test_the_wave_wakes_again_after_the_weekend() -> None:
    """The deadline was a Friday: nobody is failed on Saturday, but on Monday."""
    state = answered(begun(courses=[course(2)]), nominate_by=day("2026-04-24"))
    saturday = making.settled(state, day("2026-04-25"))
    assert day("2026-04-27") == next_day(saturday, day("2026-04-25"))


@pytest.mark.parametrize("gate", ["to_request", "requested", "refused"])
def test_an_office_waits_at_its_gate(gate: str) -> None:
    """Nobody is admitted; a refusal is for people, nothing happens by itself."""
    state = said(invited(), nominated=("c",), gate=gate, gate_due_on=later(14))
    assert ("gate", {}, later(14)) == (one(state).state, steps(state), one(state).gate_due_on)
    assert "gate" == one(making.settled(state, later(45))).state


@pytest.mark.parametrize("gate", ["cleared", "none_needed"])
def test_companions_are_admitted_behind_the_gate(gate: str) -> None:
    """One ask for each of them, up to the seats."""
    state = said(invited(TWO_SEATS), nominated=("c", "d"), gate=gate)
    first = making.ask(state).command.model_dump()
    state = answered(state, nominated=("d",), admitted=("c",), gate=gate)
    second = making.ask(state).command.model_dump()
    assert ["c", "d"] == [first["companion"], second["companion"]]
    assert {one(state).reservation} == {first["reservation"], second["reservation"]}


def test_a_seat_is_confirmed_when_its_companion_is_admitted() -> None:
    """The office is admitted when nobody else waits for one of its seats."""
    state = said(invited(TWO_SEATS), nominated=("c", "d"))
    half = answered(state, nominated=("d",), admitted=("c",))
    whole = answered(half, nominated=(), admitted=("c", "d"))
    assert [(1, 1), (0, 2)] == [(s.courses["k1"].reserved, s.courses["k1"].confirmed) for s in (half, whole)]
    assert ["nominated", "admitted"] == [one(half).state, one(whole).state]


def test_an_office_is_qualified_when_all_its_companions_are() -> None:
    """Then it is told that its part is over."""
    state = said(invited(TWO_SEATS), nominated=("c", "d"))
    state = said(answered(state, nominated=("d",), admitted=("c",)), admitted=("c", "d"))
    half = said(state, admitted=("c", "d"), qualified=("c",))
    whole = said(half, admitted=("c", "d"), qualified=("c", "d"))
    assert ["admitted", "qualified"] == [one(half).state, one(whole).state]
    assert {"type": "leave_wave", "outcome": "qualified"}.items() <= making.ask(whole).command.model_dump().items()


def test_an_office_that_declines_gives_its_seat_to_the_next() -> None:
    """No reason is asked, none is known; it has left by itself, so it is told nothing."""
    state = said(invited(*candidates(6)), wave=None, declined=True)
    assert ("declined", {"u6": "join"}) == (one(state).state, steps(state))


@pytest.mark.parametrize(
    ("why", "state", "code"),
    [
        ("UnitIsPaused", "failed", "paused"),
        ("ParticipationUndecided", "failed", "undecided"),
        ("PlanTooFar", "failed", "PlanTooFar"),
        ("InAnotherWave", "withdrawn", "in_another_wave"),
        ("RolloutEnded", "withdrawn", "ended"),
        ("NotTakingPart", "withdrawn", "not_participating"),
        ("NothingNeeded", "withdrawn", "nothing_needed"),
    ],
)
def test_an_office_that_refuses_to_join(why: str, state: str, code: str) -> None:
    """Its seat is free at once; some refusals can be asked again, some put the office out."""
    after = refused(begun(*candidates(6)), why)
    assert (state, code, ("k1", 1)) == (one(after).state, one(after).why, seats(after)["u6"])


def test_an_office_whose_day_has_not_begun_is_asked_again() -> None:
    """Its clock is behind the wave's around midnight: nothing has failed."""
    after = refused(begun(candidate(1)), "DateInFuture")
    assert ("planned", {}) == (one(after).state, steps(after))
    assert {"u1": "join"} == steps(settled(after, later(1)))


def test_an_office_that_ended_is_withdrawn() -> None:
    """It no longer counts itself in, and says why it could not join again."""
    state = said(invited(), wave=None, why_not="RolloutEnded", able=False)
    assert ("withdrawn", "ended", {}) == (one(state).state, one(state).why, steps(state))


def test_a_nomination_that_falls_away_in_time_is_asked_for_again() -> None:
    """The office is invited as before."""
    state = said(said(invited(), nominated=("c",), gate="requested"), nominated=())
    assert "invited" == one(state).state


def test_a_nomination_that_falls_away_too_late_frees_the_seat() -> None:
    """The deadline has passed."""
    state = said(invited(), nominated=("c",), gate="requested")
    gone = said(state, nominated=(), today=later(40))
    assert ("failed", "departure") == (one(gone).state, one(gone).why)


@pytest.mark.parametrize(
    ("left", "expected"), [(("c",), ("admitted", 1)), ((), ("failed", 0))], ids=["one of two", "both"]
)
def test_an_admitted_companion_who_departs_frees_the_seat(left: tuple[str, ...], expected: tuple[str, int]) -> None:
    """After the time to nominate, the office stays as long as somebody is in its seats."""
    gone = said(both_admitted(), admitted=left, today=later(29))
    assert expected == (one(gone).state, one(gone).seats)


def both_admitted() -> WaveState:
    state = said(invited(TWO_SEATS), nominated=("c", "d"))
    return said(answered(state, nominated=("d",), admitted=("c",)), admitted=("c", "d"))


@pytest.mark.parametrize("left", [("c",), ()], ids=["one of two", "both"])
def test_while_there_is_time_a_successor_takes_the_seat(left: tuple[str, ...]) -> None:
    """The office is back to nominating with all its seats, as it sees it itself; who is nominated is admitted."""
    gone = said(both_admitted(), admitted=left)
    assert (MemberState.INVITED, 2, len(left)) == (one(gone).state, one(gone).seats, one(gone).confirmed)
    others = ("e", "f")[len(left) :]
    state = said(gone, admitted=left, nominated=others)
    assert MemberState.NOMINATED is one(state).state
    assert others[0] == ask(state).command.model_dump()["companion"]


def test_without_a_successor_the_seat_is_free_after_the_time_to_nominate() -> None:
    """The office stays with the one who is left."""
    gone = settled(said(both_admitted(), admitted=("c",)), later(29))
    assert (MemberState.ADMITTED, 1, 1) == (one(gone).state, one(gone).seats, one(gone).confirmed)
    assert 4 == gone.courses["k1"].free


def test_what_an_office_said_earlier_does_not_count_any_more() -> None:
    """A report that was read before the last one is left aside."""
    state = said(invited(), seq=7, nominated=("c",))
    assert state == said(state, seq=6, wave=None, declined=True)


def test_a_report_alone_tells_that_an_office_has_joined() -> None:
    """The answer was lost; the office is told its seat once more, to be sure."""
    state = said(begun())
    assert ("invited", {"u1": "move"}) == (one(state).state, steps(state))
    sure = refused(state, "NothingChanges", **report("u1", state).model_dump(exclude={"unit_id"}))
    assert {} == steps(sure)


def test_an_office_that_joined_too_late_is_told_to_leave() -> None:
    """It was withdrawn while it was being asked."""
    asked = begun()
    withdrawn = told(asked, "withdraw_member", unit="A-1", reason="capacity")
    late = making.hearing(withdrawn, Answer(unit_id="u1", ask=making.ask(asked), report=report("u1", asked)))
    assert ("withdrawn", {"u1": "leave"}) == (one(late).state, steps(late))
    assert {} == steps(answered(late, wave=None))


def test_an_office_that_joined_and_declined_before_the_answer_came() -> None:
    """Its report tells of its place under our reservation, which is over."""
    state = answered(begun(), wave=None, declined=True)
    assert "declined" == one(state).state


@pytest.mark.parametrize("facts", [{"nominated": ("c",)}, {"admitted": ("c",), "qualified": ("c",)}], ids=str)
def test_hearing_the_same_twice_changes_nothing(facts: dict[str, Any]) -> None:
    """Neither state nor journal."""
    state = said(invited(), **facts)
    assert state == said(state, **facts)


def test_a_course_with_a_workshop_brings_one_to_the_office() -> None:
    """It is planned once the companions are admitted, and nothing is asked after that."""
    state = admitted(courses=[course(workshop="implementation", workshop_on=later(70))])
    planned = making.ask(state).command.model_dump()
    assert {"type": "plan_workshop", "planned_on": later(70), "course": "k1"}.items() <= planned.items()
    facts: Fields = {"admitted": ("u1-c",)}
    assert ({}, later(70)) == (steps(done := answered(state, **facts)), one(done).workshop_on)


def test_a_workshop_that_the_office_refuses_is_noted() -> None:
    """It has one already: no error, and no second ask."""
    state: WaveState = admitted(courses=[course(workshop="implementation", workshop_on=later(70))])
    known = report("u1", state, admitted=("u1-c",)).model_dump(exclude={"unit_id"})
    noted = refused(state, "WorkshopAlreadyPlanned", **known)
    assert ("admitted", {}, later(70)) == (one(noted).state, steps(noted), one(noted).workshop_refused)

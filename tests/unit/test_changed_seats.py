"""The wave keeps other seats for an office than before: the office knows, and its history does."""

from __future__ import annotations

from datetime import timedelta

from models import commands as cmd
from models.obligations import obligations
from models.rollout.decide import decide
from models.rollout.facts import Fact, facts
from models.rollout.memberships import nominate_by
from models.rollout.state import Membership, UnitState
from models.waves.report import report
from tests import making
from tests.making import day, envelope
from tests.seats import ASKED_ON, MANAGED, admit, in_wave, join, leave, move, nominate, reply

LATER = day("2026-03-09")
BOTH = in_wave(move(seats=2), nominate(), nominate("c2"))


def place(unit: UnitState) -> Membership:
    assert unit.membership is not None
    return unit.membership


def types(unit: UnitState, told: cmd.Command) -> list[str]:
    return [e.type for e in decide(unit, told, envelope(today=ASKED_ON, who=cmd.BY_SYSTEM))]


def test_another_course_can_have_fewer_seats() -> None:
    """Two were nominated; in the other course there is one seat, for the first of them."""
    moved = making.after(BOTH, move(course="k-2", course_starts_on="2026-09-07", seats=1))
    found = report(moved, "w-1")
    assert ("k-2", 1, ("c1",)) == (found.course, found.seats, found.nominated)


def test_fewer_seats_in_the_same_course_move_nobodys_day() -> None:
    """The event is another one, so that nobody is told of a course that begins when it always did."""
    assert ["seats_changed"] == types(BOTH, move(seats=1))
    assert ["moved_seat"] == types(BOTH, move(course_starts_on="2026-07-06"))
    assert 1 == place(making.after(BOTH, move(seats=1))).seats


def test_with_fewer_seats_no_more_nominations_are_owed() -> None:
    """One of two is nominated, and one seat is left."""
    unit = making.state(MANAGED, join(seats=2), nominate(), reply("not_required", reason="agreement"))
    assert ["nominate_for_wave"] == [o.step.value for o in obligations(unit)]
    assert [] == obligations(making.after(unit, move(seats=1)))


def test_a_report_about_a_past_day_tells_the_seats_of_that_day() -> None:
    """Two until 9 March, one from then on, none after the office has left."""
    changed = making.after(BOTH, move(seats=1, moved_on=LATER), today=LATER)
    left = making.after(changed, leave(), today=LATER + timedelta(days=7))
    told = [fact for fact in facts(left) if fact.milestone == "@seats"]
    until = place(changed).asked_on, LATER
    assert Fact("@seats", *until, detail="2") in told
    assert "1" == told[-1].detail
    assert LATER == told[-1].happened_on


def test_time_to_nominate_is_counted_from_the_day_on_which_the_office_heard() -> None:
    """Out of reach for a week: twenty working days from 9 March, not from 2 March."""
    told = decide(making.state(), join(), envelope(today=LATER, who=cmd.BY_SYSTEM))
    unit = making.after(making.state(), join(), today=LATER)
    assert LATER == told[0].happened_on
    assert day("2026-04-06") == nominate_by(unit, place(unit))


def test_time_to_nominate_for_another_course_is_counted_from_hearing_of_it() -> None:
    """The wave found the course on 2 March; the office could be told on 9 March."""
    waits = making.after(in_wave(), move(course=None, course_starts_on=None, why="course_cancelled"))
    again = making.after(waits, move(course="k-2", course_starts_on="2026-09-07"), today=LATER)
    assert ((None, None), LATER) == ((place(again).waits_since, place(again).waits_why), place(again).again_on)
    assert day("2026-04-06") == nominate_by(again, place(again))


def test_an_office_leaves_a_wave_that_was_over_before_it_heard_of_it() -> None:
    """The wave was aborted on 2 March, and what it had asked before arrived on 9 March."""
    unit = making.after(making.state(), join(), today=LATER)
    out = making.after(unit, leave("aborted"), today=LATER)
    assert (None, LATER) == (out.membership, out.memberships[-1].left_on)


def test_who_sits_in_a_course_that_has_begun_is_still_told_of_it() -> None:
    """Without anybody admitted there is no use in it."""
    began = move(course="k-2", course_starts_on="2026-03-02")
    seated = in_wave(nominate(), reply("not_required", reason="agreement"), admit())
    assert "k-2" == place(making.after(seated, began)).course
    assert "CourseHasBegun" == type(making.refusal(in_wave(), began)).__name__

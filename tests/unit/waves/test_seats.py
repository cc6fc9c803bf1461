"""Who gets which seats: the stated order, the choice of the course, the wait-list."""

from __future__ import annotations

from typing import Any

import pytest

from models.waves.seats import explanation, in_order, waiting
from models.waves.state import Member
from tests.making import day
from tests.unit.waves import making
from tests.unit.waves.making import TODAY, begun, candidate, candidates, course, later, seats, told


def office(number: int, **changes: Any) -> Member:  # noqa: ANN401 - fields of the member
    return Member(unit_id=f"u{number}", code=f"A-{number}", **changes)


EARLY, LATE = day("2024-01-01"), day("2025-01-01")

ORDERED: list[tuple[str, Member, Member]] = [
    ("a cancelled course first", office(2, front=True, have=2, need=3), office(1)),
    ("nobody qualified before somebody", office(2, have=0, need=1), office(1, have=1, need=9)),
    ("the smaller share of coverage", office(2, have=1, need=3), office(1, have=1, need=2)),
    ("the longer waiting", office(2, waiting_since=EARLY), office(1, waiting_since=LATE)),
    ("a known day before none", office(2, waiting_since=LATE), office(1)),
    ("the code", office(1), office(2)),
]


@pytest.mark.parametrize(("why", "first", "second"), ORDERED, ids=[why for why, *_ in ORDERED])
def test_the_order_of_seats(why: str, first: Member, second: Member) -> None:
    """Each criterion decides where those before it are equal."""
    assert [first, second] == in_order([second, first]), why


def test_the_order_of_seats_is_that_of_the_offices_coverage() -> None:
    """Three offices, two seats: the one with the better coverage waits."""
    state = begun(
        candidate(1, minimum=2, qualified=1),
        candidate(2, waiting_since="2025-06-01"),
        candidate(3, waiting_since="2025-05-01"),
        courses=[course(max_seats=2)],
    )
    assert {"u1": (None, 0), "u2": ("k1", 1), "u3": ("k1", 1)} == seats(state)
    assert (1, 3) == (state.members["u3"].explained.place, state.members["u3"].explained.of)  # type: ignore[union-attr]


def test_the_earliest_course_that_takes_the_region_and_has_the_seats() -> None:
    """Passed over are those that begin before it, each with the reason."""
    state = begun(
        candidate(1, minimum=3),
        courses=[course(1, regions=["RD-2"]), course(2, max_seats=2), course(3), course(4)],
    )
    assert {"u1": ("k3", 3)} == seats(state)
    explained = state.members["u1"].explained
    assert explained is not None
    assert (("k1", "other_region"), ("k2", "not_enough")) == explained.passed_over


def test_an_office_gets_fewer_seats_where_no_course_has_all() -> None:
    """In the earliest one, and never in two courses."""
    state = begun(candidate(1, minimum=3), courses=[course(1, max_seats=1), course(2, max_seats=2)])
    explained = state.members["u1"].explained
    assert explained is not None
    assert ({"u1": ("k1", 1)}, 3, 1) == (seats(state), explained.wanted, explained.seats)


def test_no_seat_in_a_course_that_begins_today() -> None:
    """It has to lie ahead: a late joiner gets one in the next."""
    state = begun(courses=[course(1, starts_on=later(1)), course(2)])
    state = told(state, "add_member", today=later(1), candidate=candidate(2).model_dump())
    assert ("k2", 1) == seats(state)["u2"]


def test_seats_are_never_granted_beyond_the_largest_number() -> None:
    """Five seats, seven offices."""
    state = begun(*candidates(7))
    assert (5, 0) == (state.courses["k1"].granted, state.courses["k1"].free)
    assert ["A-6", "A-7"] == [m.code for m in waiting(state)]


def test_the_wait_list_is_explained() -> None:
    """Place in the order, and why each course is not the one."""
    state = begun(*candidates(7), courses=[course(1), course(2, regions=["RD-2"])])
    why = explanation(state, "u7", TODAY)
    assert why is not None
    assert (2, 2, None) == (why.place, why.of, why.course)
    assert (("k1", "full"), ("k2", "other_region")) == why.passed_over


def test_a_freed_seat_goes_to_the_next_in_order() -> None:
    """At once."""
    state = begun(*candidates(7))
    freed = told(state, "withdraw_member", unit="A-1", reason="capacity")
    assert ((None, 0), ("k1", 1), (None, 0)) == tuple(seats(freed)[u] for u in ("u1", "u6", "u7"))


def test_a_freed_seat_goes_across_open_groups() -> None:
    """The second group waits for seats of the first."""
    state = making.admitted(
        *candidates(4), courses=[course(max_seats=2)], grouping={"by": "size", "size": 2}, success={"percent": 50}
    )
    assert ["A-3", "A-4"] == [m.code for m in waiting(state)]
    gone = making.said(state, "u1", wave=None, declined=True)
    assert ("k1", 1) == seats(gone)["u3"]


def test_a_group_that_is_not_open_gets_no_seats() -> None:
    """However many are free."""
    state = begun(*candidates(4), grouping={"by": "size", "size": 2})
    assert {"u1": 1, "u2": 1, "u3": 0, "u4": 0} == {u: m.seats for u, m in state.members.items()}


def test_a_new_course_serves_the_wait_list() -> None:
    """Nobody has to be added again."""
    state = begun(*candidates(7))
    more = told(state, "plan_course", course=course(2))
    assert [("k2", 1), ("k2", 1)] == [seats(more)[u] for u in ("u6", "u7")]


def test_a_course_knows_what_it_lacks() -> None:
    """Seats to its smallest number."""
    assert 3 == begun(courses=[course(min_seats=4)]).courses["k1"].missing


def test_who_waits_has_not_failed_while_a_course_lies_ahead() -> None:
    """Even one that does not take this region: people may still plan another."""
    state = begun(candidate(1, region="RD-2"), courses=[course(regions=["RD-1"])])
    assert ({"u1": (None, 0)}, "planned") == (seats(state), state.members["u1"].state)

"""Quartiles that are honest about those still on their way."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from models.reporting.spreads import net_days, spread
from tests import making
from tests.unit.reporting.looking import unit

# Remission of leukaemia in weeks (Freireich and others, 1963), the textbook example of Kaplan and Meier's estimate.
TREATED = [6, 6, 6, 7, 10, 13, 16, 22, 23]
TREATED_RUNNING = [6, 9, 10, 11, 17, 19, 20, 25, 32, 32, 34, 35]
UNTREATED = [1, 1, 2, 2, 3, 4, 4, 5, 5, 8, 8, 8, 8, 11, 11, 12, 12, 15, 17, 22, 23]


def test_the_textbook_example_without_anybody_on_the_way() -> None:
    found = spread(UNTREATED)
    assert (21, 0, 4, 8, 12) == (found.sample, found.running, found.lower, found.median, found.upper)


def test_the_textbook_example_with_many_on_their_way() -> None:
    """The upper quartile cannot be told yet, so it is not."""
    found = spread(TREATED, TREATED_RUNNING)
    assert (21, 12, 13, 23, None) == (found.sample, found.running, found.lower, found.median, found.upper)


def test_leaving_out_those_on_their_way_would_have_seemed_quicker() -> None:
    assert (spread(TREATED).median or 0) < (spread(TREATED, TREATED_RUNNING).median or 0)


def test_below_five_nothing_is_told_but_how_many() -> None:
    found = spread([1, 2, 3], [4])
    assert (4, 1, None, None, None) == (found.sample, found.running, found.lower, found.median, found.upper)


def test_from_five_on_it_is_told() -> None:
    assert 2 == spread([1, 1, 2, 2, 3]).median


DAYS = st.lists(st.integers(0, 400), max_size=30)


@given(DAYS, DAYS)
def test_quartiles_are_in_order_and_some_offices_days(over: list[int], running: list[int]) -> None:
    found = spread(over, running)
    told = [each for each in (found.lower, found.median, found.upper) if each is not None]
    assert sorted(told) == told
    assert set(told) <= set(over)
    assert [found.lower, found.median, found.upper][: len(told)] == told


@given(DAYS.filter(lambda days: len(days) >= 5), st.integers(0, 400))
def test_one_more_still_on_the_way_never_shortens_anything(over: list[int], longer: int) -> None:
    before, after = spread(over), spread(over, [max(over) + longer])
    for name in ("lower", "median", "upper"):
        was, now = getattr(before, name), getattr(after, name)
        assert now is None or now >= was


def test_days_of_a_pause_do_not_count_net() -> None:
    here = unit("@paused@2026-01-10..2026-01-20=capacity", "@paused@2026-02-25=capacity")
    since, until = making.day("2026-01-15"), making.day("2026-03-02")
    assert 46 - 5 - 5 == net_days(here, since, until)

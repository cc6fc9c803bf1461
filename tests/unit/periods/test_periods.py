"""Names and days of reporting periods."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from models.periods.period import NoPeriod, Period, Rhythm, ended_before, period_of, period_with, report_id, report_of
from models.rollout.owed import NATIONAL

DAYS = st.dates(date(2012, 1, 1), date(2100, 12, 31))


@pytest.mark.parametrize(
    ("name", "first", "last"),
    [
        ("2026-Q1", "2026-01-01", "2026-03-31"),
        ("2026-Q3", "2026-07-01", "2026-09-30"),
        ("2026-Q4", "2026-10-01", "2026-12-31"),
        ("2026-10", "2026-10-01", "2026-10-31"),
        ("2028-02", "2028-02-01", "2028-02-29"),
    ],
)
def test_a_name_says_which_days(name: str, first: str, last: str) -> None:
    period = period_of(name)
    assert (name, date.fromisoformat(first), date.fromisoformat(last)) == (period.id, period.first, period.last)


@pytest.mark.parametrize(
    "name", ["", "2026", "2026-Q5", "2026-13", "2026-1", "26-Q1", "2026-Q1 ", "0026-Q1", "2026-Q3-100"]
)
def test_other_names_are_none(name: str) -> None:
    with pytest.raises(NoPeriod):
        period_of(name)


@given(DAYS, st.sampled_from(Rhythm))
def test_every_day_lies_in_one_period(day: date, rhythm: Rhythm) -> None:
    period = period_with(day, rhythm)
    assert period.first <= day <= period.last
    assert period == period_of(period.id) == period.next.previous
    assert period.last + timedelta(days=1) == period.next.first


@given(DAYS, st.sampled_from(Rhythm))
def test_reported_is_what_was_over_when_the_day_began(day: date, rhythm: Rhythm) -> None:
    period = ended_before(day, rhythm)
    assert period.last < day <= period.next.last


def test_a_report_is_named_by_period_and_scope() -> None:
    assert ("2026-Q3", "100") == report_of(report_id("2026-Q3", "100"))
    assert ("2026-10", NATIONAL) == report_of(report_id("2026-10", NATIONAL))
    assert [None] * 4 == [report_of(name) for name in ("2026-Q3", "2026-Q3-", "2026-Q3-a b", "all")]


def test_periods_sort_by_their_days() -> None:
    names = ["2025-Q4", "2026-Q1", "2026-Q2"]
    assert names == [period.id for period in sorted(map(period_of, reversed(names)))]
    assert Period(date(2026, 1, 1), Rhythm.MONTHLY).id == "2026-01"

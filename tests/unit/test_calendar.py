"""Working days, terms and breaks."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from pydantic import ValidationError

from models.calendar import Break, Term, WorkingCalendar, add_months, add_working_days, due_date, stretched
from models.organisation import Land
from tests.making import calendar, day

DAYS = st.dates(date(2024, 1, 1), date(2026, 12, 31))
CALENDARS = st.lists(st.dates(date(2024, 1, 1), date(2027, 6, 30)), max_size=40).map(
    lambda closed: calendar(*(on.isoformat() for on in closed))
)
PURE = settings(max_examples=80, derandomize=True, database=None, deadline=None)
HOLIDAY = calendar("2026-05-01")
PAUSED = (Break(since=day("2026-03-04"), until=day("2026-03-11")),)


@pytest.mark.parametrize(
    ("expected", "start", "days"),
    [("2026-03-02", "2026-03-02", 0), ("2026-03-03", "2026-03-02", 1), ("2026-03-09", "2026-03-06", 1)],
)
def test_working_days_skip_weekends(expected: str, start: str, days: int) -> None:
    """A Friday's next working day is Monday; no working days later is the same day."""
    assert day(expected) == add_working_days(calendar(), day(start), days)


def test_working_days_skip_holidays() -> None:
    """The first of May 2026 is a Friday: the working day after Thursday is Monday."""
    assert day("2026-05-04") == add_working_days(HOLIDAY, day("2026-04-30"), 1)


def test_working_days_skip_breaks_but_not_the_day_of_resumption() -> None:
    """Paused from Wednesday until the next Wednesday: five working days do not count."""
    assert day("2026-03-11") == add_working_days(calendar(), day("2026-03-02"), 2, PAUSED)


def test_nothing_lies_between_a_day_and_an_earlier_one() -> None:
    """Working days are counted forward only."""
    assert 0 == calendar().working_days_between(day("2026-03-06"), day("2026-03-02"))


@pytest.mark.parametrize(
    ("expected", "start", "months"),
    [
        ("2026-02-28", "2026-01-31", 1),
        ("2028-02-29", "2028-01-31", 1),
        ("2027-01-31", "2026-01-31", 12),
        ("2026-12-15", "2026-06-15", 6),
        ("2027-01-15", "2026-12-15", 1),
    ],
)
def test_months_end_on_the_same_day_or_the_last(expected: str, start: str, months: int) -> None:
    """The same day of the month, or its last day where that month is shorter."""
    assert day(expected) == add_months(day(start), months)


def test_a_term_in_months_ends_on_a_working_day() -> None:
    """Six months after 8 June is 8 December; after 1 November 2025 it is the holiday 1 May, hence Monday."""
    assert day("2026-12-08") == due_date(HOLIDAY, day("2026-06-08"), Term(months=6))
    assert day("2026-05-04") == due_date(HOLIDAY, day("2025-11-01"), Term(months=6))


def test_a_term_in_months_is_stretched_by_the_days_of_a_break() -> None:
    """Seven days of pause move the end by seven days."""
    assert day("2026-04-09") == due_date(calendar(), day("2026-03-02"), Term(months=1), PAUSED)


def test_breaks_before_the_start_or_after_the_end_do_not_count() -> None:
    """Only days between start and end are lost."""
    assert day("2026-05-11") == stretched(day("2026-04-11"), day("2026-05-11"), PAUSED)
    assert day("2026-03-03") == stretched(day("2026-02-03"), day("2026-03-03"), PAUSED)


def test_a_break_that_begins_on_the_last_day_moves_it() -> None:
    """That day does not count any more."""
    assert day("2026-03-11") == stretched(day("2026-02-04"), day("2026-03-04"), PAUSED)


def test_a_break_that_falls_into_the_stretched_time_counts_too() -> None:
    """The second pause begins after the old end and before the new one."""
    breaks = (*PAUSED, Break(since=day("2026-04-03"), until=day("2026-04-05")))
    assert day("2026-04-11") == stretched(day("2026-03-02"), day("2026-04-02"), breaks)


@pytest.mark.parametrize("wrong", [{}, {"working_days": 1, "months": 1}, {"months": 0}, {"working_days": -1}])
def test_a_term_is_either_working_days_or_months(wrong: dict[str, int]) -> None:
    """Neither, both, or less than nothing is no term."""
    with pytest.raises(ValidationError):
        Term.model_validate(wrong)


@PURE
@given(CALENDARS, DAYS, st.integers(0, 120))
def test_counting_undoes_adding(working: WorkingCalendar, start: date, days: int) -> None:
    """As many working days lie between as were added."""
    assert days == working.working_days_between(start, add_working_days(working, start, days))


@PURE
@given(CALENDARS, DAYS, st.integers(1, 60))
def test_adding_working_days_ends_on_a_working_day(working: WorkingCalendar, start: date, days: int) -> None:
    """A due date is a day on which somebody works."""
    assert working.is_working_day(add_working_days(working, start, days))


@PURE
@given(CALENDARS, DAYS, st.integers(0, 60), st.integers(0, 60), st.integers(0, 40))
def test_a_break_costs_exactly_its_working_days(
    working: WorkingCalendar, start: date, days: int, later: int, length: int
) -> None:
    """Between the due date without and with a break lie the break's working days that come before the end."""
    since = start + timedelta(days=1 + later)
    pause = Break(since=since, until=since + timedelta(days=length))
    before = add_working_days(working, start, days)
    after = add_working_days(working, start, days, (pause,))
    lost = working.working_days_between(since - timedelta(days=1), pause.until - timedelta(days=1))
    assert (lost if since <= before else 0) == working.working_days_between(before, after)


@PURE
@given(DAYS, st.integers(1, 60))
def test_adding_months_is_never_more_than_those_months(start: date, months: int) -> None:
    """The result lies in the month that many months later."""
    end = add_months(start, months)
    assert months == (end.year - start.year) * 12 + end.month - start.month
    assert end.day <= start.day


def test_closed_days_that_only_a_weekend_parts_are_one_span() -> None:
    """Thursday and Friday before Christmas, the Monday after, and a Wednesday in January; Saturday is no closed day."""
    found = calendar("2026-12-24", "2026-12-25", "2026-12-26", "2026-12-28", "2027-01-06")
    spans = [(day("2026-12-24"), day("2026-12-28")), (day("2027-01-06"), day("2027-01-06"))]
    assert spans == found.closed_between(day("2026-12-22"), day("2027-01-06"))
    assert spans[1:] == found.closed_between(day("2026-12-28"), day("2027-01-06"))
    assert [] == found.closed_between(day("2027-01-06"), day("2027-01-31"))


@pytest.mark.parametrize("days", [1, 2, 20, 180, 260, 300])
def test_working_days_that_are_looked_up_are_those_that_are_counted(days: int) -> None:
    """Also from before the calendar begins, and beyond its end."""
    known = WorkingCalendar(
        id="c-1", land=Land.NI, since=day("2026-01-01"), through=day("2026-12-31"), closed=(day("2026-05-01"),)
    )
    for start in (day("2025-12-20"), day("2025-12-31"), day("2026-01-01"), day("2026-04-30"), day("2026-12-30")):
        passed, counted = start, 0
        while counted < days:
            passed += timedelta(days=1)
            counted += known.is_working_day(passed)

        assert passed == add_working_days(known, start, days)

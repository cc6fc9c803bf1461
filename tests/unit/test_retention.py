"""How long persons stay known: days by arithmetic."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest

from models.retention import RetentionTerms, months_before
from models.sessions import SessionTerms
from tests.making import day

BEGAN = datetime(2026, 3, 2, 9, tzinfo=UTC)
TERMS = SessionTerms(timedelta(minutes=30), timedelta(hours=10))


@pytest.mark.parametrize(
    ("today", "months", "expected"),
    [
        ("2026-03-02", 12, "2025-03-02"),
        ("2026-03-31", 1, "2026-02-28"),
        ("2024-03-31", 1, "2024-02-29"),
        ("2026-01-15", 1, "2025-12-15"),
        ("2026-01-15", 0, "2026-01-15"),
    ],
)
def test_months_are_counted_back_to_a_day_that_exists(today: str, months: int, expected: str) -> None:
    assert day(expected) == months_before(day(today), months)


def test_a_reference_leads_to_a_person_at_least_as_long_as_the_person_is_known() -> None:
    terms = RetentionTerms(person=24, reference=12)
    assert terms.forgets_who_ended_by(day("2026-03-02")) == terms.releases_what_ended_by(day("2026-03-02"))


@pytest.mark.parametrize(
    ("seen_after", "asked_after", "is_over"),
    [
        (timedelta(0), timedelta(minutes=29, seconds=59), False),
        (timedelta(0), timedelta(minutes=30), True),
        (timedelta(hours=9, minutes=59), timedelta(hours=9, minutes=59, seconds=59), False),
        (timedelta(hours=9, minutes=59), timedelta(hours=10), True),
    ],
    ids=["nearly idle", "idle", "nearly ten hours", "ten hours"],
)
def test_a_session_ends_when_it_was_idle_and_after_ten_hours(
    seen_after: timedelta, asked_after: timedelta, *, is_over: bool
) -> None:
    assert is_over is TERMS.is_over(BEGAN, BEGAN + seen_after, BEGAN + asked_after)

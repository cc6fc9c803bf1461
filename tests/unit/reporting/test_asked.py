"""What may be asked: a day that has come, by what was known."""

from __future__ import annotations

from datetime import UTC, date, datetime, time, timedelta

import pytest

from models.reporting.asked import AsOf, AsOfInFuture, KnownInFuture, as_of
from tests.making import day

NOW = datetime(2026, 3, 2, 9, tzinfo=UTC)


def midnight_after(on: date) -> datetime:
    return datetime.combine(on + timedelta(days=1), time(), UTC)


def asked(on: str | None = None, known_at: datetime | None = None) -> AsOf:
    return as_of(day(on) if on else None, known_at, now=NOW, day_of=lambda moment: moment.date(), over=midnight_after)


def test_nothing_said_means_today_by_what_is_known_now() -> None:
    assert AsOf(day("2026-03-02"), midnight_after(day("2026-03-02"))) == asked()


def test_without_a_day_it_is_the_day_of_what_was_known() -> None:
    known = datetime(2026, 1, 31, 9, tzinfo=UTC)
    assert day("2026-01-31") == asked(known_at=known).on


def test_nobody_knows_the_future() -> None:
    with pytest.raises(AsOfInFuture) as refused:
        asked("2026-03-03")
    assert {"on": "2026-03-03", "latest": "2026-03-02"} == refused.value.facts
    with pytest.raises(KnownInFuture):
        asked(known_at=NOW + timedelta(seconds=1))


def test_nobody_knew_then_what_came_after() -> None:
    """A day after known_at lay in the future then."""
    with pytest.raises(AsOfInFuture):
        asked("2026-02-01", known_at=datetime(2026, 1, 31, 9, tzinfo=UTC))


def test_steps_are_those_open_when_the_day_was_over_or_known_before() -> None:
    known = datetime(2026, 1, 31, 9, tzinfo=UTC)
    assert known == asked("2026-01-31", known).known_until
    assert midnight_after(day("2026-01-31")) == asked("2026-01-31", known + timedelta(days=5)).known_until

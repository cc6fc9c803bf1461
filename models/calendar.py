"""Working days of one office: its Land's holidays and blackout days, given as dates.

The core never asks a holiday library: an answer that changes with a library version would break replay.
``activities.calendars`` turns the library's answer into ``WorkingCalendar`` data once.
"""

from __future__ import annotations

import calendar as gregorian
from bisect import bisect_right
from datetime import date, timedelta
from functools import cached_property
from typing import Annotated

from pydantic import BaseModel, ConfigDict, Field, model_validator

from models.organisation import Land
from models.sharing import shared

ONE_DAY = timedelta(days=1)
SATURDAY = 5


class WorkingCalendar(BaseModel):
    """Days on which an office does not work, besides weekends; known from ``since`` through ``through``."""

    model_config = ConfigDict(frozen=True)

    id: str
    land: Land
    since: date
    through: date
    closed: tuple[date, ...]

    @cached_property
    def closed_days(self) -> frozenset[date]:
        return frozenset(self.closed)

    @cached_property
    def working_days(self) -> tuple[date, ...]:
        """All working days that are known, ascending: counted once for all offices of a Land."""
        span = (self.through - self.since).days
        days = (self.since + timedelta(days=n) for n in range(span + 1))
        return tuple(day for day in days if self.is_working_day(day))

    @cached_property
    def closed_weekdays(self) -> tuple[date, ...]:
        """Closed days that are no weekend's, ascending."""
        return tuple(sorted(day for day in self.closed_days if day.weekday() < SATURDAY))

    def working_day_after(self, start: date, days: int) -> date | None:
        """The ``days``-th working day after ``start``; None where that is beyond what is known."""
        if start < self.since:
            return None
        at = bisect_right(self.working_days, start) + days - 1
        return self.working_days[at] if at < len(self.working_days) else None

    def is_working_day(self, day: date) -> bool:
        return day.weekday() < SATURDAY and day not in self.closed_days

    def working_day_on_or_after(self, day: date) -> date:
        while not self.is_working_day(day):
            day += ONE_DAY
        return day

    def next_working_day(self, day: date) -> date:
        return self.working_day_on_or_after(day + ONE_DAY)

    def working_day_before(self, day: date) -> date:
        day -= ONE_DAY
        while not self.is_working_day(day):
            day -= ONE_DAY
        return day

    def working_days_between(self, first: date, last: date) -> int:
        """Working days after ``first`` up to and including ``last``; 0 when ``last`` is not later."""
        span = (last - first).days
        if span <= 0:
            return 0
        return sum(self.is_working_day(first + timedelta(days=n)) for n in range(1, span + 1))

    def closed_between(self, first: date, last: date) -> list[tuple[date, date]]:
        """Holidays and other closed days after ``first`` through ``last``, as spans; weekends alone do not count.

        Two closed days with nothing but a weekend between them are one span.
        """
        spans: list[tuple[date, date]] = []
        known = self.closed_weekdays
        for day in known[bisect_right(known, first) : bisect_right(known, last)]:
            if spans and self.next_working_day(spans[-1][1]) > day:
                spans[-1] = spans[-1][0], day
            else:
                spans.append((day, day))
        return spans


SharedCalendar = Annotated[WorkingCalendar, shared(lambda raw: raw.get("id"))]


class Term(BaseModel):
    """A length of time: either working days or months."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    working_days: Annotated[int, Field(ge=0, le=500)] | None = None
    months: Annotated[int, Field(ge=1, le=60)] | None = None

    @model_validator(mode="after")
    def exactly_one(self) -> Term:
        if (self.working_days is None) == (self.months is None):
            message = "a term has either working_days or months"
            raise ValueError(message)
        return self


class Break(BaseModel):
    """Days that do not count, because the office is paused: ``since`` up to, not including, ``until``."""

    model_config = ConfigDict(frozen=True)

    since: date
    until: date


def due_date(calendar: WorkingCalendar, start: date, term: Term, breaks: tuple[Break, ...] = ()) -> date:
    """The day on which ``term``, counted from ``start``, ends; days in ``breaks`` do not count."""
    if term.working_days is not None:
        return add_working_days(calendar, start, term.working_days, breaks)
    end = add_months(start, term.months or 0)
    return calendar.working_day_on_or_after(stretched(start, end, breaks))


def add_working_days(calendar: WorkingCalendar, start: date, days: int, breaks: tuple[Break, ...] = ()) -> date:
    """The ``days``-th working day after ``start``; with 0, ``start`` itself."""
    if days > 0 and not breaks and (found := calendar.working_day_after(start, days)) is not None:
        return found
    day, left = start, days
    is_working_day = calendar.is_working_day
    while left > 0:
        day += ONE_DAY
        if is_working_day(day) and not (breaks and any(b.since <= day < b.until for b in breaks)):
            left -= 1
    return day


def add_months(start: date, months: int) -> date:
    """The same day ``months`` later, or the last day of that month where it is shorter."""
    month = start.month - 1 + months
    year, month = start.year + month // 12, month % 12 + 1
    return date(year, month, min(start.day, gregorian.monthrange(year, month)[1]))


def stretched(start: date, end: date, breaks: tuple[Break, ...]) -> date:
    """``end``, moved on by the days of ``breaks`` that lie between ``start`` and the moved end."""
    for pause in sorted(breaks, key=lambda b: b.since):
        if pause.since <= end and pause.until > start:
            end += pause.until - max(pause.since, start)
    return end

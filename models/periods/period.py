"""Reporting periods: quarters or months, named ``2026-Q3`` or ``2026-10``; names sort within one rhythm."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import date, timedelta
from enum import StrEnum

from models.calendar import add_months
from models.rollout.owed import NATIONAL

ONE_DAY = timedelta(days=1)
NAMED = re.compile(r"(?P<year>[12]\d{3})-(?:Q(?P<quarter>[1-4])|(?P<month>0[1-9]|1[0-2]))")
REPORT = re.compile(rf"(?P<period>{NAMED.pattern})-(?P<scope>{NATIONAL}|[A-Z0-9][A-Z0-9-]{{0,15}})")


class Rhythm(StrEnum):
    """How often is reported."""

    QUARTERLY = "quarterly"
    MONTHLY = "monthly"


MONTHS = {Rhythm.QUARTERLY: 3, Rhythm.MONTHLY: 1}


class NoPeriod(ValueError):
    """This is not the name of a period."""


@dataclass(frozen=True, slots=True, order=True)
class Period:
    """Days from ``first`` through ``last``, both in it."""

    first: date
    rhythm: Rhythm

    @property
    def id(self) -> str:
        if self.rhythm is Rhythm.MONTHLY:
            return f"{self.first:%Y-%m}"
        return f"{self.first.year}-Q{(self.first.month + 2) // 3}"

    @property
    def next(self) -> Period:
        return Period(add_months(self.first, MONTHS[self.rhythm]), self.rhythm)

    @property
    def previous(self) -> Period:
        return Period(add_months(self.first, -MONTHS[self.rhythm]), self.rhythm)

    @property
    def last(self) -> date:
        return self.next.first - ONE_DAY


def period_of(name: str) -> Period:
    """The period of this name. Raises: NoPeriod."""
    found = NAMED.fullmatch(name)
    if found is None:
        raise NoPeriod(name)
    if found["month"] is not None:
        return Period(date(int(found["year"]), int(found["month"]), 1), Rhythm.MONTHLY)
    return Period(date(int(found["year"]), int(found["quarter"]) * 3 - 2, 1), Rhythm.QUARTERLY)


def period_with(day: date, rhythm: Rhythm) -> Period:
    """The period in which ``day`` lies."""
    step = MONTHS[rhythm]
    return Period(date(day.year, (day.month - 1) // step * step + 1, 1), rhythm)


def ended_before(day: date, rhythm: Rhythm) -> Period:
    """The last period that was over when ``day`` began: what is reported on that day."""
    return period_with(day, rhythm).previous


def report_id(period: str, scope: str) -> str:
    """The name of a region's report (``scope``: its code) or the national one (``scope`` NATIONAL)."""
    return f"{period}-{scope}"


def report_of(name: str) -> tuple[str, str] | None:
    """Period and scope of a report's name; None if it is none."""
    found = REPORT.fullmatch(name)
    return (found["period"], found["scope"]) if found is not None else None

"""What the form of a new wave starts from: everybody who needs somebody, two courses far enough ahead."""

from __future__ import annotations

from datetime import date, timedelta
from typing import TYPE_CHECKING

from api.giving import new_key
from models.waves.courses import CoursePlan, Mode, Module
from models.waves.plan import GroupBy, Grouping, WavePlan

if TYPE_CHECKING:
    from collections.abc import Container

AHEAD = timedelta(weeks=12)
"""Enough for nominating, for the staff representation's reply, and for holidays in between."""
LENGTH = timedelta(weeks=10, days=4)
BETWEEN = timedelta(weeks=4)
WEEK = timedelta(weeks=1)
SEATS = (6, 12)
PILOT = 4


def proposal(today: date, taken: Container[str]) -> WavePlan:
    """``taken``: codes of waves that there are."""
    code = _free_code(today.year, taken)
    courses = (course(today, f"{code}-K1"), course(today + BETWEEN, f"{code}-K2"))
    grouping = Grouping(pilot_size=PILOT, by=GroupBy.TOGETHER)
    return WavePlan(code=code, grouping=grouping, courses=courses)


def course(after: date, code: str) -> CoursePlan:
    """A course that begins on a Monday some weeks after that day, in four modules."""
    starts_on = _monday(after + AHEAD)
    ends_on = starts_on + LENGTH
    return CoursePlan(
        id=f"k-{new_key().removeprefix('auto-')}",
        code=code,
        starts_on=starts_on,
        ends_on=ends_on,
        modules=(
            Module(key="grundlagen", mode=Mode.PRAESENZ, days=(starts_on, starts_on + timedelta(days=1))),
            Module(key="austausch", mode=Mode.ONLINE, days=(starts_on + 3 * WEEK,)),
            Module(key="praxis", mode=Mode.PRAXIS),
            Module(key="abschluss", mode=Mode.PRAESENZ, days=(ends_on - timedelta(days=1), ends_on)),
        ),
        min_seats=SEATS[0],
        max_seats=SEATS[1],
        internal_trainers=1,
        external_trainers=1,
    )


def another_course(courses: int, code: str, today: date) -> CoursePlan:
    """One more than there are, some weeks after the last that was proposed."""
    return course(today + courses * BETWEEN, f"{code[:28]}-K{courses + 1}")


def _free_code(year: int, taken: Container[str]) -> str:
    number = 1
    while f"W-{year}-{number}" in taken:
        number += 1
    return f"W-{year}-{number}"


def _monday(day: date) -> date:
    """That day, or the next Monday."""
    return day + timedelta(days=-day.weekday() % 7)

"""When everybody in the wave could be qualified: a plain formula, shown with its numbers.

**goal = end of the last course that serves the offices + further courses × length of that course**, where *further
courses* = seats missing ÷ seats of that course, rounded up. Further courses are counted one after another, each as
large and as long as the last one. Where every office has its seats, the goal is simply the end of the last course.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import date, timedelta

from pydantic import BaseModel, ConfigDict

from models.waves.courses import CoursePlan
from models.waves.seats import Grant


class Goal(BaseModel):
    """The numbers of the formula. ``region`` None: offices without a region, or all (``whole``).

    ``goal_on`` None: no course serves these offices. ``course`` is the last one, ``seats_missing`` is up to all demand.
    """

    model_config = ConfigDict(frozen=True, extra="ignore")

    region: str | None = None
    whole: bool = False
    offices: int
    seats_wanted: int
    seats_missing: int
    course: str | None = None
    course_ends_on: date | None = None
    course_seats: int = 0
    course_days: int = 0
    further_courses: int = 0
    goal_on: date | None = None


def goals(grants: Sequence[Grant], courses: dict[str, CoursePlan]) -> list[Goal]:
    """The goal of each region, by code, those without a region last."""
    regions = sorted({g.member.region for g in grants}, key=lambda region: (region is None, region or ""))
    return [goal([g for g in grants if g.member.region == r], courses, region=r) for r in regions]


def goal(
    grants: Sequence[Grant], courses: dict[str, CoursePlan], *, region: str | None = None, whole: bool = False
) -> Goal:
    """The formula for these offices."""
    wanted = sum(g.explained.wanted for g in grants)
    missing = wanted - sum(g.explained.seats for g in grants)
    last = _last(grants, courses)
    bare = Goal(region=region, whole=whole, offices=len(grants), seats_wanted=wanted, seats_missing=missing)
    if last is None:
        return bare
    further = -(-missing // last.max_seats)
    return bare.model_copy(
        update={
            "course": last.id,
            "course_ends_on": last.ends_on,
            "course_seats": last.max_seats,
            "course_days": last.days,
            "further_courses": further,
            "goal_on": last.ends_on + timedelta(days=further * last.days),
        }
    )


def _last(grants: Iterable[Grant], courses: dict[str, CoursePlan]) -> CoursePlan | None:
    """The course that ends last of those that serve these offices; else of those that their regions may send to."""
    listed = list(grants)
    serving = [courses[g.explained.course] for g in listed if g.explained.course is not None]
    possible = serving or [c for c in courses.values() if any(c.takes(g.member.region) for g in listed)]
    return max(possible, key=lambda c: (c.ends_on, c.code), default=None)

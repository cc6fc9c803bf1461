"""Medians and quartiles of days, honest about those who are still on their way."""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections.abc import Iterable
from datetime import date
from fractions import Fraction

from models.reporting.figures import SMALLEST_SAMPLE, Spread
from models.reporting.unit import UnitAsOf

QUARTERS = (Fraction(3, 4), Fraction(1, 2), Fraction(1, 4))
"""Share still on the way at the lower quartile, the median, the upper quartile."""


def spread(over: Iterable[int], running: Iterable[int] = ()) -> Spread:
    """Quartiles after Kaplan and Meier: ``over`` took so many days, ``running`` have been on their way for so many.

    Who is still on the way counts among the others until then; without them, long durations would seem rare. None
    where fewer than a quarter (a half, three quarters) can be said to have got there.
    """
    ended, waiting = sorted(over), sorted(running)
    sample = len(ended) + len(waiting)
    if sample < SMALLEST_SAMPLE:
        return Spread(sample=sample, running=len(waiting))
    found: list[int | None] = []
    left = Fraction(1)
    for day in dict.fromkeys(ended):
        before = bisect_left(ended, day)
        at_risk = sample - before - bisect_left(waiting, day)
        left *= 1 - Fraction(bisect_right(ended, day) - before, at_risk)
        found += [day] * sum(left <= share for share in QUARTERS[len(found) :])
    lower, median, upper = [*found, None, None, None][:3]
    return Spread(sample=sample, running=len(waiting), lower=lower, median=median, upper=upper)


def days(since: date, until: date) -> int:
    return max(0, (until - since).days)


def net_days(unit: UnitAsOf, since: date, until: date) -> int:
    """Days from ``since`` to ``until`` on which the office was not paused."""
    pauses = (fact for fact in unit.facts if fact.milestone == "@paused")
    return days(since, until) - sum(
        days(max(since, pause.happened_on), min(until, pause.ended_on or until)) for pause in pauses
    )

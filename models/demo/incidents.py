"""What happens besides the usual course: people come and go, offices rest, optional milestones are reached."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from datetime import date, timedelta

from models.demo.beats import (
    LEAD,
    MANAGER,
    SPECIALIST,
    Beat,
    admitting,
    assigning,
    qualifying,
    recorded,
    releasing,
    told,
)
from models.demo.roles import Role
from models.demo.setting import Setting
from models.demo.timeline import Timeline

MONTH = timedelta(days=30)
Incident = Callable[[Setting, Timeline, int, date, date], Iterator[Beat]]
"""Told within a stretch of quiet days, the first and the last of which are given; the number is that of companions."""


def incidents(s: Setting, days: Timeline, companions: int) -> Iterator[Beat]:
    """Each half of the quiet time after the last milestone may have its own incident."""
    yield from _optional(s, days)
    if days.offer is None or s.part.role not in (Role.SUSTAINED, Role.OPERATION, Role.VACANT, Role.CONSOLIDATION):
        return
    last = max(day for day in (days.entered, days.offer, days.qualified, days.sustained) if day is not None)
    first, end = last + MONTH, s.today - MONTH
    middle = first + (end - first) / 2
    for start, until in ((first, middle - MONTH), (middle, end)):
        if until - start > MONTH and s.happens(0.8):
            incident = s.chance.choice(INCIDENTS)
            yield from incident(s, days, companions, start, until)
            companions -= incident is _departure


def _optional(s: Setting, days: Timeline) -> Iterator[Beat]:
    if days.offer is not None and s.happens(0.5):
        yield from _also("onboarding_plan", s, days, s.workday(days.offer + s.span(20, 200)))
    if days.offer is not None and days.manager is not None and s.happens(0.4):
        yield from _also("manager_qualified", s, days, s.workday(days.manager + s.span(20, 200)))


def _also(milestone: str, s: Setting, days: Timeline, day: date) -> Iterator[Beat]:
    if day < days.entered:
        yield Beat(days.entered, LEAD, told("state_standing", milestone=milestone, happened_on=day))
    elif day < s.ago(3):
        make = told("record_milestone", milestone=milestone, happened_on=day)
        yield Beat(recorded(s, day), MANAGER, make, optional=True)


def _new_manager(s: Setting, days: Timeline, _companions: int, start: date, until: date) -> Iterator[Beat]:
    if days.manager is None:
        return
    left = s.workday(start + s.span(0, max(0, (until - start).days - 28)))
    follows = s.workday(left + s.span(5, 24))
    yield Beat(recorded(s, left, before=follows), LEAD, told("vacate_manager", vacated_on=left))
    yield assigning(recorded(s, follows), follows)


def _pause(s: Setting, days: Timeline, _companions: int, start: date, until: date) -> Iterator[Beat]:
    if days.sustained is None:
        return
    since = s.workday(start + s.span(0, 10))
    resumed = s.workday(min(until, since + s.span(14, 80)))
    reason = s.chance.choice(("reorganisation", "capacity", "relocation", "other_priority"))
    if resumed > since:
        yield Beat(since, LEAD, told("pause", since=since, reason=reason))
        yield Beat(resumed, LEAD, told("resume", resumed_on=resumed))


def _departure(s: Setting, _days: Timeline, companions: int, start: date, until: date) -> Iterator[Beat]:
    """One of several leaves: enough remain."""
    if companions > 1:
        left = s.workday(start + s.span(0, max(0, (until - start).days - 5)))
        yield Beat(recorded(s, left), MANAGER, releasing(left))


def _reinforcement(s: Setting, _days: Timeline, _companions: int, start: date, until: date) -> Iterator[Beat]:
    yield from _another(s, start, until)


def _gap(s: Setting, _days: Timeline, companions: int, start: date, until: date) -> Iterator[Beat]:
    """Nobody is left; a successor is found and qualified in time."""
    if companions == 1 and until - start > timedelta(days=260):
        left = s.workday(start)
        yield Beat(recorded(s, left), MANAGER, releasing(left))
        yield from _another(s, left + s.span(8, 40), until)


def _another(s: Setting, start: date, until: date) -> Iterator[Beat]:
    """One more companion is nominated, admitted, qualified, as far as time allows."""
    nominated = s.workday(start)
    admitted = s.workday(nominated + s.span(20, 60))
    qualified = s.workday(admitted + s.span(90, 140))
    may_be_under_way = until >= s.today - MONTH and admitted < until
    if qualified >= until and not may_be_under_way:
        return
    yield Beat(recorded(s, nominated, 1), MANAGER, told("nominate_companion", nominated_on=nominated))
    yield Beat(recorded(s, admitted), SPECIALIST, admitting(admitted))
    if qualified < until:
        yield Beat(recorded(s, qualified), SPECIALIST, qualifying(qualified))


INCIDENTS: tuple[Incident, ...] = (_new_manager, _new_manager, _departure, _reinforcement, _reinforcement, _pause, _gap)

"""How a wave begins: the first event, from a plan and what SQL knows of the offices."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date, timedelta

from models.calendar import WorkingCalendar
from models.commands import Envelope
from models.waves.courses import CoursePlan
from models.waves.events import WavePrepared
from models.waves.plan import WavePlan
from models.waves.population import Candidate, grouped, member, populate
from models.waves.refusals import EmptyPopulation
from models.waves.rehearsal import courses_lie_ahead

AROUND = timedelta(days=400)
"""Calendars travel for the time of the courses and so many days more."""


def prepared(wave_id: str, plan: WavePlan, candidates: Iterable[Candidate], envelope: Envelope) -> WavePrepared:
    """The wave's first event. ``candidates`` are all offices, as for ``rehearse``.

    Raises: CourseInPast, EmptyPopulation.
    """
    courses_lie_ahead(plan, envelope.today)
    population = populate(plan, candidates)
    if not population.included:
        raise EmptyPopulation
    members = [member(candidate, plan, envelope.today) for candidate in population.included]
    groups, placed = grouped(members, plan.grouping)
    through = last_day(plan.courses)
    calendars = {c.calendar.id: c.calendar for c in population.included if c.calendar is not None}
    return WavePrepared(
        happened_on=envelope.today,
        recorded_on=envelope.today,
        by=envelope.by,
        wave_id=wave_id,
        plan=plan,
        members=placed,
        groups=groups,
        left_out=population.left_out,
        calendars=tuple(trimmed(calendars[name], envelope.today, through) for name in sorted(calendars)),
    )


def last_day(courses: Iterable[CoursePlan]) -> date:
    """The day through which calendars are kept."""
    return max(course.ends_on for course in courses) + AROUND


def trimmed(calendar: WorkingCalendar, since: date, through: date) -> WorkingCalendar:
    """The calendar for the days that matter here; a new one, that has worked out nothing yet from the others."""
    days = tuple(day for day in calendar.closed if since <= day <= through)
    return WorkingCalendar(id=calendar.id, land=calendar.land, since=since, through=through, closed=days)

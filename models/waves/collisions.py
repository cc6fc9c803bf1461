"""Days of a course on which the offices that send somebody do not work, and too little time before it."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import date, timedelta
from enum import StrEnum

from pydantic import BaseModel, ConfigDict

from models.calendar import SATURDAY, Term, WorkingCalendar, due_date
from models.waves.courses import CoursePlan
from models.waves.plan import WavePlan
from models.waves.population import Candidate


class Occasion(StrEnum):
    """What takes place on a day."""

    START = "start"
    END = "end"
    MODULE = "module"
    WORKSHOP = "workshop"


class Collision(BaseModel):
    """``day`` of a course is free in ``land``: a holiday or blackout day there, or ``weekend`` everywhere."""

    model_config = ConfigDict(frozen=True, extra="ignore")

    course: str
    occasion: Occasion
    module: str | None = None
    day: date
    land: str
    weekend: bool = False
    offices: int


class Preparation(BaseModel):
    """The time before a course as the offices of one Land have it.

    From ``asked_on`` they need ``needed`` working days to nominate, and for the staff representation's reply, and have
    ``working_days`` before the course; ``closed`` are the holidays and blackout days in between (no weekends).
    ``is_short``: it is not enough, so that seats may stay empty or are filled at short notice.
    """

    model_config = ConfigDict(frozen=True, extra="ignore")

    course: str
    land: str
    offices: int
    asked_on: date
    starts_on: date
    working_days: int
    needed: int
    closed: tuple[date, ...] = ()

    @property
    def is_short(self) -> bool:
        return self.working_days < self.needed


def collisions(course: CoursePlan, offices: Sequence[Candidate]) -> list[Collision]:
    """Days of the course that are free for one of the ``offices`` that send to it."""
    return [
        Collision(
            course=course.id,
            occasion=occasion,
            module=module,
            day=day,
            land=calendar.land.value,
            weekend=day.weekday() >= SATURDAY,
            offices=count,
        )
        for occasion, module, day in _occasions(course)
        for calendar, count in _calendars(offices)
        if not calendar.is_working_day(day)
    ]


def _occasions(course: CoursePlan) -> Iterator[tuple[Occasion, str | None, date]]:
    yield Occasion.START, None, course.starts_on
    for module in course.modules:
        for day in module.days:
            yield Occasion.MODULE, module.key, day
    yield Occasion.END, None, course.ends_on
    if course.workshop_on is not None:
        yield Occasion.WORKSHOP, None, course.workshop_on


def _calendars(offices: Sequence[Candidate]) -> list[tuple[WorkingCalendar, int]]:
    known = {o.calendar.id: o.calendar for o in offices if o.calendar is not None}
    ids = [o.calendar.id for o in offices if o.calendar is not None]
    return [(known[name], ids.count(name)) for name in sorted(known)]


def preparations(plan: WavePlan, course: CoursePlan, offices: Sequence[Candidate], asked_on: date) -> list[Preparation]:
    """One row per calendar, the strictest participation of its offices counting."""
    rows = []
    for calendar, count in _calendars(offices):
        inside = [o for o in offices if o.calendar is not None and o.calendar.id == calendar.id]
        ready_on = max(_ready_on(plan, calendar, office, asked_on) for office in inside)
        rows.append(
            Preparation(
                course=course.id,
                land=calendar.land.value,
                offices=count,
                asked_on=asked_on,
                starts_on=course.starts_on,
                working_days=calendar.working_days_between(asked_on, course.starts_on - ONE_DAY),
                needed=calendar.working_days_between(asked_on, ready_on),
                closed=tuple(_closed(calendar, asked_on, course.starts_on)),
            )
        )
    return rows


ONE_DAY = timedelta(days=1)


def _ready_on(plan: WavePlan, calendar: WorkingCalendar, office: Candidate, asked_on: date) -> date:
    """The day by which an office can have nominated and heard its staff representation."""
    nominated_by = due_date(calendar, asked_on, Term(working_days=plan.nominate_within))
    if office.gate is None or not plan.gate:
        return nominated_by
    reply = office.gate.urgent_reply_within if plan.urgent else office.gate.reply_within
    return due_date(calendar, nominated_by, reply)


def _closed(calendar: WorkingCalendar, since: date, before: date) -> Iterator[date]:
    for day in sorted(calendar.closed_days):
        if since < day < before and day.weekday() < SATURDAY:
            yield day

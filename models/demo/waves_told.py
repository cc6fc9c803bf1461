"""The demo's two waves: a small one that is finished, and one that runs, with a gate that waits and free seats."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import date, timedelta

from models import commands as cmd
from models import seat_commands as seats
from models.calendar import WorkingCalendar
from models.demo.chance import opaque
from models.demo.scene import Scene
from models.demo.waves import House, Play
from models.organisation import Function
from models.waves.commands import RecordModule
from models.waves.courses import CoursePlan, Mode, Module
from models.waves.plan import Filter, Grouping, WavePlan

LEAD, SPECIALIST = Function.REGIONAL_LEAD, Function.FIRST_SPECIALIST
FINISHED_BEGAN, RUNNING_BEGAN = 18, 10
"""Working days ago."""
FINISHED_OFFICES, RUNNING_OFFICES = 3, 8
PILOT = 4
NOTHING_TO_TELL = 2
"""Fewer offices than this make no wave."""


def begins(calendar: WorkingCalendar, today: date, which: int) -> date:
    """The day on which the finished (0) or the running wave (1) begins."""
    return ago(calendar, today, (FINISHED_BEGAN, RUNNING_BEGAN)[which])


def ago(calendar: WorkingCalendar, today: date, working_days: int) -> date:
    day = today
    while working_days > 0:
        day -= timedelta(days=1)
        working_days -= calendar.is_working_day(day)
    return day


def finished(scene: Scene, calendar: WorkingCalendar, today: date, houses: Sequence[House]) -> Play | None:
    """Offices that had nominated already, a course of two weeks, everybody qualified; over two working days ago."""
    chosen = [h for h in houses if h.candidate.waiting][:FINISHED_OFFICES]
    if len(chosen) < NOTHING_TO_TELL:
        return None
    days = _days(calendar, today)
    course = CoursePlan(
        id=opaque("k", scene.seed, "finished"),
        code=f"{_code(today, 1)}-K1",
        starts_on=days(12),
        ends_on=days(3),
        modules=(
            Module(key="grundlagen", mode=Mode.PRAESENZ, days=(days(12), days(11))),
            Module(key="praxis", mode=Mode.PRAXIS),
            Module(key="abschluss", mode=Mode.PRAESENZ, days=(days(4), days(3))),
        ),
        min_seats=2,
        max_seats=len(chosen),
        internal_trainers=1,
        external_trainers=1,
    )
    play = Play(
        scene, opaque("w", scene.seed, "finished"), _plan(today, 1, chosen, (course,), urgent=True), chosen, days(18)
    )
    play.on(days(17))
    for house in chosen:
        play.give(house, LEAD, seats.RequestParticipation(requested_on=days(17), urgent=True))
    play.on(days(14))
    for house in chosen:
        play.give(house, LEAD, _approved(days(14)))
    for module, day in (("grundlagen", 11), ("praxis", 5), ("abschluss", 3)):
        play.on(days(day))
        play.steer(SPECIALIST, RecordModule(course=course.id, module=module, held_on=days(day)))
    play.on(days(2))
    for house in chosen:
        for companion in play.state.members[house.candidate.unit_id].admitted:
            play.give(house, SPECIALIST, cmd.RecordQualification(companion=companion, qualified_on=days(3)))
    return play


def running(scene: Scene, calendar: WorkingCalendar, today: date, houses: Sequence[House]) -> Play | None:
    """A pilot of four: one is admitted, for one the gate waits, for one it is to be asked, one nominates."""
    having = [h for h in houses if h.candidate.waiting]
    wanting = [h for h in houses if not h.candidate.waiting]
    pilot = [*having[:2], *wanting[: PILOT - 2]]
    if len(pilot) < PILOT:
        return None
    chosen = [*pilot, *having[2:], *wanting[PILOT - 2 :]][:RUNNING_OFFICES]
    days = _days(calendar, today)
    courses = tuple(_coming(scene, today, number) for number in (1, 2))
    grouping = Grouping(pilot=tuple(h.candidate.code for h in pilot))
    plan = _plan(today, 2, chosen, courses, grouping=grouping)
    play = Play(scene, opaque("w", scene.seed, "running"), plan, chosen, days(10))
    ready, waiting, late, _ = pilot
    play.on(days(9))
    play.give(ready, LEAD, seats.RequestParticipation(requested_on=days(9), urgent=True))
    play.on(days(6))
    play.give(ready, LEAD, _approved(days(6)))
    play.on(days(4))
    play.give(waiting, LEAD, seats.RequestParticipation(requested_on=days(4)))
    play.on(days(2))
    play.give(late, LEAD, cmd.NominateCompanion(nominated_on=days(2)))
    return play


def _days(calendar: WorkingCalendar, today: date) -> Callable[[int], date]:
    return lambda working_days: ago(calendar, today, working_days)


def _code(today: date, number: int) -> str:
    return f"W-{today.year}-{number}"


def _plan(
    today: date,
    number: int,
    chosen: Sequence[House],
    courses: tuple[CoursePlan, ...],
    *,
    grouping: Grouping | None = None,
    urgent: bool = False,
) -> WavePlan:
    return WavePlan(
        code=_code(today, number),
        filter=Filter(units=tuple(h.candidate.code for h in chosen)),
        grouping=grouping or Grouping(),
        courses=courses,
        seats_per_office=1,
        urgent=urgent,
    )


def _approved(on: date) -> cmd.Command:
    return seats.RecordParticipation(outcome=seats.ParticipationOutcome.APPROVED, decided_on=on)


def _coming(scene: Scene, today: date, number: int) -> CoursePlan:
    """A course some weeks ahead, from a Monday to a Friday."""
    starts_on = today + timedelta(weeks=5 + 5 * number)
    starts_on -= timedelta(days=starts_on.weekday())
    ends_on = starts_on + timedelta(weeks=10, days=4)
    return CoursePlan(
        id=opaque("k", scene.seed, "running", number),
        code=f"{_code(today, 2)}-K{number}",
        starts_on=starts_on,
        ends_on=ends_on,
        modules=(
            Module(key="grundlagen", mode=Mode.PRAESENZ, days=(starts_on, starts_on + timedelta(days=1))),
            Module(key="austausch", mode=Mode.ONLINE, days=(starts_on + timedelta(weeks=3),)),
            Module(key="praxis", mode=Mode.PRAXIS),
            Module(key="abschluss", mode=Mode.PRAESENZ, days=(ends_on - timedelta(days=1), ends_on)),
        ),
        min_seats=6,
        max_seats=10,
        internal_trainers=1,
        external_trainers=1,
    )

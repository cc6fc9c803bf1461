"""Rules about the courses of a wave. Who has a seat there is moved, fails or waits for another course with it."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from datetime import date
from typing import Any

from models.commands import Envelope
from models.errors import NothingChanges, WrongDateOrder
from models.waves import commands as cmd
from models.waves import course_events as happened
from models.waves import events as ev
from models.waves import refusals as no
from models.waves.courses import CoursePlan
from models.waves.plan import MOST_COURSES, MemberState
from models.waves.saying import has_happened, known_reason, stamp
from models.waves.state import Course, Member, WaveState

Rule = Callable[[Any, WaveState, Envelope], list[ev.WaveEvent]]


def _course(state: WaveState, course: str) -> Course:
    """The course, if it is neither cancelled nor closed. Raises: UnknownCourse, CourseIsOver."""
    known = state.courses.get(course)
    if known is None:
        raise no.UnknownCourse(course=course)
    if not known.is_open:
        raise no.CourseIsOver
    return known


def _seated(state: WaveState, course: str) -> list[Member]:
    """Offices with seats there that have not come to their end."""
    return [m for m in state.in_course(course) if not m.is_terminal]


def _plan(command: cmd.PlanCourse, state: WaveState, envelope: Envelope) -> list[ev.WaveEvent]:
    new = command.course
    if len(state.courses) >= MOST_COURSES:
        raise no.TooManyCourses(limit=MOST_COURSES)
    for known in state.courses.values():
        if new.id == known.plan.id or new.code == known.plan.code:
            raise no.CourseExists(course=new.code)
    if new.starts_on <= envelope.today:
        raise no.CourseInPast(on=new.starts_on.isoformat())
    return [happened.CoursePlanned(course=new, **stamp(envelope, command))]


def _move(command: cmd.MoveCourse, state: WaveState, envelope: Envelope) -> list[ev.WaveEvent]:
    """The start can be moved to days ahead only; a course that has begun can still end on another day."""
    was = _course(state, command.course).plan
    if command.starts_on != was.starts_on and min(command.starts_on, was.starts_on) <= envelope.today:
        raise no.CourseInPast(on=min(command.starts_on, was.starts_on).isoformat())
    if command.ends_on < command.starts_on:
        raise WrongDateOrder(on=command.ends_on.isoformat(), earlier=command.starts_on.isoformat())
    now = _moved(was, command)
    if now == was:
        raise NothingChanges
    return [
        happened.CourseMoved(
            course=was.id,
            starts_on=now.starts_on,
            ends_on=now.ends_on,
            modules=now.modules,
            workshop_on=now.workshop_on,
            was=was.starts_on,
            reason=known_reason("course", command.reason),
            **stamp(envelope, command),
        )
    ]


def _moved(was: CoursePlan, command: cmd.MoveCourse) -> CoursePlan:
    """What is not said moves with the start."""
    by = command.starts_on - was.starts_on
    if command.workshop_on is not None and was.workshop is None:
        raise no.CourseWithoutWorkshop
    workshop_on = command.workshop_on or (was.workshop_on and was.workshop_on + by)
    days: dict[str, Any] = {"starts_on": command.starts_on, "ends_on": command.ends_on, "workshop_on": workshop_on}
    modules = was.shifted(by) if command.modules is None else command.modules
    now = was.model_copy(update={**days, "modules": modules})
    if (outside := now.module_outside()) is not None:
        raise no.ModuleOutsideCourse(module=outside[0], day=outside[1].isoformat())
    if workshop_on is not None and workshop_on < now.starts_on:
        raise no.WorkshopBeforeCourse(on=workshop_on.isoformat(), starts_on=now.starts_on.isoformat())
    return now


def _cancel(command: cmd.CancelCourse, state: WaveState, envelope: Envelope) -> list[ev.WaveEvent]:
    """Everybody there loses the seats and comes first for others; companions who are admitted stay admitted."""
    course, reason = _course(state, command.course), known_reason("course", command.reason)
    stamped = stamp(envelope, command)
    lost = [
        ev.SeatsReleased(
            unit_id=m.unit_id, course=course.plan.id, seats=m.seats, why="course_cancelled", front=True, **stamped
        )
        for m in _seated(state, course.plan.id)
    ]
    return [happened.CourseCancelled(course=course.plan.id, reason=reason, **stamped), *lost]


def _close(command: cmd.CloseCourse, state: WaveState, envelope: Envelope) -> list[ev.WaveEvent]:
    course = _course(state, command.course)
    if course.plan.starts_on > envelope.today:
        raise no.CourseNotBegun(on=course.plan.starts_on.isoformat())
    has_happened(command.closed_on, envelope, course.plan.starts_on)
    closed = happened.CourseClosed(course=course.plan.id, **stamp(envelope, command, command.closed_on))
    left = [e for m in _seated(state, course.plan.id) for e in _not_qualified(m, course, stamp(envelope, command))]
    return [closed, *left]


def can_have_result(course: Course, qualified_on: date, today: date) -> None:
    """Nobody is qualified by a course before it begins. Raises: CourseNotBegun, WrongDateOrder."""
    begins = course.plan.starts_on
    if begins > today:
        raise no.CourseNotBegun(on=begins.isoformat())
    if qualified_on < begins:
        raise WrongDateOrder(on=qualified_on.isoformat(), earlier=begins.isoformat())


def _not_qualified(member: Member, course: Course, stamped: dict[str, Any]) -> Iterator[ev.WaveEvent]:
    """Whoever could not even be asked waits for another course; everybody else has failed."""
    asked = member.state is not MemberState.PLANNED
    why = _why(member) if asked else "course_begun"
    yield ev.SeatsReleased(
        unit_id=member.unit_id, course=course.plan.id, seats=member.seats, why=why, front=not asked, **stamped
    )
    if asked:
        yield ev.MemberFailed(unit_id=member.unit_id, why=why, **stamped)


def _why(member: Member) -> str:
    return "partly_qualified" if set(member.qualified) & set(member.admitted) else "not_qualified"


def _record(command: cmd.RecordModule, state: WaveState, envelope: Envelope) -> list[ev.WaveEvent]:
    course = _course(state, command.course)
    if all(module.key != command.module for module in course.plan.modules):
        raise no.UnknownModule(module=command.module)
    has_happened(command.held_on, envelope, course.plan.starts_on)
    if course.held.get(command.module) == command.held_on:
        raise NothingChanges
    stamped = stamp(envelope, command, command.held_on)
    return [happened.ModuleHeld(course=course.plan.id, module=command.module, **stamped)]


RULES: Mapping[type, Rule] = {
    cmd.PlanCourse: _plan,
    cmd.MoveCourse: _move,
    cmd.CancelCourse: _cancel,
    cmd.CloseCourse: _close,
    cmd.RecordModule: _record,
}

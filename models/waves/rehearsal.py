"""The rehearsal: what a plan would do, office by office, before anybody is asked. Pure, and stored under its token."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import date

from pydantic import BaseModel, ConfigDict

from models.waves.collisions import Collision, Preparation, collisions, preparations
from models.waves.goal import Goal, goal, goals
from models.waves.plan import Warned, WavePlan
from models.waves.population import Candidate, grouped, member, populate
from models.waves.refusals import CourseInPast
from models.waves.seats import Grant, granted, in_order
from models.waves.state import Course, Explanation, Group, LeftOut, Member


class Picture(BaseModel):
    model_config = ConfigDict(frozen=True, extra="ignore")


class Placement(Picture):
    """One office that is in: its group, its demand, and the seats it would get, with the reason."""

    unit_id: str
    code: str
    region: str | None
    group: int
    demand: int
    explained: Explanation


class CoursePicture(Picture):
    """A course as the wave would fill it. ``missing``: seats to its smallest number; ``offices`` send somebody."""

    course: str
    code: str
    min_seats: int
    max_seats: int
    granted: int
    free: int
    missing: int
    offices: int


class Rehearsal(Picture):
    """The picture. ``placements`` in the order in which seats are granted, group after group.

    ``seats_wanted`` is the demand of all, ``seats_granted`` what the courses can take of it. ``preparations`` are only
    those with too little time. ``goal`` is about all offices, ``regions`` about each region.
    """

    today: date
    groups: tuple[Group, ...]
    placements: tuple[Placement, ...]
    left_out: tuple[LeftOut, ...]
    courses: tuple[CoursePicture, ...]
    seats_wanted: int
    seats_granted: int
    collisions: tuple[Collision, ...] = ()
    preparations: tuple[Preparation, ...] = ()
    regions: tuple[Goal, ...] = ()
    goal: Goal
    warnings: tuple[Warned, ...] = ()

    @property
    def is_empty(self) -> bool:
        return not self.placements


def rehearse(plan: WavePlan, candidates: Iterable[Candidate], today: date) -> Rehearsal:
    """What would happen if the wave began now and every office did what it is asked.

    The groups are taken to follow each other: the first group has the first choice of seats. In the wave itself, the
    groups that are open at the same time share one wait-list. ``candidates`` are all offices that SQL knows.
    Raises: CourseInPast.
    """
    courses_lie_ahead(plan, today)
    population = populate(plan, candidates)
    groups, placed = grouped([member(c, plan, today) for c in population.included], plan.grouping)
    courses = [Course(plan=course) for course in plan.courses]
    begins_on = max(today, plan.starts_on or today)
    grants, filled = _granted(groups, placed, courses, begins_on)
    plans = {course.id: course for course in plan.courses}
    whole = goal(grants, plans, whole=True)
    by_id = {candidate.unit_id: candidate for candidate in population.included}
    senders = {c.id: [by_id[g.member.unit_id] for g in grants if g.explained.course == c.id] for c in plan.courses}
    return Rehearsal(
        today=today,
        groups=groups,
        placements=tuple(_placement(grant) for grant in grants),
        left_out=population.left_out,
        courses=tuple(_picture(course, len(senders[course.plan.id])) for course in filled),
        seats_wanted=whole.seats_wanted,
        seats_granted=whole.seats_wanted - whole.seats_missing,
        collisions=tuple(row for c in plan.courses for row in collisions(c, senders[c.id])),
        preparations=tuple(
            row for c in plan.courses for row in preparations(plan, c, senders[c.id], begins_on) if row.is_short
        ),
        regions=tuple(goals(grants, plans)),
        goal=whole,
        warnings=tuple(plan.warnings()),
    )


def courses_lie_ahead(plan: WavePlan, today: date) -> None:
    """Nobody can be asked for a course that has begun, as when it is planned later. Raises: CourseInPast."""
    first = min(course.starts_on for course in plan.courses)
    if first <= today:
        raise CourseInPast(on=first.isoformat())


def _granted(
    groups: Sequence[Group], placed: Sequence[Member], courses: Sequence[Course], today: date
) -> tuple[list[Grant], list[Course]]:
    """Group by group, each with the seats that the groups before it left."""
    filled = {course.plan.id: course for course in courses}
    grants: list[Grant] = []
    for group in groups:
        ordered = in_order(m for m in placed if m.group == group.number)
        for grant in granted(ordered, filled.values(), today):
            grants.append(grant)
            if (name := grant.explained.course) is not None:
                filled[name] = filled[name].but(reserved=filled[name].reserved + grant.explained.seats)
    return grants, list(filled.values())


def _placement(grant: Grant) -> Placement:
    m = grant.member
    return Placement(
        unit_id=m.unit_id, code=m.code, region=m.region, group=m.group, demand=m.demand, explained=grant.explained
    )


def _picture(course: Course, offices: int) -> CoursePicture:
    return CoursePicture(
        course=course.plan.id,
        code=course.plan.code,
        min_seats=course.plan.min_seats,
        max_seats=course.plan.max_seats,
        granted=course.granted,
        free=course.free,
        missing=course.missing,
        offices=offices,
    )

"""What the API answers to a rehearsal: group by group who is in, who is out and why, seats, collisions, the end."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING

from api.office_words import explanation_words
from api.rehearsal_words import (
    collision_words,
    course_seats_words,
    goal_words,
    out_words,
    preparation_words,
    summary_words,
    warning_words,
)
from api.shapes import Answer
from api.wave_words import group_title

if TYPE_CHECKING:
    from api.wave_starting import Rehearsed
    from models.waves.goal import Goal
    from models.waves.rehearsal import Placement


class PlacedShape(Answer):
    """An office that would be asked: its demand, the seats it would get, and why these or none."""

    unit: str
    name: str
    region: str | None
    demand: int
    seats: int
    course: str | None
    allocation: str


class PreviewGroup(Answer):
    number: int
    title: str
    region: str | None
    offices: list[PlacedShape]


class PreviewOut(Answer):
    unit: str
    name: str | None
    reason: str
    sentence: str


class PreviewCourse(Answer):
    id: str
    code: str
    min_seats: int
    max_seats: int
    granted: int
    free: int
    missing_to_minimum: int
    offices: int
    seats: str


class CollisionShape(Answer):
    course: str
    occasion: str
    module: str | None
    day: date
    land: str
    weekend: bool
    offices: int
    sentence: str


class PreparationShape(Answer):
    """Too little time before a course: working days there are, and working days that are needed."""

    course: str
    land: str
    offices: int
    asked_on: date
    starts_on: date
    working_days: int
    needed: int
    closed: list[date]
    sentence: str


class GoalShape(Answer):
    """``sentence`` is the formula with its numbers."""

    region: str | None
    offices: int
    seats_wanted: int
    seats_missing: int
    further_courses: int
    goal_on: date | None
    sentence: str


class PreviewShape(Answer):
    preview_token: str
    summary: str
    seats_wanted: int
    seats_granted: int
    groups: list[PreviewGroup]
    out: list[PreviewOut]
    courses: list[PreviewCourse]
    collisions: list[CollisionShape]
    preparations: list[PreparationShape]
    warnings: list[str]
    regions: list[GoalShape]
    goal: GoalShape


def preview_shape(rehearsed: Rehearsed, language: str) -> PreviewShape:
    picture, courses = rehearsed.picture, {c.id: c.code for c in rehearsed.plan.courses}
    return PreviewShape(
        preview_token=rehearsed.token,
        summary=summary_words(picture, language),
        seats_wanted=picture.seats_wanted,
        seats_granted=picture.seats_granted,
        groups=[
            PreviewGroup(
                number=group.number,
                title=group_title(group, rehearsed.regions, language),
                region=group.region,
                offices=[_placed(rehearsed, p, language) for p in picture.placements if p.group == group.number],
            )
            for group in picture.groups
        ],
        out=[
            PreviewOut(
                unit=out.code,
                name=rehearsed.names.get(out.code),
                reason=out.reason,
                sentence=out_words(out.reason, language),
            )
            for out in picture.left_out
        ],
        courses=[
            PreviewCourse(
                id=c.course,
                **c.model_dump(include={"code", "min_seats", "max_seats", "granted", "free", "offices"}),
                missing_to_minimum=c.missing,
                seats=course_seats_words(c, language),
            )
            for c in picture.courses
        ],
        collisions=[
            CollisionShape(**c.model_dump(mode="json"), sentence=collision_words(c, courses, language))
            for c in picture.collisions
        ],
        preparations=[
            PreparationShape(**p.model_dump(), sentence=preparation_words(p, courses, language))
            for p in picture.preparations
        ],
        warnings=[warning_words(warned, courses, language) for warned in picture.warnings],
        regions=[_goal(rehearsed, goal, language) for goal in picture.regions],
        goal=_goal(rehearsed, picture.goal, language),
    )


def _placed(rehearsed: Rehearsed, placement: Placement, language: str) -> PlacedShape:
    explained = placement.explained
    return PlacedShape(
        unit=placement.code,
        name=rehearsed.names.get(placement.code, placement.code),
        region=placement.region,
        demand=placement.demand,
        seats=explained.seats,
        course=explained.course,
        allocation=explanation_words(explained, {c.id: c.code for c in rehearsed.plan.courses}, language),
    )


def _goal(rehearsed: Rehearsed, goal: Goal, language: str) -> GoalShape:
    return GoalShape(
        **goal.model_dump(include=set(GoalShape.model_fields) - {"sentence"}),
        sentence=goal_words(goal, {c.id: c.code for c in rehearsed.plan.courses}, language),
    )

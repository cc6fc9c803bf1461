"""What central staff plan: which offices, in which groups, which courses, and the rules of the wave."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date
from enum import StrEnum
from typing import Annotated, Any, Literal, Self

from pydantic import BeforeValidator, Field, PlainSerializer, ValidationInfo, field_validator, model_validator

from models.organisation import LegalArea, OpaqueId, UnitCode, UnitKind
from models.programme import Key
from models.waves.courses import CoursePlan, Posted, WaveCode
from models.waves.faults import fault
from models.waves.reasons import REASONS

MOST_CODES = 2000
MOST_COURSES = 60
MOST_DAYS = 2000
"""Days of all modules together. A wave's whole state travels with every continuation: this keeps it in its bounds."""
STORED = {"stored": True}
"""The context in which a plan is read back: what is on record stays readable, whatever is refused today."""
Codes = tuple[UnitCode, ...]


def listed_once(codes: Iterable[str]) -> tuple[str, ...]:
    """The codes, if none is listed twice and there are not too many."""
    listed = tuple(codes)
    if len(listed) > MOST_CODES:
        raise fault("wave_too_many_codes", limit=MOST_CODES, count=len(listed))
    seen: set[str] = set()
    for code in listed:
        if code in seen:
            raise fault("wave_code_twice", code=code)
        seen.add(code)
    return listed


class MemberState(StrEnum):
    """Where an office stands in the wave. The order of the first six is the way; the last three end it otherwise."""

    PLANNED = "planned"
    INVITED = "invited"
    NOMINATED = "nominated"
    GATE = "gate"
    ADMITTED = "admitted"
    QUALIFIED = "qualified"
    DECLINED = "declined"
    FAILED = "failed"
    WITHDRAWN = "withdrawn"


WAY = tuple(MemberState)[:6]
TERMINAL = frozenset(tuple(MemberState)[5:])
RANK = {state: rank for rank, state in enumerate(WAY)}


class Filter(Posted):
    """Which offices are meant: those that fit every list; an empty list fits all."""

    regions: Annotated[Codes, Field(max_length=50)] = ()
    kinds: tuple[UnitKind, ...] = ()
    legal_areas: tuple[LegalArea, ...] = ()
    stages: Annotated[tuple[Key, ...], Field(max_length=20)] = ()
    units: Codes = ()

    @field_validator("units")
    @classmethod
    def not_too_many(cls, units: Codes) -> Codes:
        return listed_once(units)


class GroupBy(StrEnum):
    """How the offices after the pilot are put into groups."""

    TOGETHER = "together"
    REGION = "region"
    SIZE = "size"
    LISTED = "listed"


class Grouping(Posted):
    """The pilot group first (by codes, or the first so many in the order of seats), then the others.

    ``size``: offices per group. ``listed``: codes per group; whoever is in none of them forms the last group.
    """

    pilot: Codes = ()
    pilot_size: Annotated[int, Field(ge=0, le=MOST_CODES)] = 0
    by: GroupBy = GroupBy.TOGETHER
    size: Annotated[int, Field(ge=1, le=MOST_CODES)] | None = None
    listed: Annotated[tuple[Codes, ...], Field(max_length=200)] = ()

    @model_validator(mode="after")
    def is_coherent(self) -> Self:
        if self.pilot and self.pilot_size:
            raise fault("wave_pilot_twice")
        if (self.size is not None) != (self.by is GroupBy.SIZE):
            raise fault("wave_group_size_missing")
        if bool(self.listed) != (self.by is GroupBy.LISTED):
            raise fault("wave_groups_missing")
        listed_once(code for codes in (self.pilot, *self.listed) for code in codes)
        return self


class Then(StrEnum):
    """What follows when a group has done well enough."""

    NEXT_GROUP = "next_group"
    PAUSE_FOR_LOOK = "pause_for_look"


Goal = Literal[
    MemberState.INVITED, MemberState.NOMINATED, MemberState.GATE, MemberState.ADMITTED, MemberState.QUALIFIED
]
"""States on the way that a group can be measured by."""


def _checked_percentage(percent: int) -> int:
    if not 1 <= percent <= 100:  # noqa: PLR2004 - per cent
        raise fault("wave_percentage", percent=percent)
    return percent


class SuccessRule(Posted):
    """When the next group may open: ``percent`` of the group's offices have reached ``state`` or more.

    Offices that were withdrawn do not count. When a group is through without that, somebody has to look in any case.
    """

    percent: int = 80
    state: Goal = MemberState.ADMITTED
    then: Then = Then.NEXT_GROUP

    _is_percentage = field_validator("percent")(_checked_percentage)


class StopRule(Posted):
    """The wave pauses when more than ``percent`` of a group's asked offices failed or declined, from ``asked`` on."""

    percent: int = 30
    asked: Annotated[int, Field(ge=1, le=MOST_CODES)] = 5

    _is_percentage = field_validator("percent")(_checked_percentage)


class WavePlan(Posted):
    """A wave as it is posted. ``code`` is its human name.

    ``exclusions``: unit code -> reason code of the list ``exclude``. ``nominate_within``: working days of each office.
    ``starts_on`` None: at once. ``gate``: whether staff representations take part where the programme asks for it;
    ``urgent``: with the short time to reply. ``window``: offices asked at the same time. ``seats_per_office`` None: up
    to what the office needs. ``stop`` None: the wave does not pause by itself.
    """

    code: WaveCode
    filter: Filter = Filter()
    exclusions: dict[UnitCode, Key] = Field(default_factory=dict)
    grouping: Grouping = Grouping()
    courses: tuple[CoursePlan, ...]
    seats_per_office: Annotated[int, Field(ge=1, le=50)] | None = None
    nominate_within: Annotated[int, Field(ge=1, le=60)] = 20
    starts_on: date | None = None
    gate: bool = True
    urgent: bool = False
    success: SuccessRule = SuccessRule()
    stop: StopRule | None = StopRule()
    window: Annotated[int, Field(ge=1, le=200)] = 50

    @field_validator("exclusions")
    @classmethod
    def reasons_are_known(cls, exclusions: dict[str, str]) -> dict[str, str]:
        listed_once(exclusions)
        for reason in exclusions.values():
            if reason not in REASONS["exclude"]:
                raise fault("wave_unknown_reason", reason=reason, known=", ".join(REASONS["exclude"]))
        return exclusions

    @field_validator("courses")
    @classmethod
    def courses_differ(cls, courses: tuple[CoursePlan, ...], info: ValidationInfo) -> tuple[CoursePlan, ...]:
        if not courses:
            raise fault("wave_without_course")
        if info.context != STORED:
            _not_too_many(courses)
        for names in ([c.id for c in courses], [c.code for c in courses]):
            for name in names:
                if names.count(name) > 1:
                    raise fault("wave_course_twice", course=name)
        return courses

    @field_validator("starts_on")
    @classmethod
    def courses_follow_the_start(cls, starts_on: date | None, info: ValidationInfo) -> date | None:
        courses: tuple[CoursePlan, ...] = info.data.get("courses", ())
        if info.context == STORED or starts_on is None or not courses:
            return starts_on
        first = min(courses, key=lambda course: course.starts_on)
        if first.starts_on <= starts_on:
            days = {"day": first.starts_on.isoformat(), "starts_on": starts_on.isoformat()}
            raise fault("wave_course_before_start", course=first.code, **days)
        return starts_on

    def warnings(self) -> list[Warned]:
        """What can be planned like this, but should be looked at."""
        return [Warned(code="no_internal_trainer", course=c.id) for c in self.courses if c.internal_trainers == 0]


class Warned(Posted):
    """A warning about a course: ``no_internal_trainer`` is the only one so far."""

    code: Key
    course: OpaqueId


def _not_too_many(courses: tuple[CoursePlan, ...]) -> None:
    if len(courses) > MOST_COURSES:
        raise fault("wave_too_many_courses", limit=MOST_COURSES, count=len(courses))
    days = sum(len(module.days) for course in courses for module in course.modules)
    if days > MOST_DAYS:
        raise fault("wave_too_many_days", limit=MOST_DAYS, count=days)


def _tolerated(model: type[Posted]) -> BeforeValidator:
    """What was stored by a later version may have fields that this one does not know."""

    def read(value: Any) -> Any:  # noqa: ANN401 - raw input
        return model.model_validate(value, extra="ignore", context=STORED) if isinstance(value, dict) else value

    return BeforeValidator(read)


def _whole(plan: Posted) -> dict[str, Any]:
    """What people planned is written out, also where it is at its default; the rest of a state is not."""
    return plan.model_dump(mode="json")


WRITTEN_OUT = PlainSerializer(_whole, when_used="json")
StoredPlan = Annotated[WavePlan, _tolerated(WavePlan), WRITTEN_OUT]
StoredCourse = Annotated[CoursePlan, _tolerated(CoursePlan), WRITTEN_OUT]

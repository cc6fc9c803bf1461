"""What the API answers about waves: built from the wave's state, as far as the reader may see its offices."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from datetime import date
from typing import TYPE_CHECKING

from api.office_words import explanation_words, member_words
from api.shapes import Answer, ObligationShape
from api.wave_words import course_words, group_title, group_words, listed_words, seats_words, status_words
from models.waves.plan import MemberState
from models.waves.reasons import words
from models.waves.seats import is_waiting

if TYPE_CHECKING:
    from models.queries.wave_sights import Listed
    from models.waves.state import Course, Explanation, Group, LeftOut, Member, WaveState


class WaveSummary(Answer):
    """``counts``: offices by state, those the reader may see."""

    id: str
    code: str
    status: str
    sentence: str
    prepared_on: date
    starts_on: date | None
    started_on: date | None
    ended_on: date | None
    members: int
    asked: int
    counts: dict[str, int]
    version: int


class ModuleShape(Answer):
    key: str
    mode: str
    days: list[date]
    held_on: date | None


class CourseShape(Answer):
    """Numbers of seats are None outside a nationwide scope, but for the plan's own."""

    id: str
    code: str
    status: str
    note: str
    starts_on: date
    ends_on: date
    site: str | None
    regions: list[str]
    internal_trainers: int
    external_trainers: int
    min_seats: int
    max_seats: int
    free: int | None
    missing_to_minimum: int | None
    reserved: int | None
    confirmed: int | None
    seats: str
    workshop: str | None
    workshop_on: date | None
    modules: list[ModuleShape]


class GroupShape(Answer):
    number: int
    title: str
    region: str | None
    opened_on: date | None
    sentence: str
    counts: dict[str, int]


class MemberShape(Answer):
    """An office in the wave. Companions are opaque ids; ``allocation`` says why it has its seats, or waits."""

    unit: str
    name: str
    region: str | None
    group: int
    state: str
    since: date | None
    sentence: str
    why: str | None
    round: int
    course: str | None
    seats: int
    nominate_by: date | None
    gate: str
    gate_due_on: date | None
    nominated: list[str]
    admitted: list[str]
    qualified: list[str]
    allocation: str | None


class LeftOutShape(Answer):
    unit: str
    reason: str
    sentence: str


class GateShape(ObligationShape):
    """A step of the participation of a sending office, with how its due date was counted."""

    unit: str


class WaveWhole(WaveSummary):
    groups: list[GroupShape]
    courses: list[CourseShape]
    offices: list[MemberShape]
    left_out: list[LeftOutShape]
    gates: list[GateShape]
    allowed_commands: list[str]
    halted: bool


def wave_summary(state: WaveState, members: Sequence[Member], *, version: int, language: str) -> WaveSummary:
    """``members``: those the reader may see."""
    return WaveSummary(
        id=state.wave_id,
        code=state.plan.code,
        status=state.status.value,
        sentence=status_words(state, members, language),
        prepared_on=state.prepared_on,
        starts_on=state.plan.starts_on,
        started_on=state.started_on,
        ended_on=state.ended_on,
        members=len(members),
        asked=sum(m.asked for m in members),
        counts=counts(members),
        version=version,
    )


def listed_summary(wave: Listed, language: str) -> WaveSummary:
    """A wave as lists have it; ``members`` and ``asked`` count the offices in scope."""
    row = wave.row
    return WaveSummary(
        id=row.wave_id,
        code=row.code,
        status=row.status,
        sentence=listed_words(wave, language),
        prepared_on=row.prepared_on,
        starts_on=row.starts_on,
        started_on=row.started_on,
        ended_on=row.ended_on,
        members=wave.counts.total(),
        asked=wave.asked,
        counts=dict(wave.counts),
        version=row.seq,
    )


def counts(members: Sequence[Member]) -> dict[str, int]:
    found = Counter(m.state for m in members)
    return {state.value: found[state] for state in MemberState if found[state]}


def course_shape(course: Course, *, sees_all: bool, is_over: bool, language: str) -> CourseShape:
    plan = course.plan
    return CourseShape(
        id=plan.id,
        code=plan.code,
        status=course.status.value,
        note=course_words(course, language),
        starts_on=plan.starts_on,
        ends_on=plan.ends_on,
        site=plan.site,
        regions=list(plan.regions),
        internal_trainers=plan.internal_trainers,
        external_trainers=plan.external_trainers,
        min_seats=plan.min_seats,
        max_seats=plan.max_seats,
        free=course.free if sees_all else None,
        missing_to_minimum=course.missing if sees_all else None,
        reserved=course.reserved if sees_all else None,
        confirmed=course.confirmed if sees_all else None,
        seats=seats_words(course, language, sees_all=sees_all, is_over=is_over),
        workshop=plan.workshop.value if plan.workshop else None,
        workshop_on=plan.workshop_on,
        modules=[
            ModuleShape(key=m.key, mode=m.mode.value, days=list(m.days), held_on=course.held.get(m.key))
            for m in plan.modules
        ],
    )


def group_shape(
    state: WaveState, group: Group, members: Sequence[Member], regions: Mapping[str, str], language: str
) -> GroupShape:
    """``members``: those the reader may see."""
    its = [m for m in members if m.group == group.number]
    return GroupShape(
        number=group.number,
        title=group_title(group, regions, language),
        region=group.region,
        opened_on=group.opened_on,
        sentence=group_words(state, group, its, language),
        counts=counts(its),
    )


def member_shape(
    state: WaveState, member: Member, name: str, language: str, *, explained: Explanation | None, sees_all: bool
) -> MemberShape:
    """``explained``: why it has its seats, or waits (``WaveSight.explained``)."""
    return MemberShape(
        unit=member.code,
        name=name,
        region=member.region,
        group=member.group,
        state=member.state.value,
        since=member.since,
        sentence=f"{name} {member_words(state, member, language)}",
        why=member.why,
        round=member.round,
        course=member.course,
        seats=member.seats,
        nominate_by=member.nominate_by,
        gate=member.gate.value,
        gate_due_on=member.gate_due_on,
        nominated=list(member.nominated),
        admitted=list(member.admitted),
        qualified=list(member.qualified),
        allocation=allocation(state, member, explained, language, sees_all=sees_all) or None,
    )


def allocation(
    state: WaveState, member: Member, explained: Explanation | None, language: str, *, sees_all: bool
) -> str:
    """Why the office has its seats, or waits; empty before anybody looked for one."""
    if explained is None:
        return ""
    codes = {name: course.plan.code for name, course in state.courses.items()}
    return explanation_words(explained, codes, language, waits=is_waiting(state, member), sees_all=sees_all)


def left_out_shape(out: LeftOut, language: str) -> LeftOutShape:
    return LeftOutShape(unit=out.code, reason=out.reason, sentence=words(out.reason, language))

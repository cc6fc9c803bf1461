"""What the API answers with: units, their parts, their journal. Built from rules and questions, never from tables."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, datetime
from typing import Any

from pydantic import BaseModel, ConfigDict

from models.projection import Mark, marks, side_since, sustained_on
from models.queries.listing import UnitLine
from models.queries.units import Place
from models.rollout.owed import SETTLED_BY, Obligation
from models.rollout.state import UnitState
from models.status import IsVacant, Status, status_of
from models.tables import JournalRow
from models.wording import Voice, arithmetic_words, holder_words, obligation_words, status_words


class Answer(BaseModel):
    model_config = ConfigDict(frozen=True)


class Region(Answer):
    code: str | None
    name: str | None


class StatusShape(Answer):
    """Code, the sentence, the step's holder, since when it is open, when it is due."""

    code: str
    sentence: str
    holder: str | None
    since: date | None
    due: date | None


class MilestoneShape(Answer):
    key: str
    title: str
    necessity: str
    done: bool
    happened_on: date | None
    stated: bool
    planned_on: date | None
    have: int | None
    need: int | None


class ObligationShape(Answer):
    key: str
    step: str
    milestone: str
    sentence: str
    holder_function: str
    holder_scope: str | None
    holder: str
    vacant: bool
    opens_on: date
    due_on: date
    second_reminder_on: date
    third_reminder_on: date
    arithmetic: str
    suspended: bool
    settled_by: str


class UnitSummary(Answer):
    code: str
    name: str
    kind: str
    region: str | None
    stage: str
    stage_title: str
    side_state: str
    milestones_done: int
    milestones_applicable: int
    status: StatusShape
    version: int


class WorkshopShape(Answer):
    workshop: str
    planned_on: date | None
    held_on: date | None
    headcount: str | None
    returned_on: date | None
    stated: bool


class CompanionShape(Answer):
    """A companion as the tracker knows one: an opaque id and days."""

    companion: str
    nominated_on: date
    admitted_on: date | None
    qualified_on: date | None
    released_on: date | None
    stated: bool


class ManagerShape(Answer):
    since: date
    until: date | None
    has_access: bool


class UnitWhole(UnitSummary):
    city: str
    land: str
    aqua_team: str | None
    milestones: list[MilestoneShape]
    workshops: list[WorkshopShape]
    companions: list[CompanionShape]
    managers: list[ManagerShape]
    obligations: list[ObligationShape]
    allowed_commands: list[str]
    halted: bool


class JournalShape(Answer):
    """One event: what, by which function, on which day of the office's life, and when it was recorded."""

    seq: int
    type: str
    happened_on: date
    recorded_at: datetime
    function: str
    acting_for: str | None
    facts: dict[str, Any]
    note: str | None = None


def status_shape(voice: Voice, status: Status, *, since: date | None, reason: str | None) -> StatusShape:
    owed = status.obligation
    return StatusShape(
        code=status.code.value,
        sentence=status_words(voice, status, since=since, reason=reason),
        holder=holder_words(voice, owed.holder, owed.scope) if owed else None,
        since=status.since or since,
        due=owed.due_on if owed else None,
    )


def summary(voice: Voice, line: UnitLine) -> UnitSummary:
    return UnitSummary(
        code=line.code,
        name=line.name,
        kind=line.kind.value,
        region=line.region,
        stage=line.stage,
        stage_title=stage_title(voice, line.stage),
        side_state=line.side_state.value,
        milestones_done=line.done,
        milestones_applicable=line.applicable,
        status=status_shape(voice, line.status, since=line.side_since or line.sustained_on, reason=line.side_reason),
        version=line.seq,
    )


def stage_title(voice: Voice, key: str) -> str:
    stage = next((s for s in voice.programme.stages if s.key == key), None)
    return stage.title.in_language(voice.language) if stage else key


def milestone_shape(voice: Voice, mark: Mark) -> MilestoneShape:
    milestone = voice.programme.by_key.get(mark.key)
    return MilestoneShape(
        key=mark.key,
        title=milestone.title.in_language(voice.language) if milestone else mark.key,
        necessity=mark.necessity,
        done=mark.reached_on is not None,
        happened_on=mark.reached_on,
        stated=mark.stated,
        planned_on=mark.planned_on,
        have=mark.have,
        need=mark.need,
    )


def obligation_shape(voice: Voice, owed: Obligation, *, vacant: bool) -> ObligationShape:
    return ObligationShape(
        key=owed.key,
        step=owed.step.value,
        milestone=owed.milestone,
        sentence=obligation_words(voice, owed, vacant=vacant),
        holder_function=owed.holder.value,
        holder_scope=owed.scope,
        holder=holder_words(voice, owed.holder, owed.scope),
        vacant=vacant,
        opens_on=owed.opens_on,
        due_on=owed.due_on,
        second_reminder_on=owed.second_on,
        third_reminder_on=owed.third_on,
        arithmetic=arithmetic_words(voice, owed),
        suspended=owed.suspended,
        settled_by=SETTLED_BY[owed.step],
    )


def whole(
    voice: Voice,
    place: Place,
    state: UnitState,
    *,
    seq: int,
    is_vacant: IsVacant,
    owed: Sequence[Obligation],
    allowed: Sequence[str],
) -> UnitWhole:
    """The unit whole, from its state at entry ``seq``."""
    all_marks = marks(state)
    required = [m for m in all_marks if m.necessity == "required"]
    done_on = sustained_on(state)
    status = status_of(state.side_state, sustained=done_on is not None, owed=owed, on=voice.on, is_vacant=is_vacant)
    return UnitWhole(
        code=place.code,
        name=place.name,
        kind=place.kind.value,
        region=state.region,
        stage=state.stage,
        stage_title=stage_title(voice, state.stage),
        side_state=state.side_state.value,
        milestones_done=sum(m.reached_on is not None for m in required),
        milestones_applicable=len(required),
        status=status_shape(
            voice, status, since=side_since(state) or done_on, reason=state.pause.reason if state.pause else None
        ),
        version=seq,
        city=place.city,
        land=place.land,
        aqua_team=state.aqua_team,
        milestones=[milestone_shape(voice, m) for m in all_marks],
        workshops=[
            WorkshopShape(workshop=k.value, **w.model_dump(include=WORKSHOP)) for k, w in state.workshops.items()
        ],
        companions=[CompanionShape(companion=c.id, **c.model_dump(include=COMPANION)) for c in state.companions],
        managers=[ManagerShape(since=m.since, until=m.until, has_access=m.holder is not None) for m in state.managers],
        obligations=[obligation_shape(voice, o, vacant=is_vacant(o.holder, o.scope)) for o in owed],
        allowed_commands=list(allowed),
        halted=place.halted is not None,
    )


WORKSHOP = {"planned_on", "held_on", "headcount", "returned_on", "stated"}
COMPANION = {"nominated_on", "admitted_on", "qualified_on", "released_on", "stated"}


ELSEWHERE = ("type", "by", "happened_on", "recorded_on", "note_id", "holder")
"""What an entry says in fields of its own; who holds a function is the directory's to say."""


def journal_shape(row: JournalRow, notes: dict[str, str]) -> JournalShape:
    payload = {k: v for k, v in row.payload.items() if k not in ELSEWHERE}
    for large in ("programme", "calendar"):
        if isinstance(payload.get(large), dict):
            payload[large] = payload[large].get("id")
    by = row.payload["by"]
    return JournalShape(
        seq=row.seq,
        type=row.type,
        happened_on=row.happened_on,
        recorded_at=row.recorded_at,
        function=by["function"],
        acting_for=by.get("acting_for"),
        facts=payload,
        note=notes.get(row.payload.get("note_id") or ""),
    )

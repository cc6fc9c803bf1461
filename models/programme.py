"""The programme of the rollout as validated data: milestones, stages, who states what, terms, switches.

A running unit carries the definition by value, so a later edition never changes what it has promised. Code knows
*kinds of evidence* (a workshop was confirmed, companions are qualified), never a milestone's key.
"""

from __future__ import annotations

from enum import StrEnum
from functools import cache, cached_property
from importlib import resources
from typing import Annotated, Literal

import yaml
from pydantic import BaseModel, ConfigDict, Field, StringConstraints, model_validator

from models.calendar import Term
from models.organisation import Function, UnitKind
from models.sharing import shared

Key = Annotated[str, StringConstraints(pattern=r"^[a-z][a-z0-9_]{0,39}$")]


class Part(BaseModel):
    """A frozen part of a definition; unknown fields of later editions are kept out, not fatal in old histories."""

    model_config = ConfigDict(frozen=True, extra="ignore")


class Text(Part):
    """A text in both languages of the user interface."""

    de: str
    en: str

    def in_language(self, language: str) -> str:
        return self.de if language == "de" else self.en


class WorkshopKind(StrEnum):
    IMPLEMENTATION = "implementation"
    CONSOLIDATION = "consolidation"


class Necessity(StrEnum):
    REQUIRED = "required"
    OPTIONAL = "optional"
    NOT_APPLICABLE = "not_applicable"


class ParticipationDecided(Part):
    """Done when the office has decided to take part."""

    kind: Literal["participation_decided"] = "participation_decided"


class ManagerInPlace(Part):
    """Done when a responsible manager was first assigned."""

    kind: Literal["manager_in_place"] = "manager_in_place"


class CompanionsNominated(Part):
    """Done when the minimum number of companions was nominated."""

    kind: Literal["companions_nominated"] = "companions_nominated"


class CompanionAdmitted(Part):
    """Done when the first companion was admitted to a course."""

    kind: Literal["companion_admitted"] = "companion_admitted"


class CompanionsQualified(Part):
    """Done when the minimum number of companions was qualified."""

    kind: Literal["companions_qualified"] = "companions_qualified"


class WorkshopConfirmed(Part):
    """Done when the workshop was held and confirmed; its day is the day it was held."""

    kind: Literal["workshop_confirmed"] = "workshop_confirmed"
    workshop: WorkshopKind
    planner: Function = Function.AQUA_LEAD
    confirmer: Function = Function.AQUA_LEAD
    answer_after: Term = Term(working_days=1)
    answer_within: Term = Term(working_days=5)


class Stated(Part):
    """Done when one of ``stated_by`` records it."""

    kind: Literal["stated"] = "stated"
    stated_by: tuple[Function, ...]


class WaitingTime(Part):
    """Done when ``months`` after the day of milestone ``anchor`` have passed (months: no calendar can move it back)."""

    kind: Literal["waiting_time"] = "waiting_time"
    anchor: Key
    months: Annotated[int, Field(ge=1, le=60)]


class Sustained(Part):
    """Done on the first day on which all ``requires`` are reached and manager and companions are in place."""

    kind: Literal["sustained"] = "sustained"
    check_after_months: tuple[int, ...] = ()


Evidence = Annotated[
    ParticipationDecided
    | ManagerInPlace
    | CompanionsNominated
    | CompanionAdmitted
    | CompanionsQualified
    | WorkshopConfirmed
    | Stated
    | WaitingTime
    | Sustained,
    Field(discriminator="kind"),
]
DERIVED = (WaitingTime, Sustained)


class DueFrom(Part):
    """A due date counted from another milestone's day instead of from the opening."""

    anchor: Key
    term: Term


class Milestone(Part):
    """One milestone.

    ``requires``: must be reached before this can be stated. ``opens_after``: reached before anybody owes the step.
    ``term``: from opening to due; ``due_from`` may set a later day. ``column``: short heading in the matrix.
    ``genitive``: the title as it follows "confirmation …" in a sentence.
    """

    key: Key
    title: Text
    genitive: Text | None = None
    column: Text | None = None
    evidence: Evidence
    necessity: dict[UnitKind, Necessity]
    requires: tuple[Key, ...] = ()
    opens_after: tuple[Key, ...] = ()
    holder: Function = Function.REGIONAL_LEAD
    term: Term = Term(working_days=20)
    due_from: DueFrom | None = None

    def necessity_for(self, kind: UnitKind) -> Necessity:
        return self.necessity.get(kind, Necessity.NOT_APPLICABLE)


class Stage(Part):
    """A stage is entered when its ``entered_when`` and those of all stages before it are reached."""

    key: Key
    title: Text
    entered_when: tuple[Key, ...] = ()


class Reminders(Part):
    """Working days from the due date, the day of the first reminder, to the second and the third.

    The second goes to the regional lead as well.
    """

    second: int = 5
    third: int = 10


class GateTerms(Part):
    """Terms of the staff representation's participation in the selection for a course.

    ``reply_within`` and ``urgent_reply_within``: its time to reply. ``short_notice``: with fewer working days than
    these before the course, a free seat is filled without it. The other two are for those who ask and answer.
    """

    request_within: Term = Term(working_days=5)
    reply_within: Term = Term(working_days=10)
    urgent_reply_within: Term = Term(working_days=3)
    answer_within: Term = Term(working_days=10)
    short_notice: int = 3


class Programme(Part):
    """One edition of the programme definition."""

    id: Annotated[str, StringConstraints(pattern=r"^[a-z0-9-]{1,40}$")]
    version: Annotated[int, Field(ge=1)]
    title: Text
    minimum_companions: Annotated[int, Field(ge=1, le=50)]
    maximum_companions: Annotated[int, Field(ge=1, le=500)] = 200
    plan_horizon_months: Annotated[int, Field(ge=1, le=60)] = 24
    earliest_year: int = 2012
    four_eyes: bool = False
    participation_gate: bool = True
    gate_terms: GateTerms = GateTerms()
    reminders: Reminders = Reminders()
    restore_term: Term = Term(working_days=40)
    milestones: tuple[Milestone, ...]
    stages: tuple[Stage, ...]
    reasons: dict[str, dict[Key, Text]]
    blackouts: tuple[tuple[str, str], ...] = ()
    assumptions: tuple[Text, ...] = ()

    @cached_property
    def by_key(self) -> dict[str, Milestone]:
        return {milestone.key: milestone for milestone in self.milestones}

    def workshop_milestone(self, workshop: WorkshopKind) -> Milestone:
        """The milestone that this kind of workshop serves; the validation guarantees exactly one."""
        return next(
            m for m in self.milestones if isinstance(m.evidence, WorkshopConfirmed) and m.evidence.workshop is workshop
        )

    def reasons_in(self, which: str) -> dict[Key, Text]:
        """The reasons of one list, code -> text."""
        return self.reasons.get(which) or LATER_LISTS.get(which, {})

    def of_kind(self, evidence: type[Part]) -> Milestone | None:
        return next((m for m in self.milestones if isinstance(m.evidence, evidence)), None)

    def applicable(self, kind: UnitKind) -> list[Milestone]:
        return [*self._applicable[kind]]

    def required(self, kind: UnitKind) -> tuple[str, ...]:
        """Keys of the milestones that this kind of office has to reach."""
        return self._required[kind]

    def asks_for_participation(self, kind: UnitKind) -> bool:
        """Whether this kind of office has to decide if it takes part."""
        return self._asks_for_participation[kind]

    @cached_property
    def _asks_for_participation(self) -> dict[UnitKind, bool]:
        """Looked up with every command and every example of one."""
        asking = {m.key for m in self.milestones if m.evidence.kind == "participation_decided"}
        return {kind: not asking.isdisjoint(self.required(kind)) for kind in UnitKind}

    @cached_property
    def _required(self) -> dict[UnitKind, tuple[str, ...]]:
        return {
            kind: tuple(m.key for m in self.milestones if m.necessity_for(kind) is Necessity.REQUIRED)
            for kind in UnitKind
        }

    @cached_property
    def _applicable(self) -> dict[UnitKind, tuple[Milestone, ...]]:
        """Asked for with every look at a unit."""
        return {
            kind: tuple(m for m in self.milestones if m.necessity_for(kind) is not Necessity.NOT_APPLICABLE)
            for kind in UnitKind
        }

    @model_validator(mode="after")
    def is_coherent(self) -> Programme:
        keys = [m.key for m in self.milestones]
        problems = [f"milestone {k} is defined twice" for k in sorted({k for k in keys if keys.count(k) > 1})]
        problems += _forward_references(self.milestones)
        problems += [
            f"stage {s.key} names the unknown milestone {k}"
            for s in self.stages
            for k in s.entered_when
            if k not in keys
        ]
        for workshop in WorkshopKind:
            serving = [
                m
                for m in self.milestones
                if isinstance(m.evidence, WorkshopConfirmed) and m.evidence.workshop is workshop
            ]
            if len(serving) != 1:
                problems.append(f"exactly one milestone must be evidenced by the workshop {workshop.value}")
        if len({s.key for s in self.stages}) != len(self.stages) or not self.stages:
            problems.append("stages need different keys, and there must be one")
        if self.stages and self.stages[0].entered_when:
            problems.append("the first stage must have no condition")
        if not 0 <= self.reminders.second <= self.reminders.third:
            problems.append("the third reminder must not come before the second, nor the second before the first")
        problems += [f"the reasons lack the list {name}" for name in REASON_LISTS if not self.reasons.get(name)]
        if problems:
            raise ValueError("; ".join(problems))
        return self


REASON_LISTS = ("pause", "due_date", "cancel", "withdraw", "return", "correct")
"""Lists that every edition must have."""

LATER_LISTS: dict[str, dict[str, Text]] = {
    "representation": {
        "agreement": Text(de="Durch Dienstvereinbarung geregelt", en="Settled by a service agreement"),
        "none_competent": Text(de="Keine Interessenvertretung zuständig", en="No staff representation is competent"),
        "short_notice": Text(de="Kurzfristige Nachbesetzung", en="Seat filled at short notice"),
    }
}
"""Lists that editions from before them do not have, with what such an edition says. Units carry editions by value."""


def _forward_references(milestones: tuple[Milestone, ...]) -> list[str]:
    """A milestone may refer only to milestones listed before it: so references are known and free of cycles."""
    problems: list[str] = []
    seen: set[str] = set()
    for milestone in milestones:
        named = {*milestone.requires, *milestone.opens_after}
        if isinstance(milestone.evidence, WaitingTime):
            named.add(milestone.evidence.anchor)
        if milestone.due_from is not None:
            named.add(milestone.due_from.anchor)
        problems += [
            f"milestone {milestone.key} names {k}, which is not listed before it" for k in sorted(named - seen)
        ]
        seen.add(milestone.key)
    return problems


SharedProgramme = Annotated[Programme, shared(lambda raw: (raw.get("id"), raw.get("version")))]


@cache
def shipped(name: str = "ilb-1") -> Programme:
    """The edition that ships with the product, from ``models/programmes/<name>.yaml``; nobody can change it."""
    text = resources.files("models").joinpath("programmes", f"{name}.yaml").read_text(encoding="utf-8")
    return Programme.model_validate(yaml.safe_load(text))

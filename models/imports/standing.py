"""Standings in a file („übernommen“): milestones that offices had reached before they were tracked."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date

from models.errors import DateInFuture, DateTooEarly, Refusal, RolloutEnded, UnknownUnit
from models.imports.cells import DuplicateRow, day
from models.imports.reading import Columns, Row
from models.imports.report import Checked, Outcome, RowResult, ignored, in_error
from models.organisation import SERVED, UnitKind
from models.programme import (
    DERIVED,
    CompanionAdmitted,
    CompanionsNominated,
    CompanionsQualified,
    Milestone,
    Necessity,
    Programme,
)
from models.remedies import Remedy
from models.rollout.step_refusals import MilestoneIsDerived, MilestoneNotApplicable, UnknownMilestone

COLUMNS = Columns(required=("unit_code", "milestone", "happened_on"), optional=("count",))
COUNTED = (CompanionsNominated, CompanionAdmitted, CompanionsQualified)
MOST = 50


class NoRolloutHere(Refusal):
    """Offices of the kind {kind} have no rollout."""

    german = "Dienststellen der Art {kind} haben keinen Rollout."
    remedy = Remedy("Bitte die Zeile entfernen.", "Remove the line.")


class OtherDayOnRecord(Refusal):
    """Another day ({on}) is on record."""

    german = "Eingetragen ist ein anderer Tag ({on})."
    remedy = Remedy(
        "Stimmt er nicht, bitte auf der Seite der Dienststelle das Datum berichtigen.",
        "If it is wrong, correct the date on the page of the office.",
    )


class InvalidCount(Refusal):
    """The count is no whole number from 1 to {most}, or does not belong to this milestone."""

    german = "Die Anzahl ist keine ganze Zahl von 1 bis {most} oder gehört nicht zu diesem Meilenstein."
    remedy = Remedy(
        "Bitte nur bei Meilensteinen über Lernbegleitende eine Anzahl angeben.",
        "State a count only for milestones about companions.",
    )


@dataclass(frozen=True, slots=True)
class KnownStanding:
    """An office with the days of its milestones, on record or on the way there."""

    unit_id: str
    kind: UnitKind
    region: str | None
    has_ended: bool = False
    days: Mapping[str, date] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Standing:
    """What a new row states; ``region`` is the office's."""

    unit_id: str
    region: str | None
    milestone: str
    happened_on: date
    count: int | None


@dataclass(frozen=True, slots=True)
class StandingRules:
    """What a row is judged by; ``within``: regions whose offices exist for the importer, None for all."""

    programme: Programme
    today: date
    within: Collection[str] | None = None


def compare_standing(
    rows: Iterable[Row], known: Mapping[str, KnownStanding], rules: StandingRules
) -> list[Checked[Standing]]:
    first: dict[tuple[str, str], int] = {}
    checked: list[Checked[Standing]] = []
    for row in rows:
        if row.is_empty:
            checked.append(Checked(ignored(row)))
            continue
        about = row.values["unit_code"], row.values["milestone"]
        try:
            if (earlier := first.setdefault(about, row.line)) != row.line:
                raise DuplicateRow(line=earlier)
            checked.append(_compared(row, known, rules))
        except Refusal as refusal:
            checked.append(Checked(in_error(row, about[0], refusal)))
    return checked


def _compared(row: Row, known: Mapping[str, KnownStanding], rules: StandingRules) -> Checked[Standing]:
    unit = _unit(row, known, rules.within)
    milestone = _milestone(row.values["milestone"], unit.kind, rules.programme)
    on = _past_day(row, rules)
    count = _count(row.values["count"], milestone)
    recorded = unit.days.get(milestone.key)
    if recorded is not None and recorded != on:
        raise OtherDayOnRecord(on=recorded.isoformat())
    if recorded is None and unit.has_ended:
        raise RolloutEnded
    outcome = Outcome.NEW if recorded is None else Outcome.SAME
    result = RowResult(line=row.line, code=row.values["unit_code"], outcome=outcome)
    return Checked(result, Standing(unit.unit_id, unit.region, milestone.key, on, count))


def _unit(row: Row, known: Mapping[str, KnownStanding], within: Collection[str] | None) -> KnownStanding:
    """The office; one of another region does not exist for a regional lead."""
    unit = known.get(row.values["unit_code"])
    if unit is None or (within is not None and unit.region not in within):
        raise UnknownUnit
    if unit.kind not in SERVED:
        raise NoRolloutHere(kind=unit.kind.value)
    return unit


def _milestone(key: str, kind: UnitKind, programme: Programme) -> Milestone:
    milestone = programme.by_key.get(key)
    if milestone is None:
        raise UnknownMilestone(milestone=key[:40], known=", ".join(m.key for m in statable(programme)))
    if milestone.necessity_for(kind) is Necessity.NOT_APPLICABLE:
        raise MilestoneNotApplicable(milestone=key)
    if isinstance(milestone.evidence, DERIVED):
        raise MilestoneIsDerived(milestone=key)
    return milestone


def statable(programme: Programme) -> list[Milestone]:
    """Milestones that a standing can state, in the order of the programme."""
    return [m for m in programme.milestones if not isinstance(m.evidence, DERIVED)]


def _past_day(row: Row, rules: StandingRules) -> date:
    on = day(row.values, "happened_on")
    earliest = date(rules.programme.earliest_year, 1, 1)
    if on > rules.today:
        raise DateInFuture(on=on.isoformat())
    if on < earliest:
        raise DateTooEarly(on=on.isoformat(), earliest=earliest.isoformat())
    return on


def _count(value: str, milestone: Milestone) -> int | None:
    if not value:
        return None
    counted = isinstance(milestone.evidence, COUNTED)
    if not counted or not (value.isascii() and value.isdigit() and len(value) <= len(str(MOST))):
        raise InvalidCount(most=MOST)
    if not 1 <= int(value) <= MOST:
        raise InvalidCount(most=MOST)
    return int(value)

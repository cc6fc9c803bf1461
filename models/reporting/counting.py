"""The figures of one region, or of all: offices counted, Agenturen and gE apart."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence

from models.calendar import add_months
from models.organisation import UnitKind
from models.programme import (
    ManagerInPlace,
    Necessity,
    ParticipationDecided,
    Programme,
    Sustained,
    WorkshopKind,
)
from models.reporting.asked import AsOf
from models.reporting.durations import stage_durations
from models.reporting.figures import Figures, Inside, KindFigures, Persons, Quota, Sustainment, WorkshopFigures
from models.reporting.marks import planned_on
from models.reporting.needs import delay_figures, need_figures, waiting
from models.reporting.unit import UnitAsOf, of_kind
from models.rollout.facts import CONFIRMED
from models.rollout.owed import NATIONAL
from models.rollout.state import SideState
from models.status import IsVacant, StatusCode, status_of

NEEDY = (StatusCode.ORPHAN, StatusCode.SUPPORT_NEEDED)


def figures(
    units: Sequence[UnitAsOf], asked: AsOf, programme: Programme, is_vacant: IsVacant, scope: str = NATIONAL
) -> Inside:
    """What these offices come to. ``programme`` gives the order of stages and milestones that are shown.

    ``is_vacant`` answers for the day asked for. What may leave the scope is ``Inside.figures``.
    """
    agenturen, shared = of_kind(units, UnitKind.AGENTUR), of_kind(units, UnitKind.GEMEINSAME_EINRICHTUNG)
    about = Figures(
        scope=scope,
        on=asked.on,
        known_at=asked.known_at,
        agenturen=_kind(agenturen, UnitKind.AGENTUR, programme, is_vacant),
        gemeinsame_einrichtungen=_kind(shared, UnitKind.GEMEINSAME_EINRICHTUNG, programme, is_vacant),
    )
    return Inside(figures=about, agenturen=persons(agenturen), gemeinsame_einrichtungen=persons(shared))


def by_region(units: Iterable[UnitAsOf]) -> dict[str | None, list[UnitAsOf]]:
    """Offices by the region to which they belonged on the day."""
    found: dict[str | None, list[UnitAsOf]] = {}
    for unit in units:
        found.setdefault(unit.region, []).append(unit)
    return found


def persons(units: Iterable[UnitAsOf]) -> Persons:
    """Exact numbers, of offices that are part of the rollout."""
    counted = [unit for unit in units if not unit.is_outside]

    def total(condition: str) -> int:
        return sum(unit.number(condition) for unit in counted)

    return Persons(
        companions=total("@companion"),
        admitted=total("@admitted"),
        qualified=total("@qualified"),
        seats=total("@seats"),
    )


def status_code(unit: UnitAsOf, is_vacant: IsVacant) -> StatusCode:
    sustained = unit.programme.of_kind(Sustained)
    is_sustained = sustained is not None and sustained.key in unit.reached
    found = status_of(unit.side_state, sustained=is_sustained, owed=unit.steps, on=unit.on, is_vacant=is_vacant)
    return found.code


def _kind(units: Sequence[UnitAsOf], kind: UnitKind, programme: Programme, is_vacant: IsVacant) -> KindFigures:
    part = [unit for unit in units if unit.takes_part]
    going = [unit for unit in units if not unit.is_outside]
    sides = Counter(unit.side_state for unit in units)
    statuses = Counter(status_code(unit, is_vacant).value for unit in units)
    open_steps = list(waiting(going, is_vacant))
    return KindFigures(
        offices=len(going) + sides[SideState.NOT_PARTICIPATING],
        taking_part=len(part),
        undecided=len(going) - len(part),
        not_taking_part=sides[SideState.NOT_PARTICIPATING],
        paused=sides[SideState.PAUSED],
        merged=sides[SideState.MERGED],
        closed=sides[SideState.CLOSED],
        stages=_stages(going, programme),
        milestones=_milestones(going, kind, programme),
        voluntary=_voluntary(part, kind, programme),
        statuses=dict(statuses),
        with_qualified_companion=_quota(part, "@covered"),
        with_manager=_quota(part, "@managed"),
        with_aqua_team=_quota(part, "@aqua"),
        with_seats=sum("@seats" in unit.true for unit in part),
        workshops={each.value: _workshops(part, each) for each in WorkshopKind},
        in_need=sum(statuses[code.value] for code in NEEDY),
        needs=need_figures(open_steps),
        delays=delay_figures(going, open_steps),
        sustained=_sustained(part, programme),
        durations=stage_durations(programme, units),
        persons=persons(units).rounded(),
    )


def _quota(units: Sequence[UnitAsOf], condition: str) -> Quota:
    return Quota(have=sum(condition in unit.true for unit in units), of=len(units))


def _stages(units: Iterable[UnitAsOf], programme: Programme) -> dict[str, int]:
    counts = Counter(unit.stage for unit in units)
    return {stage.key: counts[stage.key] for stage in programme.stages}


def _milestones(units: Sequence[UnitAsOf], kind: UnitKind, programme: Programme) -> dict[str, Quota]:
    """Of those that have to reach it: of all of them the decision to take part, of those taking part the others."""
    part = [unit for unit in units if unit.takes_part]
    found: dict[str, Quota] = {}
    for key in programme.required(kind):
        asked = units if isinstance(programme.by_key[key].evidence, ParticipationDecided) else part
        found[key] = _quota_of(asked, key)
    return found


def _quota_of(units: Sequence[UnitAsOf], key: str) -> Quota:
    return Quota(have=sum(key in unit.reached for unit in units), of=len(units))


def _voluntary(units: Sequence[UnitAsOf], kind: UnitKind, programme: Programme) -> dict[str, int]:
    optional = [m.key for m in programme.applicable(kind) if m.necessity_for(kind) is Necessity.OPTIONAL]
    return {key: _quota_of(units, key).have for key in optional}


def _workshops(units: Iterable[UnitAsOf], kind: WorkshopKind) -> WorkshopFigures:
    counts = Counter[str]()
    for unit in units:
        milestone = unit.programme.workshop_milestone(kind)
        if milestone.key in unit.reached:
            counts["held"] += 1
            counts["confirmed"] += CONFIRMED[kind] in unit.true
        elif (day := planned_on(unit, milestone)) is not None:
            counts["planned" if day >= unit.on else "answer_due"] += 1
    return WorkshopFigures(**counts)


def _sustained(units: Sequence[UnitAsOf], programme: Programme) -> tuple[Sustainment, ...]:
    milestone = programme.of_kind(Sustained)
    if milestone is None or not isinstance(milestone.evidence, Sustained):
        return ()
    return tuple(
        Sustainment(months=months, still=_still(units, milestone.key, months))
        for months in (0, *milestone.evidence.check_after_months)
    )


def _still(units: Iterable[UnitAsOf], key: str, months: int) -> Quota:
    """Of offices sustained for that long, those with everybody in place at the end of that time."""
    of = have = 0
    for unit in units:
        reached = unit.reached.get(key)
        if reached is None or (day := add_months(reached.happened_on, months)) > unit.on:
            continue
        of += 1
        manager = unit.programme.of_kind(ManagerInPlace)
        needed = ["@covered", *(["@managed"] if manager is not None and manager.key in unit.required else [])]
        have += all(any(f.milestone == each and f.is_true(day) for f in unit.facts) for each in needed)
    return Quota(have=have, of=of)

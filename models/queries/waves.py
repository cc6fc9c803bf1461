"""What a wave is prepared from: every office, as SQL knows it today, in a handful of statements."""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

import sqlalchemy as sa
from sqlalchemy.ext.asyncio import AsyncSession

from models.calendar import WorkingCalendar
from models.chain import STREAM_PREFIX, stream_of
from models.organisation import SERVED, LegalArea, UnitKind
from models.programme import GateTerms, Necessity, ParticipationDecided, Programme
from models.queries.records import calendars
from models.queries.rows import rows
from models.rollout.memberships import has_seat
from models.rollout.owed import Step
from models.rollout.state import SideState, UnitState
from models.tables import CompanionRow, FactRow, HeadRow, ObligationRow, RolloutRow, UnitRow
from models.wave_tables import WaveMemberRow
from models.waves.population import Candidate

WAITS = (Step.NOMINATE_COMPANIONS.value, Step.RESTORE_COVERAGE.value, Step.ADMIT_COMPANIONS.value)
"""Open steps that tell since when an office lacks companions."""

OFFICES = (
    sa.select(
        UnitRow.id,
        UnitRow.code,
        UnitRow.kind,
        UnitRow.legal_area,
        sa.func.coalesce(RolloutRow.region_code, UnitRow.region_code).label("region"),
        RolloutRow.stage,
        RolloutRow.side_state,
        RolloutRow.programme,
        RolloutRow.calendar_id,
        RolloutRow.marks,
    )
    .outerjoin(RolloutRow, RolloutRow.unit_id == UnitRow.id)
    .where(UnitRow.kind.in_([kind.value for kind in SERVED]))
    .order_by(UnitRow.code)
)
COMPANIONS = sa.select(
    CompanionRow.unit_id,
    CompanionRow.companion,
    CompanionRow.nominated_on,
    CompanionRow.admitted_on,
    CompanionRow.qualified_on,
).where(CompanionRow.released_on.is_(None))
OWED = (
    sa.select(ObligationRow.unit_id, sa.func.min(ObligationRow.opens_on))
    .where(ObligationRow.closed_at.is_(None), ObligationRow.step.in_(WAITS))
    .group_by(ObligationRow.unit_id)
)
COVERED = (
    sa.select(FactRow.unit_id, sa.func.max(FactRow.ended_on))
    .where(FactRow.milestone == "@covered", FactRow.superseded_at.is_(None), FactRow.ended_on.is_not(None))
    .group_by(FactRow.unit_id)
)
MEMBERS = sa.select(WaveMemberRow.unit_id, WaveMemberRow.wave_id).where(WaveMemberRow.joined)
SEATS_IN_DOUBT = sa.select(sa.literal(STREAM_PREFIX) + CompanionRow.unit_id).where(
    CompanionRow.released_on.is_(None),
    CompanionRow.admitted_on.is_not(None),
    CompanionRow.qualified_on.is_(None),
    CompanionRow.unit_id.in_(sa.select(WaveMemberRow.unit_id)),
    CompanionRow.unit_id.not_in(sa.select(WaveMemberRow.unit_id).where(WaveMemberRow.joined)),
)
"""Offices that were in a wave and have somebody admitted: only their state tells whether that seat still counts."""


@dataclass(slots=True)
class _Counted:
    """Active companions of one office by how far they are, and the day on which the first who waits was nominated."""

    qualified: int = 0
    admitted: int = 0
    waiting: int = 0
    since: date | None = None

    def add(self, nominated_on: date, admitted_on: date | None, qualified_on: date | None, *, seated: bool) -> None:
        if qualified_on is not None:
            self.qualified += 1
        elif admitted_on is not None and seated:
            self.admitted += 1
        else:
            self.waiting += 1
            self.since = min(self.since or nominated_on, nominated_on)


async def candidates(session: AsyncSession, unit_ids: Iterable[str] | None = None) -> list[Candidate]:
    """Every office that a wave could have, or some of them, by code.

    An office waits since it last had enough companions; if it never had, since one of the steps that lead there is
    open, or since somebody nominated waits.
    """
    wanted = None if unit_ids is None else set(unit_ids)
    offices = [row for row in await rows(session, OFFICES, {}) if wanted is None or row.id in wanted]
    counted: dict[str, _Counted] = {}
    example_of = {row.programme: row.id for row in offices if row.programme is not None}
    states = await _states(session, example_of.values())
    editions, unseated = _editions(example_of, states), _unseated(states.values())
    for unit_id, companion, *days in await rows(session, COMPANIONS, {}):
        counted.setdefault(unit_id, _Counted()).add(*days, seated=(unit_id, companion) not in unseated)
    owed, covered, members = [dict(await _pairs(session, query)) for query in (OWED, COVERED, MEMBERS)]
    known = await calendars(session, {row.calendar_id for row in offices if row.calendar_id is not None})
    found: list[Candidate] = []
    for row in offices:
        counts = counted.get(row.id, _Counted())
        since = covered.get(row.id) or min(filter(None, (owed.get(row.id), counts.since)), default=None)
        found.append(_candidate(row, counts, since, members.get(row.id), editions, known))
    return found


async def _pairs(session: AsyncSession, query: sa.Executable) -> list[tuple[Any, Any]]:
    return [(one, other) for one, other in await rows(session, query, {})]


async def _states(session: AsyncSession, examples: Iterable[str]) -> dict[str, str]:
    """Stored states by stream: of one office for each edition of the programme, and where seats are in doubt."""
    wanted = sa.or_(
        HeadRow.stream.in_([stream_of(unit_id) for unit_id in examples]), HeadRow.stream.in_(SEATS_IN_DOUBT)
    )
    return dict(await _pairs(session, sa.select(HeadRow.stream, HeadRow.state).where(wanted)))


def _editions(example_of: Mapping[str, str], states: Mapping[str, str]) -> dict[str, Programme]:
    """The programme's editions in use, each read from the state of one office that has it."""
    return {
        edition: Programme.model_validate(json.loads(states[stream_of(unit_id)])["programme"])
        for edition, unit_id in example_of.items()
        if stream_of(unit_id) in states
    }


def _unseated(states: Iterable[str]) -> set[tuple[str, str]]:
    """Office and companion where an admission came to nothing: its wave was aborted, or the office was taken out."""
    read = (UnitState.model_validate_json(text) for text in states)
    return {(state.unit_id, c.id) for state in read for c in state.companions if not has_seat(state, c)}


def _candidate(
    row: sa.Row[*tuple[Any, ...]],
    counts: _Counted,
    since: date | None,
    wave: str | None,
    editions: Mapping[str, Programme],
    known: Mapping[str, WorkingCalendar],
) -> Candidate:
    bare = Candidate(
        unit_id=row.id,
        code=row.code,
        region=row.region,
        kind=UnitKind(row.kind),
        legal_area=LegalArea(row.legal_area),
        started=row.programme is not None,
        wave=wave,
    )
    if row.programme is None:
        return bare
    programme = editions[row.programme]
    return bare.model_copy(
        update={
            "stage": row.stage,
            "side_state": SideState(row.side_state),
            "undecided": _is_undecided(programme, json.loads(row.marks)),
            "minimum": programme.minimum_companions,
            "qualified": counts.qualified,
            "admitted": counts.admitted,
            "waiting": counts.waiting,
            "waiting_since": since,
            "calendar": known.get(row.calendar_id),
            "gate": _gate(programme),
        }
    )


def _gate(programme: Programme) -> GateTerms | None:
    return programme.gate_terms if programme.participation_gate else None


def _is_undecided(programme: Programme, marks: Iterable[Mapping[str, Any]]) -> bool:
    """Whether taking part is a decision of this kind of office, and still open."""
    decision = programme.of_kind(ParticipationDecided)
    return decision is not None and any(
        mark["key"] == decision.key and mark["necessity"] == Necessity.REQUIRED.value and mark["reached_on"] is None
        for mark in marks
    )

"""Lists of units with their status on a day, and the same status as SQL, so that lists can be narrowed to it."""

from __future__ import annotations

import json
import unicodedata
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from functools import lru_cache, reduce
from typing import Any

import sqlalchemy as sa
from sqlalchemy.ext.asyncio import AsyncSession
from sqlalchemy.orm import InstrumentedAttribute

from models.organisation import Function, UnitKind
from models.permissions import Reading
from models.projection import Mark
from models.queries.owed import open_obligations
from models.queries.rows import rows
from models.queries.scope import Criterion, filled, vacancy, visible
from models.rollout.owed import Obligation, Step
from models.rollout.state import SideState
from models.status import IsVacant, Status, StatusCode, status_of
from models.tables import ObligationRow, RolloutRow, UnitRow

UMLAUTS = ("Ää", "Öö", "Üü")


@dataclass(frozen=True, slots=True)
class UnitLine:
    """One unit in a list."""

    unit_id: str
    code: str
    name: str
    kind: UnitKind
    region: str | None
    aqua_team: str | None
    land: str
    city: str
    stage: str
    side_state: SideState
    side_since: date | None
    side_reason: str | None
    done: int
    applicable: int
    sustained_on: date | None
    seq: int
    calendar_id: str
    marks: tuple[Mark, ...]
    owed: tuple[Obligation, ...]
    status: Status


@dataclass(frozen=True, slots=True)
class Filter:
    """What a list of units is narrowed to; ``cursor`` is the code after which it goes on."""

    region: str | None = None
    kind: UnitKind | None = None
    stage: str | None = None
    status: StatusCode | None = None
    q: str | None = None
    codes: tuple[str, ...] | None = None


LINES = sa.select(
    UnitRow.id,
    UnitRow.code,
    UnitRow.name,
    UnitRow.kind,
    UnitRow.land,
    UnitRow.city,
    RolloutRow.region_code,
    RolloutRow.aqua_team,
    RolloutRow.stage,
    RolloutRow.side_state,
    RolloutRow.side_since,
    RolloutRow.side_reason,
    RolloutRow.done,
    RolloutRow.applicable,
    RolloutRow.sustained_on,
    RolloutRow.seq,
    RolloutRow.calendar_id,
    RolloutRow.marks,
).join(RolloutRow, RolloutRow.unit_id == UnitRow.id)


async def lines(  # noqa: PLR0913 - a question, and how much of its answer
    session: AsyncSession,
    reading: Reading,
    wanted: Filter,
    on: date,
    *,
    limit: int | None,
    after: str | None = None,
    is_vacant: IsVacant | None = None,
) -> list[UnitLine]:
    """Units in scope by code, with their status on the day ``on``; three statements whatever their number.

    ``is_vacant`` saves one of them where it is known already.
    """
    query = LINES.where(visible(reading), *_criteria(wanted, on)).order_by(UnitRow.code)
    if after is not None:
        query = query.where(UnitRow.code > after)
    if limit is not None:
        query = query.limit(limit)
    found = await rows(session, query, {})
    owed = await open_obligations(session, [row.id for row in found])
    is_vacant = is_vacant or await vacancy(session, on)
    return [_line(row, owed.get(row.id, ()), on, is_vacant) for row in found]


def _line(row: sa.Row[*tuple[Any, ...]], owed: Iterable[Obligation], on: date, is_vacant: IsVacant) -> UnitLine:
    owed = tuple(owed)
    side = SideState(row.side_state)
    sustained = row.sustained_on is not None
    return UnitLine(
        unit_id=row.id,
        code=row.code,
        name=row.name,
        kind=UnitKind(row.kind),
        region=row.region_code,
        aqua_team=row.aqua_team,
        land=row.land,
        city=row.city,
        stage=row.stage,
        side_state=side,
        side_since=row.side_since,
        side_reason=row.side_reason,
        done=row.done,
        applicable=row.applicable,
        sustained_on=row.sustained_on,
        seq=row.seq,
        calendar_id=row.calendar_id,
        marks=marks_of(row.marks),
        owed=owed,
        status=status_of(side, sustained=sustained, owed=owed, on=on, is_vacant=is_vacant),
    )


@lru_cache(maxsize=1024)
def marks_of(text: str) -> tuple[Mark, ...]:
    """The marks as ``projection`` wrote them; many offices have the same."""
    marks = json.loads(text)
    for mark in marks:
        for name in ("reached_on", "planned_on"):
            mark[name] = date.fromisoformat(mark[name]) if mark[name] else None
    return tuple(Mark(**mark) for mark in marks)


# --- filters -------------------------------------------------------------------------------------------------


def _criteria(wanted: Filter, on: date) -> list[Criterion]:
    found: list[Criterion] = []
    if wanted.region is not None:
        found.append(RolloutRow.region_code == wanted.region)
    if wanted.kind is not None:
        found.append(UnitRow.kind == wanted.kind.value)
    if wanted.stage is not None:
        found.append(RolloutRow.stage == wanted.stage)
    if wanted.status is not None:
        found.append(status_code(on) == wanted.status.value)
    if wanted.codes is not None:
        found.append(UnitRow.code.in_(wanted.codes))
    if wanted.q:
        found += [_mentions(word) for word in wanted.q.split()]
    return found


def _mentions(word: str) -> Criterion:
    small = unicodedata.normalize("NFC", word).lower()
    pattern = small.replace("\\", "\\\\").replace("%", "\\%").replace("_", "\\_")
    return sa.or_(
        _small(UnitRow.name).like(f"%{pattern}%", escape="\\"),
        _small(UnitRow.city).like(f"%{pattern}%", escape="\\"),
        _small(UnitRow.code).like(f"{pattern}%", escape="\\"),
    )


def _small(text: sa.ColumnElement[str] | InstrumentedAttribute[str]) -> sa.ColumnElement[str]:
    """In small letters, umlauts too: SQLite by itself knows those of ASCII only."""
    return sa.func.lower(reduce(lambda here, pair: sa.func.replace(here, *pair), UMLAUTS, text))


def status_code(on: date) -> sa.ColumnElement[str]:
    """``status.status_of`` as SQL, so that lists can be filtered by it; a test holds the two equal."""
    now = _open_now(on).subquery("now")

    def some(criterion: Criterion | None = None) -> Criterion:
        query = sa.select(sa.literal(1)).select_from(now).where(now.c.unit_id == UnitRow.id)
        return (query.where(criterion) if criterion is not None else query).exists()

    side = RolloutRow.side_state
    return sa.case(
        *((side == code.value, code.value) for code in SIDE_CODES),
        (some(now.c.orphan == 1), StatusCode.ORPHAN.value),
        (some(now.c.due_on < on), StatusCode.SUPPORT_NEEDED.value),
        (some(now.c.step == Step.CONFIRM_WORKSHOP.value), StatusCode.WAITING_CONFIRMATION.value),
        (RolloutRow.sustained_on.is_not(None), StatusCode.SUSTAINED.value),
        else_=StatusCode.IN_PROGRESS.value,
    )


SIDE_CODES = (StatusCode.MERGED, StatusCode.CLOSED, StatusCode.NOT_PARTICIPATING, StatusCode.PAUSED)


def _open_now(on: date) -> sa.Select[str, str, date, int]:
    """Steps open on the day ``on``; ``orphan`` is 1 where nobody can take the step."""
    holders = filled(on).subquery("holders")
    held = (
        sa.select(sa.literal(1))
        .select_from(holders)
        .where(holders.c.function == ObligationRow.holder, holders.c.scope == ObligationRow.scope)
        .exists()
    )
    in_place = sa.and_(ObligationRow.holder == Function.MANAGER.value, ObligationRow.scope.is_not(None))
    orphan = sa.case((sa.or_(held, in_place), 0), else_=1)
    return sa.select(ObligationRow.unit_id, ObligationRow.step, ObligationRow.due_on, orphan.label("orphan")).where(
        ObligationRow.closed_at.is_(None), ObligationRow.suspended.is_(False), ObligationRow.opens_on <= on
    )

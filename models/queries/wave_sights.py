"""Waves as somebody may see them: a wave without any office in one's scope does not exist."""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection
from dataclasses import dataclass, field
from datetime import date
from typing import Any

import sqlalchemy as sa
from sqlalchemy.ext.asyncio import AsyncSession

from models.chain import WAVE_PREFIX, wave_stream
from models.permissions import Reading
from models.queries.rows import rows
from models.queries.scope import VISIBLE, scope_values
from models.queries.units import Accepted
from models.tables import CommandRow, HeadRow, JournalRow, RolloutRow, UnitRow
from models.wave_tables import CourseRow, WaveGroupRow, WaveMemberRow, WaveRow
from models.waves.events import wave_event_adapter
from models.waves.evolve import fold_wave
from models.waves.state import WaveState


@dataclass(frozen=True, slots=True)
class Office:
    """An office of a wave, in scope."""

    unit_id: str
    code: str
    name: str
    region: str | None


@dataclass(frozen=True, slots=True)
class WaveHead:
    """The end of a wave's stream."""

    seq: int
    halted: str | None
    state: WaveState


@dataclass(frozen=True, slots=True)
class Listed:
    """A wave in a list; ``counts``: offices in scope by their state in it, ``asked``: those that were asked."""

    row: WaveRow
    counts: Counter[str] = field(default_factory=Counter)
    asked: int = 0


def _visible_members(*columns: sa.ColumnElement[Any] | Any) -> sa.Select[*tuple[Any, ...]]:  # noqa: ANN401 - columns
    return (
        sa.select(*columns)
        .select_from(WaveMemberRow)
        .join(UnitRow, UnitRow.id == WaveMemberRow.unit_id)
        .outerjoin(RolloutRow, RolloutRow.unit_id == UnitRow.id)
        .where(VISIBLE)
    )


OFFICES = (
    _visible_members(UnitRow.id, UnitRow.code, UnitRow.name, UnitRow.region_code)
    .where(WaveMemberRow.wave_id == sa.bindparam("wave_id"))
    .order_by(UnitRow.code)
)
COUNTS = (
    _visible_members(
        WaveMemberRow.wave_id,
        WaveMemberRow.state,
        sa.func.count().label("number"),
        sa.func.sum(sa.case((WaveMemberRow.asked, 1), else_=0)).label("asked"),
    )
    .group_by(WaveMemberRow.wave_id, WaveMemberRow.state)
    .subquery()
)
"""Offices in scope by wave and state, and how many of them were asked."""


async def offices(session: AsyncSession, reading: Reading, wave_id: str) -> dict[str, Office]:
    """The wave's offices that the asker may read, by unit id; none where the wave is foreign or missing."""
    found = await rows(session, OFFICES, {"wave_id": wave_id, **scope_values(reading)})
    return {row.id: Office(row.id, row.code, row.name, row.region_code) for row in found}


READABLE = (
    sa.select(UnitRow.code, UnitRow.name)
    .outerjoin(RolloutRow, RolloutRow.unit_id == UnitRow.id)
    .where(VISIBLE, UnitRow.code.in_(sa.bindparam("codes", expanding=True)))
)


async def readable(session: AsyncSession, reading: Reading, codes: Collection[str]) -> dict[str, str]:
    """Code -> name of those of the offices that the asker may read."""
    found = await rows(session, READABLE, {"codes": list(codes), **scope_values(reading)}) if codes else []
    return {row.code: row.name for row in found}


async def head(session: AsyncSession, wave_id: str) -> WaveHead:
    """Raises: LookupError when there is no such wave."""
    query = sa.select(HeadRow.seq, HeadRow.halted, HeadRow.state).where(HeadRow.stream == wave_stream(wave_id))
    row = (await session.execute(query)).one_or_none()
    if row is None:
        raise LookupError(wave_id)
    return WaveHead(row.seq, row.halted, WaveState.model_validate_json(row.state))


ACCEPTED = sa.select(CommandRow.stream, CommandRow.body_hash, CommandRow.seq).where(
    CommandRow.key == sa.bindparam("key")
)
RECORDED = (
    _visible_members(CommandRow.stream, CommandRow.seq)
    .join(CommandRow, CommandRow.stream == sa.literal(WAVE_PREFIX).concat(WaveMemberRow.wave_id))
    .where(CommandRow.key == sa.bindparam("key"))
    .limit(1)
)


async def accepted(session: AsyncSession, key: str) -> Accepted | None:
    """The command recorded under ``key``, on whichever stream."""
    found = await rows(session, ACCEPTED, {"key": key})
    return Accepted(found[0].stream, found[0].body_hash, found[0].seq) if found else None


async def find_by_key(session: AsyncSession, reading: Reading, key: str) -> tuple[str, int] | None:
    """Wave and last event of the command recorded under ``key``, if the asker may see the wave."""
    found = await rows(session, RECORDED, {"key": key, **scope_values(reading)})
    return (found[0].stream.removeprefix(WAVE_PREFIX), found[0].seq) if found else None


async def state_after(session: AsyncSession, wave_id: str, seq: int) -> WaveState:
    """The wave right after entry ``seq``, folded from the journal."""
    query = sa.select(JournalRow.payload).where(JournalRow.stream == wave_stream(wave_id), JournalRow.seq <= seq)
    payloads = (await session.scalars(query.order_by(JournalRow.seq))).all()
    return fold_wave(wave_event_adapter.validate_python(payload) for payload in payloads)


async def journal(
    session: AsyncSession, wave_id: str, *, after: int = 0, before: int | None = None, limit: int = 100
) -> list[JournalRow]:
    """Entries after number ``after``, oldest first; with ``before``, those below it, newest first."""
    query = sa.select(JournalRow).where(JournalRow.stream == wave_stream(wave_id), JournalRow.seq > after).limit(limit)
    if before is None:
        return list((await session.scalars(query.order_by(JournalRow.seq))).all())
    return list((await session.scalars(query.where(JournalRow.seq < before).order_by(JournalRow.seq.desc()))).all())


async def listed(
    session: AsyncSession,
    reading: Reading,
    *,
    limit: int,
    after: str | None = None,
    region: str | None = None,
) -> list[Listed]:
    """Waves with an office in scope (and in ``region``), the newest first, after the wave ``after``."""
    mine = _visible_members(WaveMemberRow.wave_id)
    if region is not None:
        mine = mine.where(UnitRow.region_code == region)
    query = sa.select(WaveRow).where(WaveRow.wave_id.in_(mine))
    if after is not None:
        last = sa.select(WaveRow.prepared_on).where(WaveRow.wave_id == after).scalar_subquery()
        query = query.where(
            sa.or_(WaveRow.prepared_on < last, sa.and_(WaveRow.prepared_on == last, WaveRow.wave_id > after))
        )
    order = (WaveRow.prepared_on.desc(), WaveRow.wave_id)
    page = query.with_only_columns(WaveRow.wave_id).order_by(*order).limit(limit)
    counted = (
        sa.select(WaveRow, COUNTS.c.state, COUNTS.c.number, COUNTS.c.asked)
        .join(COUNTS, COUNTS.c.wave_id == WaveRow.wave_id)
        .where(WaveRow.wave_id.in_(page))
        .order_by(*order)
    )
    found: dict[str, Listed] = {}
    for row, state, number, asked in await session.execute(counted, scope_values(reading)):
        so_far = found.get(row.wave_id, Listed(row, Counter(), 0))
        found[row.wave_id] = Listed(row, so_far.counts + Counter({state: number}), so_far.asked + asked)
    return list(found.values())


@dataclass(frozen=True, slots=True)
class PlaceInWave:
    """Where an office stands in its latest wave; ``group`` counts from 1, ``course`` is a code."""

    wave_id: str
    wave: str
    is_over: bool
    group: int
    pilot: bool
    state: str
    why: str | None
    course: str | None
    seats: int
    nominate_by: date | None
    gate_due_on: date | None


PLACE = (
    sa.select(
        WaveMemberRow.wave_id,
        WaveRow.code,
        WaveRow.ended_on,
        WaveMemberRow.group_number,
        WaveGroupRow.pilot,
        WaveMemberRow.state,
        WaveMemberRow.why,
        CourseRow.code.label("course"),
        WaveMemberRow.seats,
        WaveMemberRow.nominate_by,
        WaveMemberRow.gate_due_on,
    )
    .join(WaveRow, WaveRow.wave_id == WaveMemberRow.wave_id)
    .join(
        WaveGroupRow,
        sa.and_(WaveGroupRow.wave_id == WaveMemberRow.wave_id, WaveGroupRow.number == WaveMemberRow.group_number),
    )
    .outerjoin(CourseRow, sa.and_(CourseRow.wave_id == WaveMemberRow.wave_id, CourseRow.course == WaveMemberRow.course))
    .where(WaveMemberRow.unit_id == sa.bindparam("unit_id"))
    .order_by(
        WaveMemberRow.joined.desc(), WaveRow.ended_on.is_(None).desc(), WaveRow.prepared_on.desc(), WaveRow.wave_id
    )
    .limit(1)
)


async def place_of(session: AsyncSession, unit_id: str) -> PlaceInWave | None:
    """The wave an office is in, else its latest one; the asker may read the office."""
    found = await rows(session, PLACE, {"unit_id": unit_id})
    if not found:
        return None
    row = found[0]
    return PlaceInWave(
        wave_id=row.wave_id,
        wave=row.code,
        is_over=row.ended_on is not None,
        group=row.group_number + 1,
        pilot=row.pilot,
        state=row.state,
        why=row.why,
        course=row.course,
        seats=row.seats,
        nominate_by=row.nominate_by,
        gate_due_on=row.gate_due_on,
    )


async def id_of(session: AsyncSession, code: str) -> str | None:
    """The id of the wave with this code."""
    found: str | None = await session.scalar(sa.select(WaveRow.wave_id).where(WaveRow.code == code))
    return found


async def codes(session: AsyncSession) -> frozenset[str]:
    """Codes of all waves there are: each names one."""
    return frozenset((await session.scalars(sa.select(WaveRow.code))).all())


async def names_of(session: AsyncSession, unit_codes: Collection[str]) -> dict[str, str]:
    """Code -> name."""
    query = sa.select(UnitRow.code, UnitRow.name).where(UnitRow.code.in_(unit_codes))
    return dict(iter(await session.execute(query)))

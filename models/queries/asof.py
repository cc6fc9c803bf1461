"""Offices as of any day, by what was known at any moment: what every report, list and picture over time reads.

Four statements, whatever is asked: offices, facts, steps, and (once a process) an edition that we do not ship. Their
cost grows with the offices and with what was corrected since the moment asked for, not with all that ever happened.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import replace
from datetime import UTC, date, datetime
from typing import Any

import sqlalchemy as sa
from sqlalchemy.ext.asyncio import AsyncSession

from models.chain import stream_of
from models.organisation import UnitKind
from models.permissions import Reading
from models.programme import DERIVED, Programme, shipped
from models.queries.owed import obligation_of
from models.queries.rows import rows
from models.queries.scope import Criterion, visible
from models.reporting.asked import AsOf, BeforeTheRecord, RegionNotOnRecord
from models.reporting.steps import still_missing
from models.reporting.unit import Office, UnitAsOf
from models.rollout.facts import Fact
from models.rollout.owed import Obligation
from models.tables import FactRow, JournalRow, ObligationRow, RolloutRow, UnitRow

EVERYTHING = Reading(everything=True)

FACT = (
    FactRow.unit_id,
    FactRow.milestone,
    FactRow.happened_on,
    FactRow.ended_on,
    FactRow.stated,
    FactRow.detail,
    sa.type_coerce(FactRow.recorded_at, sa.BigInteger).label("recorded_ms"),
)
STEP = tuple(
    column for column in sa.inspect(ObligationRow).columns if column.name not in ("id", "opened_at", "closed_at")
)

Told = tuple[Fact, int]
"""A fact and when it was told, in epoch milliseconds."""


async def units_as_of(
    session: AsyncSession, asked: AsOf, *, reading: Reading = EVERYTHING, region: str | None = None
) -> list[UnitAsOf]:
    """The offices on record then that ``reading`` lets through, by code. Raises: BeforeTheRecord, RegionNotOnRecord.

    ``region``: those that belonged to it on that day, wherever they belong today.
    """
    among = _among(reading, region)
    offices = await _offices(session, among)
    facts = await _facts(session, asked, among)
    steps = await _steps(session, asked, among)
    editions = await _editions(session, facts)
    found = _put_together(offices, facts, steps, editions, asked)
    if offices and not found:
        await _refuse_if_too_early(session, asked, region)
    return found if region is None else [unit for unit in found if unit.region == region]


async def then_and_now(
    session: AsyncSession, then: AsOf, now: AsOf, *, region: str
) -> tuple[list[UnitAsOf], list[UnitAsOf]]:
    """The offices of a region on two days, ``now`` by what is known now; four statements for both together.

    None on record then is an empty list. ``region`` counts as it was on each day.
    """
    among = _among(EVERYTHING, region)
    offices = await _offices(session, among)
    versions = await rows(session, _versions(then, now, among), {})
    found = []
    for asked in (then, now):
        facts: dict[str, list[Told]] = defaultdict(list)
        for row in versions:
            if row.happened_on <= asked.on and _held(row, asked):
                facts[row.unit_id].append((Fact(*row[1:6]), row.recorded_ms))
        steps, editions = await _steps(session, asked, among), await _editions(session, facts)
        units = _put_together(offices, facts, steps, editions, asked)
        found.append([unit for unit in units if unit.region == region])
    return found[0], found[1]


def _versions(then: AsOf, now: AsOf, among: Criterion | None) -> sa.Executable:
    """Facts that hold by what is known now, or held by what was known then."""
    until = sa.type_coerce(FactRow.superseded_at, sa.BigInteger).label("superseded_ms")
    query = sa.select(*FACT, until).where(FactRow.happened_on <= now.on, *_ids(among, FactRow.unit_id))
    holds = query.where(FactRow.superseded_at.is_(None))
    if then.known_at is None:
        return holds
    replaced = query.where(FactRow.superseded_at > then.known_at, FactRow.recorded_at <= then.known_at)
    return sa.union_all(holds, replaced)


def _held(row: sa.Row[*tuple[Any, ...]], asked: AsOf) -> bool:
    """Whether this version of a fact was the one known at the moment asked for."""
    if asked.known_at is None:
        return row.superseded_ms is None
    at = _milliseconds(asked.known_at)
    return row.recorded_ms <= at and (row.superseded_ms is None or row.superseded_ms > at)


def _among(reading: Reading, region: str | None) -> Criterion | None:
    """What narrows the offices; None for all of them."""
    if reading.everything and region is None:
        return None
    wanted = visible(reading)
    if region is None:
        return wanted
    moved = sa.select(FactRow.unit_id).where(OF_A_REGION, FactRow.detail == region)
    return sa.and_(wanted, sa.or_(RolloutRow.region_code == region, UnitRow.id.in_(moved)))


OF_A_REGION = sa.text("facts.milestone = '@region'")
"""Said as the index says it (``tables.FactRow``)."""


def _ids(among: Criterion | None, column: Any) -> list[Criterion]:  # noqa: ANN401 - a column of any table
    if among is None:
        return []
    units = sa.select(UnitRow.id).join(RolloutRow, RolloutRow.unit_id == UnitRow.id).where(among)
    return [column.in_(units)]


async def _offices(session: AsyncSession, among: Criterion | None) -> list[Office]:
    query = (
        sa.select(
            UnitRow.id,
            UnitRow.code,
            UnitRow.name,
            UnitRow.kind,
            RolloutRow.region_code,
            RolloutRow.aqua_team,
            UnitRow.land,
            UnitRow.city,
            RolloutRow.calendar_id,
        )
        .join(RolloutRow, RolloutRow.unit_id == UnitRow.id)
        .order_by(UnitRow.code)
    )
    if among is not None:
        query = query.where(among)
    return [Office(row.id, row.code, row.name, UnitKind(row.kind), *row[4:]) for row in await rows(session, query, {})]


# --- two times -------------------------------------------------------------------------------------------------


Moments = sa.orm.InstrumentedAttribute[datetime] | sa.orm.InstrumentedAttribute[datetime | None]


def _known(query: sa.Select[*tuple[Any, ...]], began: Moments, ended: Moments, at: datetime | None) -> sa.Executable:
    """``query`` narrowed to versions that held at ``at``: those that still do, and those replaced since."""
    if at is None:
        return query.where(ended.is_(None))
    return sa.union_all(query.where(ended.is_(None), began <= at), query.where(ended > at, began <= at))


async def _facts(session: AsyncSession, asked: AsOf, among: Criterion | None) -> dict[str, list[Told]]:
    query = sa.select(*FACT).where(FactRow.happened_on <= asked.on, *_ids(among, FactRow.unit_id))
    known = _known(query, FactRow.recorded_at, FactRow.superseded_at, asked.known_at)
    found: dict[str, list[Told]] = defaultdict(list)
    for unit_id, milestone, happened_on, ended_on, stated, detail, told in await rows(session, known, {}):
        found[unit_id].append((Fact(milestone, happened_on, ended_on, stated, detail), told))
    return found


async def _steps(session: AsyncSession, asked: AsOf, among: Criterion | None) -> dict[str, list[Obligation]]:
    query = sa.select(*STEP).where(*_ids(among, ObligationRow.unit_id))
    open_then = _known(query, ObligationRow.opened_at, ObligationRow.closed_at, asked.known_until)
    found: dict[str, list[Obligation]] = defaultdict(list)
    for row in await rows(session, open_then, {}):
        found[row.unit_id].append(obligation_of(row))
    for steps in found.values():
        steps.sort(key=lambda step: (step.due_on, step.key))
    return found


# --- one office --------------------------------------------------------------------------------------------------


def _put_together(
    offices: Iterable[Office],
    facts: Mapping[str, list[Told]],
    steps: Mapping[str, list[Obligation]],
    editions: Mapping[str, Programme],
    asked: AsOf,
) -> list[UnitAsOf]:
    """The offices that were on record on the day."""
    return [
        _as_of(office, editions[edition], asked, facts[office.unit_id], steps.get(office.unit_id, ()))
        for office in offices
        if (edition := _edition(facts.get(office.unit_id, ()), asked.on)) is not None
    ]


def _edition(told: Iterable[Told], on: date) -> str | None:
    """The edition of the programme that the office followed on the day; None: it was not on record."""
    return next((f.detail for f, _ in told if f.milestone == "@programme" and f.is_true(on)), None)


def _as_of(
    office: Office, programme: Programme, asked: AsOf, told: list[Told], steps: Iterable[Obligation]
) -> UnitAsOf:
    derived = [m.key for m in programme.milestones if isinstance(m.evidence, DERIVED)]
    news = max((at for fact, at in told if fact.milestone not in derived), default=None)
    over = _milliseconds(asked.over_at)
    later = {fact.milestone for fact, at in told if at >= over and fact.is_true(asked.on)}
    unit = UnitAsOf(
        office=office,
        programme=programme,
        on=asked.on,
        facts=tuple(fact for fact, _ in told),
        news_at=datetime.fromtimestamp(news / 1000, UTC) if news is not None else None,
    )
    return replace(unit, steps=still_missing(unit, steps, later))


def _milliseconds(moment: datetime) -> int:
    return int(moment.timestamp() * 1000)


_known_editions: dict[str, Programme] = {}
"""Editions never change under their name and number, so a process may keep those it has read."""


async def _editions(session: AsyncSession, facts: Mapping[str, Iterable[Told]]) -> dict[str, Programme]:
    """Editions by the name that facts know them by; one that we do not ship comes with the start of a unit."""
    wanted = {
        str(fact.detail): unit_id
        for unit_id, told in facts.items()
        for fact, _ in told
        if fact.milestone == "@programme"
    }
    for name, unit_id in wanted.items():
        if name == _name(SHIPPED):
            continue
        if name not in _known_editions:
            query = sa.select(JournalRow.payload).where(JournalRow.stream == stream_of(unit_id), JournalRow.seq == 1)
            _known_editions[name] = Programme.model_validate((await session.scalars(query)).one()["programme"])
    return {**_known_editions, _name(SHIPPED): SHIPPED}


SHIPPED = shipped()


def _name(programme: Programme) -> str:
    return f"{programme.id}/{programme.version}"


async def _refuse_if_too_early(session: AsyncSession, asked: AsOf, region: str | None) -> None:
    """Raises: BeforeTheRecord, RegionNotOnRecord."""
    query = sa.select(sa.func.min(FactRow.happened_on)).where(
        FactRow.milestone == "@programme", *_ids(_among(EVERYTHING, region), FactRow.unit_id)
    )
    since = await session.scalar(query)
    if since is None:
        return
    facts = {"on": asked.on.isoformat(), "since": since.isoformat()}
    raise BeforeTheRecord(**facts) if region is None else RegionNotOnRecord(region=region, **facts)

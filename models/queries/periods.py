"""Reporting periods as somebody may see them, and whose turn it is."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

import sqlalchemy as sa
from sqlalchemy.ext.asyncio import AsyncSession

from models.chain import PERIOD_PREFIX
from models.periods.events import period_event_adapter
from models.periods.evolve import fold_period
from models.periods.period import report_id
from models.periods.state import PeriodState, PeriodStatus
from models.permissions import Reading
from models.report_tables import PeriodRegionRow, PeriodRow
from models.rollout.owed import NATIONAL
from models.tables import CommandRow, HeadRow, JournalRow


@dataclass(frozen=True, slots=True)
class PeriodHead:
    """The end of a period's stream."""

    seq: int
    halted: str | None
    state: PeriodState


def _stream(period: str) -> sa.ScalarSelect[str]:
    """The stream of the period with this name."""
    prefix = sa.literal(PERIOD_PREFIX)
    return sa.select(prefix.concat(PeriodRow.reporting_id)).where(PeriodRow.period_id == period).scalar_subquery()


async def head(session: AsyncSession, period: str) -> PeriodHead | None:
    query = sa.select(HeadRow.seq, HeadRow.halted, HeadRow.state).where(HeadRow.stream == _stream(period))
    row = (await session.execute(query)).one_or_none()
    return None if row is None else PeriodHead(row.seq, row.halted, PeriodState.model_validate_json(row.state))


async def state_after(session: AsyncSession, period: str, seq: int) -> PeriodState:
    """The period as it was right after its entry ``seq``."""
    query = (
        sa.select(JournalRow.payload)
        .where(JournalRow.stream == _stream(period), JournalRow.seq <= seq)
        .order_by(JournalRow.seq)
    )
    payloads = await session.scalars(query)
    return fold_period(period_event_adapter.validate_python(payload) for payload in payloads)


async def journal(session: AsyncSession, period: str, *, after: int, limit: int) -> Sequence[JournalRow]:
    query = (
        sa.select(JournalRow)
        .where(JournalRow.stream == _stream(period), JournalRow.seq > after)
        .order_by(JournalRow.seq)
        .limit(limit)
    )
    return (await session.scalars(query)).all()


async def states(session: AsyncSession) -> list[PeriodState]:
    """All periods, the newest first."""
    streams = sa.select(sa.literal(PERIOD_PREFIX).concat(PeriodRow.reporting_id))
    found = await session.scalars(sa.select(HeadRow.state).where(HeadRow.stream.in_(streams)))
    return sorted(map(PeriodState.model_validate_json, found), key=lambda state: state.as_of, reverse=True)


# --- who may see what ------------------------------------------------------------------------------------------


def may_read(reading: Reading, scope: str, status: PeriodStatus) -> bool:
    """A region's report: whoever sees the whole region. The national one: everybody, once it is issued."""
    if reading.everything or scope in reading.regions:
        return True
    return scope == NATIONAL and status is not PeriodStatus.COLLECTING


@dataclass(frozen=True, slots=True)
class Listed:
    """A report in a list; ``attestation``: where the region stands, None for a national one."""

    period: PeriodRow
    scope: str
    attestation: PeriodRegionRow | None = None


async def listed(
    session: AsyncSession, reading: Reading, *, limit: int, before: date | None = None
) -> tuple[list[Listed], date | None]:
    """A page of reports that may be read, the newest period first, of each the national one first, regions by code.

    ``limit``: so many last days; periods that end on the same one, a quarter and its last month, stay together.
    ``before``: only periods whose last day lies before it. Second: the same for the next page, None at the end.
    """
    query = sa.select(PeriodRow).where(_has_something_for(reading))
    if before is not None:
        query = query.where(PeriodRow.as_of < before)
    newest = query.with_only_columns(PeriodRow.as_of).distinct().order_by(PeriodRow.as_of.desc()).limit(limit + 1)
    order = (PeriodRow.as_of.desc(), PeriodRow.period_id.desc())
    periods = (await session.scalars(query.where(PeriodRow.as_of.in_(newest)).order_by(*order))).all()
    days = list(dict.fromkeys(period.as_of for period in periods))
    shown = [period for period in periods if period.as_of in days[:limit]]
    regions = await _regions(session, [period.period_id for period in shown])
    found = [
        each
        for period in shown
        for each in (Listed(period, NATIONAL), *(Listed(period, r.region_code, r) for r in regions[period.period_id]))
        if may_read(reading, each.scope, PeriodStatus(period.status))
    ]
    return found, days[limit - 1] if len(days) > limit else None


def _has_something_for(reading: Reading) -> sa.ColumnElement[bool]:
    """``may_read`` of any report of a period: one without counts for no page, and ends no list."""
    if reading.everything:
        return sa.true()
    own = sa.select(PeriodRegionRow.period_id).where(PeriodRegionRow.region_code.in_(reading.regions))
    return sa.or_(PeriodRow.status != PeriodStatus.COLLECTING, PeriodRow.period_id.in_(own))


async def _regions(session: AsyncSession, periods: Sequence[str]) -> dict[str, list[PeriodRegionRow]]:
    query = sa.select(PeriodRegionRow).where(PeriodRegionRow.period_id.in_(periods))
    found: dict[str, list[PeriodRegionRow]] = {period: [] for period in periods}
    for row in await session.scalars(query.order_by(PeriodRegionRow.region_code)):
        found[row.period_id].append(row)
    return found


async def find_by_key(session: AsyncSession, reading: Reading, key: str) -> tuple[str, int] | None:
    """The report to which the command of this key was given, and its last entry, if the asker may read it."""
    query = (
        sa.select(PeriodRow.period_id, PeriodRow.status, CommandRow.seq, JournalRow.payload)
        .join(CommandRow, CommandRow.stream == sa.literal(PERIOD_PREFIX).concat(PeriodRow.reporting_id))
        .join(JournalRow, sa.and_(JournalRow.stream == CommandRow.stream, JournalRow.seq == CommandRow.seq))
        .where(CommandRow.key == key)
    )
    for period, status, seq, payload in await session.execute(query):
        if may_read(reading, payload["region"], PeriodStatus(status)):
            return report_id(period, payload["region"]), seq
    return None

"""Reporting periods as somebody may see them, and whose turn it is."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import date

import sqlalchemy as sa
from sqlalchemy.ext.asyncio import AsyncSession

from models.chain import PERIOD_PREFIX
from models.organisation import Function
from models.periods.attestation import AWAITED, AttestationStatus, is_overdue
from models.periods.events import period_event_adapter
from models.periods.evolve import fold_period
from models.periods.period import report_id
from models.periods.state import PeriodState, PeriodStatus
from models.permissions import Grant, Reading
from models.queries.scope import vacancy
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


# --- whose turn it is --------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Turn:
    """A report that waits for somebody. ``holder``: to attest, REGIONAL_LEAD; to take note of it, CENTRAL."""

    period: str
    as_of: date
    region: str
    status: AttestationStatus
    holder: Function
    opened_on: date
    due_on: date
    is_orphan: bool = False
    acting_for: Function | None = None

    def is_late(self, on: date) -> bool:
        return is_overdue(self.status, self.due_on, on)


async def turns(session: AsyncSession, on: date) -> list[Turn]:
    """All reports that wait for somebody, by due date; whose lead is vacant, is an orphan."""
    query = (
        sa.select(PeriodRegionRow, PeriodRow.as_of)
        .join(PeriodRow, PeriodRow.reporting_id == PeriodRegionRow.reporting_id)
        .where(
            PeriodRow.status != PeriodStatus.CLOSED.value,
            PeriodRegionRow.status != AttestationStatus.ACKNOWLEDGED.value,
        )
        .order_by(PeriodRegionRow.due_on, PeriodRegionRow.region_code)
    )
    found = (await session.execute(query)).all()
    is_vacant = await vacancy(session, on) if found else None
    return [_turn(row, as_of, is_vacant is not None and is_vacant(*_post(row))) for row, as_of in found]


def _post(row: PeriodRegionRow) -> tuple[Function, str]:
    if AttestationStatus(row.status) in AWAITED:
        return Function.REGIONAL_LEAD, row.region_code
    return Function.CENTRAL, NATIONAL


def _turn(row: PeriodRegionRow, as_of: date, is_vacant: bool) -> Turn:  # noqa: FBT001 - one fact about the row
    return Turn(
        period=row.period_id,
        as_of=as_of,
        region=row.region_code,
        status=AttestationStatus(row.status),
        holder=_post(row)[0],
        opened_on=row.opened_on,
        due_on=row.due_on,
        is_orphan=is_vacant,
    )


async def turns_of(session: AsyncSession, grants: Iterable[Grant], on: date) -> list[Turn]:
    """Those that these grants hold."""
    posts = [(g.effective, g.scope, g.acting_for) for g in grants if g.is_valid(on) and g.units is None]
    own_first = sorted(posts, key=lambda post: post[2] is not None)
    if not any(function in (Function.REGIONAL_LEAD, Function.CENTRAL) for function, _, _ in posts):
        return []
    found: list[Turn] = []
    for turn in await turns(session, on):
        scope = turn.region if turn.holder is Function.REGIONAL_LEAD else NATIONAL
        mine = next((post for post in own_first if post[:2] == (turn.holder, scope)), None)
        if mine is not None:
            found.append(replace(turn, acting_for=mine[2]))
    return found


def waiting(grants: Iterable[Grant], on: date) -> sa.ScalarSelect[int] | None:
    """How many ``turns_of`` would list, to be asked within another statement; None where it can be none."""
    valid = [grant for grant in grants if grant.is_valid(on) and grant.units is None]
    regions = {grant.scope for grant in valid if grant.effective is Function.REGIONAL_LEAD}
    mine = sa.and_(PeriodRegionRow.region_code.in_(regions), PeriodRegionRow.status.in_(AWAITED))
    if any(grant.effective is Function.CENTRAL for grant in valid):
        mine = sa.or_(mine, PeriodRegionRow.status == AttestationStatus.ATTESTED.value)
    elif not regions:
        return None
    of_those_open = (PeriodRow.reporting_id == PeriodRegionRow.reporting_id, PeriodRow.status != PeriodStatus.CLOSED)
    query = sa.select(sa.func.count()).select_from(PeriodRegionRow).join(PeriodRow, sa.and_(*of_those_open))
    return query.where(mine).scalar_subquery()


async def orphans(session: AsyncSession, reading: Reading, on: date) -> list[Turn]:
    """Reports that nobody can attest, for those who can appoint: central staff."""
    return [turn for turn in await turns(session, on) if turn.is_orphan] if reading.everything else []

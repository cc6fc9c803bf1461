"""Whether frozen and issued reports are what their period's journal says: each text under the hash recorded for it."""

from __future__ import annotations

import sqlalchemy as sa
from sqlalchemy.ext.asyncio import AsyncSession

from activities.verified_stream import Finding
from models.chain import PERIOD_PREFIX
from models.periods.state import PeriodState
from models.queries.reports import FIGURES, ISSUE
from models.report_tables import PeriodRow, ReportSnapshotRow
from models.reporting.snapshot import digest_of
from models.rollout.owed import NATIONAL
from models.tables import HeadRow

TABLE = ReportSnapshotRow.__tablename__
Part = tuple[str, str]
"""Scope and part of a period's report."""


async def verify_reports(session: AsyncSession, stream: str | None = None) -> list[Finding]:
    """Look at the reports of every period, or of one stream."""
    query = sa.select(HeadRow.stream, HeadRow.state).where(HeadRow.stream.startswith(PERIOD_PREFIX))
    if stream is not None:
        query = query.where(HeadRow.stream == stream)
    heads = (await session.execute(query.order_by(HeadRow.stream))).all()
    found: list[Finding] = []
    for name, state in heads:
        found += await _of_period(session, name, PeriodState.model_validate_json(state))
    if stream is None:
        found += await _of_nobody(session)
    return found


def expected(state: PeriodState) -> dict[Part, str]:
    """The hash of each text that must be there."""
    hashes = {(region, FIGURES): each.asked.sha256 for region, each in state.regions.items()}
    hashes[NATIONAL, FIGURES] = state.sha256
    if state.issue_sha256 is not None:
        hashes[NATIONAL, ISSUE] = state.issue_sha256
    return hashes


async def _of_period(session: AsyncSession, stream: str, state: PeriodState) -> list[Finding]:
    """Row by row, so that no more than one text is in memory."""
    wanted, found = expected(state), list[Finding]()
    names = sa.select(ReportSnapshotRow.scope, ReportSnapshotRow.part).where(
        ReportSnapshotRow.period_id == state.period
    )
    there = [(scope, part) for scope, part in await session.execute(names)]
    for scope, part in sorted({*wanted, *there}):
        row = await session.get(ReportSnapshotRow, (state.period, scope, part), populate_existing=True)
        what = _wrong_with(row, wanted.get((scope, part)), part)
        if what is not None:
            found.append(Finding(stream, TABLE, f"{state.period} of {scope}: {part} {what}"))
        if row is not None:
            session.expunge(row)
    return found


def _wrong_with(row: ReportSnapshotRow | None, wanted: str | None, part: str) -> str | None:
    if row is None:
        return "is missing"
    if digest_of(row.body) != row.sha256:
        return "was changed: its hash is another one"
    if wanted is None:  # put there, and its event is still to come
        return None if part == ISSUE else "is not in the journal"
    return None if wanted == row.sha256 else "was changed: the journal holds another hash"


async def _of_nobody(session: AsyncSession) -> list[Finding]:
    """Texts of periods that are not on record."""
    known = sa.select(PeriodRow.period_id)
    query = sa.select(ReportSnapshotRow.period_id, ReportSnapshotRow.scope, ReportSnapshotRow.part)
    rows = await session.execute(query.where(ReportSnapshotRow.period_id.not_in(known)))
    return [Finding(TABLE, TABLE, f"{period} of {scope}: {part} is not in the journal") for period, scope, part in rows]

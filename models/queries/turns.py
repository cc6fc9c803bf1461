"""Whose turn it is with a report: regions attest it, central staff take note of it."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import date

import sqlalchemy as sa
from sqlalchemy.ext.asyncio import AsyncSession

from models.organisation import Function
from models.periods.attestation import AWAITED, AttestationStatus, is_overdue
from models.periods.period import report_id
from models.periods.state import PeriodStatus
from models.permissions import Grant
from models.queries.scope import vacancy
from models.report_tables import PeriodRegionRow, PeriodRow
from models.rollout.owed import NATIONAL
from models.status import IsVacant


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

    @property
    def post(self) -> str:
        """The scope of the function that holds it."""
        return self.region if self.holder is Function.REGIONAL_LEAD else NATIONAL

    @property
    def report(self) -> str:
        """The report's name."""
        return report_id(self.period, self.region)

    @property
    def ref(self) -> str:
        """Names what is told in a digest: asked back, a report waits anew."""
        return f"report/{self.report}/{self.holder.value}/{self.due_on.isoformat()}"

    def is_late(self, on: date) -> bool:
        return is_overdue(self.status, self.due_on, on)


async def turns(session: AsyncSession, on: date, *, is_vacant: IsVacant | None = None) -> list[Turn]:
    """All reports that wait for somebody, by due date; whose lead is vacant, is an orphan.

    ``is_vacant``: which functions nobody holds, where the caller has asked already.
    """
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
    if not found:
        return []
    nobody = is_vacant or await vacancy(session, on)
    return [_turn(row, as_of, nobody(*_post(row))) for row, as_of in found]


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


async def concerning(
    session: AsyncSession, grants: Iterable[Grant], on: date, *, is_vacant: IsVacant | None = None
) -> tuple[list[Turn], list[Turn]]:
    """Those that these grants hold; and, for central staff, who can appoint, those that nobody can attest."""
    valid = [grant for grant in grants if grant.is_valid(on) and grant.units is None]
    functions = {grant.effective for grant in valid}
    if not functions & {Function.REGIONAL_LEAD, Function.CENTRAL}:
        return [], []
    found = await turns(session, on, is_vacant=is_vacant)
    mine = held(valid, found, on)
    ours = {turn.report for turn in mine}
    orphans = [turn for turn in found if turn.is_orphan and turn.report not in ours]
    return mine, orphans if Function.CENTRAL in functions else []


def held(grants: Iterable[Grant], among: Iterable[Turn], on: date) -> list[Turn]:
    """Of these reports, those that wait for the holder of the grants; under one of their own before a substitution."""
    valid = [grant for grant in grants if grant.is_valid(on) and grant.units is None]
    own_first = sorted(valid, key=lambda grant: grant.acting_for is not None)
    found: list[Turn] = []
    for turn in among:
        mine = next((g for g in own_first if (g.effective, g.scope) == (turn.holder, turn.post)), None)
        if mine is not None:
            found.append(replace(turn, acting_for=mine.acting_for))
    return found


def waiting(grants: Iterable[Grant], on: date) -> sa.ScalarSelect[int] | None:
    """How many ``concerning`` would list as theirs, to be asked within another statement; None where it can be none."""
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

"""Reports: those asked for by hand, as of any day, and those that were frozen and issued."""

from __future__ import annotations

from collections.abc import Collection, Iterable
from dataclasses import dataclass, replace
from datetime import date
from functools import cached_property

import sqlalchemy as sa
from sqlalchemy.ext.asyncio import AsyncSession

from models.organisation import UnitKind
from models.people_tables import NoteRow
from models.periods.attestation import Attestation
from models.periods.issue import Issue
from models.periods.period import report_id
from models.periods.state import PeriodState
from models.permissions import Reading
from models.programme import shipped
from models.queries import periods
from models.queries.asof import units_as_of
from models.queries.vacancies import vacancy_as_of
from models.queries.waves_asof import waves_as_of
from models.report_tables import ReportSnapshotRow
from models.reporting.asked import AsOf, Over
from models.reporting.changes import Change, changes
from models.reporting.snapshot import Look, Snapshot, national, snapshot
from models.reporting.unit import Office
from models.rollout.owed import NATIONAL
from models.tables import UnitRow

PROGRAMME = shipped()
FIGURES, ISSUE = "figures", "issue"
"""Parts of a report, as ``ReportSnapshotRow.part`` names them."""


# --- by hand -----------------------------------------------------------------------------------------------------


async def look(session: AsyncSession, asked: AsOf, region: str | None = None) -> Look:
    """All offices, or those of a region, and waves. Raises: BeforeTheRecord, RegionNotOnRecord."""
    seen = await look_at_offices(session, asked, region)
    return replace(seen, waves=await waves_as_of(session, asked))


async def look_at_offices(session: AsyncSession, asked: AsOf, region: str | None = None) -> Look:
    """The same without waves: enough to compare with. Raises: as ``look``."""
    units = await units_as_of(session, asked, region=region)
    return Look(asked, units, await vacancy_as_of(session, asked))


async def asked_by_hand(session: AsyncSession, asked: AsOf, scope: str) -> Snapshot:
    """What a report of this scope (a region's code, or NATIONAL) says about a day; nothing is stored.

    Raises: BeforeTheRecord, RegionNotOnRecord.
    """
    if scope == NATIONAL:
        return national(await look(session, asked), PROGRAMME)
    return snapshot(await look(session, asked, scope), PROGRAMME, scope)


# --- frozen ------------------------------------------------------------------------------------------------------


@dataclass(frozen=True)
class Report:
    """A region's report of a period, or the national one (``scope`` NATIONAL).

    ``body`` is the very text that was frozen, ``sha256`` its hash. ``seq``: the period's version. ``issue``: what was
    issued for the whole country, None while it is collected. ``notes``: texts by their ids, of the regions that the
    reader may see. ``regions``: those whose attestations the reader may see.
    """

    scope: str
    state: PeriodState
    seq: int
    halted: str | None
    body: str
    sha256: str
    issue: Issue | None
    notes: dict[str, str]
    regions: dict[str, Attestation]

    @property
    def id(self) -> str:
        return report_id(self.state.period, self.scope)

    @cached_property
    def snapshot(self) -> Snapshot:
        return Snapshot.model_validate_json(self.body)

    def at(self, state: PeriodState, seq: int) -> Report:
        """The report as it was right after entry ``seq`` of its period."""
        return replace(self, state=state, seq=seq)

    @property
    def attestation(self) -> Attestation | None:
        """The region's; None for a national report."""
        return self.state.regions.get(self.scope)


async def offices(session: AsyncSession, unit_ids: Collection[str]) -> dict[str, Office]:
    """Offices by id; no statement where there are none."""
    if not unit_ids:
        return {}
    query = sa.select(UnitRow).where(UnitRow.id.in_(unit_ids))
    return {
        row.id: Office(row.id, row.code, row.name, UnitKind(row.kind), row.region_code)
        for row in await session.scalars(query)
    }


async def report(session: AsyncSession, reading: Reading, period: str, scope: str) -> Report | None:
    """The report, if there is one that may be read."""
    found = await periods.head(session, period)
    if found is None or not periods.may_read(reading, scope, found.state.status):
        return None
    parts = await _parts(session, period, scope)
    if (figures := parts.get((FIGURES, scope))) is None:
        return None
    issue = parts.get((ISSUE, NATIONAL))
    shown = {r: a for r, a in found.state.regions.items() if reading.everything or r in reading.regions}
    if scope != NATIONAL:
        shown = {r: a for r, a in shown.items() if r == scope}
    return Report(
        scope=scope,
        state=found.state,
        seq=found.seq,
        halted=found.halted,
        body=figures.body,
        sha256=figures.sha256,
        issue=Issue.model_validate_json(issue.body) if issue is not None else None,
        notes=await notes(session, _note_ids(shown.values())),
        regions=shown,
    )


async def _parts(session: AsyncSession, period: str, scope: str) -> dict[tuple[str, str], ReportSnapshotRow]:
    rows = sa.select(ReportSnapshotRow).where(
        ReportSnapshotRow.period_id == period, ReportSnapshotRow.scope.in_({scope, NATIONAL})
    )
    wanted = rows.where(sa.or_(ReportSnapshotRow.scope == scope, ReportSnapshotRow.part == ISSUE))
    return {(row.part, row.scope): row for row in await session.scalars(wanted)}


def _note_ids(attestations: Iterable[Attestation]) -> set[str]:
    found = list(attestations)
    asked = {each.asked_back_note for each in found if each.asked_back_note is not None}
    return asked | {note for each in found for note in each.texts.values()}


async def notes(session: AsyncSession, ids: set[str]) -> dict[str, str]:
    """Texts by their ids; no statement where there are none."""
    if not ids:
        return {}
    return dict((await session.execute(sa.select(NoteRow.id, NoteRow.text).where(NoteRow.id.in_(ids)))).all())


async def frozen(session: AsyncSession, period: str, scopes: Iterable[str] | None = None) -> dict[str, Snapshot]:
    """The figures of a period as they were frozen, by scope."""
    query = sa.select(ReportSnapshotRow.scope, ReportSnapshotRow.body).where(
        ReportSnapshotRow.period_id == period, ReportSnapshotRow.part == FIGURES
    )
    if scopes is not None:
        query = query.where(ReportSnapshotRow.scope.in_(list(scopes)))
    return {scope: Snapshot.model_validate_json(body) for scope, body in await session.execute(query)}


# --- to be attested ----------------------------------------------------------------------------------------------


async def since_the_last(
    session: AsyncSession, state: PeriodState, region: str, over: Over, last: PeriodState | None
) -> list[Change]:
    """Each office of the region, as it was frozen and as it was in the report before: what is looked at to attest.

    ``last``: the period before, None for the first one. ``over``: when a day is over.
    """
    now = await units_as_of(session, AsOf(state.as_of, over(state.as_of), state.known_at), region=region)
    if last is None:
        return changes([], now)
    before = await units_as_of(session, AsOf(last.as_of, over(last.as_of), last.known_at))
    return changes(before, now)


async def period_before(session: AsyncSession, on: date) -> PeriodState | None:
    """The newest period that was over before ``on``, the last day of another."""
    return next((state for state in await periods.states(session) if state.as_of < on), None)

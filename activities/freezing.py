"""Freezing the figures of a period: each region's and the nation's, with what earlier reports would say today.

First everything is read and counted, as of the last day and by what was known a minute ago; then, in one short
transaction, it is put on record with the period's first event, which carries the hashes.
"""

from __future__ import annotations

import asyncio
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from functools import cache
from typing import Any, Literal
from uuid import uuid4

import sqlalchemy as sa
from sqlalchemy.ext.asyncio import AsyncConnection, AsyncSession

from activities.clock import berlin_day, end_of_day
from activities.journal import Kept, append
from models.calendar import WorkingCalendar, add_months, add_working_days
from models.chain import GENESIS, Batch, linked, period_stream, whole_ms
from models.commands import BY_SYSTEM
from models.organisation import Land, UnitKind
from models.periods.attestation import Asked
from models.periods.events import PeriodOpened
from models.periods.issue import Issue
from models.periods.period import Period
from models.periods.state import PeriodState
from models.periods.terms import ReportingTerms
from models.queries import corrections, periods, recipients
from models.queries.reports import FIGURES, ISSUE, PROGRAMME, frozen, look, look_at_offices
from models.report_tables import ReportSnapshotRow
from models.reporting.asked import AsOf
from models.reporting.restatement import Restatement
from models.reporting.restating import Again
from models.reporting.snapshot import Look, Snapshot, canonical, digest_of, national, regional
from models.rollout.owed import NATIONAL
from models.tables import UnitRow
from models.waves.birth import trimmed

SETTLING = timedelta(minutes=1)
"""What was decided before the moment that is looked at is in the record by then, short of an outage."""
LOOK_BACK = 12
"""So many months back, corrections to what was reported are listed."""
LEAST_OPEN = timedelta(days=28)
"""A period that is opened late, after an outage, is not closed before anybody could answer."""
AFTERWARDS = timedelta(days=60)
"""So long after a period closes its calendars are known: days to answer may reach that far."""


@dataclass(frozen=True, slots=True)
class Frozen:
    """What goes on record: the first event, and the text of each scope's figures."""

    opened: PeriodOpened
    bodies: dict[str, str]


@dataclass(frozen=True, slots=True)
class _Told:
    """An earlier period, and what it would say today; ``figures``: as frozen, where they are what was last told."""

    again: Again
    reasons: dict[str, str]
    figures: dict[str, Snapshot]


async def freeze(
    session: AsyncSession,
    period: Period,
    terms: ReportingTerms,
    at: datetime,
    *,
    origin: Literal["schedule", "demo"] = "schedule",
    reporting_id: str | None = None,
) -> Frozen:
    """Read and count. ``at``: now; ``reporting_id``: drawn, if there is none. Raises: BeforeTheRecord."""
    known_at = whole_ms(at - SETTLING)
    asked = AsOf(period.last, end_of_day(period.last), known_at)
    now = await look(session, asked)
    earlier = [state for state in await periods.states(session) if state.as_of < period.last]
    before = await _before(session, earlier[0]) if earlier else None
    told = [found for each in _recent(earlier, period) if (found := await _again(session, each, earlier[0], known_at))]
    scopes = await asyncio.to_thread(_counted, period, now, before, told)
    bodies = {scope: canonical(each) for scope, each in scopes.items()}
    places = await _calendars(session)
    today = berlin_day(at)
    closes_on = max(period.next.last, today + LEAST_OPEN)
    opened = PeriodOpened(
        happened_on=today,
        recorded_on=today,
        by=BY_SYSTEM,
        reporting_id=reporting_id or f"r-{uuid4().hex[:20]}",
        period=period.id,
        terms=terms,
        as_of=period.last,
        known_at=known_at,
        closes_on=closes_on,
        sha256=digest_of(bodies[NATIONAL]),
        asked=tuple(
            asked_of(region, digest_of(bodies[region]), calendar, terms, today, closes_on)
            for region, calendar in places.items()
            if region in bodies
        ),
        origin=origin,
    )
    return Frozen(opened, bodies)


def asked_of(
    region: str, sha256: str, calendar: WorkingCalendar, terms: ReportingTerms, today: date, closes_on: date
) -> Asked:
    """What a region is asked on the day ``today``."""
    due_on = add_working_days(calendar, today, terms.attest_within)
    return Asked(
        region=region,
        sha256=sha256,
        remind_on=min(add_working_days(calendar, today, terms.remind_after), due_on),
        due_on=due_on,
        second_on=add_working_days(calendar, due_on, terms.second_after),
        calendar=trimmed(calendar, today, max(closes_on, due_on) + AFTERWARDS),
    )


async def put(connection: AsyncConnection, what: Frozen, at: datetime, kept: Kept | None = None) -> None:
    """Put it on record; the caller has made sure that nothing of this period is there."""
    opened = what.opened
    moments = {"as_of": opened.as_of, "known_at": opened.known_at, "made_at": whole_ms(at)}
    rows = [
        {
            "period_id": opened.period,
            "scope": scope,
            "part": FIGURES,
            "sha256": digest_of(body),
            "body": body,
            **moments,
        }
        for scope, body in sorted(what.bodies.items())
    ]
    await connection.execute(sa.insert(ReportSnapshotRow), rows)
    stream = period_stream(opened.reporting_id)
    (entry,) = linked(stream, 0, GENESIS, [opened], at)
    await append(connection, Batch(stream=stream, entries=(entry,)), kept)


def issue_row(issue: Issue, body: str) -> dict[str, Any]:
    """What was issued, as it is kept; ``body`` is its text."""
    return {
        "period_id": issue.period,
        "scope": NATIONAL,
        "part": ISSUE,
        "sha256": digest_of(body),
        "body": body,
        "as_of": issue.as_of,
        "known_at": issue.known_at,
        "made_at": issue.issued_at,
    }


# --- what is counted -----------------------------------------------------------------------------------------------


def _counted(period: Period, now: Look, before: Look | None, told: list[_Told]) -> dict[str, Snapshot]:
    """The figures of every scope."""
    parts = regional(now, PROGRAMME, before)
    found = {code: part for code, part in parts.items() if code}
    found[NATIONAL] = national(now, PROGRAMME, before, parts)
    return {
        scope: each.model_copy(update={"period": period.id, "restatements": tuple(_restated(told, scope))})
        for scope, each in found.items()
    }


def _restated(told: Iterable[_Told], scope: str) -> Iterable[Restatement]:
    for each in told:
        issued = each.figures.get(scope)
        yield from each.again.restated(scope, each.reasons, issued.figures if issued is not None else None)


async def _before(session: AsyncSession, last: PeriodState) -> Look:
    return await look_at_offices(session, AsOf(last.as_of, end_of_day(last.as_of), last.known_at))


def _recent(earlier: Iterable[PeriodState], period: Period) -> list[PeriodState]:
    since = add_months(period.first, -LOOK_BACK)
    return [state for state in earlier if state.as_of >= since]


async def _again(session: AsyncSession, state: PeriodState, last: PeriodState, known_at: datetime) -> _Told | None:
    """The period asked again; None where nothing was told about it since the last report."""
    if not await corrections.was_told(session, state.as_of, last.known_at, known_at):
        return None
    day, over = state.as_of, end_of_day(state.as_of)
    again = Again(
        period=state.period,
        was=await look_at_offices(session, AsOf(day, over, last.known_at)),
        now=await look_at_offices(session, AsOf(day, over, known_at)),
        programme=PROGRAMME,
    )
    if not again.corrected:
        return None
    reasons = await corrections.reasons(session, again.corrected, last.known_at, known_at)
    figures = await frozen(session, state.period) if state.period == last.period else {}
    return _Told(again, reasons, figures)


async def _calendars(session: AsyncSession) -> dict[str, WorkingCalendar]:
    """The newest calendar of each region's own Land."""
    by_land = (await recipients.calendars(session)).by_land
    query = sa.select(UnitRow.code, UnitRow.land).where(UnitRow.kind == UnitKind.REGIONALDIREKTION.value)
    regions = (await session.execute(query.order_by(UnitRow.code))).all()
    return {code: by_land.get(land) or _weekends(land) for code, land in regions}


SINCE, THROUGH = date(2012, 1, 1), date(2099, 12, 31)


@cache
def _weekends(land: str) -> WorkingCalendar:
    """Where nobody has said which days are free, only weekends are."""
    return WorkingCalendar(id="weekends", land=Land(land), since=SINCE, through=THROUGH, closed=())

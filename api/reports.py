"""Reports of periods: read, attest, ask back, take note."""

from __future__ import annotations

from datetime import date
from typing import Annotated, Any

from fastapi import APIRouter, Path, Query, Response
from fastapi.responses import JSONResponse
from sqlalchemy.ext.asyncio import AsyncSession

from activities.clock import end_of_day
from api import problems
from api.deps import Caller, CallerDep, DatabaseDep, FunctionHolderDep, GivingDep, SessionDep
from api.giving import new_key
from api.paging import NEXT, JournalCursor, JournalLimit, one_page
from api.problems import NotFound
from api.report_giving import ReportGiven, give_report
from api.report_requests import ReportCommandRequest
from api.report_shapes import (
    ChangePage,
    ReportPage,
    ReportSummary,
    ReportWhole,
    listed_summary,
    office_change,
    report_summary,
    report_whole,
)
from api.shapes import JournalShape, journal_shape
from api.units import JournalPage, KeyHeader, Pending
from models.database import Database
from models.organisation import Function
from models.periods.period import report_of
from models.periods.possible import possible
from models.permissions import REPORT_TABLE, NotAllowed, may_report
from models.queries import periods, records, reports
from models.queries.reports import Report
from models.queries.scope import vacancy
from models.rollout.owed import NATIONAL
from models.tables import JournalRow

router = APIRouter(prefix="/api/reports", tags=["Berichte"])

ReportPath = Annotated[
    str,
    Path(
        max_length=40,
        pattern=r"^[0-9A-Za-z-]+$",
        description="Period and region's code, or all",
        examples=["2026-Q3-200"],
    ),
]
REFUSALS: dict[int | str, dict[str, Any]] = {
    403: {"description": "Your function may not do this"},
    404: {"description": "Nothing that you may see"},
    409: {"description": "Refused by a rule; the type names it"},
    422: {"description": "Malformed, or the key was used for another command"},
    429: {"description": "Too many commands of this period in flight"},
    503: {"description": "Interrupted; outcome unknown; send the same key again"},
}
LARGE = ("asked", "terms")
"""What a first event carries by value; the report itself shows it."""


@router.get("", summary="Reports that you may read, the newest period first")
async def list_reports(
    session: SessionDep,
    caller: FunctionHolderDep,
    limit: Annotated[
        int, Query(ge=1, le=40, description="So many periods; those that end on the same day count as one")
    ] = 8,
    cursor: Annotated[date | None, Query(description=NEXT)] = None,
) -> ReportPage:
    """Of each period the national report, once it is issued, and those of your regions."""
    found, cursor = await periods.listed(session, caller.reading, limit=limit, before=cursor)
    return ReportPage(items=[listed_summary(each) for each in found], next_cursor=cursor)


@router.get(
    "/{report_id}",
    summary="A report whole: figures as they were frozen, where the regions stand",
    responses={200: {"model": ReportWhole, "description": "The report"}, 404: REFUSALS[404]},
)
async def get_report(session: SessionDep, caller: FunctionHolderDep, report_id: ReportPath) -> Response:
    found = await read(session, caller, report_id)
    named = {each.unit_id for its in found.regions.values() for each in its.deviations}
    is_vacant = await vacancy(session, caller.today)
    vacant = {region: is_vacant(Function.REGIONAL_LEAD, region) for region in found.regions}
    shape = report_whole(found, await reports.offices(session, named), allowed(caller, found), vacant)
    head = shape.model_dump_json(exclude={"snapshot"})
    body = f'{head[:-1]},"snapshot":{found.body}}}'  # byte by byte as it was frozen: its hash can be checked
    return Response(body, headers={"ETag": f'"{found.seq}"'}, media_type="application/json")


@router.get("/{report_id}/journal", summary="What happened to the report, by which function", responses=REFUSALS)
async def get_report_journal(
    session: SessionDep,
    caller: FunctionHolderDep,
    report_id: ReportPath,
    limit: JournalLimit = 100,
    cursor: JournalCursor = 0,
) -> JournalPage:
    """Of a region's report, what concerns it; of the national one, what concerns regions that you may see."""
    found = await read(session, caller, report_id)
    rows = await periods.journal(session, found.state.period, after=cursor, limit=limit + 1)
    page, last = one_page(rows, limit)
    items = [journal_line(row, found) for row in page if row.payload.get("region") in (None, *found.regions)]
    return JournalPage(items=items, next_cursor=str(last.seq) if last else None)


def journal_line(row: JournalRow, found: Report) -> JournalShape:
    shape = journal_shape(row, found.notes)
    return shape.model_copy(update={"facts": {name: v for name, v in shape.facts.items() if name not in LARGE}})


@router.get("/{report_id}/changes", summary="Each office since the report before: what is looked at to attest")
async def get_changes(session: SessionDep, caller: FunctionHolderDep, report_id: ReportPath) -> ChangePage:
    """For a region's report. As it was frozen: what was told later appears in the next one."""
    found = await read(session, caller, report_id)
    if found.scope == NATIONAL:
        raise NotFound
    last = await reports.period_before(session, found.state.as_of)
    changes = await reports.since_the_last(session, found.state, found.scope, end_of_day, last)
    at = found.state.known_at
    return ChangePage(
        since=last.as_of if last is not None else None, items=[office_change(each, at) for each in changes]
    )


@router.post(
    "/{report_id}/commands",
    summary="Attest a region's report, ask about it, take note of it",
    responses={
        200: {"model": ReportSummary, "description": "Recorded; the report as it was right after the command"},
        202: {"model": Pending, "description": "Accepted or on its way, not recorded in time; ask at Location"},
        **REFUSALS,
    },
)
async def give_command(
    caller: CallerDep,
    giving: GivingDep,
    database: DatabaseDep,
    report_id: ReportPath,
    command: ReportCommandRequest,
    key: KeyHeader = None,
) -> Response:
    given = await give_report(giving, caller, report_id, command, key=key or new_key())
    return await answer(database, caller, given)


async def answer(database: Database, caller: Caller, given: ReportGiven) -> Response:
    """The report as it was right after the command; 202 while that is not known."""
    headers = {"Idempotency-Key": given.key}
    if given.seq is None:
        headers["Location"] = f"/api/commands/{given.key}?report={given.report_id}"
        headers["Retry-After"] = problems.RETRY_AFTER
        return JSONResponse(Pending(key=given.key).model_dump(), 202, headers)
    async with database.read() as session:
        found = await read(session, caller, given.report_id)
        state = await periods.state_after(session, found.state.period, given.seq)
    headers["ETag"] = f'"{given.seq}"'
    headers["Location"] = f"/api/reports/{given.report_id}"
    shape = report_summary(found.at(state, given.seq))
    return Response(shape.model_dump_json(), 200, headers, media_type="application/json")


async def read(session: AsyncSession, caller: Caller, report_id: str) -> Report:
    """The report, if the caller may read it. Raises: NotFound."""
    named = report_of(report_id)
    found = await reports.report(session, caller.reading, *named) if named is not None else None
    if found is None:
        raise NotFound
    return found


def allowed(caller: Caller, found: Report) -> list[str]:
    """What this caller could do now, judged by the very functions that will judge it then."""
    if found.scope == NATIONAL or found.halted is not None:
        return []
    types: list[str] = []
    for deed in REPORT_TABLE:
        try:
            grant = may_report(caller.grants, deed, found.scope, caller.today)
        except NotAllowed:
            continue
        stamp = records.envelope(
            key="candidate", body_hash="", grant=grant, today=caller.today, accepted_at=caller.now, request_id=None
        )
        if possible(found.state, deed, found.scope, stamp):
            types.append(deed)
    return sorted(types)

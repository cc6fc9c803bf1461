"""AQua teams and the units they cover. Included by ``api.people``."""

from __future__ import annotations

from typing import Annotated

from fastapi import APIRouter, Path, status
from sqlalchemy.ext.asyncio import AsyncSession

from activities import aqua_teams as writing
from activities.aqua_teams import NewTeam
from api.deps import Caller, CallerDep, DatabaseDep, SessionDep
from api.directory_shapes import CoverageRequest, EndRequest, TeamChange, TeamPage, TeamRequest, TeamShape
from api.paging import CodeCursor, Limit, one_page
from api.problems import NotFound
from models.errors import Refusal, UnknownUnit
from models.people import Period
from models.permissions import reach
from models.queries.teams import aqua_teams

router = APIRouter(tags=["AQua-Teams"])

HTTP_STATUS: dict[type[Refusal], int] = {
    UnknownUnit: 404,
    writing.UnknownTeam: 404,
    writing.UnknownCoverage: 404,
    writing.UnknownRegion: 404,
}

CodePath = Annotated[str, Path(max_length=32, examples=["AQ-200-01"])]


def _within(caller: Caller) -> frozenset[str] | None:
    """Regions whose teams the caller may change, None for all. Raises: NotAllowed."""
    return reach(caller.grants, "write_aqua_teams", caller.today)


@router.get("/aqua-teams", summary="AQua teams of your scope, by code")
async def list_teams(
    session: SessionDep,
    caller: CallerDep,
    limit: Limit = 50,
    cursor: CodeCursor = None,
) -> TeamPage:
    reach(caller.grants, "read_people", caller.today)
    found = await aqua_teams(session, caller.reading, after=cursor, limit=limit + 1)
    page, last = one_page(found, limit)
    return TeamPage(items=[TeamShape.model_validate(line) for line in page], next_cursor=last.code if last else None)


@router.post("/aqua-teams", summary="Found an AQua team", status_code=status.HTTP_201_CREATED)
async def create_team(database: DatabaseDep, session: SessionDep, caller: CallerDep, body: TeamRequest) -> TeamShape:
    new = NewTeam(body.code, body.name, body.region, body.since)
    async with database.write() as connection:
        await writing.create_team(connection, new, within=_within(caller))
    return await _shown(session, caller, body.code)


@router.patch("/aqua-teams/{code}", summary="Rename an AQua team, or set its last day")
async def change_team(
    database: DatabaseDep, session: SessionDep, caller: CallerDep, code: CodePath, body: TeamChange
) -> TeamShape:
    within = _within(caller)
    async with database.write() as connection:
        if body.name is not None:
            await writing.rename_team(connection, code, body.name, within=within)
        if body.until is not None:
            until, today = body.until, caller.today
            await writing.end_team(connection, code, until, within=within, today=today, moment=caller.now)
    return await _shown(session, caller, code)


@router.post("/aqua-teams/{code}/coverage", summary="Cover a unit", status_code=status.HTTP_201_CREATED)
async def add_coverage(
    database: DatabaseDep, session: SessionDep, caller: CallerDep, code: CodePath, body: CoverageRequest
) -> TeamShape:
    """A unit has one AQua team at a time. From `since` on the unit's steps are held by this team's lead."""
    covered, within = Period(body.since, body.until), _within(caller)
    cover = writing.hand_over if body.hand_over else writing.add_coverage
    async with database.write() as connection:
        await cover(connection, code, body.unit, covered, within=within, today=caller.today, moment=caller.now)
    return await _shown(session, caller, code)


@router.post("/aqua-teams/{code}/coverage/{coverage_id}/end", summary="Set the last covered day of a unit")
async def end_coverage(
    database: DatabaseDep,
    session: SessionDep,
    caller: CallerDep,
    code: CodePath,
    coverage_id: Annotated[str, Path(max_length=64)],
    body: EndRequest,
) -> TeamShape:
    within = _within(caller)
    async with database.write() as connection:
        await writing.end_coverage(
            connection, code, coverage_id, body.until, within=within, today=caller.today, moment=caller.now
        )
    return await _shown(session, caller, code)


async def _shown(session: AsyncSession, caller: Caller, code: str) -> TeamShape:
    await session.rollback()  # what the session has seen so far is older than what was just written
    found = await aqua_teams(session, caller.reading, code=code)
    if not found:
        raise NotFound
    return TeamShape.model_validate(found[0])

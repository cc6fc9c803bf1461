"""Persons and the functions they hold."""

from __future__ import annotations

from datetime import date
from enum import Enum
from typing import Annotated

import structlog
from fastapi import APIRouter, Path, Query, Request, Response, status
from sqlalchemy.ext.asyncio import AsyncSession

from activities import forgetting
from activities import people as writing
from activities.aqua_teams import UnknownRegion
from activities.mail.forgotten import drop_forgotten
from activities.people import NewAssignment, NewPerson
from api import aqua_teams
from api.deps import Caller, CallerDep, DatabaseDep, SessionDep
from api.directory_shapes import (
    AssignmentPage,
    AssignmentRequest,
    AssignmentShape,
    EndRequest,
    PersonChange,
    PersonPage,
    PersonRequest,
    PersonShape,
)
from api.paging import IdCursor, Limit, one_page
from api.problems import NotFound
from models import people as rules
from models.errors import Refusal
from models.organisation import Function
from models.permissions import may_administer, reach
from models.queries import people as directory
from models.queries.people import AssignmentFilter, View, view
from models.queries.regions import all_regions

log = structlog.get_logger(__name__)

router = APIRouter(prefix="/api")

HTTP_STATUS: dict[type[Refusal], int] = {
    writing.UnknownPerson: 404,
    writing.UnknownAssignment: 404,
    writing.PersonElsewhere: 403,
    forgetting.StillHoldsFunction: 409,
    directory.UnknownCursor: 422,
    rules.UnknownFunction: 422,
    rules.ManagerByCommand: 422,
    rules.UnknownScope: 422,
    rules.UntilBeforeSince: 422,
    rules.DayOutOfRange: 422,
    **aqua_teams.HTTP_STATUS,
}

PEOPLE: list[str | Enum] = ["Personen"]
ASSIGNMENTS: list[str | Enum] = ["Zuordnungen"]
IdPath = Annotated[str, Path(max_length=64)]
Names = Annotated[bool, Query(description="Auditors: with names. Each such request is logged.")]


def seen_by(caller: Caller, *, names: bool = False) -> View:
    """What the caller sees of the directory. Raises: NotAllowed."""
    reach(caller.grants, "read_people", caller.today)
    if names and any(g.effective is Function.AUDITOR for g in caller.grants):  # to others it makes no difference
        log.info("names_read", reader=caller.person_id)
    return view(caller.grants, caller.person_id, caller.today, names=names)


# --- persons -------------------------------------------------------------------------------------------------


@router.get("/people", tags=PEOPLE, summary="Function holders you may see, by name")
async def list_people(
    session: SessionDep, caller: CallerDep, limit: Limit = 50, cursor: IdCursor = None, names: Names = False
) -> PersonPage:
    seen = seen_by(caller, names=names)
    found = await directory.people(session, seen, after=cursor, limit=limit + 1)
    page, last = one_page(found, limit)
    return PersonPage(items=[PersonShape.model_validate(line) for line in page], next_cursor=last.id if last else None)


@router.get("/people/{person_id}", tags=PEOPLE, summary="One person with the functions held")
async def get_person(session: SessionDep, caller: CallerDep, person_id: IdPath, names: Names = False) -> PersonShape:
    found = await directory.person(session, seen_by(caller, names=names), person_id)
    if found is None:
        raise NotFound
    return PersonShape.model_validate(found)


@router.post("/people", tags=PEOPLE, summary="Enter a person", status_code=status.HTTP_201_CREATED)
async def create_person(
    database: DatabaseDep, session: SessionDep, caller: CallerDep, body: PersonRequest
) -> PersonShape:
    region = keeping_region(caller, body.region)
    if region is not None and region not in {line.code for line in await all_regions(session)}:
        raise UnknownRegion
    new = NewPerson(body.name, body.email, body.language, body.issuer, body.subject)
    async with database.write() as connection:
        person_id = await writing.create_person(connection, new, region=region, moment=caller.now)
    return await _shown(session, caller, person_id)


def keeping_region(caller: Caller, wanted: str | None) -> str | None:
    """The region that will keep the person's data: a regional lead's own one. Raises: NotAllowed."""
    within = reach(caller.grants, "write_people", caller.today)
    if within is not None and wanted is None and len(within) == 1:
        return next(iter(within))
    may_administer(caller.grants, "write_people", wanted, caller.today)
    return wanted


@router.patch("/people/{person_id}", tags=PEOPLE, summary="Change name, address or language")
async def change_person(
    database: DatabaseDep, session: SessionDep, caller: CallerDep, person_id: IdPath, body: PersonChange
) -> PersonShape:
    within = reach(caller.grants, "write_people", caller.today)
    if await directory.person(session, seen_by(caller), person_id) is None:
        raise NotFound
    async with database.write() as connection:
        await writing.update_person(connection, person_id, body.changes(), within=within)
    return await _shown(session, caller, person_id)


@router.post(
    "/people/{person_id}/forget",
    tags=PEOPLE,
    summary="Erase a person",
    status_code=status.HTTP_204_NO_CONTENT,
    responses={409: {"description": "Still holds a function"}},
)
async def forget_person(
    request: Request, database: DatabaseDep, session: SessionDep, caller: CallerDep, person_id: IdPath
) -> Response:
    """Name, address and sign-in are erased and sessions ended. What was recorded stays, as that of a function.

    Somebody who still holds a function is refused: end it first.
    """
    within = reach(caller.grants, "forget_person", caller.today)
    if await directory.person(session, seen_by(caller), person_id) is None:
        raise NotFound
    await session.rollback()
    async with database.write() as connection:
        await forgetting.forget(connection, person_id, within=within, today=caller.today, moment=caller.now)
    if (outbox := getattr(request.app.state, "outbox", None)) is not None:
        await drop_forgotten(database, outbox)
    log.info("person_forgotten_by", person=person_id, by=caller.person_id)
    return Response(status_code=status.HTTP_204_NO_CONTENT)


async def _shown(session: AsyncSession, caller: Caller, person_id: str) -> PersonShape:
    await session.rollback()  # what the session has seen so far is older than what was just written
    return await get_person(session, caller, person_id)


# --- assignments ---------------------------------------------------------------------------------------------


@router.get("/assignments", tags=ASSIGNMENTS, summary="Who holds which function, as far as you may see it")
async def list_assignments(
    session: SessionDep,
    caller: CallerDep,
    function: Annotated[str | None, Query(max_length=40)] = None,
    scope: Annotated[str | None, Query(max_length=40)] = None,
    person_id: Annotated[str | None, Query(max_length=64)] = None,
    on: Annotated[date | None, Query(description="Valid on this day")] = None,
    limit: Limit = 50,
    cursor: IdCursor = None,
    names: Names = False,
) -> AssignmentPage:
    wanted = AssignmentFilter(function, scope, person_id, on)
    seen = seen_by(caller, names=names)
    found = await directory.assignments(session, seen, wanted, after=cursor, limit=limit + 1)
    page, last = one_page(found, limit)
    items = [AssignmentShape.model_validate(line) for line in page]
    return AssignmentPage(items=items, next_cursor=last.id if last else None)


@router.post("/assignments", tags=ASSIGNMENTS, summary="Assign a function", status_code=status.HTTP_201_CREATED)
async def create_assignment(
    database: DatabaseDep, session: SessionDep, caller: CallerDep, body: AssignmentRequest
) -> AssignmentShape:
    """A responsible manager is not assigned here but with the command `assign_manager` of the office."""
    within = reach(caller.grants, "write_people", caller.today)
    if await directory.person(session, seen_by(caller), body.person_id) is None:
        raise writing.UnknownPerson
    new = NewAssignment(body.person_id, body.function, body.scope, body.since, body.until)
    async with database.write() as connection:
        assignment_id = await writing.add_assignment(connection, new, within=within, moment=caller.now)
    return await _assignment(session, caller, assignment_id)


@router.post("/assignments/{assignment_id}/end", tags=ASSIGNMENTS, summary="Set the last day of an assignment")
async def end_assignment(
    database: DatabaseDep, session: SessionDep, caller: CallerDep, assignment_id: IdPath, body: EndRequest
) -> AssignmentShape:
    """The assignment stays on record."""
    within = reach(caller.grants, "write_people", caller.today)
    async with database.write() as connection:
        await writing.end_assignment(
            connection, assignment_id, body.until, within=within, today=caller.today, moment=caller.now
        )
    return await _assignment(session, caller, assignment_id)


async def _assignment(session: AsyncSession, caller: Caller, assignment_id: str) -> AssignmentShape:
    await session.rollback()
    found = await directory.assignment(session, seen_by(caller), assignment_id)
    if found is None:
        raise NotFound
    return AssignmentShape.model_validate(found)


router.include_router(aqua_teams.router)

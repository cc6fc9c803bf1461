"""The demo's own doors: who can be played, signing in by name. Mounted on loopback demos only."""

from __future__ import annotations

from typing import Annotated

import sqlalchemy as sa
from fastapi import APIRouter, Query, Request
from fastapi.responses import RedirectResponse

from api.auth.identity import DEMO_ISSUER, demo_identity
from api.auth.sessions import sessions_of
from api.auth.wayback import local
from api.deps import MomentDep, SessionDep
from api.problems import NotFound
from api.shapes import Answer
from models.demo.cases import PREPARED
from models.organisation import Function
from models.people_tables import ActorRefRow, AssignmentRow, PersonRow
from models.tables import ManagerRow, UnitRow

router = APIRouter(tags=["Demo"])


class DemoFunction(Answer):
    function: str
    scope: str


class DemoPerson(Answer):
    username: str
    name: str
    functions: list[DemoFunction]
    alias: str | None = None


class DemoPeople(Answer):
    items: list[DemoPerson]


@router.get("/api/demo/people", summary="User names of the demo, with function and scope")
async def demo_people(session: SessionDep) -> DemoPeople:
    functions: dict[str, list[DemoFunction]] = {}
    assigned = sa.select(AssignmentRow.person_id, AssignmentRow.function, AssignmentRow.scope)
    for person, function, scope in await session.execute(assigned):
        functions.setdefault(person, []).append(DemoFunction(function=function, scope=scope))
    managing = (
        sa.select(ActorRefRow.person_id, UnitRow.code)
        .join(ManagerRow, ManagerRow.holder == ActorRefRow.ref)
        .join(UnitRow, UnitRow.id == ManagerRow.unit_id)
        .where(ManagerRow.until.is_(None))
    )
    for person, code in await session.execute(managing):
        functions.setdefault(person, []).append(DemoFunction(function=Function.MANAGER.value, scope=code))
    aliases = {case.username: alias for alias, case in PREPARED.items() if alias != case.username}
    people = await session.scalars(
        sa.select(PersonRow).where(PersonRow.issuer == DEMO_ISSUER).order_by(PersonRow.subject)
    )
    return DemoPeople(
        items=[
            DemoPerson(
                username=p.subject or "", name=p.name, functions=functions[p.id], alias=aliases.get(p.subject or "")
            )
            for p in people
            if p.id in functions
        ]
    )


@router.get("/demo/sign-in", summary="Sign in by user name or alias", include_in_schema=False)
async def sign_in(
    request: Request,
    session: SessionDep,
    moment: MomentDep,
    as_: Annotated[str, Query(alias="as", max_length=64)],
    next_: Annotated[str | None, Query(alias="next")] = None,
) -> RedirectResponse:
    """A GET, unlike any other sign-in: the first page's tasks are plain links, and only a session comes of it."""
    case = PREPARED.get(as_)
    who = demo_identity(as_)
    query = sa.select(PersonRow.id).where(PersonRow.issuer == who.issuer, PersonRow.subject == who.subject)
    person_id = await session.scalar(query)
    if person_id is None:
        raise NotFound
    prepared = f"/units/{case.unit}" if case is not None and case.unit else "/home"
    answer = RedirectResponse(local(next_) or prepared, 303)
    await sessions_of(request).begin(request, answer, person_id, moment)
    return answer

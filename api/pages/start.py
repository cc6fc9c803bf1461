"""The first page, and the way home."""

from __future__ import annotations

from typing import Annotated
from urllib.parse import urlencode

import sqlalchemy as sa
from babel.support import LazyProxy
from fastapi import APIRouter, Query, Request, Response
from fastapi.responses import RedirectResponse
from sqlalchemy.ext.asyncio import AsyncSession

from api.demo import DemoPerson, demo_people
from api.deps import MaybeCallerDep, SessionDep
from api.pages.frames import is_demo, plain_frame
from api.pages.shown import SignIn, SignInGroup
from api.pages.shown_pages import StartPage
from api.pages.site import site
from api.pages.visit import VisitDep, home
from api.pages.words import _, later
from models.demo.cases import PREPARED
from models.organisation import SERVED, Function
from models.queries.scope import names
from models.tables import UnitRow
from models.wording import FUNCTIONS, Names, short_place

router = APIRouter(include_in_schema=False)

Next = Annotated[str | None, Query(alias="next")]
MOST = 10
"""How many people of one function the first page offers; the prepared ones and their region come first."""
PREPARED_PEOPLE = frozenset(case.username for case in PREPARED.values())

GROUPS: tuple[tuple[LazyProxy, tuple[Function, ...]], ...] = (
    (later("Zentrale"), (Function.CENTRAL, Function.FIRST_SPECIALIST, Function.AUDITOR)),
    (later("Regionaldirektionen"), (Function.REGIONAL_LEAD,)),
    (later("AQua-Teams"), (Function.AQUA_LEAD,)),
    (later("Umsetzungsverantwortliche Führungskräfte"), (Function.MANAGER,)),
)


@router.get("/")
async def start(request: Request, session: SessionDep, caller: MaybeCallerDep, next_: Next = None) -> Response:
    demo = is_demo(request)
    frame = plain_frame(request, _("Willkommen"), caller)
    page = StartPage(
        aqua_href=_sign_in("aqua"),
        region_href=_sign_in("rd"),
        central_href=_sign_in("zentrale"),
        wave_href=_sign_in("zentrale", "/waves/new"),
        people=_groups((await demo_people(session)).items, await _names(session), next_) if demo else (),
        api_href="/api/openapi.json",
        wants_sign_in=next_ is not None and caller is None,
        sign_in_href=None if demo or caller is not None else "/sign-in",
    )
    return site(request).answer("start.html", frame, page)


def _sign_in(username: str, target: str | None = None) -> str:
    return "/demo/sign-in?" + urlencode({"as": username, **({"next": target} if target else {})})


def _groups(people: list[DemoPerson], known: Names, target: str | None) -> tuple[SignInGroup, ...]:
    found = []
    for heading, functions in GROUPS:
        its = [p for p in people if p.functions and Function(p.functions[0].function) in functions]
        its.sort(key=lambda p: functions.index(Function(p.functions[0].function)))
        if len(its) > MOST:
            its.sort(key=lambda p: p.username not in PREPARED_PEOPLE)
        found.append(SignInGroup(str(heading), tuple(_person(p, known, target) for p in its[:MOST])))
    return tuple(group for group in found if group.people)


def _person(person: DemoPerson, known: Names, target: str | None) -> SignIn:
    """Managers by their office, everybody else by function and place."""
    held = person.functions[0]
    href = _sign_in(person.username, target)
    function = Function(held.function)
    if function is Function.MANAGER:
        return SignIn(known.units.get(held.scope, held.scope), held.scope, href)
    place = {Function.REGIONAL_LEAD: known.regions, Function.AQUA_LEAD: known.teams}.get(function, {}).get(held.scope)
    label = _(FUNCTIONS[function])
    return SignIn(f"{label} {short_place(place)}" if place else label, "" if place else person.name, href)


async def _names(session: AsyncSession) -> Names:
    """As everywhere, and the names of all offices by code."""
    known = await names(session)
    rows = await session.execute(sa.select(UnitRow.code, UnitRow.name).where(UnitRow.kind.in_(SERVED)))
    units: dict[str, str] = dict(iter(rows))
    return Names(known.regions, known.teams, units)


@router.get("/home")
async def way_home(visit: VisitDep) -> RedirectResponse:
    return RedirectResponse(home(visit), 303)

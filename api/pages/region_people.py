"""Who is responsible in a region: its lead, its AQua teams, the managers of its offices; and which posts are vacant."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Annotated

from fastapi import APIRouter, Path, Response

from api.pages.functions import assign_href
from api.pages.region_tabs import Tab, tabs
from api.pages.shown import Link
from api.pages.site import site
from api.pages.teams import cover_href, writes_in
from api.pages.visit import Visit, VisitDep
from api.pages.words import _, day, ngettext
from api.people import seen_by
from api.problems import NotFound
from models.organisation import Function, UnitKind
from models.permissions import NotAllowed, may_administer
from models.queries import region_posts
from models.wording import short_place

if TYPE_CHECKING:
    from models.queries.region_posts import Lead, Office

router = APIRouter(include_in_schema=False)

Waiting = dict[tuple[Function, str | None], int]


@dataclass(frozen=True, slots=True)
class PostLine:
    """A function: who holds it, and the form that fills it where nobody does and the reader may."""

    heading: str
    href: str | None
    holders: tuple[tuple[str, str | None], ...]
    note: str
    is_vacant: bool
    deed: Link | None = None


@dataclass(frozen=True, slots=True)
class OfficeLine:
    """An office and its responsible manager."""

    unit: Link
    manager: str
    manager_href: str | None
    team: str


@dataclass(frozen=True, slots=True)
class RegionPeoplePage:
    """`region_people.html`: vacant posts first, for those are what somebody has to do."""

    name: str
    tabs: tuple[Tab, ...]
    vacant: tuple[PostLine, ...]
    held: tuple[PostLine, ...]
    offices: tuple[OfficeLine, ...]


@router.get("/regions/{code}/people")
async def people(visit: VisitDep, code: Annotated[str, Path(max_length=16)]) -> Response:
    """Foreign and missing regions are the same. Raises: NotFound."""
    caller, session = visit.caller, visit.session
    if not (caller.reading.everything or code in caller.reading.regions):
        raise NotFound
    name, teams = await region_posts.region_and_teams(session, code)
    if name is None:
        raise NotFound
    seen = seen_by(caller)
    leads = await region_posts.leads(session, seen, code, caller.today)
    offices = await region_posts.offices(session, seen, code)
    waiting = await region_posts.waiting(session, code, caller.today)
    posts = _posts(visit, code, teams, leads, offices, waiting)
    page = RegionPeoplePage(
        name=short_place(name),
        tabs=tabs(code, "people"),
        vacant=tuple(post for post in posts if post.is_vacant),
        held=tuple(post for post in posts if not post.is_vacant),
        offices=tuple(_office(each, teams) for each in offices),
    )
    title = _("{region}: Wer zuständig ist", region=page.name)
    return site(visit.request).answer("region_people.html", await visit.frame(title), page)


def _posts(
    visit: Visit, region: str, teams: dict[str, str], leads: list[Lead], offices: list[Office], waiting: Waiting
) -> list[PostLine]:
    """The region's lead, each team's lead, and each office that no team covers."""
    assign = assign_href(Function.REGIONAL_LEAD, region) if _appoints(visit, None) else None
    found = [_post(_("iLB-Verantwortliche/r der Region"), Function.REGIONAL_LEAD, region, leads, waiting, assign)]
    for code, name in teams.items():
        assign = assign_href(Function.AQUA_LEAD, code) if _appoints(visit, region) else None
        heading = _("Teamleitung AQua {team}", team=short_place(name))
        post = _post(heading, Function.AQUA_LEAD, code, leads, waiting, assign, href=f"/aqua-teams/{code}")
        found.append(post)
    deed = writes_in(visit, region)
    for each in offices:
        if each.team is None:
            link = Link(_("AQua-Team zuordnen"), cover_href(each.code)) if deed else None
            note = _("Kein AQua-Team ist für diese Dienststelle zuständig.")
            found.append(PostLine(each.name, f"/units/{each.code}", (), note, is_vacant=True, deed=link))
    return found


def _post(
    heading: str,
    function: Function,
    scope: str,
    leads: list[Lead],
    waiting: Waiting,
    assign: str | None,
    *,
    href: str | None = None,
) -> PostLine:
    its = [each for each in leads if each.function is function and each.scope == scope]
    steps = waiting.get((function, scope), 0) if not its else 0  # what waits is told of posts, never of persons
    note = ngettext("{n} offener Schritt wartet hier.", "{n} offene Schritte warten hier.", steps) if steps else ""
    return PostLine(
        heading=heading,
        href=href,
        holders=tuple(_holder(each) for each in its),
        note=note,
        is_vacant=not its,
        deed=Link(_("Jetzt besetzen"), assign) if not its and assign is not None else None,
    )


def _holder(lead: Lead) -> tuple[str, str | None]:
    name = lead.name or _("besetzt")
    told = _("{name}, seit {day}", name=name, day=day(lead.since))
    return told, f"/people/{lead.person}" if lead.name is not None else None


def _appoints(visit: Visit, region: str | None) -> bool:
    try:
        may_administer(visit.caller.grants, "write_people", region, visit.caller.today)
    except NotAllowed:
        return False
    return True


def _office(office: Office, teams: dict[str, str]) -> OfficeLine:
    team = short_place(teams[office.team]) if office.team in teams else office.team or ""
    if office.since is None:
        missing = _("nicht eingetragen") if office.kind is UnitKind.AGENTUR else _("nicht eingetragen (freiwillig)")
        return OfficeLine(Link(office.name, f"/units/{office.code}"), missing, None, team)
    name = office.manager or _("eingetragen")
    told = _("{name}, seit {day}", name=name, day=day(office.since))
    href = f"/people/{office.person}" if office.person is not None else None
    return OfficeLine(Link(office.name, f"/units/{office.code}"), told, href, team)

"""„AQua-Teams und Abdeckung“: the teams of one's scope, who leads them, which offices they cover, which nobody does."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated
from urllib.parse import urlencode

from fastapi import APIRouter, Path, Query, Response

from api.pages.functions import assign_href, speaking
from api.pages.shown import Link
from api.pages.shown_people import Card, CoverageRow, TeamPage, TeamRow, TeamsPage
from api.pages.site import site
from api.pages.visit import Visit, VisitDep
from api.pages.words import _, day, filled
from api.people import seen_by
from api.problems import NotFound
from models.organisation import Function
from models.permissions import NotAllowed, reach
from models.queries import people as directory
from models.queries.holdings import uncovered
from models.queries.people import AssignmentFilter, AssignmentLine
from models.queries.teams import CoverageLine, TeamLine, aqua_teams
from models.wording import short_place

if TYPE_CHECKING:
    from datetime import date

router = APIRouter(include_in_schema=False)

HERE = "/aqua-teams"
MOST = 200
CodePath = Annotated[str, Path(max_length=32)]


def reach_of(visit: Visit) -> tuple[bool, frozenset[str] | None]:
    """Whether the caller may change teams, and of which regions (None: all)."""
    try:
        return True, reach(visit.caller.grants, "write_aqua_teams", visit.caller.today)
    except NotAllowed:
        return False, frozenset()


def writes_in(visit: Visit, region: str) -> bool:
    may, within = reach_of(visit)
    return may and (within is None or region in within)


def cover_href(unit: str = "", team: str = "") -> str:
    """The form that puts an office under a team from a day on."""
    query = {name: value for name, value in (("unit", unit), ("team", team)) if value}
    return f"{HERE}/cover?{urlencode(query)}" if query else f"{HERE}/cover"


@router.get(HERE)
async def teams(visit: VisitDep, after: Annotated[str | None, Query(max_length=32)] = None) -> Response:
    caller = visit.caller
    seen = seen_by(caller)
    found = await aqua_teams(visit.session, caller.reading, after=after, limit=MOST + 1)
    wanted = AssignmentFilter(function=Function.AQUA_LEAD.value, on=caller.today)
    leads = await directory.assignments(visit.session, seen, wanted, limit=2 * MOST)
    bare = await uncovered(visit.session, caller.reading, caller.today)
    known = (await speaking(visit)).names
    regions: dict[str, list[TeamRow]] = {}
    for team in found[:MOST]:
        its = [line for line in leads if line.scope == team.code]
        regions.setdefault(team.region, []).append(_row(visit, team, its))
    page = TeamsPage(
        regions=tuple((short_place(known.regions.get(code, code)), tuple(rows)) for code, rows in regions.items()),
        uncovered=tuple(_uncovered(visit, code, name, region) for code, name, region in bare),
        deeds=_deeds(visit),
        more_href=f"{HERE}?{urlencode({'after': found[MOST - 1].code})}" if len(found) > MOST else None,
    )
    return site(visit.request).answer("teams.html", await visit.frame(_("AQua-Teams und Abdeckung")), page)


def _deeds(visit: Visit) -> tuple[Link, ...]:
    may, _within = reach_of(visit)
    links = (Link(_("Abdeckung ändern"), cover_href()), Link(_("AQua-Team anlegen"), f"{HERE}/new"))
    return links if may else ()


def _row(visit: Visit, team: TeamLine, leads: list[AssignmentLine]) -> TeamRow:
    today = visit.caller.today
    covered = sum(_runs(line, today) for line in team.coverage)
    deed = None
    if not leads and writes_in(visit, team.region):
        deed = Link(_("Leitung zuordnen"), assign_href(Function.AQUA_LEAD, team.code))
    lead = ", ".join(line.name or _("besetzt") for line in leads) or _("nicht besetzt")
    return TeamRow(team.code, team.name, f"{HERE}/{team.code}", lead, covered, "done" if leads else "orphan", deed)


def _runs(line: CoverageLine, on: date) -> bool:
    return line.since <= on and (line.until is None or line.until >= on)


def _uncovered(visit: Visit, code: str, name: str, region: str | None) -> tuple[Link, Link | None]:
    deed = Link(_("AQua-Team zuordnen"), cover_href(code)) if region is not None and writes_in(visit, region) else None
    return Link(name, f"/units/{code}"), deed


# --- one team ------------------------------------------------------------------------------------------------


@router.get(f"{HERE}/{{code}}")
async def team(visit: VisitDep, code: CodePath) -> Response:
    caller = visit.caller
    seen = seen_by(caller)
    found = await aqua_teams(visit.session, caller.reading, code=code)
    if not found:
        raise NotFound
    line = found[0]
    wanted = AssignmentFilter(function=Function.AQUA_LEAD.value, scope=code, on=caller.today)
    leads = await directory.assignments(visit.session, seen, wanted)
    known = (await speaking(visit)).names
    writes = writes_in(visit, line.region)
    page = TeamPage(
        name=line.name,
        code=code,
        trail=(Link(_("AQua-Teams"), HERE),),
        facts=_facts(line, known.regions.get(line.region, line.region)),
        leads=tuple(_lead(each, ends=writes) for each in leads),
        covered=tuple(_covered(line, each, changes=writes) for each in line.coverage if _is_open(each, caller.today)),
        past=tuple(_covered(line, each) for each in line.coverage if not _is_open(each, caller.today)),
        deeds=_team_deeds(code) if writes else (),
    )
    return site(visit.request).answer("team.html", await visit.frame(line.name), page)


def _is_open(line: CoverageLine, on: date) -> bool:
    return line.until is None or line.until >= on


def _facts(line: TeamLine, region: str) -> tuple[tuple[str, str], ...]:
    told = [(_("Region"), short_place(region)), (_("Kennzeichen"), line.code)]
    told += [(_("Besteht seit"), day(line.since))] if line.since else []
    told += [(_("Letzter Tag"), day(line.until))] if line.until else []
    return tuple(told)


def _lead(line: AssignmentLine, *, ends: bool) -> Card:
    deeds = (Link(_("Funktion beenden"), f"/functions/{line.id}/end"),) if ends else ()
    return Card(line.name or _("besetzt"), filled("{span}.", span=span(line.since, line.until)), "", "done", deeds)


def span(since: date, until: date | None) -> str:
    """From when, and until when if that is known."""
    if until is None:
        return _("seit {day}", day=day(since))
    return _("seit {since} bis {until}", since=day(since), until=day(until))


def _covered(team: TeamLine, line: CoverageLine, *, changes: bool = False) -> CoverageRow:
    when = span(line.since, line.until)
    deeds = (
        Link(_("Anderem Team übergeben"), cover_href(line.unit)),
        Link(_("Zuständigkeit beenden"), f"{HERE}/{team.code}/coverage/{line.id}/end"),
    )
    return CoverageRow(line.unit_name, line.unit, f"/units/{line.unit}", when, deeds if changes else ())


def _team_deeds(code: str) -> tuple[Link, ...]:
    return (
        Link(_("Dienststelle aufnehmen"), cover_href(team=code)),
        Link(_("Leitung zuordnen"), assign_href(Function.AQUA_LEAD, code)),
        Link(_("Team ändern"), f"{HERE}/{code}/change"),
    )

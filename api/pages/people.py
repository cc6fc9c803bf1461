"""„Personen und Funktionen“: who holds which function in one's scope, and one person with all that was held."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated
from urllib.parse import urlencode

import sqlalchemy as sa
from fastapi import APIRouter, Path, Query, Response

from activities.clock import berlin_day
from api.pages.functions import held_words, speaking
from api.pages.person_forgetting import forget_href
from api.pages.shown import Link
from api.pages.shown_forms import Field, Option
from api.pages.shown_people import Card, PeoplePage, PersonPage, PersonRow
from api.pages.site import site
from api.pages.visit import Visit, VisitDep
from api.pages.words import _, day, later
from api.people import seen_by
from api.problems import NotFound
from models.organisation import Function
from models.people_tables import PersonRow as PersonTable
from models.permissions import NotAllowed, reach
from models.queries import people as directory
from models.queries.holdings import Managed, managed_by, matching
from models.queries.undelivered import unaddressed, undelivered
from models.wording import function_words, short_place

if TYPE_CHECKING:
    from datetime import date

    from models.queries.people import AssignmentLine, PersonLine, View
    from models.wording import Voice

router = APIRouter(include_in_schema=False)

AT_ONCE = 50
UNREADABLE = later("Name nicht einsehbar")
FUNCTIONS = (
    Function.CENTRAL,
    Function.FIRST_SPECIALIST,
    Function.REGIONAL_LEAD,
    Function.AQUA_LEAD,
    Function.MANAGER,
    Function.AUDITOR,
)
Names = Annotated[bool, Query(description="Auditors: with names. Each such request is logged.")]


def may_write(visit: Visit) -> bool:
    try:
        reach(visit.caller.grants, "write_people", visit.caller.today)
    except NotAllowed:
        return False
    return True


@router.get("/people")
async def people(
    visit: VisitDep,
    q: Annotated[str, Query(max_length=100)] = "",
    function: Annotated[str, Query(max_length=40)] = "",
    after: Annotated[str | None, Query(max_length=64)] = None,
    names: Names = False,
) -> Response:
    caller, wanted = visit.caller, q.strip()
    seen = seen_by(caller, names=names)
    known = function if function in set(FUNCTIONS) else ""
    criterion = matching(seen, wanted, known, caller.today)
    found = await directory.people(visit.session, seen, after=after, limit=AT_ONCE + 1, wanted=criterion)
    managed = await managed_by(visit.session, [line.id for line in found], caller.reading)
    voice = await speaking(visit)
    asked = {"q": wanted, "function": known, "names": "true" if names else ""}
    page = PeoplePage(
        filters=_filters(voice, wanted, known),
        rows=tuple(_row(voice, line, managed.get(line.id, [])) for line in found[:AT_ONCE]),
        deeds=_deeds(visit),
        more_href=_href(asked | {"after": found[AT_ONCE - 1].id}) if len(found) > AT_ONCE else None,
        names_href=_href(asked | {"names": "true"}) if Function.AUDITOR in visit.functions and not names else None,
        is_filtered=bool(wanted or known),
        names=names,
        unreachable=await _unreachable(visit, seen) if may_write(visit) else (),
        unaddressed=await _unaddressed(visit, seen) if may_write(visit) else (),
    )
    return site(visit.request).answer("people.html", await visit.frame(_("Personen und Funktionen")), page)


async def _unreachable(visit: Visit, seen: View) -> tuple[Link, ...]:
    """Persons whose address the mail server has refused, for those who can put it right."""
    found = await undelivered(visit.session, sa.and_(seen.rows, seen.named))
    return tuple(Link(each.name, f"/people/{each.person_id}") for each in found)


async def _unaddressed(visit: Visit, seen: View) -> tuple[Link, ...]:
    """Function holders who are told nothing, because nobody has entered where."""
    found = await unaddressed(visit.session, sa.and_(seen.rows, seen.named), visit.caller.today)
    return tuple(Link(name, f"/people/{person_id}") for person_id, name in found)


def _href(asked: dict[str, str]) -> str:
    query = {name: value for name, value in asked.items() if value}
    return f"/people?{urlencode(query)}" if query else "/people"


def _filters(voice: Voice, q: str, function: str) -> tuple[Field, ...]:
    options = (Option("", _("alle")), *(Option(each.value, function_words(voice, each)) for each in FUNCTIONS))
    return (
        Field("q", "search", _("Name"), value=q, required=False, max_length=100),
        Field("function", "choice", _("Funktion"), value=function, options=options, required=False),
    )


def _deeds(visit: Visit) -> tuple[Link, ...]:
    if not may_write(visit):
        return ()
    return Link(_("Funktion zuordnen"), "/functions/assign"), Link(_("Person eintragen"), "/people/new")


def _row(voice: Voice, line: PersonLine, managed: list[Managed]) -> PersonRow:
    held = [held_words(voice, each) for each in line.assignments if each.until is None or each.until >= voice.on]
    offices = [_("Führungskraft {office}", office=short_office(each.name)) for each in managed]
    return PersonRow(line.name or str(UNREADABLE), f"/people/{line.id}", (*held, *offices), line.signs_in)


def short_office(name: str) -> str:
    return short_place(name.removeprefix("Agentur für Arbeit "))


# --- one person ----------------------------------------------------------------------------------------------


@router.get("/people/{person_id}")
async def person(visit: VisitDep, person_id: Annotated[str, Path(max_length=64)], names: Names = False) -> Response:
    caller = visit.caller
    line = await directory.person(visit.session, seen_by(caller, names=names), person_id)
    if line is None:
        raise NotFound
    voice = await speaking(visit)
    managed = (await managed_by(visit.session, [person_id], caller.reading)).get(person_id, [])
    writes = may_write(visit)
    now = [each for each in line.assignments if each.until is None or each.until >= caller.today]
    past = [each for each in line.assignments if each not in now]
    page = PersonPage(
        name=line.name or str(UNREADABLE),
        trail=(Link(_("Personen"), "/people"),),
        facts=_facts(line, await _refused_on(visit, line)),
        functions=(*(_function(voice, each, ends=writes) for each in now), *map(_managing, managed)),
        past=tuple(_function(voice, each, ends=False) for each in reversed(past)),
        deeds=_deeds_for(line, is_free=not now and not managed) if writes else (),
    )
    return site(visit.request).answer("person.html", await visit.frame(page.name), page)


async def _refused_on(visit: Visit, line: PersonLine) -> date | None:
    """When the mail server refused this address."""
    found = await undelivered(visit.session, PersonTable.id == line.id) if line.email else []
    return berlin_day(found[0].refused_at) if found else None


def _facts(line: PersonLine, refused_on: date | None) -> tuple[tuple[str, str], ...]:
    kept = _("Zentrale") if line.region is None else _("Region {code}", code=line.region)
    told = [(_("Daten führt"), kept), (_("Anmeldung"), _("vorhanden") if line.signs_in else _("keine"))]
    if not line.email:
        return (*told, (_("E-Mail"), _("keine: bekommt keine Nachrichten"))) if line.name is not None else tuple(told)
    if refused_on is None:
        return (*told, (_("E-Mail"), line.email))
    refused = _("{address}, am {day} vom Mailserver abgelehnt: bitte berichtigen")
    return (*told, (_("E-Mail"), refused.format(address=line.email, day=day(refused_on))))


def _function(voice: Voice, line: AssignmentLine, *, ends: bool) -> Card:
    begins, began = day(line.since), line.since <= voice.on
    if line.until is None:
        words = (
            _("Seit {day}, bis auf Weiteres.", day=begins) if began else _("Ab {day}, bis auf Weiteres.", day=begins)
        )
    else:
        template = _("Seit {since}, bis {until}.") if began else _("Ab {since}, bis {until}.")
        words = template.format(since=begins, until=day(line.until))
    is_over = line.until is not None and line.until < voice.on
    state = "paused" if is_over else "done" if line.since <= voice.on else "planned"
    deeds = (Link(_("Funktion beenden"), f"/functions/{line.id}/end"),) if ends else ()
    return Card(held_words(voice, line), words, "", state, deeds)  # type: ignore[arg-type]


def _managing(office: Managed) -> Card:
    """Put in place and ended on the page of the office."""
    words = _("Seit {day}; geändert wird das auf der Seite der Dienststelle.", day=day(office.since))
    link = Link(_("Dienststelle ansehen"), f"/units/{office.code}")
    return Card(_("Umsetzungsverantwortliche Führungskraft, {office}", office=office.name), words, "", "done", (link,))


def _deeds_for(line: PersonLine, *, is_free: bool) -> tuple[Link, ...]:
    """Forgetting is offered for whoever holds no function any more."""
    assign = Link(_("Funktion zuordnen"), f"/functions/assign?person={line.id}")
    change = Link(_("Angaben ändern"), f"/people/{line.id}/change")
    return (assign, change, *((Link(_("Person vergessen"), forget_href(line.id)),) if is_free and line.name else ()))

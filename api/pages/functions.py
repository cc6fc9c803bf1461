"""Assigning a function to a person and ending it, as forms."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Annotated
from urllib.parse import urlencode

from fastapi import APIRouter, Path, Query, Response
from sqlalchemy.ext.asyncio import AsyncConnection

from activities import people as writing
from activities.people import NewAssignment, add_assignment, end_assignment
from api.deps import Caller, DatabaseDep
from api.directory_shapes import AssignmentRequest, EndRequest
from api.overview import NO_HOLIDAYS
from api.pages import plain_forms as forms
from api.pages.plain_forms import Asked, Wrong
from api.pages.shown import Fact, Link
from api.pages.shown_forms import Field, FormSpec, Option
from api.pages.typed import WrongFields, unlisted
from api.pages.visit import Visit, VisitDep
from api.pages.words import _, later
from api.problems import NotFound
from api.seeing import PROGRAMME
from models import people as rules
from models.errors import Refusal
from models.organisation import Function
from models.people import NATIONWIDE
from models.permissions import reach
from models.queries import people as directory
from models.queries.people import AssignmentLine, PersonLine, view
from models.queries.posts import places
from models.queries.scope import names
from models.rollout.owed import NATIONAL
from models.wording import Names, Voice, holder_words

router = APIRouter(include_in_schema=False)

MOST_PERSONS = 500
ASSIGNED = later("Funktion zugeordnet.")
ENDED = later("Ende der Funktion eingetragen.")
TRAIL = (Link(later("Personen"), "/people"),)
Preset = Annotated[str, Query(max_length=100)]
AT_FIELD: dict[type[Refusal], str] = {
    writing.UnknownPerson: "person_id",
    rules.UnknownFunction: "post",
    rules.UnknownScope: "post",
    rules.AssignmentOverlaps: "since",
    rules.RegionalLeadTaken: "since",
    rules.DayOutOfRange: "since",
    rules.UntilBeforeSince: "until",
    rules.AssignmentEnded: "until",
}
"""Where a refusal is said."""
AT_END = {**AT_FIELD, rules.DayOutOfRange: "until"}
"""The same in a form that asks for the last day alone."""


def assign_href(function: Function, scope: str) -> str:
    """The form that fills this function there."""
    return f"/functions/assign?{urlencode({'function': function.value, 'scope': scope})}"


@router.get("/functions/assign")
async def ask(visit: VisitDep, person: Preset = "", function: Preset = "", scope: Preset = "") -> Response:
    within = reach(visit.caller.grants, "write_people", visit.caller.today)
    preset = {"person_id": person, "post": f"{function}:{scope}" if function else ""}
    return await forms.shown(visit, await _assigning(visit, within, preset), {}, Wrong())


@router.post("/functions/assign")
async def assign(visit: VisitDep, database: DatabaseDep) -> Response:
    within = reach(visit.caller.grants, "write_people", visit.caller.today)
    sent = await forms.sent(visit)
    if led := await sent.led(ASSIGNED):
        return led
    asked = await _assigning(visit, within, sent.typed)
    try:
        new = await _new(visit, sent.typed, asked.spec.fields)

        async def assigns(connection: AsyncConnection) -> str:
            await add_assignment(connection, new, within=within, moment=visit.caller.now)
            return f"/people/{new.person_id}"

        return await sent.do(database, assigns, ASSIGNED)
    except WrongFields as wrong:
        return await forms.shown(visit, asked, sent.typed, Wrong(wrong.wrong, status=422))
    except Refusal as refusal:
        return await forms.shown(visit, asked, sent.typed, Wrong.of(refusal, AT_FIELD))


async def _new(visit: Visit, typed: Mapping[str, str], fields: tuple[Field, ...]) -> NewAssignment:
    """Raises: WrongFields, UnknownPerson."""
    function, _colon, scope = typed.get("post", "").partition(":")
    wrong = {"post": _("Bitte ausfüllen.")} if not function else {}
    body = {**typed, "function": function, "scope": scope}
    kept = ("person_id", "function", "scope", "since", "until")
    try:
        asked = forms.understood(AssignmentRequest, {name: body.get(name) for name in kept}, _but_post(fields))
    except WrongFields as error:
        raise WrongFields({**error.wrong, **wrong} | unlisted(fields, typed)) from error
    if await _visible(visit, asked.person_id) is None:
        raise writing.UnknownPerson
    return NewAssignment(asked.person_id, asked.function, asked.scope, asked.since, asked.until)


def _but_post(fields: tuple[Field, ...]) -> tuple[Field, ...]:
    return tuple(f for f in fields if f.name != "post")


async def _visible(visit: Visit, person_id: str) -> PersonLine | None:
    seen = view(visit.caller.grants, visit.caller.person_id, visit.caller.today)
    return await directory.person(visit.session, seen, person_id)


async def _assigning(visit: Visit, within: frozenset[str] | None, preset: Mapping[str, str]) -> Asked:
    voice = await speaking(visit)
    people, posts = await _people(visit, voice), await _posts(visit, within, voice)
    today = visit.caller.today.isoformat()
    spec = FormSpec(
        action="/functions/assign",
        deed=_("Funktion zuordnen"),
        follows=_("Ab dem ersten Tag liegen die Schritte der Funktion bei dieser Person, auch die schon offenen."),
        undo=_("Eine Zuordnung wird nicht gelöscht, sie lässt sich beenden."),
        fields=(
            Field("person_id", "choice", _("Person"), value=preset.get("person_id", ""), options=people),
            Field("post", "choice", _("Funktion"), value=preset.get("post", ""), options=posts),
            Field("since", "date", _("Erster Tag"), value=today),
            Field("until", "date", _("Letzter Tag"), _("Ohne Angabe bis auf Weiteres."), required=False),
        ),
        cancel_href="/people",
        facts=(Fact(_("Nicht in der Liste?"), _("Person eintragen"), "/people/new"),),
    )
    return Asked(_("Funktion zuordnen"), TRAIL, spec)


async def speaking(visit: Visit) -> Voice:
    """A voice that knows the names of regions and teams."""
    known = await names(visit.session)
    return Voice(PROGRAMME, Names(known.regions, known.teams), NO_HOLIDAYS, visit.caller.today, visit.caller.language)


async def _people(visit: Visit, voice: Voice) -> tuple[Option, ...]:
    """Persons whose names the caller reads."""
    seen = view(visit.caller.grants, visit.caller.person_id, visit.caller.today)
    found = await directory.people(visit.session, seen, limit=MOST_PERSONS, wanted=seen.named)
    return tuple(Option(each.id, person_words(voice, visit.caller, each)) for each in found)


def person_words(voice: Voice, caller: Caller, person: PersonLine) -> str:
    """The name with what the person holds now, so that namesakes differ."""
    held = [held_words(voice, line) for line in person.assignments if line.until is None or line.until >= caller.today]
    return f"{person.name} ({', '.join(held)})" if held else str(person.name)


def held_words(voice: Voice, line: AssignmentLine) -> str:
    return holder_words(voice, Function(line.function), line.scope)


async def _posts(visit: Visit, within: frozenset[str] | None, voice: Voice) -> tuple[Option, ...]:
    """Every function that the caller may assign, with its place."""
    known = await places(visit.session)
    national = sorted(NATIONWIDE) if within is None else []
    regions = [code for code in known.regions if within is None or code in within]
    teams = [code for code, region in known.teams.items() if within is None or region in within]
    posts = [
        *((Function.REGIONAL_LEAD, code) for code in regions),
        *((Function.AQUA_LEAD, code) for code in teams),
        *((function, NATIONAL) for function in national),
    ]
    return tuple(Option(f"{function.value}:{scope}", holder_words(voice, function, scope)) for function, scope in posts)


# --- ending --------------------------------------------------------------------------------------------------

IdPath = Annotated[str, Path(max_length=64)]


@router.get("/functions/{assignment_id}/end")
async def ask_to_end(visit: VisitDep, assignment_id: IdPath) -> Response:
    return await forms.shown(visit, await _ending(visit, assignment_id), {}, Wrong())


@router.post("/functions/{assignment_id}/end")
async def end(visit: VisitDep, database: DatabaseDep, assignment_id: IdPath) -> Response:
    asked = await _ending(visit, assignment_id)
    within = reach(visit.caller.grants, "write_people", visit.caller.today)
    sent = await forms.sent(visit)
    if led := await sent.led(ENDED):
        return led
    try:
        until = forms.understood(EndRequest, {"until": sent.typed.get("until")}, asked.spec.fields).until

        async def ends(connection: AsyncConnection) -> str:
            at = visit.caller
            await end_assignment(connection, assignment_id, until, within=within, today=at.today, moment=at.now)
            return asked.spec.cancel_href

        return await sent.do(database, ends, ENDED)
    except WrongFields as wrong:
        return await forms.shown(visit, asked, sent.typed, Wrong(wrong.wrong, status=422))
    except Refusal as refusal:
        return await forms.shown(visit, asked, sent.typed, Wrong.of(refusal, AT_END))


async def _ending(visit: Visit, assignment_id: str) -> Asked:
    """Raises: NotAllowed, NotFound (also for what lies outside the regions of the one who asks)."""
    caller = visit.caller
    within = reach(caller.grants, "write_people", caller.today)
    seen = view(caller.grants, caller.person_id, caller.today)
    line = await directory.assignment(visit.session, seen, assignment_id)
    if line is None or (within is not None and not await _lies_within(visit, line, within)):
        raise NotFound
    title = held_words(await speaking(visit), line)
    spec = FormSpec(
        action=f"/functions/{assignment_id}/end",
        deed=_("Ende eintragen"),
        follows=_(
            "Nach dem letzten Tag ist die Funktion hier nicht mehr besetzt, und Vertretungen dafür enden mit ihr."
        ),
        undo=_("Solange der Tag nicht vorbei ist, lässt er sich ändern. Die Zuordnung bleibt nachlesbar."),
        fields=(Field("until", "date", _("Letzter Tag"), value=(line.until or caller.today).isoformat()),),
        cancel_href=f"/people/{line.person_id}",
        facts=(Fact(_("Person"), line.name or _("Name nicht einsehbar")), Fact(_("Funktion"), title)),
    )
    return Asked(_("Funktion beenden: {function}", function=title), TRAIL, spec)


async def _lies_within(visit: Visit, line: AssignmentLine, within: frozenset[str]) -> bool:
    try:
        return (await places(visit.session)).region_of(Function(line.function), line.scope) in within
    except rules.UnknownScope:
        return False

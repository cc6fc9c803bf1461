"""A new person, and what is kept of one, as forms."""

from __future__ import annotations

from typing import Annotated

from fastapi import APIRouter, Path, Response
from sqlalchemy.ext.asyncio import AsyncConnection

from activities import people as writing
from activities.aqua_teams import UnknownRegion
from activities.people import NewPerson, create_person, update_person
from api.deps import DatabaseDep
from api.directory_shapes import PersonChange, PersonRequest
from api.pages import plain_forms as forms
from api.pages.plain_forms import Answers, Asked, Wrong
from api.pages.shown import Fact, Link
from api.pages.shown_forms import Field, FormSpec, Option
from api.pages.typed import WrongFields
from api.pages.visit import Visit, VisitDep
from api.pages.words import _, later
from api.people import keeping_region, seen_by
from api.problems import NotFound
from models.errors import Refusal
from models.people import EMAIL_LIMIT, IDENTITY_LIMIT, NAME_LIMIT
from models.permissions import reach
from models.queries import people as directory
from models.queries.people import PersonLine
from models.queries.regions import all_regions

router = APIRouter(include_in_schema=False)

TRAIL = (Link(later("Personen"), "/people"),)
AT_FIELD: dict[type[Refusal], str] = {
    writing.PersonExists: "subject",
    writing.IdentityIsFixed: "subject",
    UnknownRegion: "region",
}
LANGUAGES = (
    Option("", later("wie im Browser eingestellt; Nachrichten auf Deutsch")),
    Option("de", later("Deutsch")),
    Option("en", later("Englisch")),
)
ENTERED = later("Person eingetragen. Ordnen Sie ihr jetzt eine Funktion zu.")
CHANGED = later("Angaben geändert.")
KEPT = later("Gespeichert werden nur diese Angaben. Name und Adresse sieht, wer mit der Person zusammenarbeitet.")


@router.get("/people/new")
async def ask(visit: VisitDep) -> Response:
    return await forms.shown(visit, await _entering(visit), {}, Wrong())


@router.post("/people/new")
async def enter(visit: VisitDep, database: DatabaseDep) -> Response:
    asked = await _entering(visit)
    sent = await forms.sent(visit)
    if led := await sent.led(ENTERED):
        return led
    try:
        body = forms.understood(PersonRequest, _body(sent.typed), asked.spec.fields, _half(sent.typed))
        region = keeping_region(visit.caller, body.region)
        new = NewPerson(body.name, body.email, body.language, body.issuer, body.subject)

        async def enters(connection: AsyncConnection) -> str:
            return f"/people/{await create_person(connection, new, region=region, moment=visit.caller.now)}"

        return await sent.do(database, enters, ENTERED)
    except WrongFields as wrong:
        return await forms.shown(visit, asked, sent.typed, Wrong(wrong.wrong, status=422))
    except Refusal as refusal:
        return await forms.shown(visit, asked, sent.typed, Wrong.of(refusal, AT_FIELD))


def _body(typed: Answers) -> Answers:
    return {name: typed.get(name, "") for name in ("name", "email", "language", "issuer", "subject", "region")}


def _half(typed: Answers) -> dict[str, str]:
    """Of a sign-in one part alone was given."""
    missing = next((name for name in ("issuer", "subject") if not typed.get(name)), "subject")
    return {missing: _("Bitte beides angeben, Anmeldedienst und Kennung, oder keines von beiden.")}


async def _entering(visit: Visit) -> Asked:
    """Raises: NotAllowed."""
    within = reach(visit.caller.grants, "write_people", visit.caller.today)
    spec = FormSpec(
        action="/people/new",
        deed=_("Person eintragen"),
        follows=KEPT,
        undo=_("Nach dem Ende der letzten Funktion werden sie mit Ablauf der Aufbewahrungsfrist gelöscht."),
        fields=(*_particulars(), *_sign_in(), *await _keeping(visit, within)),
        cancel_href="/people",
    )
    return Asked(_("Person eintragen"), TRAIL, spec)


def _particulars(line: PersonLine | None = None) -> tuple[Field, ...]:
    kept = (line.name, line.email, line.language) if line is not None else ("", "", "")
    name, email, language = (each or "" for each in kept)
    hint = _("Für Erinnerungen; ohne Adresse kommt keine Post.")
    return (
        Field("name", "line", _("Name"), value=name, max_length=NAME_LIMIT),
        Field("email", "line", _("E-Mail-Adresse"), hint, value=email, required=False, max_length=EMAIL_LIMIT),
        Field("language", "choice", _("Sprache"), value=language, options=LANGUAGES, required=False),
    )


def _sign_in() -> tuple[Field, ...]:
    """Both or neither; one that is there cannot be exchanged."""
    hint = _(
        "Wie die Anmeldeseite ihn nennt („kein Zugang“ zeigt beides). Ohne Anmeldung kann die Person nicht handeln."
    )
    return (
        Field("issuer", "line", _("Anmeldedienst"), hint, required=False, max_length=IDENTITY_LIMIT),
        Field("subject", "line", _("Kennung beim Anmeldedienst"), required=False, max_length=IDENTITY_LIMIT),
    )


async def _keeping(visit: Visit, within: frozenset[str] | None) -> tuple[Field, ...]:
    """Which region keeps the data, where that is a question."""
    if within is not None and len(within) == 1:
        return ()
    regions = [line for line in await all_regions(visit.session) if within is None or line.code in within]
    options = tuple(Option(line.code, line.name) for line in regions)
    if within is None:
        options = (Option("", _("Zentrale")), *options)
    return (Field("region", "choice", _("Wer führt die Daten?"), options=options, required=within is not None),)


# --- changing ------------------------------------------------------------------------------------------------

IdPath = Annotated[str, Path(max_length=64)]


@router.get("/people/{person_id}/change")
async def ask_to_change(visit: VisitDep, person_id: IdPath) -> Response:
    return await forms.shown(visit, await _changing(visit, person_id), {}, Wrong())


@router.post("/people/{person_id}/change")
async def change(visit: VisitDep, database: DatabaseDep, person_id: IdPath) -> Response:
    asked = await _changing(visit, person_id)
    within = reach(visit.caller.grants, "write_people", visit.caller.today)
    sent = await forms.sent(visit)
    if led := await sent.led(CHANGED):
        return led
    try:
        body = _body(sent.typed)
        kept = {name: value for name, value in body.items() if name != "region"}
        changes = forms.understood(PersonChange, kept, asked.spec.fields, _half(body))
        said: dict[str, str | None] = {name: None for name in ("email", "language") if not body[name]}

        async def changing(connection: AsyncConnection) -> str:
            await update_person(connection, person_id, {**said, **changes.changes()}, within=within)
            return asked.spec.cancel_href

        return await sent.do(database, changing, CHANGED)
    except WrongFields as wrong:
        return await forms.shown(visit, asked, sent.typed, Wrong(wrong.wrong, status=422))
    except Refusal as refusal:
        return await forms.shown(visit, asked, sent.typed, Wrong.of(refusal, AT_FIELD))


async def _changing(visit: Visit, person_id: str) -> Asked:
    """Raises: NotAllowed, NotFound (also for persons whose name the one who asks does not read)."""
    reach(visit.caller.grants, "write_people", visit.caller.today)
    line = await directory.person(visit.session, seen_by(visit.caller), person_id)
    if line is None or line.name is None:
        raise NotFound
    spec = FormSpec(
        action=f"/people/{person_id}/change",
        deed=_("Angaben ändern"),
        follows=KEPT,
        undo=_("Sie können die Angaben jederzeit wieder ändern."),
        fields=(*_particulars(line), *(() if line.signs_in else _sign_in())),
        cancel_href=f"/people/{person_id}",
        facts=(Fact(_("Anmeldung"), _("vorhanden, nicht änderbar") if line.signs_in else _("noch keine")),),
    )
    return Asked(_("Angaben ändern: {name}", name=line.name), (*TRAIL, Link(line.name, f"/people/{person_id}")), spec)

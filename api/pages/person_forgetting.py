"""Forgetting a person who holds no function any more, as a form."""

from __future__ import annotations

from typing import Annotated

import structlog
from fastapi import APIRouter, Path, Response
from sqlalchemy.ext.asyncio import AsyncConnection

from activities import forgetting
from activities.mail.forgotten import drop_forgotten
from api.deps import DatabaseDep
from api.pages import plain_forms as forms
from api.pages.plain_forms import Asked, Wrong
from api.pages.shown import Fact, Link
from api.pages.shown_forms import FormSpec
from api.pages.visit import Visit, VisitDep
from api.pages.words import _, later
from api.people import seen_by
from api.problems import NotFound
from models.errors import Refusal
from models.permissions import reach
from models.queries import people as directory

router = APIRouter(include_in_schema=False)
log = structlog.get_logger(__name__)

IdPath = Annotated[str, Path(max_length=64)]
FORGOTTEN = later("Die Person ist vergessen. Was sie eingetragen hat, steht weiter als Eintrag ihrer Funktion da.")


def forget_href(person_id: str) -> str:
    return f"/people/{person_id}/forget"


@router.get("/people/{person_id}/forget")
async def ask(visit: VisitDep, person_id: IdPath) -> Response:
    return await forms.shown(visit, await _forgetting(visit, person_id), {}, Wrong())


@router.post("/people/{person_id}/forget")
async def forget(visit: VisitDep, database: DatabaseDep, person_id: IdPath) -> Response:
    """As the API does it: at once, also for the mails that wait in the demo's outbox."""
    within = reach(visit.caller.grants, "forget_person", visit.caller.today)
    sent = await forms.sent(visit)
    if led := await sent.led(FORGOTTEN):
        return led
    asked = await _forgetting(visit, person_id)

    async def forgets(connection: AsyncConnection) -> str:
        caller = visit.caller
        await forgetting.forget(connection, person_id, within=within, today=caller.today, moment=caller.now)
        return "/people"

    try:
        answer = await sent.do(database, forgets, FORGOTTEN)
    except Refusal as refusal:
        return await forms.shown(visit, asked, sent.typed, Wrong.of(refusal, {}))
    if (outbox := getattr(visit.request.app.state, "outbox", None)) is not None:
        await drop_forgotten(database, outbox)
    log.info("person_forgotten_by", person=person_id, by=visit.caller.person_id)
    return answer


async def _forgetting(visit: Visit, person_id: str) -> Asked:
    """Raises: NotAllowed, NotFound (also for persons whose name the one who asks does not read)."""
    reach(visit.caller.grants, "forget_person", visit.caller.today)
    line = await directory.person(visit.session, seen_by(visit.caller), person_id)
    if line is None or line.name is None:
        raise NotFound
    here = f"/people/{person_id}"
    spec = FormSpec(
        action=forget_href(person_id),
        deed=_("Person vergessen"),
        follows=_(
            "Name, Adresse und Anmeldung werden sofort gelöscht; wer noch angemeldet ist, wird abgemeldet. "
            "Was eingetragen wurde, bleibt als Eintrag der Funktion."
        ),
        undo=_("Das lässt sich nicht rückgängig machen."),
        fields=(),
        cancel_href=here,
        facts=(Fact(_("Person"), line.name), Fact(_("Daten führt"), _keeper(line.region))),
    )
    return Asked(
        _("Person vergessen: {name}", name=line.name), (Link(_("Personen"), "/people"), Link(line.name, here)), spec
    )


def _keeper(region: str | None) -> str:
    return _("Zentrale") if region is None else _("Region {code}", code=region)

"""One's own settings: the language, keys that do something by themselves, and where messages go."""

from __future__ import annotations

from dataclasses import dataclass

import sqlalchemy as sa
from fastapi import APIRouter, Response
from fastapi.responses import RedirectResponse

from api.auth.sessions import sessions_of
from api.overview import NO_HOLIDAYS
from api.pages.frames import NAMED
from api.pages.session import check_token, form_token, say_next
from api.pages.site import site
from api.pages.typed import typed_values
from api.pages.visit import KEYS, Visit, VisitDep
from api.pages.words import _, day, spoken
from api.seeing import PROGRAMME
from models.language import LANGUAGES
from models.people_tables import PersonRow
from models.queries.scope import managed_units, names
from models.wording import Names, Voice, holder_words

router = APIRouter(include_in_schema=False)

PATH = "/settings"
A_YEAR = 365 * 24 * 60 * 60


@dataclass(frozen=True, slots=True)
class Choice:
    """A language to choose; ``is_chosen``: pages speak it now."""

    value: str
    label: str
    is_chosen: bool


@dataclass(frozen=True, slots=True)
class SettingsPage:
    """`settings.html`: who I am here, and what I can set."""

    name: str
    functions: tuple[str, ...]
    email: str
    mail_language: str
    languages: tuple[Choice, ...]
    keys: bool
    token: str


@router.get(PATH)
async def settings(visit: VisitDep) -> Response:
    person = (await visit.session.scalars(sa.select(PersonRow).where(PersonRow.id == visit.caller.person_id))).one()
    page = SettingsPage(
        name=person.name,
        functions=await _functions(visit),
        email=person.email or "",
        mail_language=_("Englisch") if person.language == "en" else _("Deutsch"),
        languages=tuple(Choice(each, NAMED[each], each == spoken()) for each in LANGUAGES),
        keys=KEYS not in visit.request.cookies,
        token=form_token(visit.request),
    )
    return site(visit.request).answer("settings.html", await visit.frame(_("Einstellungen")), page)


async def _functions(visit: Visit) -> tuple[str, ...]:
    known, managed = await names(visit.session), await managed_units(visit.session, visit.caller.reading)
    places = Names(known.regions, known.teams, {unit: name for unit, (_code, name) in managed.items()})
    voice = Voice(PROGRAMME, places, NO_HOLIDAYS, visit.caller.today, spoken())
    held = [each for each in visit.caller.grants if each.is_valid(visit.caller.today)]
    told = []
    for each in held:
        words = holder_words(voice, each.effective, each.scope)
        words = _("{function}, in Vertretung", function=words) if each.acting_for is not None else words
        told.append(_("{function}, bis {day}", function=words, day=day(each.until)) if each.until else words)
    return tuple(told)


@router.post(PATH)
async def choose(visit: VisitDep) -> Response:
    """Keys that do something by themselves can be switched off: those who speak to their computer press many."""
    typed = await typed_values(visit.request)
    check_token(visit.request, typed)
    answer = RedirectResponse(PATH, 303)
    secure = sessions_of(visit.request).cookies.secure
    if typed.get("keys") == "on":
        answer.delete_cookie(KEYS, path="/", secure=secure, httponly=True, samesite="lax")
        say_next(visit.request, _("Die Taste „/“ führt jetzt zur Suche."))
    else:
        answer.set_cookie(KEYS, "off", max_age=A_YEAR, path="/", secure=secure, httponly=True, samesite="lax")
        say_next(visit.request, _("Die Taste „/“ ist jetzt eine Taste wie jede andere."))
    return answer

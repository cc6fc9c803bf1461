"""The same for several offices at once: choose what, choose where, and read what became of it office by office."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Annotated

from fastapi import APIRouter, Path, Query, Response
from fastapi.responses import RedirectResponse

from api.bulk import BULK_LIMIT, give_each
from api.deps import DatabaseDep, GivingDep
from api.giving import Given, new_key
from api.pages import plain_forms as forms
from api.pages.deeds import DEEDS
from api.pages.functions import speaking
from api.pages.plain_forms import Wrong
from api.pages.session import TOKEN, form_token, say_next
from api.pages.several_asks import SUITED, fields_of, may_give, places_for, typed_units, wrong_units
from api.pages.shown import Link
from api.pages.shown_forms import FormSpec
from api.pages.site import site
from api.pages.typed import WrongFields, asked_command, refusal_words
from api.pages.visit import Visit, VisitDep
from api.pages.words import _, filled, later, ngettext, within
from api.problems import Busy, NotFound, Unavailable
from models.errors import Refusal
from models.permissions import NotAllowed

if TYPE_CHECKING:
    from collections.abc import Mapping

    from pydantic import BaseModel

    from api.pages.shown_forms import Field

router = APIRouter(include_in_schema=False)

HERE = "/several"
TypePath = Annotated[str, Path(max_length=40)]
Units = Annotated[tuple[str, ...], Query(max_length=BULK_LIMIT)]
ANY = {"plan_workshop": later("Workshop"), "record_milestone": later("Meilenstein")}
EACH = later(
    "Jede Dienststelle wird für sich eingetragen. Wo es nicht geht, steht danach, warum; die übrigen sind eingetragen."
)


@dataclass(frozen=True, slots=True)
class Told:
    """An office where nothing was entered, and why."""

    where: Link
    words: str


@dataclass(frozen=True, slots=True)
class SeveralPage:
    """`several.html`: the form, and what was refused when it was sent; without a form, what there is to choose."""

    title: str
    trail: tuple[Link, ...] = ()
    form: FormSpec | None = None
    choices: tuple[Link, ...] = ()
    done: str = ""
    told: tuple[Told, ...] = ()


@router.get(HERE)
async def choose(visit: VisitDep) -> Response:
    """What can be entered for several offices at once. Raises: NotAllowed."""
    allowed = [command for command in SUITED if may_give(visit, command)]
    if not allowed:
        raise NotAllowed
    links = tuple(Link(_named(command), f"{HERE}/{command}") for command in allowed)
    title = _("Für mehrere Dienststellen eintragen")
    page = SeveralPage(title, choices=links)
    return site(visit.request).answer("several.html", await visit.frame(title), page)


@router.get(f"{HERE}/{{command}}")
async def ask(visit: VisitDep, command: TypePath, unit: Units = ()) -> Response:
    _judge(visit, command)
    return await _shown(visit, command, {"units": forms.BETWEEN.join(unit)} if unit else {}, Wrong())


@router.post(f"{HERE}/{{command}}")
async def give(visit: VisitDep, giving: GivingDep, database: DatabaseDep, command: TypePath) -> Response:
    """Give it office by office; where all was entered, on; otherwise the form again, with those that are left."""
    _judge(visit, command)
    typed = await forms.answers(visit.request)
    units, fields = typed_units(typed), await fields_of(visit, command, typed)
    asked, wrong = _understood(command, fields, typed, units)
    if asked is None or wrong:
        return await _shown(visit, command, typed, Wrong(wrong, status=422))
    key = typed.get("key") or new_key()
    await visit.session.rollback()
    found = await give_each(visit.caller, giving, database, units, asked, key)
    refused = {code: each for code, each in found.items() if isinstance(each, Refusal)}
    if not refused:
        say_next(visit.request, _done(found))
        return RedirectResponse(HERE, 303)
    left = {**typed, "units": forms.BETWEEN.join(refused)}
    return await _shown(visit, command, left, Wrong(status=409), _done(found), refused)


def _understood(
    command: str, fields: tuple[Field, ...], typed: Mapping[str, str], units: list[str]
) -> tuple[BaseModel | None, dict[str, str]]:
    """The request for each office, or what is wrong: also with the choice of offices."""
    try:
        asked = asked_command(command, tuple(f for f in fields if f.name != "units"), typed)
    except WrongFields as error:
        return None, wrong_units(units) | error.wrong
    return asked, wrong_units(units)


def _judge(visit: Visit, command: str) -> None:
    """Raises: NotFound, NotAllowed."""
    if command not in SUITED:
        raise NotFound
    if not may_give(visit, command):
        raise NotAllowed


def _named(command: str) -> str:
    """What is done, whichever workshop or milestone it will be."""
    return filled(DEEDS[command].label, what=within(str(ANY.get(command, ""))))


def _done(found: Mapping[str, Given | Refusal]) -> str:
    """For how many offices it is on record; what is only accepted will be."""
    given = [each for each in found.values() if isinstance(each, Given)]
    number = sum(each.seq is not None for each in given)
    words = ngettext("Für {n} Dienststelle eingetragen.", "Für {n} Dienststellen eingetragen.", number)
    told = [words] if number else []
    if number < len(given):
        told.append(_("Angenommen, wird aufgezeichnet. Laden Sie die Seite in einem Augenblick neu."))
    return " ".join(told) or _("Es wurde nichts eingetragen.")


def _key(typed: Mapping[str, str], refused: Mapping[str, Refusal]) -> str:
    """A new one for a new try; the old one where nobody knows what became of it: then it happens once all the same."""
    is_unknown = any(isinstance(why, Unavailable | Busy) for why in refused.values())
    return typed.get("key", "") if is_unknown and typed.get("key") else f"page-{new_key()}"


async def _shown(
    visit: Visit,
    command: str,
    typed: Mapping[str, str],
    wrong: Wrong,
    done: str = "",
    refused: Mapping[str, Refusal] | None = None,
) -> Response:
    title = _("{deed}: mehrere Dienststellen", deed=_named(command))
    fields = await fields_of(visit, command, typed)
    reviewed = (("note_reviewed", "yes"),) if "note" in wrong.fields else ()
    spec = FormSpec(
        action=f"{HERE}/{command}",
        deed=_named(command),
        follows=f"{DEEDS[command].follows} {EACH}",
        undo="",
        fields=tuple(replace(f, error=wrong.fields.get(f.name, "")) for f in fields),
        cancel_href=HERE,
        hidden=((TOKEN, form_token(visit.request)), ("key", _key(typed, refused or {})), *reviewed),
    )
    told = await _told(visit, refused or {})
    page = SeveralPage(title, (Link(_("Mehrere Dienststellen"), HERE),), spec, (), done, told)
    heading = _("Fehler: {title}", title=title) if wrong.fields or told else title
    return site(visit.request).answer("several.html", await visit.frame(heading), page, wrong.status)


async def _told(visit: Visit, refused: Mapping[str, Refusal]) -> tuple[Told, ...]:
    if not refused:
        return ()
    names, voice = dict(await places_for(visit, tuple(refused))), await speaking(visit)
    return tuple(
        Told(Link(names.get(code, code), f"/units/{code}"), refusal_words(why, voice)) for code, why in refused.items()
    )

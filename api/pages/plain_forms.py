"""Forms that are no commands of an office: persons, functions, teams, substitutions. Shown, checked, shown again."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING, Any, Self, TypeVar

from fastapi.responses import RedirectResponse
from pydantic import BaseModel, ValidationError

from activities import sent_forms
from api.giving import new_key
from api.pages.session import TOKEN, check_token, form_token, say_next
from api.pages.shown_pages import CommandPage
from api.pages.site import site
from api.pages.typed import WrongFields, unlisted, wrong_words
from api.pages.words import _, spoken
from api.problems import status_of

if TYPE_CHECKING:
    from fastapi import Response
    from sqlalchemy.ext.asyncio import AsyncConnection
    from starlette.requests import Request

    from api.pages.shown import Link
    from api.pages.shown_forms import Field, FormSpec
    from api.pages.visit import Visit
    from api.pages.words import Said
    from models.database import Database
    from models.errors import Refusal

KEY = "key"
BETWEEN = ","
"""Stands between several answers to one question."""
Model = TypeVar("Model", bound=BaseModel)
Answers = dict[str, str]


@dataclass(frozen=True, slots=True)
class Wrong:
    """What was wrong: hints at fields, or a refusal of the whole."""

    fields: Mapping[str, str] = field(default_factory=dict)
    refusal: str = ""
    status: int = 200

    @classmethod
    def of(cls, refusal: Refusal, at: Mapping[type[Refusal], str]) -> Self:
        """Refusals that are about one field are said there."""
        words = refusal.text(spoken())
        name = next((at[kind] for kind in type(refusal).__mro__ if kind in at), None)
        status = status_of(refusal)
        return cls(refusal=words, status=status) if name is None else cls({name: words}, status=status)


@dataclass(frozen=True, slots=True)
class Asked:
    """A form with its heading, and the way back."""

    title: str
    trail: tuple[Link, ...]
    spec: FormSpec


async def answers(request: Request) -> Answers:
    """What was typed into the form of this session; several answers to one question in one text.

    Raises: FormExpired.
    """
    form = await request.form()
    typed = {
        name: BETWEEN.join(value.strip() for value in form.getlist(name) if isinstance(value, str)) for name in form
    }
    check_token(request, typed)
    return typed


def several(typed: Mapping[str, str], name: str) -> list[str]:
    return [value for value in typed.get(name, "").split(BETWEEN) if value]


def understood(
    model: type[Model], body: Mapping[str, Any], fields: tuple[Field, ...], whole: Mapping[str, str] | None = None
) -> Model:
    """The request that these answers make; ``whole``: what to say where answers do not go together.

    Raises: WrongFields.
    """
    wrong = {f.name: wrong_words("missing") for f in fields if f.required and not body.get(f.name)}
    try:
        found = model.model_validate({name: value for name, value in body.items() if value})
    except ValidationError as error:
        names = {f.name for f in fields}
        for each in error.errors():
            name = str(each["loc"][0]) if each["loc"] else ""
            if not name and whole is not None:
                wrong |= whole
                continue
            wrong.setdefault(
                name if name in names else fields[-1].name, wrong_words(each["type"], name, each.get("ctx"))
            )
        raise WrongFields(wrong | unlisted(fields, body)) from error
    if wrong:
        raise WrongFields(wrong | unlisted(fields, body))
    return found


async def sent(visit: Visit) -> Sent:
    """Raises: FormExpired."""
    return Sent(visit, await answers(visit.request))


@dataclass(frozen=True, slots=True)
class Sent:
    """A form as it was sent: done once, however often it comes, and each time it leads to the same place."""

    visit: Visit
    typed: Answers

    @property
    def _key(self) -> str:
        kept = {name: value for name, value in self.typed.items() if name != TOKEN}
        return sent_forms.name_of(self.visit.caller.person_id, self.visit.request.url.path, kept)

    async def led(self, done: Said) -> Response | None:
        """The answer it had, if it was sent before; ``done`` is said again: the first answer may not have arrived."""
        target = await sent_forms.led_to(self.visit.session, self._key)
        return None if target is None else self._led(target, done)

    async def do(self, database: Database, deed: Callable[[AsyncConnection], Awaitable[str]], done: Said) -> Response:
        """Do it in one transaction; ``deed`` returns where it leads. Raises: what the deed raises."""
        await self.visit.session.rollback()
        async with database.write() as connection:
            is_first = await sent_forms.claim(connection, self._key, self.visit.caller.now)
            target = await deed(connection) if is_first else ""
            if is_first:
                await sent_forms.settle(connection, self._key, target)
        if not is_first:
            target = await sent_forms.led_to(self.visit.session, self._key) or "/home"
        return self._led(target, done)

    def _led(self, target: str, done: Said) -> Response:
        say_next(self.visit.request, done)
        return RedirectResponse(target, 303)


async def shown(visit: Visit, asked: Asked, typed: Mapping[str, str], wrong: Wrong) -> Response:
    """The form, filled in with what was typed; what is about a question that it does not ask is said of the whole."""
    elsewhere = wrong.fields.keys() - {f.name for f in asked.spec.fields}
    refusal = " ".join(filter(None, (wrong.refusal, *(wrong.fields[name] for name in sorted(elsewhere)))))
    spec = replace(
        asked.spec,
        fields=tuple(
            replace(f, value=typed.get(f.name, f.value), error=wrong.fields.get(f.name, "")) for f in asked.spec.fields
        ),
        hidden=((TOKEN, form_token(visit.request)), (KEY, f"page-{new_key()}"), *asked.spec.hidden),
        refusal=refusal,
    )
    title = _("Fehler: {title}", title=asked.title) if wrong.fields or wrong.refusal else asked.title
    page = CommandPage(asked.title, asked.trail, spec)
    return site(visit.request).answer("command.html", await visit.frame(title), page, wrong.status)

"""Forms that are no commands of an office: persons, functions, teams, substitutions. Shown, checked, shown again."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING, Any, Self, TypeVar

from pydantic import BaseModel, ValidationError

from api.pages.session import TOKEN, check_token, form_token
from api.pages.shown_pages import CommandPage
from api.pages.site import site
from api.pages.typed import WrongFields, wrong_words
from api.pages.words import _, spoken
from api.problems import status_of

if TYPE_CHECKING:
    from fastapi import Response
    from starlette.requests import Request

    from api.pages.shown import Link
    from api.pages.shown_forms import Field, FormSpec
    from api.pages.visit import Visit
    from models.errors import Refusal

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


def understood(model: type[Model], body: Mapping[str, Any], fields: tuple[Field, ...]) -> Model:
    """The request that these answers make. Raises: WrongFields."""
    wrong = {f.name: wrong_words("missing") for f in fields if f.required and not body.get(f.name)}
    try:
        found = model.model_validate({name: value for name, value in body.items() if value})
    except ValidationError as error:
        names = {f.name for f in fields}
        for each in error.errors():
            name = str(each["loc"][0]) if each["loc"] else ""
            wrong.setdefault(name if name in names else fields[-1].name, wrong_words(each["type"]))
        raise WrongFields(wrong) from error
    if wrong:
        raise WrongFields(wrong)
    return found


async def shown(visit: Visit, asked: Asked, typed: Mapping[str, str], wrong: Wrong) -> Response:
    """The form, filled in with what was typed."""
    spec = replace(
        asked.spec,
        fields=tuple(
            replace(f, value=typed.get(f.name, f.value), error=wrong.fields.get(f.name, "")) for f in asked.spec.fields
        ),
        hidden=((TOKEN, form_token(visit.request)), *asked.spec.hidden),
        refusal=wrong.refusal,
    )
    title = _("Fehler: {title}", title=asked.title) if wrong.fields or wrong.refusal else asked.title
    page = CommandPage(asked.title, asked.trail, spec)
    return site(visit.request).answer("command.html", await visit.frame(title), page, wrong.status)

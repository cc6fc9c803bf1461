"""From what was typed to a command, and back to the fields where something was wrong."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from pydantic import BaseModel, ValidationError

from api.pages.words import _, filled, later, spoken
from api.requests import REQUESTS
from models import errors
from models.organisation import Function
from models.privacy import NoteLooksPersonal, NoteTooLong, NoteUnreadable, checked_note
from models.rollout.refusals import StillTimeToReply
from models.wording import function_words

if TYPE_CHECKING:
    from collections.abc import Mapping

    from starlette.requests import Request

    from api.pages.shown_forms import Field
    from models.wording import Voice

ABOUT_DAYS = (
    errors.DateInFuture,
    errors.DateTooEarly,
    errors.WrongDateOrder,
    errors.DueDateNotLater,
    errors.PlanTooFar,
    StillTimeToReply,
)
"""Refusals that are said at the form's day."""

WRONG = {
    "missing": later("Bitte ausfüllen."),
    "date": later("Bitte ein Datum angeben, zum Beispiel 23.11.2026."),
    "int": later("Bitte eine ganze Zahl angeben."),
    "string_too_long": later("Höchstens {max_length} Zeichen sind möglich."),
    "string_pattern": later("Das ist keine gültige Kennung."),
    "enum": later("Bitte eine der Antworten wählen."),
    "bool": later("Bitte eine der Antworten wählen."),
    "less_than_equal": later("Bitte höchstens {le} angeben."),
    "greater_than_equal": later("Bitte mindestens {ge} angeben."),
}
"""By the beginning of pydantic's name for what is wrong; it tells the values in braces."""
OF_FIELD = {("email", "string_pattern_mismatch"): later("Das ist keine E-Mail-Adresse.")}
"""Where a question says more than the kind of error."""
WHAT = ("milestone", "companion")
"""What one question of a form asks about together."""


class WrongFields(Exception):
    """Some fields cannot be understood: name -> what to do."""

    def __init__(self, wrong: dict[str, str]) -> None:
        self.wrong = wrong
        super().__init__(", ".join(wrong))


async def typed_values(request: Request) -> dict[str, str]:
    """The fields of a posted form; the last of several with one name."""
    return {name: value.strip() for name, value in (await request.form()).items() if isinstance(value, str)}


def asked_command(command: str, fields: tuple[Field, ...], typed: Mapping[str, str]) -> BaseModel:
    """The request that these answers make. Raises: WrongFields."""
    wrong = {f.name: wrong_words("missing") for f in fields if f.required and not typed.get(f.name)}
    body: dict[str, Any] = {f.name: typed[f.name] for f in fields if typed.get(f.name)}
    if "what" in body:
        body["milestone"], _slash, companion = body.pop("what").partition("/")
        body |= {"companion": companion} if companion else {}
    if "note" in body:
        wrong |= _wrong_note(body, acknowledged=typed.get("note_reviewed") == "yes")
    try:
        asked = REQUESTS[command].model_validate({"type": command, **body})
    except ValidationError as error:
        names = {f.name for f in fields}
        for each in error.errors():
            name = str(each["loc"][0]) if each["loc"] else ""
            name = "what" if name in WHAT and name not in names else name
            wrong.setdefault(
                name if name in names else fields[-1].name, wrong_words(each["type"], facts=each.get("ctx"))
            )
        raise WrongFields(wrong | unlisted(fields, typed)) from error
    if wrong:
        raise WrongFields(wrong | unlisted(fields, typed))
    return asked


def unlisted(fields: tuple[Field, ...], body: Mapping[str, Any]) -> dict[str, str]:
    """Answers that were not offered, said beside what else is wrong.

    Where nothing else is, the rules judge and say why: what was offered may have become impossible meanwhile.
    """
    chosen = ((f, body.get(f.name)) for f in fields if f.kind == "choice" and f.options)
    return {f.name: wrong_words("enum") for f, value in chosen if value and value not in {o.value for o in f.options}}


def wrong_words(what: str, name: str = "", facts: Mapping[str, object] | None = None) -> str:
    """What to do about this kind of error, in the question ``name``; ``facts``: the bounds it speaks of."""
    if (name, what) in OF_FIELD:
        return str(OF_FIELD[name, what])
    words = next((words for begin, words in WRONG.items() if what.startswith(begin)), None)
    return filled(words, **(facts or {})) if words is not None else _("Bitte prüfen.")


def _wrong_note(body: dict[str, Any], *, acknowledged: bool) -> dict[str, str]:
    try:
        body["note"] = checked_note(body["note"], acknowledged=acknowledged)
        body["note_acknowledged"] = acknowledged
    except (NoteTooLong, NoteUnreadable, NoteLooksPersonal) as found:
        return {"note": found.text(spoken())}
    return {}


def refusal_words(refusal: errors.Refusal, voice: Voice) -> str:
    """A refusal as people say it: days and titles in place of codes."""
    said = refusal.said(voice.language)
    titles = {name: _said(name, value, voice) for name, value in refusal.facts.items() if said[name] == value}
    return refusal.text(voice.language, said | titles)


def _said(name: str, value: str | int, voice: Voice) -> str | int:
    if isinstance(value, int):
        return value
    parts = value.split(", ")
    if name == "functions":
        return ", ".join(function_words(voice, Function(part)) for part in parts)
    return ", ".join(_one(part, voice) for part in parts)


def _one(code: str, voice: Voice) -> str:
    milestone = voice.programme.by_key.get(code)
    if milestone is not None:
        return _("„{title}“", title=milestone.title.in_language(voice.language))
    return code

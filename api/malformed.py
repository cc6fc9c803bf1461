"""What is wrong with a request that cannot be understood: where, and in words of ours. The input is never repeated."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

from models.waves.faults import FAULTS

WORDS: dict[str, tuple[str, str]] = {
    "missing": ("Diese Angabe fehlt.", "This is missing."),
    "extra_forbidden": ("Hier steht eine Angabe, die es nicht gibt.", "There is a field here that does not exist."),
    "union_tag_not_found": ("Das Feld „type“ fehlt.", "The field “type” is missing."),
    "union_tag_invalid": (
        "Diesen Befehl gibt es nicht. Bekannt sind: {expected_tags}.",
        "Unknown command: {expected_tags}.",
    ),
    "date": ("Das ist kein Tag der Form 2026-11-23.", "This is not a day like 2026-11-23."),
    "json_invalid": ("Das ist kein gültiges JSON.", "This is not valid JSON."),
    "string_too_long": ("Das ist zu lang; möglich sind {max_length} Zeichen.", "At most {max_length} characters."),
    "string_too_short": ("Das ist zu kurz; nötig: {min_length} Zeichen.", "At least {min_length} characters."),
    "string_pattern": ("Das hat nicht die Form {pattern}.", "This does not have the form {pattern}."),
    "string": ("Das ist kein gültiger Text.", "This is not a valid text."),
    "enum": ("Möglich sind: {expected}.", "Possible are: {expected}."),
    "literal": ("Möglich sind: {expected}.", "Possible are: {expected}."),
    "int": ("Das ist keine ganze Zahl.", "This is not a whole number."),
    "bool": ("Das ist weder true noch false.", "This is neither true nor false."),
    "greater_than_equal": ("Das ist zu klein; mindestens {ge}.", "This is too small; at least {ge}."),
    "less_than_equal": ("Das ist zu groß; höchstens {le}.", "This is too large; at most {le}."),
    "too_long": ("Das sind zu viele; möglich sind {max_length}.", "These are too many; at most {max_length}."),
    "too_short": ("Das sind zu wenige; nötig: {min_length}.", "These are too few; at least {min_length}."),
    "value_error": ("Diese Angaben passen nicht zusammen.", "These do not belong together."),
}
"""By the beginning of pydantic's name for what is wrong; the values in braces come from our own models."""
OTHERWISE = ("Das hat nicht die erwartete Form.", "This does not have the expected form.")


def malformed(errors: Iterable[Mapping[str, Any]], language: str) -> list[dict[str, Any]]:
    """Where and what, in the language asked for."""
    return [{"at": _place(e), "type": e["type"], "message": _message(e, language)} for e in errors]


def _place(error: Mapping[str, Any]) -> list[str | int]:
    """The way to the field; the name of a field that does not exist is input and left out."""
    place = list(error["loc"])
    return place[:-1] if error["type"] == "extra_forbidden" else place


def _message(error: Mapping[str, Any], language: str) -> str:
    if error["type"] in FAULTS:
        return FAULTS[error["type"]].in_language(language).format_map(error.get("ctx") or {})
    names = [name for name in WORDS if str(error["type"]).startswith(name)]
    words = WORDS[max(names, key=len)] if names else OTHERWISE
    return words[0 if language == "de" else 1].format_map(_context(error, language))


def _context(error: Mapping[str, Any], language: str) -> dict[str, Any]:
    """What pydantic says beside the name; its lists ("'a', 'b' or 'c'") are joined in English."""
    context = dict(error.get("ctx") or {})
    if language == "de" and "expected" in context:
        context["expected"] = str(context["expected"]).replace("' or '", "' oder '")
    return context

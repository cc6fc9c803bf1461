"""Single values of a row: texts, codes, days."""

from __future__ import annotations

import re
from collections.abc import Mapping
from datetime import date
from enum import StrEnum
from typing import TypeVar

from models.errors import Refusal
from models.remedies import CHOOSE_KNOWN, CORRECT_LINE, Remedy

UNIT_CODE = re.compile(r"[A-Z0-9][A-Z0-9-]{0,15}")
UNPRINTABLE = re.compile(r"[\x00-\x1f\x7f]")
ISO_DAY = re.compile(r"(\d{4})-(\d{2})-(\d{2})", re.ASCII)
GERMAN_DAY = re.compile(r"(\d{1,2})\.(\d{1,2})\.(\d{4})", re.ASCII)

Member = TypeVar("Member", bound=StrEnum)


class InvalidCode(Refusal):
    """The column {column} holds no code as we write them."""

    german = "In der Spalte {column} steht kein Kennzeichen, wie wir sie schreiben."
    remedy = Remedy(
        "Bitte nur Großbuchstaben, Ziffern und Bindestriche verwenden, höchstens 16 Zeichen.",
        "Use capital letters, digits and hyphens only, at most 16 characters.",
    )


class InvalidText(Refusal):
    """The column {column} holds no text of 1 to {limit} visible characters."""

    german = "In der Spalte {column} steht kein Text mit 1 bis {limit} sichtbaren Zeichen."
    remedy = CORRECT_LINE


class InvalidChoice(Refusal):
    """The column {column} holds an unknown value."""

    german = "Die Spalte {column} enthält einen unbekannten Wert."
    remedy = CHOOSE_KNOWN


class InvalidDay(Refusal):
    """The column {column} holds no day."""

    german = "In der Spalte {column} steht kein Tag."
    remedy = Remedy(
        "Bitte wie 31.03.2026 schreiben, oder wie 2026-03-31.",
        "Write it like 31.03.2026, or like 2026-03-31.",
    )


class DuplicateRow(Refusal):
    """Line {line} already says something about this."""

    german = "Dazu steht schon etwas in Zeile {line}."
    remedy = Remedy("Bitte eine der beiden Zeilen entfernen.", "Remove one of the two lines.")


def code(values: Mapping[str, str], column: str) -> str:
    if not UNIT_CODE.fullmatch(values[column]):
        raise InvalidCode(column=column)
    return values[column]


def text(values: Mapping[str, str], column: str, limit: int) -> str:
    """A text as it is: a formula is text, too."""
    value = values[column]
    if not 1 <= len(value) <= limit or UNPRINTABLE.search(value):
        raise InvalidText(column=column, limit=limit)
    return value


def choice(values: Mapping[str, str], column: str, kinds: type[Member]) -> Member:
    try:
        return kinds(values[column])
    except ValueError:
        raise InvalidChoice(column=column, known=", ".join(kinds)) from None


def day(values: Mapping[str, str], column: str) -> date:
    """A day as ISO says it, or as a German spreadsheet saves it."""
    value = values[column]
    try:
        if found := ISO_DAY.fullmatch(value):
            return date(int(found[1]), int(found[2]), int(found[3]))
        if found := GERMAN_DAY.fullmatch(value):
            return date(int(found[3]), int(found[2]), int(found[1]))
    except ValueError:
        pass
    raise InvalidDay(column=column)

"""The two languages. German is the message id; ``locale`` has the English, compiled in memory at first use."""

from __future__ import annotations

import io
from collections.abc import Mapping
from datetime import date
from functools import cache, lru_cache
from gettext import GNUTranslations, NullTranslations
from importlib import resources
from typing import Literal

from babel.dates import format_date
from babel.messages.catalog import Catalog
from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po
from babel.numbers import format_decimal

Language = Literal["de", "en"]
LANGUAGES: tuple[Language, ...] = ("de", "en")
FIVE_DIGITS = 10_000


@cache
def translations(language: str) -> NullTranslations:
    """Texts in ``language``; anything but English is German."""
    if language != "en":
        return NullTranslations()
    compiled = io.BytesIO()
    write_mo(compiled, english())
    compiled.seek(0)
    return GNUTranslations(compiled)


def english() -> Catalog:
    """Every English text: one file per area, any file of which may hold any text."""
    whole = Catalog(locale="en")
    folder = resources.files("models").joinpath("locale")
    areas = [*folder.joinpath("en").iterdir(), folder.joinpath("en.po")]
    for area in sorted(areas, key=lambda file: file.name):
        for message in read_po(io.BytesIO(area.read_bytes()), locale="en"):
            if message.id:
                whole[message.id] = message
    return whole


def chosen(accept_language: str | None, *remembered: str | None) -> Language:
    """The language of an answer: the first one remembered, else the first of ``Accept-Language`` that we have."""
    for language in remembered:
        if language in LANGUAGES:
            return "en" if language == "en" else "de"
    weighted: list[tuple[float, Language]] = []
    for part in (accept_language or "").lower().split(","):
        tag, _, parameters = part.strip().partition(";")
        spoken = tag.partition("-")[0]
        if spoken in LANGUAGES:
            weight = parameters.strip().removeprefix("q=")
            try:
                wanted = float(weight) if weight else 1.0
            except ValueError:
                continue
            if wanted > 0:  # 0 says: anything but this
                weighted.append((wanted, "en" if spoken == "en" else "de"))
    return max(weighted, key=lambda pair: pair[0])[1] if weighted else "de"


def said(language: str, message: str, **values: object) -> str:
    """``message`` in ``language``, its ``{names}`` filled in."""
    return translations(language).gettext(message).format(**grouped(language, values))


def counted(language: str, one: str, many: str, number: int, **values: object) -> str:
    """``one`` or ``many``, as ``number`` needs it in ``language``; ``{n}`` is the number."""
    text = translations(language).ngettext(one, many, number)
    return text.format(**grouped(language, {"n": number, **values}))


def grouped(language: str, values: Mapping[str, object]) -> dict[str, object]:
    """Values for a text, large numbers among them written as readers do: 12.345 or 12,345."""
    return {name: _written(value, language) for name, value in values.items()}


def _written(value: object, language: str) -> object:
    """From five digits on, as DIN 5008 has it; a year is left as it is."""
    if type(value) is not int or abs(value) < FIVE_DIGITS:
        return value
    return format_decimal(value, locale="en" if language == "en" else "de")


@lru_cache(maxsize=4096)
def day(on: date, language: str) -> str:
    """A date for reading, e.g. 22.11.2026 or 22 Nov 2026."""
    return format_date(on, "dd.MM.yyyy" if language != "en" else "d MMM yyyy", locale=language)


@lru_cache(maxsize=4096)
def short_day(on: date, language: str, *, year: bool) -> str:
    """A date where there is little room: 22.11. or 22 Nov, with its year 22.11.26 or 22 Nov 26."""
    forms = {"de": ("dd.MM.", "dd.MM.yy"), "en": ("d MMM", "d MMM yy")}
    return format_date(on, forms["en" if language == "en" else "de"][year], locale=language)

"""The two languages. German is the message id; ``locale/en.po`` has the English, compiled in memory at first use."""

from __future__ import annotations

import io
from datetime import date
from functools import cache, lru_cache
from gettext import GNUTranslations, NullTranslations
from importlib import resources
from typing import Literal

from babel.dates import format_date
from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po

Language = Literal["de", "en"]
LANGUAGES: tuple[Language, ...] = ("de", "en")


@cache
def translations(language: str) -> NullTranslations:
    """Texts in ``language``; anything but English is German."""
    if language != "en":
        return NullTranslations()
    source = resources.files("models").joinpath("locale", "en.po").read_bytes()
    compiled = io.BytesIO()
    write_mo(compiled, read_po(io.BytesIO(source), locale="en"))
    compiled.seek(0)
    return GNUTranslations(compiled)


def chosen(accept_language: str | None, remembered: str | None = None) -> Language:
    """The language of an answer: the one remembered, else the first of ``Accept-Language`` that we have."""
    if remembered in LANGUAGES:
        return "en" if remembered == "en" else "de"
    weighted: list[tuple[float, Language]] = []
    for part in (accept_language or "").lower().split(","):
        tag, _, parameters = part.strip().partition(";")
        language = tag.partition("-")[0]
        if language in LANGUAGES:
            weight = parameters.strip().removeprefix("q=")
            try:
                wanted = float(weight) if weight else 1.0
            except ValueError:
                continue
            if wanted > 0:  # 0 says: anything but this
                weighted.append((wanted, "en" if language == "en" else "de"))
    return max(weighted, key=lambda pair: pair[0])[1] if weighted else "de"


@lru_cache(maxsize=4096)
def day(on: date, language: str) -> str:
    """A date for reading, e.g. 22.11.2026 or 22 Nov 2026."""
    return format_date(on, "dd.MM.yyyy" if language != "en" else "d MMM yyyy", locale=language)

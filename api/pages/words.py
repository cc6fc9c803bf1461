"""What pages say, in the language of the request: German is the message id, ``models/locale`` has the English.

The language is heard once a request (`api.hearing`) and kept in a context variable: no page hands it around. A constant
of a module is made before any request; `later` looks it up each time it is read.
"""

from __future__ import annotations

from contextvars import ContextVar
from datetime import date, datetime
from typing import TYPE_CHECKING

from babel.support import LazyProxy

from models import language as known

if TYPE_CHECKING:
    from models.language import Language

Said = str | LazyProxy
"""What a page shows: a text, or one that finds its language when it is shown."""

_spoken: ContextVar[Language] = ContextVar("spoken", default="de")


def speak(language: Language) -> None:
    """From here on this request is answered in ``language``."""
    _spoken.set(language)


def spoken() -> Language:
    """The language in which this request is answered."""
    return _spoken.get()


def _(message: str, **values: object) -> str:
    """``message`` in the reader's language, its ``{names}`` filled in; without values nothing is filled in."""
    if not values:
        return known.translations(spoken()).gettext(message)
    return known.said(spoken(), message, **values)


def ngettext(one: str, many: str, number: int, **values: object) -> str:
    """``one`` or ``many``, as ``number`` needs it in the reader's language; ``{n}`` is the number."""
    return known.counted(spoken(), one, many, number, **values)


def later(message: str) -> LazyProxy:
    """A text of a module's constant, in the language of whoever reads it then: ``str(TITLES[key])``."""
    return LazyProxy(_, message, enable_cache=False)


def filled(message: Said, **values: object) -> str:
    """A sentence of a module's table with its ``{names}`` filled in; it begins as sentences do."""
    words = str(message).format(**known.grouped(spoken(), values))
    return words[:1].upper() + words[1:]


def within(title: str) -> str:
    """A title inside a sentence: English writes „Implementation workshop“ small there, German does not."""
    return title[:1].lower() + title[1:] if spoken() == "en" else title


def day(on: date) -> str:
    """A day for reading: 22.11.2026 or 22 Nov 2026."""
    return known.day(on, spoken())


def moment(at: datetime) -> str:
    """A day and a time for reading: 22.11.2026, 14:05 or 22 Nov 2026, 14:05."""
    return f"{day(at.date())}, {at:%H:%M}"


def short_day(on: date, *, year: bool) -> str:
    """A day as short as a cell needs it: 22.11. or 22 Nov, with its year 22.11.26 or 22 Nov 26."""
    return known.short_day(on, spoken(), year=year)

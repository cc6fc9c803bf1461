"""What pages say, in the language of the request: German is the message id, ``models/locale`` has the English.

The language is heard once a request (`api.hearing`) and kept in a context variable: no page hands it around. A constant
of a module is made before any request; `later` looks it up each time it is read.
"""

from __future__ import annotations

from contextvars import ContextVar
from datetime import date
from typing import TYPE_CHECKING

from babel.support import LazyProxy

from models import language as known

if TYPE_CHECKING:
    from models.language import Language

_spoken: ContextVar[Language] = ContextVar("spoken", default="de")


def speak(language: Language) -> None:
    """From here on this request is answered in ``language``."""
    _spoken.set(language)


def spoken() -> Language:
    """The language in which this request is answered."""
    return _spoken.get()


def _(message: str, **values: object) -> str:
    """``message`` in the reader's language, its ``{names}`` filled in; without values nothing is filled in."""
    said = known.translations(spoken()).gettext(message)
    return said.format(**values) if values else said


def ngettext(one: str, many: str, number: int, **values: object) -> str:
    """``one`` or ``many``, as ``number`` needs it in the reader's language; ``{n}`` is the number."""
    return known.translations(spoken()).ngettext(one, many, number).format(n=number, **values)


def later(message: str) -> LazyProxy:
    """A text of a module's constant, in the language of whoever reads it then: ``str(TITLES[key])``."""
    return LazyProxy(_, message, enable_cache=False)


def filled(message: LazyProxy | str, **values: object) -> str:
    """A sentence of a module's table with its ``{names}`` filled in."""
    return str(message).format(**values)


def day(on: date) -> str:
    """A day for reading, e.g. 22.11.2026 or 22 Nov 2026."""
    return known.day(on, spoken())

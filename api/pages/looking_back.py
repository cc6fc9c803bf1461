"""A page of a past day: what it says about it, the form that asks for another one, the address that keeps it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING
from urllib.parse import urlencode

from activities.clock import berlin_day
from api.asked import A_MOMENT
from api.pages.shown_forms import Field
from api.pages.words import _, ngettext

if TYPE_CHECKING:
    from collections.abc import Mapping
    from datetime import date

    from api.deps import Caller
    from models.reporting.asked import AsOf

EARLIEST = "2012-01-01"


@dataclass(frozen=True, slots=True)
class LookBack:
    """``on``: the day that is shown, by what was known when ``known_on`` was over (None: now).

    ``absent``: how many offices of today were not on record then, in words; empty where all were.
    """

    on: date
    known_on: date | None
    is_past: bool
    fields: tuple[Field, ...]
    action: str
    today_href: str
    absent: str = ""


def is_past(caller: Caller, asked: AsOf) -> bool:
    """Whether something else than today, by what is known now, is asked for: nobody acts on such a day."""
    return asked.on != caller.today or asked.known_at is not None


def known_on(asked: AsOf) -> date | None:
    return berlin_day(asked.known_at - A_MOMENT) if asked.known_at is not None else None


def kept(caller: Caller, asked: AsOf) -> dict[str, str]:
    """What keeps an address on the day that is shown."""
    if not is_past(caller, asked):
        return {}
    known = {"known_at": asked.known_at.isoformat()} if asked.known_at is not None else {}
    return {"as_of": asked.on.isoformat(), **known}


def absent_words(number: int) -> str:
    """So many offices are missing from a page of a past day, and why."""
    if number <= 0:
        return ""
    return ngettext(
        "{n} heutige Dienststelle war an diesem Tag noch nicht in den Aufzeichnungen und zählt nicht mit.",
        "{n} heutige Dienststellen waren an diesem Tag noch nicht in den Aufzeichnungen und zählen nicht mit.",
        number,
    )


def look_back(caller: Caller, asked: AsOf, path: str, others: Mapping[str, str]) -> LookBack:
    """``others``: what the page was narrowed to, which another day keeps."""
    latest = caller.today.isoformat()
    known, past = known_on(asked), is_past(caller, asked)
    day = asked.on.isoformat() if past else ""
    fields = (
        *(Field(name, "hidden", value=value) for name, value in others.items() if value),
        Field("as_of", "date", _("Stichtag"), value=day, required=False, least=EARLIEST, most=latest),
        Field(
            "known_at",
            "date",
            _("Kenntnisstand vom"),
            value=known.isoformat() if known is not None else "",
            required=False,
            least=EARLIEST,
            most=latest,
        ),
    )
    query = {name: value for name, value in others.items() if value}
    return LookBack(asked.on, known, past, fields, path, f"{path}?{urlencode(query)}" if query else path)

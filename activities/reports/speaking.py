"""The reader's language, for everything that a report says."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from zoneinfo import ZoneInfo

from babel.dates import format_date, format_datetime

from models import language
from models.translatable import _

BERLIN = ZoneInfo("Europe/Berlin")


@dataclass(frozen=True, slots=True)
class Tongue:
    """Says German message ids in ``language``."""

    language: str

    def say(self, message: str, **values: str | int) -> str:
        return language.said(self.language, message, **values)

    def count(self, one: str, many: str, number: int, **values: str | int) -> str:
        return language.counted(self.language, one, many, number, **values)

    def day(self, on: date) -> str:
        return language.day(on, self.language)

    def month(self, on: date) -> str:
        """Short, for an axis: „10/26“."""
        return f"{on:%m/%y}"

    def moment(self, at: datetime) -> str:
        """A day and a time in Berlin."""
        pattern = "dd.MM.y, HH:mm" if self.language != "en" else "d MMM y, HH:mm"
        return format_datetime(at.astimezone(BERLIN), pattern, locale=self.language)

    def long_month(self, on: date) -> str:
        return format_date(on, "LLLL y", locale=self.language)

    def listed(self, words: list[str]) -> str:
        """„a, b und c“."""
        if len(words) < 2:  # noqa: PLR2004 - one alone needs no "and"
            return "".join(words)
        return self.say(_("{first} und {last}"), first=", ".join(words[:-1]), last=words[-1])

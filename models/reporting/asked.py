"""What a report is asked for: what was true on a day, as far as it was known at a moment."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, datetime

from models.errors import Refusal


class AsOfInFuture(Refusal):
    """{on} lies after {latest}: nobody knows yet what will be true then. Ask for that day or an earlier one."""

    german = "Der {on} liegt nach dem {latest}: Was dann gilt, weiß noch niemand. Bitte höchstens diesen Tag angeben."


class KnownInFuture(Refusal):
    """known_at lies in the future. Leave it out to ask for what is known now."""

    german = "known_at liegt in der Zukunft. Ohne diese Angabe gilt, was jetzt bekannt ist."


class BeforeTheRecord(Refusal):
    """The record begins on {since}; about {on} it tells nothing. Ask for a later day."""

    german = "Die Aufzeichnungen beginnen am {since}; über den {on} sagen sie nichts. Bitte einen späteren Tag angeben."


class RegionNotOnRecord(Refusal):
    """The region {region} is on record from {since} on; on {on} there was nothing about it. Ask for a later day."""

    german = (
        "Die Region {region} ist erst ab dem {since} in den Aufzeichnungen; am {on} gab es zu ihr nichts. "
        "Bitte einen späteren Tag angeben."
    )


@dataclass(frozen=True, slots=True)
class AsOf:
    """What was true on the day ``on``, by what was known at ``known_at`` (None: now).

    ``over_at``: the moment at which that day was over in Berlin. Steps are what the record held open at that moment.
    """

    on: date
    over_at: datetime
    known_at: datetime | None = None

    @property
    def known_until(self) -> datetime:
        """Up to when the record of steps is looked at: the end of the day, or earlier if less was known."""
        return self.over_at if self.known_at is None else min(self.over_at, self.known_at)


def as_of(
    on: date | None, known_at: datetime | None, *, now: datetime, day_of: Callable[[datetime], date], over: Over
) -> AsOf:
    """The question, checked; without ``on``, the last day that was known. Raises: AsOfInFuture, KnownInFuture."""
    if known_at is not None and known_at > now:
        raise KnownInFuture
    latest = day_of(known_at if known_at is not None else now)
    day = on if on is not None else latest
    if day > latest:
        raise AsOfInFuture(on=day.isoformat(), latest=latest.isoformat())
    return AsOf(day, over(day), known_at)


Over = Callable[[date], datetime]
"""The moment at which a day is over: the next midnight in Berlin."""

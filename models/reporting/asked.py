"""What a report is asked for: what was true on a day, as far as it was known at a moment."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, datetime

from models.errors import Refusal
from models.remedies import Remedy


class AsOfInFuture(Refusal):
    """{on} lies after {latest}: nobody knows yet what will be true then."""

    german = "Der {on} liegt nach dem {latest}: Was dann gilt, weiß noch niemand."
    remedy = Remedy("Bitte höchstens den {latest} angeben.", "Ask for {latest} at the latest.")


class KnownInFuture(Refusal):
    """What will be known in the future, nobody can say yet."""

    german = "Was künftig bekannt sein wird, weiß noch niemand."
    remedy = Remedy(
        "Ohne einen Kenntnisstand gilt, was jetzt bekannt ist; bitte weglassen oder einen früheren angeben.",
        "Without it, what is known now is told; leave it out, or state an earlier time.",
    )
    for_programs = Remedy(
        "Bitte known_at weglassen oder einen früheren Zeitpunkt angeben.",
        "Leave known_at out, or state an earlier time.",
    )


class BeforeTheRecord(Refusal):
    """The record begins on {since}; about {on} it tells nothing."""

    german = "Die Aufzeichnungen beginnen am {since}; über den {on} sagen sie nichts."
    remedy = Remedy("Bitte den {since} oder einen späteren Tag angeben.", "Ask for {since} or a later day.")


class RegionNotOnRecord(Refusal):
    """The region {region} is on record from {since} on; on {on} there was nothing about it."""

    german = "Die Region {region} ist erst ab dem {since} in den Aufzeichnungen; am {on} gab es zu ihr nichts."
    remedy = Remedy("Bitte den {since} oder einen späteren Tag angeben.", "Ask for {since} or a later day.")


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

"""What time it is. Rules never ask; whoever accepts a command does, once."""

from __future__ import annotations

from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

BERLIN = ZoneInfo("Europe/Berlin")


def now() -> datetime:
    """This moment, in UTC."""
    return datetime.now(UTC)


def berlin_day(moment: datetime) -> date:
    """The day in Berlin at ``moment``."""
    return moment.astimezone(BERLIN).date()


def end_of_day(day: date) -> datetime:
    """The moment at which ``day`` is over in Berlin: the next midnight there."""
    return datetime.combine(day + timedelta(days=1), time(), BERLIN).astimezone(UTC)

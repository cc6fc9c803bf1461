"""What time it is. Rules never ask; whoever accepts a command does, once."""

from __future__ import annotations

from datetime import UTC, date, datetime
from zoneinfo import ZoneInfo

BERLIN = ZoneInfo("Europe/Berlin")


def now() -> datetime:
    """This moment, in UTC."""
    return datetime.now(UTC)


def berlin_day(moment: datetime) -> date:
    """The day in Berlin at ``moment``."""
    return moment.astimezone(BERLIN).date()

"""When a session is over: after so long without a request, and after so long in any case."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta


@dataclass(frozen=True, slots=True)
class SessionTerms:
    """``touch`` is how exactly the last request is remembered: not every one of them is written down."""

    idle: timedelta = timedelta(minutes=30)
    absolute: timedelta = timedelta(hours=10)
    touch: timedelta = timedelta(minutes=1)

    def is_over(self, began_at: datetime, seen_at: datetime, at: datetime) -> bool:
        return at >= began_at + self.absolute or at >= seen_at + self.idle

    def wants_touch(self, seen_at: datetime, at: datetime) -> bool:
        return at >= seen_at + self.touch

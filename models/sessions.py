"""When a session is over: after so long without a request, and after so long in any case."""

from __future__ import annotations

import hashlib
import hmac
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


def form_token(drawn: str, person_id: str) -> str:
    """The token that a session's forms carry: what was drawn for it, and a mark of whom they were made for."""
    return f"{drawn}.{_mark(drawn, person_id)}"


def was_made_for(token: str, person_id: str) -> bool:
    """Whether a form with this token was made for this person, in whichever session."""
    drawn, _dot, mark = token.rpartition(".")
    return bool(drawn) and hmac.compare_digest(mark.encode(), _mark(drawn, person_id).encode())


def _mark(drawn: str, person_id: str) -> str:
    """Tells nobody who has the token alone whose it is."""
    return hashlib.sha256(f"{drawn}/{person_id}".encode()).hexdigest()[:24]

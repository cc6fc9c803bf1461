"""A course begins: what becomes of seats that nobody can take any more.

An office that was not asked in time, rests, or still waits for its staff representation does not lose its place in the
wave: it waits for a seat in another course and comes first there. What was nominated and asked so far stays.
"""

from __future__ import annotations

from datetime import date

from models.waves import events as ev
from models.waves.plan import MemberState
from models.waves.progress import released
from models.waves.reasons import code_of
from models.waves.state import Member, WaveState

BEGUN = "course_begun"
GATE_OPEN = "gate_open"
RESTS = "paused"


def too_late(state: WaveState, today: date) -> list[ev.WaveEvent]:
    """Seats that go back because their course has begun. Who was admitted keeps the seat."""
    return [
        released(member, member.seats - member.confirmed, why, today, front=not member.confirmed)
        for member in state.members.values()
        if (course := state.course_of(member)) is not None
        and not course.is_ahead(today)
        and (why := why_empty(member)) is not None
    ]


def why_empty(member: Member) -> str | None:
    """Why a seat of this office cannot be taken once the course has begun; None where it is, or just being taken."""
    match member.state:
        case MemberState.PLANNED:
            return BEGUN
        case MemberState.INVITED | MemberState.NOMINATED | MemberState.GATE if _was_not_told(member):
            return BEGUN
        case MemberState.INVITED if member.nominate_by is None and member.seats > member.confirmed:
            return RESTS
        case MemberState.NOMINATED | MemberState.GATE if member.pending:
            return _why_not_admitted(member)
        case _:
            return None


def _was_not_told(member: Member) -> bool:
    """The seat was moved, and the office has not heard of it: it can neither nominate nor be admitted there."""
    return member.told < member.serial and not member.confirmed


def _why_not_admitted(member: Member) -> str | None:
    """Whoever is cleared is admitted first, also on the day of the start."""
    refused = member.blocked
    if refused is not None and not refused.waits:
        return code_of(refused.why)
    return None if member.admissible else GATE_OPEN

"""Commands about an office's place in a qualification wave: sent by the wave, and given by people."""

from __future__ import annotations

from datetime import date
from enum import StrEnum
from typing import Annotated, Literal

from pydantic import Field

from models.asking import Asked
from models.organisation import OpaqueId
from models.programme import Key


class WaveOutcome(StrEnum):
    """How an office's part in a qualification wave ended."""

    QUALIFIED = "qualified"
    DECLINED = "declined"
    FAILED = "failed"
    WITHDRAWN = "withdrawn"
    ABORTED = "aborted"


class ParticipationOutcome(StrEnum):
    """What became of the staff representation's participation: the outcome only, never its grounds."""

    APPROVED = "approved"
    DEEMED_APPROVED = "deemed_approved"
    REFUSED = "refused"
    NOT_REQUIRED = "not_required"


class JoinWave(Asked):
    """Sent by a qualification wave that holds ``seats`` in a course: the office is to nominate for them.

    ``nominate_within`` are the office's own working days from the day on which it hears of this: an office that could
    not be reached for a while loses none of them. ``asked_on`` is the day on which the wave decided to ask. ``gate``:
    whether the staff representation takes part, if the programme asks for it; ``urgent``: with the short time to reply.
    """

    type: Literal["join_wave"] = "join_wave"
    wave: OpaqueId
    reservation: OpaqueId
    course: OpaqueId
    course_starts_on: date
    seats: Annotated[int, Field(ge=1, le=50)]
    nominate_within: Annotated[int, Field(ge=1, le=60)]
    asked_on: date
    gate: bool = True
    urgent: bool = False


class MoveSeat(Asked):
    """Sent by the wave: the course has another day, the seat is in another one, or there are other seats than before.

    Without ``course`` and its day: the office has lost its seat there (``why``: a code) and waits for one in another
    course. ``seats`` None: as many as before.
    """

    type: Literal["move_seat"] = "move_seat"
    wave: OpaqueId
    reservation: OpaqueId
    course: OpaqueId | None = None
    course_starts_on: date | None = None
    seats: Annotated[int, Field(ge=1, le=50)] | None = None
    why: Key | None = None
    moved_on: date


class LeaveWave(Asked):
    """Sent by the wave: the office's part in it is over. What is on record stays."""

    type: Literal["leave_wave"] = "leave_wave"
    wave: OpaqueId
    outcome: WaveOutcome
    left_on: date


class DeclineWave(Asked):
    """Give the wave's seat back. No reason is ever stored."""

    type: Literal["decline_wave"] = "decline_wave"
    declined_on: date


class RequestParticipation(Asked):
    """Record that the staff representation was asked; ``urgent`` shortens its time to reply."""

    type: Literal["request_participation"] = "request_participation"
    requested_on: date
    urgent: bool = False


class RecordParticipation(Asked):
    """Record the outcome of the staff representation's participation.

    ``reason`` belongs to ``not_required`` alone, and there it is needed.
    """

    type: Literal["record_participation"] = "record_participation"
    outcome: ParticipationOutcome
    decided_on: date
    reason: Key | None = None

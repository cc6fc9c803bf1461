"""What the rules about commands share: the fields of an event, the lists of reasons, days that have passed."""

from __future__ import annotations

from datetime import date
from typing import Any

from models.commands import Envelope
from models.errors import DateInFuture, WrongDateOrder
from models.waves import commands as cmd
from models.waves.reasons import REASONS
from models.waves.refusals import UnknownWaveReason


def stamp(envelope: Envelope, command: cmd.WaveCommand, happened_on: date | None = None) -> dict[str, Any]:
    """The fields every event carries."""
    return {
        "happened_on": happened_on or envelope.today,
        "recorded_on": envelope.today,
        "by": envelope.by,
        "note_id": command.note_id,
    }


def known_reason(listed: str, reason: str) -> str:
    """The reason, if the list has it. Raises: UnknownWaveReason."""
    if reason not in REASONS[listed]:
        raise UnknownWaveReason(reason=reason, known=", ".join(sorted(REASONS[listed])))
    return reason


def has_happened(on: date, envelope: Envelope, earliest: date) -> None:
    """``on`` is today or before, and not before ``earliest``. Raises: DateInFuture, WrongDateOrder."""
    if on > envelope.today:
        raise DateInFuture(on=on.isoformat())
    if on < earliest:
        raise WrongDateOrder(on=on.isoformat(), earlier=earliest.isoformat())

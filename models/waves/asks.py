"""What must be asked of offices now, and what their answers mean.

Asks follow from the state alone: a restart asks exactly the same again, under the same keys. An office has one open ask
at a time. What an office reports of itself counts more than how it answered: an ask whose answer was lost is settled by
any later report.
"""

from __future__ import annotations

import hashlib
from enum import StrEnum

from pydantic import BaseModel, ConfigDict

from models.chain import wave_stream
from models.commands import Command
from models.waves.report import Report
from models.waves.state import Member, WaveState

LONGEST_KEY = 100


class Step(StrEnum):
    """What can be asked of an office; part of the key."""

    LEAVE = "leave"
    JOIN = "join"
    MOVE = "move"
    ADMIT = "admit"
    PLAN_WORKSHOP = "plan"
    MOVE_WORKSHOP = "shift"
    CANCEL_WORKSHOP = "cancel"


class Ask(BaseModel):
    """One command for one office, under its key. ``serial`` counts what the office has to be told."""

    model_config = ConfigDict(frozen=True, extra="ignore")

    key: str
    unit_id: str
    step: Step
    serial: int
    command: Command


class Answer(BaseModel):
    """What became of an ask, and how the office sees itself afterwards.

    ``ask`` None: the report was only looked up. ``why``: name of the refusal; None when the office accepted.
    ``report`` None: it could not be read.
    """

    model_config = ConfigDict(frozen=True, extra="ignore")

    unit_id: str
    ask: Ask | None = None
    why: str | None = None
    report: Report | None = None


def key_of(state: WaveState, member: Member, step: Step, serial: str | int) -> str:
    """``wave/<wave>/<unit>/<step>/<serial>``; the office's id is shortened where the key would be too long."""
    key = f"{wave_stream(state.wave_id)}/{member.unit_id}/{step.value}/{serial}"
    if len(key) <= LONGEST_KEY:
        return key
    return f"{wave_stream(state.wave_id)}/{short(member.unit_id)}/{step.value}/{serial}"


def short(identity: str) -> str:
    return hashlib.sha256(identity.encode()).hexdigest()[:12]

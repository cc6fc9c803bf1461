"""What events of a wave have in common."""

from __future__ import annotations

from datetime import date

from pydantic import BaseModel, ConfigDict

from models.commands import By
from models.rollout.state import GateStanding


class Happened(BaseModel):
    """``happened_on`` is the day it happened, ``recorded_on`` the day it was told to us (Berlin)."""

    model_config = ConfigDict(frozen=True, extra="ignore")

    happened_on: date
    recorded_on: date
    by: By
    note_id: str | None = None


class OfMember(Happened):
    """Changes one member and nothing else; its seats are counted with its course."""

    unit_id: str


class Heard(OfMember):
    """What an office said of itself; see ``models.waves.report.Report``."""

    seq: int = 0
    nominate_by: date | None = None
    nominated: tuple[str, ...] = ()
    cleared: tuple[str, ...] = ()
    gate: GateStanding = GateStanding.NONE_NEEDED
    gate_due_on: date | None = None
    admitted: tuple[str, ...] = ()
    qualified: tuple[str, ...] = ()

"""What a wave needs to know of one office, read from the office's state: ids, days and codes, nothing else."""

from __future__ import annotations

from datetime import date

from pydantic import BaseModel, ConfigDict

from models.errors import Refusal
from models.rollout.decide_waves import could_join
from models.rollout.memberships import admitted, nominate_by, nominated, reply_by, standing, unsettled
from models.rollout.state import GateStanding, Membership, UnitState
from models.seat_commands import WaveOutcome


class Report(BaseModel):
    """One office as one wave sees it.

    ``wave`` is the one the office is in now; what follows is about its latest place in the wave that asked, also after
    it left. ``seq`` is the number of the head that the reader knows. ``nominate_by`` and ``gate_due_on`` are None while
    nothing runs: not in the wave, or paused; while it waits for another course, it has nothing to nominate for.
    ``nominated`` are those who wait for one of the ``seats`` (``cleared``: their selection is settled), ``admitted``
    those who have one, ``qualified`` those of them who are. ``why_not`` names the refusal that joining would meet.
    """

    model_config = ConfigDict(frozen=True, extra="ignore")

    unit_id: str
    seq: int = 0
    wave: str | None = None
    reservation: str | None = None
    course: str | None = None
    seats: int = 0
    nominate_by: date | None = None
    nominated: tuple[str, ...] = ()
    cleared: tuple[str, ...] = ()
    gate: GateStanding = GateStanding.NONE_NEEDED
    gate_due_on: date | None = None
    admitted: tuple[str, ...] = ()
    qualified: tuple[str, ...] = ()
    declined: bool = False
    able: bool = True
    why_not: str | None = None
    active_qualified: int = 0
    minimum: int = 1


def report(state: UnitState, wave: str | None = None, seq: int = 0) -> Report:
    """The office as ``wave`` sees it; without one, as any wave that has not asked it yet."""
    why_not = _why_not(state, wave)
    bare = Report(
        unit_id=state.unit_id,
        seq=seq,
        wave=state.membership.wave if state.membership is not None else None,
        able=why_not is None,
        why_not=why_not,
        active_qualified=state.qualified,
        minimum=state.programme.minimum_companions,
    )
    latest = next((m for m in reversed(state.memberships) if m.wave == wave), None)
    return bare if latest is None else _with_place(bare, state, latest)


def _why_not(state: UnitState, wave: str | None) -> str | None:
    try:
        could_join(state, wave)
    except Refusal as refusal:
        return type(refusal).__name__
    return None


def _with_place(bare: Report, state: UnitState, place: Membership) -> Report:
    seated = admitted(state, place)
    is_current = place.left_on is None
    waiting = tuple(c.id for c in nominated(state, place)) if is_current else ()
    is_awake = is_current and state.pause is None
    runs = is_awake and place.waits_since is None
    gate = standing(state, place) if is_current else GateStanding.NONE_NEEDED
    due_on = reply_by(state, place.gate) if is_awake and gate is GateStanding.REQUESTED else None
    return bare.model_copy(
        update={
            "reservation": place.reservation,
            "course": place.course,
            "seats": place.seats,
            "nominate_by": nominate_by(state, place) if runs else None,
            "nominated": waiting,
            "cleared": tuple(name for name in waiting if name not in unsettled(state, place)),
            "gate": gate,
            "gate_due_on": due_on,
            "admitted": tuple(c.id for c in seated),
            "qualified": tuple(c.id for c in seated if c.qualified_on is not None),
            "declined": place.outcome is WaveOutcome.DECLINED,
        }
    )

"""What could be done to a region's report now: ``decide_period`` is asked, nobody judges again."""

from __future__ import annotations

from models.commands import Envelope
from models.errors import Refusal
from models.periods.attestation import AskBackReason
from models.periods.commands import Acknowledge, AskBack, Attest, PeriodCommand
from models.periods.decide import decide_period
from models.periods.state import PeriodState


def possible(state: PeriodState, deed: str, region: str, envelope: Envelope) -> bool:
    """Whether a command of this type would be accepted."""
    try:
        decide_period(state, _example(deed, region), envelope)
    except Refusal:
        return False
    return True


def _example(deed: str, region: str) -> PeriodCommand:
    match deed:
        case "attest":
            return Attest(region=region)
        case "ask_back":
            return AskBack(region=region, reason=AskBackReason.FIGURE_UNCLEAR)
        case _:
            return Acknowledge(region=region)

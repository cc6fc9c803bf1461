"""What regional leads and central staff can ask of one reporting period.

Regions are named by their code, offices by their opaque id, texts by the id under which they lie in SQL.
"""

from __future__ import annotations

from typing import Annotated, Literal

from pydantic import BaseModel, ConfigDict, Field, TypeAdapter

from models.commands import Envelope
from models.organisation import OpaqueId, UnitCode
from models.periods.attestation import AskBackReason, Deviations, Texts


class _Command(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid")

    region: UnitCode


class Attest(_Command):
    """Confirm the region's picture as it was frozen, but for ``deviations``; without them: „unverändert“."""

    type: Literal["attest"] = "attest"
    deviations: Deviations = ()
    texts: Texts = Field(default_factory=dict)


class AskBack(_Command):
    """Ask the region about its report; it then attests anew. ``note_id``: what is asked."""

    type: Literal["ask_back"] = "ask_back"
    reason: AskBackReason
    note_id: OpaqueId | None = None


class Acknowledge(_Command):
    """Take note of the region's report."""

    type: Literal["acknowledge"] = "acknowledge"


PeriodCommand = Annotated[Attest | AskBack | Acknowledge, Field(discriminator="type")]
period_command_adapter: TypeAdapter[PeriodCommand] = TypeAdapter(PeriodCommand)
PERIOD_COMMANDS: dict[str, type[_Command]] = {
    cls.model_fields["type"].default: cls for cls in _Command.__subclasses__() if "type" in cls.model_fields
}


class PeriodSubmission(BaseModel):
    """The one argument of ``RegionalReporting.submit``."""

    model_config = ConfigDict(frozen=True)

    command: PeriodCommand
    envelope: Envelope

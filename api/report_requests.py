"""What clients send about reports: attestations with their texts, questions, acknowledgements."""

from __future__ import annotations

import hashlib
from typing import TYPE_CHECKING, Annotated, Any, Literal

from pydantic import BaseModel, ConfigDict, Field

from api.requests import ACKNOWLEDGED_HINT, Note
from models.organisation import UnitCode
from models.periods.attestation import AskBackReason, DeviationReason, Topic
from models.periods.commands import Acknowledge, AskBack, Attest
from models.privacy import checked_note

if TYPE_CHECKING:
    from collections.abc import Mapping

    from models.periods.commands import PeriodCommand

QUESTION = "question"
"""The name of a question's text, beside the topics of an attestation's."""
MOST_DEVIATIONS = 500


class _Sent(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid")

    note_acknowledged: Annotated[bool, Field(description=ACKNOWLEDGED_HINT)] = False

    def notes(self) -> dict[str, str]:
        """Texts as they may be stored, by topic. Raises: NoteTooLong, NoteUnreadable, NoteLooksPersonal."""
        return {topic: checked_note(said, acknowledged=self.note_acknowledged) for topic, said in self.said().items()}

    def said(self) -> dict[str, str]:
        """Texts as they were sent, by topic; those left empty are none."""
        return {}


class DeviationRequest(BaseModel):
    """An office of the region whose picture is not confirmed as it stands."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    unit: UnitCode
    reason: DeviationReason


class AttestRequest(_Sent):
    """Confirm the region's picture as it was frozen; without deviations: „unverändert“. Texts are optional."""

    model_config = ConfigDict(
        json_schema_extra={
            "examples": [
                {"type": "attest"},
                {
                    "type": "attest",
                    "deviations": [{"unit": "244", "reason": "correction_follows"}],
                    "texts": {"situation": "Die Workshops des Herbstes sind gehalten."},
                },
            ]
        }
    )

    type: Literal["attest"]
    deviations: Annotated[tuple[DeviationRequest, ...], Field(max_length=MOST_DEVIATIONS)] = ()
    texts: dict[Topic, Note] = Field(default_factory=dict, description="Optional, by topic.")

    def said(self) -> dict[str, str]:
        return {topic.value: text for topic, text in self.texts.items() if text.strip()}


class AskBackRequest(_Sent):
    """Ask the region about its report; it attests anew within its working days."""

    model_config = ConfigDict(
        json_schema_extra={
            "examples": [{"type": "ask_back", "reason": "figure_unclear", "note": "Zahl der Workshops?"}]
        }
    )

    type: Literal["ask_back"]
    reason: AskBackReason
    note: Note | None = None

    def said(self) -> dict[str, str]:
        return {QUESTION: self.note} if self.note is not None else {}


class AcknowledgeRequest(_Sent):
    """Take note of the region's report."""

    model_config = ConfigDict(json_schema_extra={"examples": [{"type": "acknowledge"}]})

    type: Literal["acknowledge"]


ReportRequest = AttestRequest | AskBackRequest | AcknowledgeRequest
ReportCommandRequest: Any = Annotated[ReportRequest, Field(discriminator="type")]


def note_id(report_id: str, key: str, body_hash: str, topic: str) -> str:
    """The id of a text: one that only this command's repetition finds again."""
    return f"n-{hashlib.sha256(f'{report_id}/{key}/{body_hash}/{topic}'.encode()).hexdigest()[:24]}"


def to_period_command(
    request: ReportRequest, region: str, notes: Mapping[str, str], unit_ids: Mapping[str, str]
) -> PeriodCommand:
    """The command this request asks for: texts by their ids, offices by theirs."""
    match request:
        case AttestRequest():
            return Attest.model_validate(
                {
                    "region": region,
                    "deviations": [
                        {"unit_id": unit_ids[each.unit], "reason": each.reason} for each in request.deviations
                    ],
                    "texts": dict(notes),
                }
            )
        case AskBackRequest():
            return AskBack(region=region, reason=request.reason, note_id=notes.get(QUESTION))
        case AcknowledgeRequest():
            return Acknowledge(region=region)

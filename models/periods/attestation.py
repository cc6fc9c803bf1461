"""One region's attestation of one period: where it stands, and when it is due."""

from __future__ import annotations

from datetime import date
from enum import StrEnum
from typing import Annotated, Any, Self

from pydantic import BaseModel, ConfigDict, Field

from models.calendar import SharedCalendar
from models.commands import By
from models.organisation import OpaqueId


class AttestationStatus(StrEnum):
    """ASKED_BACK: attested, then asked about by central staff; to be attested anew."""

    OPEN = "open"
    ATTESTED = "attested"
    ASKED_BACK = "asked_back"
    ACKNOWLEDGED = "acknowledged"


AWAITED = (AttestationStatus.OPEN, AttestationStatus.ASKED_BACK)
"""It is the region's turn."""
STANDING = (AttestationStatus.ATTESTED, AttestationStatus.ACKNOWLEDGED)
"""The region's word stands."""


def is_overdue(status: AttestationStatus, due_on: date, on: date) -> bool:
    """Whether the region's turn has lasted longer than its term, on the day ``on``."""
    return status in AWAITED and on > due_on


class DeviationReason(StrEnum):
    """Why the picture of one office is not confirmed as it stands. Nothing here is about persons."""

    CORRECTION_FOLLOWS = "correction_follows"
    IN_CLARIFICATION = "in_clarification"
    NEWS_EXPECTED = "news_expected"


class Topic(StrEnum):
    """The four texts that a region may add; each lies in SQL, the command and the record carry its id."""

    SITUATION = "situation"
    REGIONAL_NEEDS = "regional_needs"
    NATIONAL_QUESTIONS = "national_questions"
    DEVELOPMENT = "development"


class AskBackReason(StrEnum):
    """Why central staff ask a region about its report."""

    TEXT_UNCLEAR = "text_unclear"
    FIGURE_UNCLEAR = "figure_unclear"
    DEVIATION_UNCLEAR = "deviation_unclear"
    TEXT_INADMISSIBLE = "text_inadmissible"


class Deviation(BaseModel):
    """An office (by its opaque id) whose picture is not confirmed as it stands."""

    model_config = ConfigDict(frozen=True, extra="ignore")

    unit_id: OpaqueId
    reason: DeviationReason


Texts = dict[Topic, OpaqueId]
"""Ids of stored texts by topic."""
Deviations = Annotated[tuple[Deviation, ...], Field(max_length=500)]


class Asked(BaseModel):
    """What a region is asked to attest when a period opens: absolute days, and the hash of its frozen figures.

    ``calendar``: the region's working days as long as they matter here.
    """

    model_config = ConfigDict(frozen=True, extra="ignore")

    region: str
    sha256: str
    remind_on: date
    due_on: date
    second_on: date
    calendar: SharedCalendar


class Attestation(BaseModel):
    """Stored in heads and histories.

    ``due_on`` moves when the region is asked back; ``first_due_on`` does not. ``late``: the first attestation came
    after it. ``reminded``: how many reminders there were since it was asked for last.
    """

    model_config = ConfigDict(frozen=True, extra="ignore")

    asked: Asked
    status: AttestationStatus = AttestationStatus.OPEN
    opened_on: date
    due_on: date
    second_on: date
    reminded: int = 0
    first_attested_on: date | None = None
    attested_on: date | None = None
    attested_by: By | None = None
    deviations: tuple[Deviation, ...] = ()
    texts: dict[Topic, str] = Field(default_factory=dict)
    asked_back_on: date | None = None
    asked_back_why: AskBackReason | None = None
    asked_back_note: str | None = None
    acknowledged_on: date | None = None

    def but(self, **changes: Any) -> Self:  # noqa: ANN401 - fields differ; evolve's tests cover the names
        return self.model_copy(update=changes)

    @property
    def region(self) -> str:
        return self.asked.region

    @property
    def is_awaited(self) -> bool:
        return self.status in AWAITED

    @property
    def stands(self) -> bool:
        return self.status in STANDING

    @property
    def was_late(self) -> bool:
        return self.first_attested_on is not None and self.first_attested_on > self.asked.due_on

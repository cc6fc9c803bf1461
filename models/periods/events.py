"""What has happened in one reporting period: the only way its state changes, and what the journal keeps.

As in ``models.events``: ids, codes and dates only; texts are named by their ids. Fields may be added with a default,
never renamed, removed, made required or given another default.
"""

from __future__ import annotations

from datetime import date
from typing import Annotated, Literal

from pydantic import AwareDatetime, BaseModel, ConfigDict, Field, TypeAdapter

from models.commands import By
from models.periods.attestation import AskBackReason, Asked, Deviation, Topic
from models.periods.terms import ReportingTerms


class _Happened(BaseModel):
    model_config = ConfigDict(frozen=True, extra="ignore")

    happened_on: date
    recorded_on: date
    by: By
    note_id: str | None = None


class PeriodOpened(_Happened):
    """Figures are frozen, regions are asked. ``period`` is its name, as ``2026-Q3``.

    ``sha256``: of the national figures; each region's is in ``asked``.
    """

    type: Literal["period_opened"] = "period_opened"
    reporting_id: str
    period: str
    terms: ReportingTerms
    as_of: date
    known_at: AwareDatetime
    closes_on: date
    sha256: str
    asked: tuple[Asked, ...]
    origin: Literal["schedule", "demo"] = "schedule"
    rules_version: int = 1


class AttestationReminded(_Happened):
    """``level`` 1: the due day comes; 2: it has passed some time ago."""

    type: Literal["attestation_reminded"] = "attestation_reminded"
    region: str
    level: int


class RegionAttested(_Happened):
    """``sha256``: of the figures that were attested."""

    type: Literal["region_attested"] = "region_attested"
    region: str
    sha256: str
    deviations: tuple[Deviation, ...] = ()
    texts: dict[Topic, str] = Field(default_factory=dict)


class RegionAskedBack(_Happened):
    """``note_id`` names what is asked; the region has until ``due_on`` to attest anew."""

    type: Literal["region_asked_back"] = "region_asked_back"
    region: str
    reason: AskBackReason
    due_on: date
    second_on: date


class RegionAcknowledged(_Happened):
    type: Literal["region_acknowledged"] = "region_acknowledged"
    region: str


class ReportIssued(_Happened):
    """The national report is out. ``sha256``: of what was issued; regions are counted as they stood then."""

    type: Literal["report_issued"] = "report_issued"
    sha256: str
    issued_at: AwareDatetime
    regions: int
    reported: int
    on_time: int


class PeriodClosed(_Happened):
    """What is not attested now will not be any more."""

    type: Literal["period_closed"] = "period_closed"


PeriodEvent = Annotated[
    PeriodOpened
    | AttestationReminded
    | RegionAttested
    | RegionAskedBack
    | RegionAcknowledged
    | ReportIssued
    | PeriodClosed,
    Field(discriminator="type"),
]
period_event_adapter: TypeAdapter[PeriodEvent] = TypeAdapter(PeriodEvent)

"""The state of one reporting period, as folded from its events. Everything that matters about it is in here."""

from __future__ import annotations

from datetime import date, datetime
from enum import StrEnum
from typing import Any, Self

from pydantic import AwareDatetime, BaseModel, ConfigDict

from models.periods.attestation import Attestation
from models.periods.period import Period, period_of
from models.periods.terms import ReportingTerms


class PeriodStatus(StrEnum):
    """COLLECTING until the national report is issued; then regions may still attest, until the period is closed."""

    COLLECTING = "collecting"
    ISSUED = "issued"
    CLOSED = "closed"


class PeriodState(BaseModel):
    """One reporting period; ``period`` is its name, as ``2026-Q3``.

    ``as_of`` is the last day reported on, ``known_at`` the moment up to which the record was looked at. ``sha256`` is
    of the national figures, ``issue_sha256`` of what was issued. ``collect_until``: the last day on which some region
    is on time. ``regions``: attestations by region.
    """

    model_config = ConfigDict(frozen=True, extra="ignore")

    reporting_id: str
    period: str
    terms: ReportingTerms
    as_of: date
    known_at: AwareDatetime
    opened_on: date
    collect_until: date
    closes_on: date
    sha256: str
    status: PeriodStatus = PeriodStatus.COLLECTING
    regions: dict[str, Attestation]
    issued_on: date | None = None
    issued_at: datetime | None = None
    issue_sha256: str | None = None
    closed_on: date | None = None
    origin: str = "schedule"
    rules_version: int = 1

    def but(self, **changes: Any) -> Self:  # noqa: ANN401 - fields differ; evolve's tests cover the names
        return self.model_copy(update=changes)

    @property
    def span(self) -> Period:
        return period_of(self.period)

    @property
    def is_closed(self) -> bool:
        return self.status is PeriodStatus.CLOSED

    @property
    def reported(self) -> int:
        """Regions that have attested, in time or not."""
        return sum(each.first_attested_on is not None for each in self.regions.values())

    @property
    def on_time(self) -> int:
        return sum(each.first_attested_on is not None and not each.was_late for each in self.regions.values())

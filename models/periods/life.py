"""The messages of reporting workflows: what they start from, what they ask activities for."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

from pydantic import AwareDatetime, BaseModel, ConfigDict

from models.chain import period_stream
from models.lives import Living
from models.periods.events import PeriodEvent
from models.periods.evolve import fold_period
from models.periods.issue import Issue
from models.periods.state import PeriodState
from models.periods.terms import ReportingTerms


class PeriodLife(Living):
    """A reporting period at one moment. ``today``: the latest day in Berlin that anybody has spoken of."""

    reporting_id: str
    state: PeriodState
    today: date | None = None

    @property
    def stream(self) -> str:
        return period_stream(self.reporting_id)

    def has_seen(self, day: date) -> None:
        self.today = max(self.today or day, day)

    def fold(self, events: Sequence[PeriodEvent]) -> None:
        self.state = fold_period(events, self.state)


class Opening(BaseModel):
    """A period is to be opened: the one that was over on the day of ``scheduled_at``."""

    model_config = ConfigDict(frozen=True, extra="ignore")

    terms: ReportingTerms
    scheduled_at: AwareDatetime


class Opened(BaseModel):
    """``reporting_id`` None: nothing was on record in the period, so nothing is reported. ``anew``: opened just now."""

    model_config = ConfigDict(frozen=True, extra="ignore")

    reporting_id: str | None = None
    anew: bool = False


class Issuing(BaseModel):
    """A national report that is to be put on record, as far as the period knows it."""

    model_config = ConfigDict(frozen=True, extra="ignore")

    issue: Issue


class Issued(BaseModel):
    """What is on record: this issue, or the one that was put there before. ``sha256`` is of its text."""

    model_config = ConfigDict(frozen=True, extra="ignore")

    issue: Issue
    sha256: str

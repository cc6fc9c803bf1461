"""What was so for a time and is not any more, though nobody erred: reports about a past day still tell it.

Corrections leave nothing here: what was withdrawn or redated never was so.
"""

from __future__ import annotations

from datetime import date

from pydantic import BaseModel, ConfigDict

from models.programme import WorkshopKind


class Span(BaseModel):
    """From ``since`` until the day before ``until``."""

    model_config = ConfigDict(frozen=True, extra="ignore")

    since: date
    until: date


class ReachedOnce(Span):
    """A milestone that was reached until the office left the rollout."""

    milestone: str
    stated: bool = False


class CoveredBy(Span):
    """An AQua team that covered the office."""

    team: str


class InRegion(Span):
    """A region to which the office belonged; None: to none."""

    region: str | None


class PlannedOnce(Span):
    """A day for a workshop that was moved or cancelled; ``since`` and ``until`` are when it was planned so."""

    workshop: WorkshopKind
    planned_on: date


class Past(BaseModel):
    """All of it. Empty spans (changed on the day of their beginning) are left out."""

    model_config = ConfigDict(frozen=True, extra="ignore")

    reached: tuple[ReachedOnce, ...] = ()
    covered: tuple[CoveredBy, ...] = ()
    planned: tuple[PlannedOnce, ...] = ()
    apart: tuple[Span, ...] = ()
    regions: tuple[InRegion, ...] = ()

    def with_reached(self, span: ReachedOnce) -> Past:
        return self._with(reached=_and(self.reached, span))

    def with_covered(self, span: CoveredBy) -> Past:
        return self._with(covered=_and(self.covered, span))

    def with_planned(self, span: PlannedOnce) -> Past:
        return self._with(planned=_and(self.planned, span))

    def with_apart(self, span: Span) -> Past:
        """Days on which the office did not take part."""
        return self._with(apart=_and(self.apart, span))

    def with_region(self, span: InRegion) -> Past:
        return self._with(regions=_and(self.regions, span))

    def _with(self, **changes: tuple[Span, ...]) -> Past:
        return self.model_copy(update=changes)


def _and(spans: tuple[Span, ...], span: Span) -> tuple[Span, ...]:
    return (*spans, span) if span.since < span.until else spans

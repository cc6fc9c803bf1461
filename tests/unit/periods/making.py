"""A reporting period in a test of its rules: two regions, opened on Monday 5 October 2026 for the third quarter."""

from __future__ import annotations

from datetime import UTC, date, datetime
from typing import Any

from models.calendar import add_working_days
from models.commands import BY_SYSTEM, By, Envelope
from models.organisation import Function
from models.periods.attestation import Asked
from models.periods.commands import period_command_adapter
from models.periods.decide import decide_period
from models.periods.events import PeriodEvent, PeriodOpened
from models.periods.evolve import fold_period
from models.periods.state import PeriodState
from models.periods.terms import ReportingTerms
from models.rollout.owed import NATIONAL
from tests import making

OPENED = date(2026, 10, 5)
DUE = date(2026, 10, 12)
REGIONS = ("100", "200")


def opened(*regions: str, on: date = OPENED) -> PeriodOpened:
    terms, working = ReportingTerms(), making.calendar()
    due_on = add_working_days(working, on, terms.attest_within)
    asked = tuple(
        Asked(
            region=region,
            sha256=f"{region:0>64}",
            remind_on=add_working_days(working, on, terms.remind_after),
            due_on=due_on,
            second_on=add_working_days(working, due_on, terms.second_after),
            calendar=working,
        )
        for region in regions or REGIONS
    )
    return PeriodOpened(
        happened_on=on,
        recorded_on=on,
        by=BY_SYSTEM,
        reporting_id="r-1",
        period="2026-Q3",
        terms=terms,
        as_of=date(2026, 9, 30),
        known_at=datetime(2026, 10, 5, 2, 59, tzinfo=UTC),
        closes_on=date(2026, 12, 31),
        sha256="0" * 64,
        asked=asked,
    )


def state(*regions: str) -> PeriodState:
    return fold_period([opened(*regions)])


def given(before: PeriodState, type_: str, region: str = "100", *, on: date = OPENED, **fields: Any) -> PeriodState:  # noqa: ANN401 - as told
    return fold_period(decided(before, type_, region, on=on, **fields), before)


def decided(
    before: PeriodState,
    type_: str,
    region: str = "100",
    *,
    on: date = OPENED,
    who: By | None = None,
    **fields: Any,  # noqa: ANN401 - as told
) -> list[PeriodEvent]:
    told = period_command_adapter.validate_python({"type": type_, "region": region, **fields})
    lead, central = By(function=Function.REGIONAL_LEAD, scope=region), By(function=Function.CENTRAL, scope=NATIONAL)
    envelope = Envelope(
        key="k-1",
        body_hash="0" * 64,
        today=on,
        accepted_at=datetime(on.year, on.month, on.day, 9, tzinfo=UTC),
        by=who or (lead if type_ == "attest" else central),
    )
    return decide_period(before, told, envelope)

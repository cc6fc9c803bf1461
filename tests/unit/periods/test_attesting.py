"""What regions and central staff can do to a report, what follows by itself, and what is issued."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest

from models.commands import By
from models.organisation import Function
from models.periods import refusals as no
from models.periods.attestation import AttestationStatus
from models.periods.clocks import next_day, owes_issue, ring
from models.periods.events import PeriodClosed, RegionAttested, ReportIssued
from models.periods.evolve import evolve_period, fold_period
from models.periods.issue import Outcome, composed, without_lead
from models.periods.possible import possible
from models.periods.state import PeriodState, PeriodStatus
from tests import making
from tests.unit.periods.making import DUE, OPENED, decided, given, opened, state

ONE_DAY = timedelta(days=1)
AT = datetime(2026, 10, 13, 4, tzinfo=UTC)


def issued(before: PeriodState, on: date = DUE + ONE_DAY) -> PeriodState:
    issue = composed(before, on, AT)
    event = ReportIssued(
        happened_on=on,
        recorded_on=on,
        by=By(function=Function.SYSTEM),
        sha256="1" * 64,
        issued_at=AT,
        regions=issue.reported.of,
        reported=issue.reported.have,
        on_time=issue.on_time.have,
    )
    return evolve_period(before, event)


# --- commands ------------------------------------------------------------------------------------------------------


def test_a_region_attests_the_very_figures_that_were_frozen() -> None:
    (event,) = decided(state(), "attest")
    assert isinstance(event, RegionAttested)
    assert state().regions["100"].asked.sha256 == event.sha256


def test_without_deviations_the_picture_is_confirmed_as_it_stands() -> None:
    after = given(state(), "attest").regions["100"]
    assert (AttestationStatus.ATTESTED, (), OPENED) == (after.status, after.deviations, after.attested_on)


@pytest.mark.parametrize(
    ("steps", "command", "refusal"),
    [
        (("attest",), "attest", no.AttestedAlready),
        ((), "acknowledge", no.NotAttestedYet),
        ((), "ask_back", no.NotAttestedYet),
        (("attest", "ask_back"), "ask_back", no.AskedBackAlready),
        (("attest", "ask_back"), "acknowledge", no.AskedBackAlready),
        (("attest", "acknowledge"), "attest", no.AcknowledgedAlready),
        (("attest", "acknowledge"), "acknowledge", no.AcknowledgedAlready),
        (("attest", "acknowledge"), "ask_back", no.AcknowledgedAlready),
    ],
)
def test_what_is_not_ones_turn_is_refused_by_name(
    steps: tuple[str, ...], command: str, refusal: type[Exception]
) -> None:
    here = state()
    for step in steps:
        here = given(here, step, **REASON.get(step, {}))
    with pytest.raises(refusal):
        decided(here, command, **REASON.get(command, {}))


REASON: dict[str, dict[str, Any]] = {"ask_back": {"reason": "text_unclear"}}


def test_a_region_that_was_not_asked_attests_nothing() -> None:
    with pytest.raises(no.RegionNotAsked):
        decided(state(), "attest", "300")


def test_a_closed_period_takes_nothing() -> None:
    end = PeriodClosed(happened_on=date(2027, 1, 1), recorded_on=date(2027, 1, 1), by=By(function=Function.SYSTEM))
    with pytest.raises(no.PeriodIsClosed) as refused:
        decided(evolve_period(state(), end), "attest")
    assert {"period": "2026-Q3", "on": "2027-01-01"} == refused.value.facts


def test_asked_back_a_region_has_its_working_days_anew() -> None:
    here = given(state(), "attest")
    back = given(here, "ask_back", on=date(2026, 10, 9), reason="figure_unclear").regions["100"]
    assert (AttestationStatus.ASKED_BACK, date(2026, 10, 16)) == (back.status, back.due_on)


def test_whoever_was_on_time_stays_so_when_asked_back() -> None:
    """Answered after the first due day, the report was in time all the same."""
    here = given(given(state(), "attest"), "ask_back", reason="figure_unclear")
    again = given(here, "attest", on=DUE + 2 * ONE_DAY)
    assert (False, 1, 1) == (again.regions["100"].was_late, again.reported, again.on_time)


def test_what_is_offered_is_what_would_be_accepted() -> None:
    envelope = making.envelope(today=OPENED)
    offered = {
        name: [deed for deed in ("attest", "ask_back", "acknowledge") if possible(here, deed, "100", envelope)]
        for name, here in {"open": state(), "attested": given(state(), "attest")}.items()
    }
    assert {"open": ["attest"], "attested": ["ask_back", "acknowledge"]} == offered


# --- time --------------------------------------------------------------------------------------------------------


def test_reminders_come_once_for_each_level() -> None:
    here = state("100")
    days = {}
    day = OPENED
    while day <= DUE + 14 * ONE_DAY:
        for event in ring(here, day):
            here = evolve_period(here, event)
            days[event.level] = day  # type: ignore[union-attr]
        day += ONE_DAY
    assert {1: date(2026, 10, 8), 2: date(2026, 10, 19)} == days


def test_who_was_slept_through_is_reminded_with_the_last_level_only() -> None:
    (event,) = ring(state("100"), DUE + 14 * ONE_DAY)
    assert 2 == event.level  # type: ignore[union-attr]


def test_who_has_attested_is_left_in_peace() -> None:
    assert [] == ring(given(state("100"), "attest"), DUE + 14 * ONE_DAY)


def test_the_report_waits_until_all_is_acknowledged_and_no_longer_than_the_last_due_day() -> None:
    here = given(state(), "attest")
    assert [False, False, True] == [owes_issue(here, day) for day in (OPENED, DUE, DUE + ONE_DAY)]
    here = given(given(here, "attest", "200"), "acknowledge")
    assert [False, True] == [owes_issue(each, OPENED) for each in (here, given(here, "acknowledge", "200"))]


def test_a_question_holds_the_report_back_until_the_due_day_only() -> None:
    here = given(given(state("100"), "attest"), "ask_back", on=DUE, reason="figure_unclear")
    assert [False, True] == [owes_issue(here, day) for day in (DUE, DUE + ONE_DAY)]


def test_once_issued_it_is_not_issued_again() -> None:
    assert not owes_issue(issued(state()), DUE + 30 * ONE_DAY)


def test_a_period_ends_when_all_is_acknowledged_or_the_next_one_is_due() -> None:
    here = issued(given(given(state("100"), "attest"), "acknowledge"))
    assert ["period_closed"] == [event.type for event in ring(here, DUE + ONE_DAY)]
    late = issued(state("100")).but(regions={})
    assert PeriodStatus.ISSUED is late.status
    waiting = issued(state("100"))
    assert "period_closed" not in [event.type for event in ring(waiting, date(2026, 12, 31))]
    assert "period_closed" in [event.type for event in ring(waiting, date(2027, 1, 1))]


def test_the_clock_looks_ahead_until_the_end() -> None:
    """From day to day there is always a next one, and it is never later than something that rings."""
    here, day, rung = state(), OPENED, []
    while not here.is_closed and day < date(2027, 2, 1):
        events = ring(here, day)
        rung += [event.type for event in events]
        here = fold_period(events, here)
        if owes_issue(here, day):
            here = issued(here, day)
        following = next_day(here, day)
        day = following if following is not None else day
    assert ["attestation_reminded"] * 4 + ["period_closed"] == rung
    assert next_day(here, day) is None


# --- what is issued ----------------------------------------------------------------------------------------------


def test_regions_are_told_as_they_stand() -> None:
    here = state("100", "200", "300", "400")
    here = given(here, "attest", "100", deviations=[{"unit_id": "u-1", "reason": "in_clarification"}])
    here = given(here, "attest", "200", on=DUE + ONE_DAY)
    here = given(given(here, "attest", "300"), "ask_back", "300", reason="text_unclear")
    issue = composed(here, DUE + ONE_DAY, AT)
    assert {"100": Outcome.ON_TIME, "200": Outcome.LATE, "300": Outcome.ASKED_BACK, "400": Outcome.MISSING} == {
        each.region: each.outcome for each in issue.regions
    }
    assert (4, 3, 2) == (issue.reported.of, issue.reported.have, issue.on_time.have)
    assert {"in_clarification": 1} == issue.regions[0].deviations


def test_a_region_without_a_lead_has_not_missed_anything() -> None:
    here = given(state(), "attest", "100")
    issue = without_lead(composed(here, DUE + ONE_DAY, AT), {"100", "200"})
    assert [Outcome.ON_TIME, Outcome.ORPHAN] == [each.outcome for each in issue.regions]


def test_the_first_event_is_the_opening() -> None:
    with pytest.raises(ValueError, match="opening"):
        fold_period(decided(state(), "attest"))
    assert PeriodStatus.COLLECTING is fold_period([opened()]).status

"""Standings in a file are judged by programme, kind of office, record and day."""

from __future__ import annotations

from datetime import date

import pytest

from models.imports.reading import Row
from models.imports.report import Outcome, RowResult
from models.imports.standing import KnownStanding, StandingRules, compare_standing
from models.organisation import UnitKind
from tests.making import ILB_1, TODAY, without

KNOWN = {
    "111": KnownStanding("u-111", UnitKind.AGENTUR, "100", days={"manager": date(2019, 4, 1)}),
    "222": KnownStanding("u-222", UnitKind.AGENTUR, "200"),
    "333": KnownStanding("u-333", UnitKind.AGENTUR, "100", has_ended=True, days={"manager": date(2019, 4, 1)}),
    "100": KnownStanding("u-100", UnitKind.REGIONALDIREKTION, "100"),
}
RULES = StandingRules(ILB_1, TODAY)


def row(unit: str, milestone: str, on: str, count: str = "", line: int = 2) -> Row:
    return Row(line, {"unit_code": unit, "milestone": milestone, "happened_on": on, "count": count})


def results(*rows: Row, rules: StandingRules = RULES) -> list[RowResult]:
    return [checked.result for checked in compare_standing(rows, KNOWN, rules)]


def reason(result: RowResult) -> str | None:
    return result.reason.code if result.reason else None


@pytest.mark.parametrize("on", ["2020-05-01", "01.05.2020", "1.5.2020"])
def test_a_milestone_not_on_record_is_new(on: str) -> None:
    (checked,) = compare_standing([row("111", "companions_qualified", on, "2")], KNOWN, RULES)
    assert checked.result.outcome is Outcome.NEW
    assert checked.value is not None
    assert (date(2020, 5, 1), 2) == (checked.value.happened_on, checked.value.count)


@pytest.mark.parametrize("unit", ["111", "333"])
def test_the_day_on_record_is_the_same(unit: str) -> None:
    assert results(row(unit, "manager", "2019-04-01"))[0].outcome is Outcome.SAME


@pytest.mark.parametrize(
    ("wrong", "expected"),
    [
        (row("999", "manager", "2019-04-01"), "unknown_unit"),
        (row("", "manager", "2019-04-01"), "unknown_unit"),
        (row("100", "manager", "2019-04-01"), "no_rollout_here"),
        (row("111", "certificate", "2019-04-01"), "unknown_milestone"),
        (row("111", "participation", "2019-04-01"), "milestone_not_applicable"),
        (row("111", "sustained", "2019-04-01"), "milestone_is_derived"),
        (row("111", "consolidation_opened", "2019-04-01"), "milestone_is_derived"),
        (row("111", "offer_announced", "2026-03-03"), "date_in_future"),
        (row("111", "offer_announced", "2011-12-31"), "date_too_early"),
        (row("111", "offer_announced", "2019-02-29"), "invalid_day"),
        (row("111", "offer_announced", "gestern"), "invalid_day"),
        (row("111", "offer_announced", ""), "invalid_day"),
        (row("111", "manager", "2019-04-02"), "other_day_on_record"),
        (row("333", "offer_announced", "2019-04-02"), "rollout_ended"),
        (row("111", "companions_qualified", "2019-04-01", "0"), "invalid_count"),
        (row("111", "companions_qualified", "2019-04-01", "51"), "invalid_count"),
        (row("111", "companions_qualified", "2019-04-01", "²"), "invalid_count"),
        (row("111", "companions_qualified", "2019-04-01", "9" * 1000), "invalid_count"),
        (row("111", "offer_announced", "2019-04-01", "2"), "invalid_count"),
    ],
)
def test_a_wrong_row_is_refused_by_name(wrong: Row, expected: str) -> None:
    (result,) = results(wrong)
    assert (Outcome.ERROR, expected) == (result.outcome, reason(result))


def test_whoever_states_another_day_is_told_where_to_correct_it() -> None:
    (result,) = results(row("111", "manager", "2019-04-02"))
    assert result.reason is not None
    assert "auf der Seite der Dienststelle das Datum berichtigen" in result.reason.de
    assert "1 Apr 2019" in result.reason.en


def test_a_milestone_twice_is_refused_the_second_time() -> None:
    first, second = results(row("222", "manager", "2019-04-01"), row("222", "manager", "2019-04-01", line=3))
    assert [Outcome.NEW, "duplicate_row"] == [first.outcome, reason(second)]


def test_an_office_of_another_region_does_not_exist_for_a_regional_lead() -> None:
    """Foreign and unknown offices are refused with the same words."""
    mine = StandingRules(ILB_1, TODAY, within=frozenset({"100"}))
    own, foreign, unknown = results(
        row("111", "offer_announced", "2019-04-01"),
        row("222", "manager", "2019-04-01"),
        row("999", "manager", "2019-04-01"),
        rules=mine,
    )
    assert own.outcome is Outcome.NEW
    assert unknown == foreign.model_copy(update={"code": "999"})


def test_the_programme_decides_what_applies() -> None:
    rules = StandingRules(without("offer_announced"), TODAY)
    assert "milestone_not_applicable" == reason(results(row("111", "offer_announced", "2019-04-01"), rules=rules)[0])

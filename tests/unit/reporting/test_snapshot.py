"""What is frozen: the same text for the same figures, and the nation as its regions put together."""

from __future__ import annotations

from datetime import UTC, datetime

from models.organisation import Function, UnitKind
from models.programme import WorkshopKind
from models.reporting.asked import AsOf
from models.reporting.counting import figures
from models.reporting.restatement import differences, numbers
from models.reporting.restating import Again
from models.reporting.series import curves, stages_over_time
from models.reporting.snapshot import MONTHS, Look, Snapshot, canonical, digest_of, national, snapshot
from models.reporting.unit import UnitAsOf
from models.rollout.facts import CONFIRMED
from models.rollout.owed import NATIONAL
from tests import making
from tests.unit.reporting.looking import unit

ADMITTED, MANAGED = "companion_admitted@2024-02-01", "manager@2024-01-10"
AT = datetime(2026, 3, 3, tzinfo=UTC)


def nobody(_function: Function, _scope: str | None) -> bool:
    return False


def look(*units: UnitAsOf) -> Look:
    return Look(AsOf(making.TODAY, AT), units, nobody)


COUNTRY = look(
    unit(ADMITTED, number=1, region="100"),
    unit(MANAGED, number=2, region="100", kind=making.GE),
    unit(number=3, region="200", started="2025-06-02"),
    unit("@declined@2024-03-01", number=4, region="200", kind=making.GE),
)


def test_the_same_figures_are_the_same_text() -> None:
    text = canonical(national(COUNTRY, making.ILB_1))
    assert text == canonical(national(COUNTRY, making.ILB_1))
    assert text == canonical(Snapshot.model_validate_json(text))
    assert 64 == len(digest_of(text))


def test_another_figure_is_another_hash() -> None:
    more = look(*COUNTRY.units, unit(number=5, region="100"))
    first, second = (digest_of(canonical(national(each, making.ILB_1))) for each in (COUNTRY, more))
    assert first != second


def test_the_nations_past_is_that_of_its_regions_together() -> None:
    found = national(COUNTRY, making.ILB_1)
    for kind in (UnitKind.AGENTUR, UnitKind.GEMEINSAME_EINRICHTUNG):
        units, shown = COUNTRY.of_kind(kind), found.of_kind(kind)
        assert stages_over_time(making.ILB_1, units, making.TODAY, MONTHS) == shown.months
        assert curves(making.ILB_1, units, MONTHS) == shown.curves


def test_a_national_report_has_each_regions_figures() -> None:
    found = national(COUNTRY, making.ILB_1)
    for shown in found.regions:
        units = [each for each in COUNTRY.units if each.region == shown.scope]
        assert figures(units, COUNTRY.asked, making.ILB_1, nobody, shown.scope).figures == shown
    assert ["100", "200"] == [shown.scope for shown in found.regions]


def test_what_has_changed_is_told_with_the_report_before() -> None:
    before = look(unit(number=1, region="100"))
    assert snapshot(COUNTRY, making.ILB_1, "100").agenturen.changes is None
    changes = snapshot(COUNTRY, making.ILB_1, "100", before).agenturen.changes
    assert changes is not None
    assert (making.TODAY, 1, 1) == (changes.since, changes.reached, changes.advanced)


# --- asked again -----------------------------------------------------------------------------------------------


def again(was: Look, now: Look) -> Again:
    return Again("2026-02", was, now, making.ILB_1)


def test_a_number_that_reads_otherwise_is_told_with_its_offices_reasons() -> None:
    held = f"{CONFIRMED[WorkshopKind.IMPLEMENTATION]}@2024-06-10"
    done = unit("implementation_workshop@2024-06-10", held, number=1)
    looks = again(look(done, unit(number=2)), look(unit(number=1), unit("manager@2024-03-01", number=2)))
    told = {each.figure: each for each in looks.restated(NATIONAL, {"u-1": "withdraw/mistake"})}
    workshop, manager = told["workshops/implementation/held"], told["milestones/manager"]
    assert (1, 0, {"withdraw/mistake": 1}) == (workshop.was, workshop.now, workshop.reasons)
    assert (0, 1, {"told_late": 1}) == (manager.was, manager.now, manager.reasons)


def test_an_office_that_turns_out_to_lie_elsewhere_moves_two_regions_and_not_the_nation() -> None:
    looks = again(look(unit(number=1, region="100")), look(unit("@region@2024-01-08=200", number=1, region="100")))
    offices = {
        scope: [(each.was, each.now) for each in looks.restated(scope, {}) if each.figure == "offices"]
        for scope in ("100", "200", NATIONAL)
    }
    assert {"100": [(1, 0)], "200": [(0, 1)], NATIONAL: []} == offices


def test_what_is_known_alike_is_no_correction() -> None:
    """An end that came after the day changes nothing about it."""
    was, now = unit("@managed@2024-01-10"), unit("@managed@2024-01-10..2026-03-09")
    assert {} == again(look(was), look(now)).corrected


def test_only_numbers_of_offices_are_compared() -> None:
    """Nothing that counts persons, even rounded, and no quartiles."""
    found = figures(COUNTRY.units, COUNTRY.asked, making.ILB_1, nobody).figures
    assert not [path for path in numbers(found.agenturen) if path.startswith(("persons", "durations", "needs"))]
    assert [] == list(differences(found, found))

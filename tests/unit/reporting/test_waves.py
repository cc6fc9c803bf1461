"""Waves in a report: counted within the scope, kinds apart, seats never exactly; drawn wherever a report is."""

from __future__ import annotations

import pytest
from pydantic import ValidationError

from activities.reports.chapters.waves import waves as chapter
from activities.reports.setting import Setting
from activities.reports.speaking import Tongue
from models.reporting.asked import AsOf
from models.reporting.snapshot import Look, Snapshot, national, regional
from models.reporting.unit import UnitAsOf
from models.reporting.waves import WaveFigures, WaveKind
from models.rollout.owed import NATIONAL
from models.waves.state import WaveState
from tests import making
from tests.stories import NOON
from tests.unit.reporting.looking import unit
from tests.unit.waves.making import TODAY, answered, begun, candidate, course, later, told

NORTH, SOUTH = "RD-N", "RD-S"
AT = Setting(Tongue("de"), making.ILB_1, {NORTH: "Regionaldirektion Nord", SOUTH: "Regionaldirektion Süd"})


def region_of(number: int) -> str:
    return NORTH if number <= 6 else SOUTH


def offices() -> list[UnitAsOf]:
    """Nine offices, u-1 to u-9: the last four are gE; six belong to the north."""
    kinds = [making.AGENTUR] * 5 + [making.GE] * 4
    return [unit("participation@2024-01-09", number=n, kind=k, region=region_of(n)) for n, k in enumerate(kinds, 1)]


def wave() -> WaveState:
    """Eight of them, one seat each, seven seats: one waits; two have answered; the second course is the south's."""
    those = [candidate(n, unit_id=f"u-{n}", code=f"{n:03}", region=region_of(n)) for n in range(1, 9)]
    courses = (course(1, max_seats=7), course(2, max_seats=7, regions=("RD-X",)))
    state = begun(*those, courses=courses)
    for name in ("u-1", "u-7"):
        state = answered(state, name)
    return state


def reported() -> dict[str, Snapshot]:
    look = Look(AsOf(TODAY, NOON), offices(), lambda _function, _scope: False, (wave(),))
    parts = regional(look, making.ILB_1)
    return {**parts, NATIONAL: national(look, making.ILB_1, parts=parts)}


def test_offices_are_counted_by_kind_and_seats_in_steps_of_five() -> None:
    (found,) = reported()[NATIONAL].waves
    agenturen, shared = found.agenturen, found.gemeinsame_einrichtungen
    assert (5, 3) == (agenturen.offices, shared.offices)
    assert 1 == agenturen.waiting + shared.waiting
    assert (5, 0) == (agenturen.granted, agenturen.confirmed)
    assert (5, 2, 0) == (agenturen.with_seats, shared.with_seats, agenturen.with_confirmed)
    assert {"invited": 1, "planned": 4} == agenturen.regions[NORTH]
    assert {"invited": 1, "planned": 1} == shared.regions[SOUTH]


def test_a_region_sees_its_own_offices_and_courses_only() -> None:
    found = reported()
    north, south = (found[region].waves[0] for region in (NORTH, SOUTH))
    assert (6, 2) == tuple(w.agenturen.offices + w.gemeinsame_einrichtungen.offices for w in (north, south))
    assert {NORTH} == {*north.agenturen.regions, *north.gemeinsame_einrichtungen.regions}
    assert (1, 2) == (north.courses, found[NATIONAL].waves[0].courses)


def test_a_region_without_an_office_in_it_hears_nothing_of_a_wave() -> None:
    elsewhere = [unit("participation@2024-01-09", number=20, region=NORTH)]
    look = Look(AsOf(TODAY, NOON), elsewhere, lambda _function, _scope: False, (wave(),))
    assert () == national(look, making.ILB_1).waves


def test_what_has_ended_has_no_free_seats_and_no_wait_list() -> None:
    ended = told(wave(), "abort_wave", reason="replanned", today=later(1))
    look = Look(AsOf(later(1), NOON), offices(), lambda _function, _scope: False, (ended,))
    (found,) = national(look, making.ILB_1).waves
    assert (0, 0, 0) == (found.courses, found.free, found.agenturen.waiting + found.gemeinsame_einrichtungen.waiting)
    assert later(1) == found.ended_on


def test_the_types_take_no_exact_number_of_seats() -> None:
    for kind in ({"granted": 3}, {"confirmed": 7}):
        with pytest.raises(ValidationError):
            WaveKind.model_validate(kind)
    with pytest.raises(ValidationError):
        WaveFigures(code="W", status="running", free=2)


def test_the_chapter_has_seats_as_a_table_and_progress_as_pictures_with_keys_of_their_own() -> None:
    found = chapter(AT, reported()[NATIONAL])
    assert found is not None
    keys = [part.key if hasattr(part, "key") else part.table.key for part in found.parts]  # type: ignore[union-attr]
    assert ["wave_seats", "wave_progress_1_1", "wave_progress_1_2"] == keys
    assert "in 2 Kursen, die noch nicht begonnen haben, sind etwa" in found.words[0]


def test_without_waves_there_is_no_chapter() -> None:
    look = Look(AsOf(TODAY, NOON), offices(), lambda _function, _scope: False)
    assert chapter(AT, national(look, making.ILB_1)) is None

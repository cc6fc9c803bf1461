"""Pictures: every number of them is in their words or their table; shapes alone carry nothing, and nobody is ranked."""

from __future__ import annotations

from xml.etree import ElementTree as ET

import pytest

from activities.reports.document import Picture
from activities.reports.pictures.multiples import region_curves
from activities.reports.pictures.progress import Standing, wave_progress
from activities.reports.pictures.stacked import stages_over_time
from activities.reports.pictures.svg import RAMP, drawing, shade, ticks, words
from activities.reports.pictures.waits import milestone_waits, spread_words
from models.reporting.figures import MilestoneWait, Spread
from models.reporting.series import Curve, CurvePoint
from tests.making import ILB_1
from tests.unit.reports import making

SVG = "{http://www.w3.org/2000/svg}"


def pictures(language: str = "de") -> list[Picture]:
    parts = [part for section in making.document(language).sections for part in section.parts]
    return [part for part in parts if isinstance(part, Picture)]


def test_a_report_has_pictures_of_stages_curves_and_waits() -> None:
    keys = {part.table.key for part in pictures()}
    assert {"months_agenturen", "curves_agenturen", "waits_agenturen", "months_gemeinsame_einrichtungen"} <= keys


def test_a_picture_is_well_formed_and_says_its_numbers_in_words() -> None:
    for each in pictures():
        root = ET.fromstring(each.svg)  # noqa: S314 - our own
        assert ("img", each.label) == (root.get("role"), root.get("aria-label"))
        assert each.title in each.label
        assert any(character.isdigit() for character in each.label.removeprefix(each.title))


def test_a_picture_carries_neither_style_nor_script_nor_addresses() -> None:
    """The content security policy allows none of them, and a PDF must not load anything."""
    for each in pictures():
        for node in ET.fromstring(each.svg).iter():  # noqa: S314 - our own
            assert node.tag.removeprefix(SVG) in {"svg", "rect", "line", "text"}
            assert not {"style", "href", "onclick", "onload"} & set(node.attrib)


def test_the_last_months_bar_is_as_high_as_its_offices() -> None:
    over_time = making.body().agenturen
    made = stages_over_time(making.setting().tongue, ILB_1, "k", "Stufen", over_time.months)
    last = over_time.months[-1]
    assert (last.on, *last.stages.values(), last.paused, last.not_taking_part) == made.table.rows[-1]
    for name, count in zip((stage.title.de for stage in ILB_1.stages), last.stages.values(), strict=True):
        assert (f"{name} {count}" in made.label) == (count > 0)


def test_the_further_a_stage_the_darker_it_is() -> None:
    luminance = [sum(int(colour[n : n + 2], 16) for n in (1, 3, 5)) for colour in RAMP]
    assert sorted(luminance, reverse=True) == luminance
    assert list(range(len(RAMP))) == [shade(n, 6) for n in range(6)]
    assert (0, len(RAMP) - 1) == (shade(0, 9), shade(8, 9))


def test_regions_stand_in_the_order_of_their_names_however_far_they_are() -> None:
    far, near = ({"preparation": 0, "sustained": 10}, {"preparation": 10, "sustained": 0})
    curves = [
        Curve(region="700", points=(CurvePoint(month=0, offices=10, stages=far),)),
        Curve(region="200", points=(CurvePoint(month=0, offices=10, stages=near),)),
    ]
    names = {"700": "Regionaldirektion Nord", "200": "Regionaldirektion Bayern"}
    for order in (curves, curves[::-1]):
        made = region_curves(making.setting().tongue, ILB_1, "k", "Kurven", order, names)
        assert ["Bayern", "Nord"] == [row[0] for row in made.table.rows]
        assert made.svg.index(">Bayern<") < made.svg.index(">Nord<")


def test_the_progress_of_a_wave_counts_every_office_once_and_blames_nobody() -> None:
    states = [Standing("invited", "gefragt"), Standing("qualified", "fertig"), Standing("declined", "weg", is_off=True)]
    rows = [("Süd", {"qualified": 2, "declined": 1}), ("Nord", {"invited": 4})]
    made = wave_progress(making.setting().tongue, "Fortschritt", "Region", states, rows)
    assert (("Nord", 4, 0, 0, 4), ("Süd", 0, 2, 1, 3)) == made.table.rows
    assert "Nord: gefragt 4; Süd: fertig 2, weg 1" in made.label
    assert 'class="g-off"' in made.svg


def test_names_with_signs_of_markup_stay_text() -> None:
    root = ET.fromstring(drawing(10, 10, 'a "b" <c> & d', [words(0, 0, "<script> & more")]))  # noqa: S314 - our own
    assert 'a "b" <c> & d' == root.get("aria-label")
    assert ["<script> & more"] == [node.text for node in root.iter(f"{SVG}text")]


def test_a_small_sample_is_not_drawn_and_says_so() -> None:
    few = MilestoneWait(milestone="manager", gross=Spread(sample=3), net=Spread(sample=3))
    made = milestone_waits(making.setting().tongue, ILB_1, "k", "Warten", [few])
    assert "Weniger als 5 Dienststellen: keine Angabe" in made.label
    assert "<rect" not in made.svg


def test_quartiles_that_nobody_can_tell_yet_are_not_told() -> None:
    spread = Spread(sample=20, running=12, lower=14, median=None, upper=None)
    said = spread_words(making.setting().tongue, spread)
    assert "ein Viertel bis 14 Tage, die übrigen sind noch nicht so weit; 20 Dienststellen" == said


@pytest.mark.parametrize(
    ("most", "expected"), [(0, [0, 1]), (3, [0, 1, 2, 3]), (17, [0, 5, 10, 15, 20]), (150, [0, 50, 100, 150])]
)
def test_an_axis_has_round_numbers_up_to_the_highest(most: int, expected: list[int]) -> None:
    assert expected == ticks(most)

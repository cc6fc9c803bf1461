"""The list of units: all of them once, in one order, narrowed as asked."""

from __future__ import annotations

from collections import Counter
from typing import Any

import pytest

from tests.acceptance.serving import World

Units = list[dict[str, Any]]


async def everything(world: World, username: str = "zentrale", **filters: str) -> Units:
    """All pages of a list."""
    found: Units = []
    cursor: str | None = None
    while True:
        query = {"limit": "97", **filters, **({"cursor": cursor} if cursor else {})}
        page = (await world.as_(username).get("/api/units", params=query)).json()
        found += page["items"]
        cursor = page["next_cursor"]
        if cursor is None:
            return found


async def codes(world: World, **filters: str) -> list[str]:
    return [unit["code"] for unit in await everything(world, **filters)]


async def test_the_pages_hold_every_unit_once_in_one_order(country: World) -> None:
    found = await codes(country)
    assert 451 == len(found) == len(set(found))
    assert sorted(found) == found == await codes(country, limit="200")


@pytest.mark.parametrize("name", ["region", "kind", "stage", "status"])
async def test_a_filter_leaves_exactly_the_units_that_say_so(country: World, name: str) -> None:
    """The filters of all values together give every unit once."""
    units = await everything(country)

    def value(unit: dict[str, Any]) -> str:
        return str(unit["status"]["code"] if name == "status" else unit[name])

    for wanted in {value(unit) for unit in units}:
        expected = [unit["code"] for unit in units if value(unit) == wanted]
        assert expected == await codes(country, **{name: wanted}), wanted


async def test_filters_narrow_together(country: World) -> None:
    found = await everything(country, region="700", kind="agentur", q="agentur")
    assert {("700", "agentur")} == {(unit["region"], unit["kind"]) for unit in found}
    assert 0 < len(found) < 30


@pytest.mark.parametrize(
    ("q", "expected"),
    [
        ("göttingen", {"231"}),
        ("GÖTTINGEN", {"231"}),
        ("Go\u0308ttingen", {"231"}),
        ("agentur göttingen", {"231"}),
        ("231", {"231"}),
        ("  231  ", {"231"}),
        ("23%", set()),
        ("31%", set()),
        ("%", set()),
        ("_", set()),
        ("\\", set()),
        ("'; DROP TABLE units; --", set()),
        ('"', set()),
    ],
)
async def test_words_are_found_in_name_city_and_code(country: World, q: str, expected: set[str]) -> None:
    """Case and way of writing umlauts do not matter; a percent sign is a percent sign."""
    assert expected == set(await codes(country, q=q, kind="agentur"))


async def test_nothing_is_wanted_by_an_empty_search(country: World) -> None:
    assert 451 == len(await codes(country, q="   "))


@pytest.mark.parametrize(
    "query",
    ["limit=0", "limit=201", "limit=-1", "limit=x", "limit=1e9", "kind=haus", "status=rot", "kind=", f"q={'x' * 101}"],
)
async def test_a_value_that_cannot_be_is_refused(country: World, query: str) -> None:
    answer = await country.as_("zentrale").get(f"/api/units?{query}")
    assert (422, "urn:ilb:problem:malformed") == (answer.status_code, answer.json()["type"])
    assert ["query", query.partition("=")[0]] == answer.json()["errors"][0]["at"]


@pytest.mark.parametrize("cursor", ["", "zzz", "' OR 1=1", "\u00e4\u2028", "GE-99999"])
async def test_any_text_is_a_cursor_and_none_leaves_the_scope(country: World, cursor: str) -> None:
    """A cursor only says after which code to go on."""
    page = await country.as_("rd-968").get("/api/units", params={"cursor": cursor, "limit": "200"})
    assert 200 == page.status_code
    assert {"968"} >= {unit["region"] for unit in page.json()["items"]}


@pytest.mark.parametrize(
    ("username", "expected"),
    [("zentrale", 451), ("fachkraft", 451), ("auditor", 451), ("rd-968", 19), ("manager-244", 1)],
)
async def test_everybody_lists_the_units_of_their_scope(country: World, username: str, expected: int) -> None:
    assert expected == len(await everything(country, username))


async def test_an_aqua_lead_lists_the_units_of_the_team(country: World) -> None:
    found = {unit["code"] for unit in await everything(country, "aqua")}
    for code in found:
        assert "AQ-200-02" == (await country.as_("aqua").get(f"/api/units/{code}")).json()["aqua_team"]
    assert "244" in found


async def test_a_filter_never_widens_the_scope(country: World) -> None:
    assert [] == await everything(country, "rd-968", region="200")
    assert [] == await everything(country, "rd-968", q="Hildesheim")


async def test_a_summary_says_how_far_and_what_is_missing(country: World) -> None:
    (unit,) = await everything(country, q="244", kind="agentur")
    assert ("qualification", "Qualifizierung", 4, 9) == tuple(
        unit[name] for name in ("stage", "stage_title", "milestones_done", "milestones_applicable")
    )
    assert "waiting_confirmation" == unit["status"]["code"]
    assert unit["status"]["sentence"].startswith("Bestätigung des Umsetzungsworkshops fehlt seit ")


async def test_the_demo_shows_every_status_that_people_act_on(country: World) -> None:
    found = Counter(unit["status"]["code"] for unit in await everything(country))
    assert {"orphan", "support_needed", "waiting_confirmation", "paused", "not_participating"} <= found.keys()

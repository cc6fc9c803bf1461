"""Regions as of any day over HTTP: what may be asked, what comes back, what stays inside."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest

from tests.acceptance.serving import World

KINDS = ("agenturen", "gemeinsame_einrichtungen")


async def get(world: World, path: str, username: str = "zentrale", **params: str) -> Any:  # noqa: ANN401 - httpx.Response
    return await world.as_(username).get(f"/api/regions{path}", params=params)


def days_ago(world: World, days: int) -> str:
    return (world.today - timedelta(days=days)).isoformat()


async def test_today_is_what_is_told_without_a_day(country: World) -> None:
    assert (await get(country, "")).json() == (await get(country, "", as_of=country.today.isoformat())).json()


async def test_a_past_day_is_told_and_named(country: World) -> None:
    """Fewer offices had reached anything; none had, on its first day, what it has today."""
    day = days_ago(country, 500)
    then, now = (await get(country, "", as_of=day)).json()["items"], (await get(country, "")).json()["items"]
    assert {day} == {region["as_of"] for region in then}

    def offers(regions: list[dict[str, Any]]) -> int:
        return sum(region["agenturen"]["milestones"].get("offer_announced", 0) for region in regions)

    assert offers(then) < offers(now)


async def test_what_was_known_then_can_be_asked_for(country: World) -> None:
    """A day and a moment mean the same when the moment ends the day."""
    day = days_ago(country, 30)
    by_day = (await get(country, "/200", as_of=day, known_at=day)).json()
    assert by_day["known_at"] is not None
    by_moment = (await get(country, "/200", as_of=day, known_at=by_day["known_at"])).json()
    assert by_day == by_moment


@pytest.mark.parametrize(
    ("params", "problem"),
    [
        ({"as_of": "2999-01-01"}, "as_of_in_future"),
        ({"known_at": "2999-01-01T00:00:00Z"}, "known_in_future"),
        ({"as_of": "2012-01-02"}, "before_the_record"),
        ({"as_of": "2026-02-30"}, "malformed"),
        ({"known_at": "2026-01-01T10:00:00"}, "malformed"),
        ({"known_at": "9999-12-31"}, "malformed"),
        ({"known_at": "9999-12-31T23:59:59Z"}, "malformed"),
        ({"known_at": "0001-01-01T00:00:00+14:00"}, "malformed"),
        ({"as_of": "0001-01-01"}, "malformed"),
    ],
)
async def test_what_cannot_be_told_is_refused_by_name(country: World, params: dict[str, str], problem: str) -> None:
    answer = await get(country, "", **params)
    assert (422, f"urn:ilb:problem:{problem}") == (answer.status_code, answer.json()["type"])


async def test_a_region_before_its_record_is_refused_by_name(country: World) -> None:
    answer = await get(country, "/200", as_of="2012-01-02")
    assert (422, "urn:ilb:problem:region_not_on_record") == (answer.status_code, answer.json()["type"])


@pytest.mark.parametrize("path", ["/999", "/999/figures", "/244/figures"])
async def test_what_is_no_region_is_not_there(country: World, path: str) -> None:
    assert 404 == (await get(country, path, as_of=days_ago(country, 30))).status_code


async def test_all_figures_add_up_over_the_regions(country: World) -> None:
    """Offices, stages and persons of all regions are those of the whole."""
    whole = (await get(country, "/all/figures")).json()
    parts = [(await get(country, f"/{r['code']}/figures")).json() for r in (await get(country, "")).json()["items"]]
    for kind in KINDS:
        for name in ("offices", "taking_part", "paused"):
            assert whole["figures"][kind][name] == sum(part["figures"][kind][name] for part in parts)
        for name, number in whole[kind]["persons"].items():
            assert number == sum(part[kind]["persons"][name] for part in parts)


async def test_exact_persons_are_for_those_who_see_the_offices(country: World) -> None:
    """A regional lead reads the own region's; of another one, and of all, steps of five."""
    own, foreign, national = [
        (await get(country, f"/{code}/figures", "rd-200")).json() for code in ("200", "968", "all")
    ]
    assert own["agenturen"]["persons"]["companions"] > 0
    for told in (foreign, national):
        assert [None, None] == [told[kind]["persons"] for kind in KINDS]
        numbers = [number for kind in KINDS for number in told["figures"][kind]["persons"].values()]
        assert any(numbers)
        assert not [number for number in numbers if number % 5]


async def test_figures_over_time_are_series(country: World) -> None:
    """Nineteen days, the last of them today; a curve for each region."""
    told = (await get(country, "/all/figures")).json()["agenturen"]
    assert (19, country.today.isoformat()) == (len(told["months"]), told["months"][-1]["on"])
    assert sorted(curve["region"] for curve in told["curves"]) == [curve["region"] for curve in told["curves"]]
    assert 10 == len(told["curves"])
    assert {"manager", "implementation_workshop"} <= {wait["milestone"] for wait in told["waits"]}
    assert sum(told["bottlenecks"][0]["holders"].values()) == told["bottlenecks"][0]["offices"]

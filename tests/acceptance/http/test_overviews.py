"""The worklist and the regions: whose turn it is, and how far everybody is."""

from __future__ import annotations

import re
from collections import Counter
from typing import Any

import pytest

from models.organisation import Function
from tests.acceptance.http.test_units import everything
from tests.acceptance.serving import World

KINDS = {"agentur": "agenturen", "gemeinsame_einrichtung": "gemeinsame_einrichtungen"}


async def worklist(world: World, username: str) -> dict[str, Any]:
    found: dict[str, Any] = (await world.as_(username).get("/api/worklist")).json()
    return found


@pytest.mark.parametrize("username", ["rd-700", "aqua", "manager-244", "fachkraft", "zentrale"])
async def test_the_worklist_is_mine_and_due_first(country: World, username: str) -> None:
    items = (await worklist(country, username))["items"]
    me = (await country.as_(username).get("/api/me")).json()["functions"]
    unit_id = await country.unit_id("244")
    held = {(f["function"], unit_id if f["function"] == Function.MANAGER else f["scope"]) for f in me}
    owed = [item["obligation"] for item in items]
    assert {(o["holder_function"], o["holder_scope"]) for o in owed} <= held
    assert sorted(o["due_on"] for o in owed) == [o["due_on"] for o in owed]
    assert all(o["opens_on"] <= country.today.isoformat() and not o["suspended"] for o in owed)


async def test_the_prepared_cases_are_on_their_leads_worklists(country: World) -> None:
    found = [(i["unit"], i["obligation"]["step"]) for i in (await worklist(country, "aqua"))["items"]]
    assert ("244", "confirm_workshop") in found
    found = [(i["unit"], i["obligation"]["step"]) for i in (await worklist(country, "rd"))["items"]]
    assert ("759", "assign_manager") in found


async def test_every_open_step_is_on_the_worklist_of_its_holder(country: World) -> None:
    """What a region's units show as the regional lead's to do, is all on that lead's list, and nothing else."""
    expected = set()
    for unit in await everything(country, "rd-700"):
        whole = (await country.as_("rd-700").get(f"/api/units/{unit['code']}")).json()
        expected |= {
            (unit["code"], o["key"])
            for o in whole["obligations"]
            if o["holder_function"] == "regional_lead"
            and o["opens_on"] <= country.today.isoformat()
            and not o["suspended"]
        }
    found = {(i["unit"], i["obligation"]["key"]) for i in (await worklist(country, "rd-700"))["items"]}
    assert expected == found


async def test_orphans_are_shown_to_those_who_can_appoint(country: World) -> None:
    """The Zentrale sees all, a regional lead the own region's, others none."""
    everywhere = (await worklist(country, "zentrale"))["orphans"]
    assert everywhere
    assert {"orphan"} == {u["status"]["code"] for u in await everything(country, status="orphan")}
    assert {u["code"] for u in await everything(country, status="orphan")} == {o["unit"] for o in everywhere}
    for region in {o["region"] for o in everywhere}:
        own = (await worklist(country, f"rd-{region}"))["orphans"]
        assert [o for o in everywhere if o["region"] == region] == own
    for username in ("aqua", "manager-244", "fachkraft", "auditor"):
        assert [] == (await worklist(country, username))["orphans"]


async def regions(world: World, username: str = "zentrale") -> list[dict[str, Any]]:
    found: list[dict[str, Any]] = (await world.as_(username).get("/api/regions")).json()["items"]
    return found


@pytest.mark.parametrize("kind", KINDS)
async def test_the_sums_are_those_of_the_units(country: World, kind: str) -> None:
    """Agenturen and gE apart, by region, stage and status."""
    units = [u for u in await everything(country) if u["kind"] == kind]
    for region in await regions(country):
        own = [u for u in units if u["region"] == region["code"]]
        figures = region[KINDS[kind]]
        assert len(own) == figures["units"] == sum(figures["stages"].values())
        assert dict(Counter(u["stage"] for u in own)) == figures["stages"]
        assert dict(Counter(u["status"]["code"] for u in own)) == figures["statuses"]
        assert figures["taking_part"] <= figures["units"]


async def test_who_has_not_decided_does_not_take_part_yet(country: World) -> None:
    """A gE takes part by decision; an Agentur always does."""
    for region in await regions(country):
        ge, agenturen = region["gemeinsame_einrichtungen"], region["agenturen"]
        declined = ge["statuses"].get("not_participating", 0)
        assert ge["taking_part"] == ge["milestones"]["participation"] <= ge["units"] - declined
        assert agenturen["taking_part"] == agenturen["units"]


async def test_ten_regions_are_the_same_for_everybody(country: World) -> None:
    """Counts of units may leave a scope; one region is as in the list."""
    found = await regions(country)
    assert 10 == len(found)
    assert found == await regions(country, "manager-244")
    assert found[1] == (await country.as_("auditor").get(f"/api/regions/{found[1]['code']}")).json()
    assert 404 == (await country.as_("auditor").get("/api/regions/999")).status_code
    assert 404 == (await country.as_("auditor").get("/api/regions/244")).status_code


async def test_no_figure_counts_persons(country: World) -> None:
    """600 companions and 300 managers: only units that have some are counted."""
    figures = (await regions(country))[0]["agenturen"]
    assert {
        *("units", "stages", "milestones", "statuses", "taking_part"),
        *("with_qualified_companion", "with_manager", "with_aqua_team"),
    } == figures.keys()
    assert max(figures["milestones"].values()) <= figures["units"]


async def test_metrics_name_nobody_and_no_place(country: World) -> None:
    """Routes, not addresses; command types; stages."""
    for path in ("units/244", "people", "regions/200", "nothing/Hildesheim"):
        await country.as_("aqua").get(f"/api/{path}")
    text = (await country.as_(None).get("/metrics")).text
    assert 'route="/api/units/{code}"' in text
    assert 'ilb_units{stage="sustained"}' in text
    labels = {name: set(re.findall(rf'\b{name}="([^"]*)"', text)) for name in {*re.findall(r'(\w+)="', text)}}
    assert labels.keys() <= {"method", "route", "status", "stage", "le", "type", "outcome", *ABOUT_PYTHON}
    known = {route.path for included in country.app.routes for route in contexts(included)}
    assert labels["route"] <= {"-", "/static", "/api/openapi.json", *known, *(path[4:] for path in known)}


def contexts(included: Any) -> Any:  # noqa: ANN401 - FastAPI's own
    return getattr(included, "effective_route_contexts", tuple)()


ABOUT_PYTHON = {"generation", "implementation", "major", "minor", "patchlevel", "version"}


async def test_an_invented_method_is_no_label(country: World) -> None:
    await country.as_(None).request("BREW", "/api/me")
    assert "BREW" not in (await country.as_(None).get("/metrics")).text

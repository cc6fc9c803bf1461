"""A course with a workshop serves offices of several AQua teams: each lead confirms it for the own office alone."""

from __future__ import annotations

from datetime import timedelta
from functools import partial
from typing import Any

import pytest

from tests.acceptance.http.steps import give, problem
from tests.acceptance.http.waving import course, in_state, plan, started, until, whole
from tests.acceptance.serving import World

pytestmark = pytest.mark.temporal

LEAD = "rd-200"


async def two_teams(world: World) -> dict[str, str]:
    """Two offices that have no companion yet: code -> AQua team, each another one."""
    found: dict[str, str] = {}
    while len(found) < 2:
        unit = await world.fresh(stage="preparation", region="200")
        team = (await world.as_("zentrale").get(f"/api/units/{unit['code']}")).json()["aqua_team"]
        if team is not None and team not in found.values():
            found[unit["code"]] = team
    return found


async def planned_workshop(world: World, unit: str) -> dict[str, Any]:
    told = (await world.as_(LEAD).get(f"/api/units/{unit}")).json()
    return next((w for w in told["workshops"] if w["workshop"] == "implementation"), {})


async def test_a_course_s_workshop_is_confirmed_by_each_lead_for_the_own_office(api: World) -> None:
    teams, today = await two_teams(api), api.today.isoformat()
    on = (api.today + timedelta(days=100)).isoformat()
    carrying = course(api, workshop="implementation", workshop_on=on)
    wave = (await started(api, plan(api, *teams, courses=[carrying], gate=False)))["id"]
    await until(lambda: whole(api, wave), lambda w: w["asked"] == 2)
    for unit in teams:
        for _ in range(next(o["seats"] for o in (await whole(api, wave))["offices"] if o["unit"] == unit)):
            nominated = {"type": "nominate_companion", "nominated_on": today}
            assert 200 == (await give(api, LEAD, unit, nominated)).status_code
    await until(lambda: whole(api, wave), lambda w: all(in_state(w, unit) == "admitted" for unit in teams))
    for unit in teams:
        told = await until(partial(planned_workshop, api, unit), lambda w: w.get("planned_on") is not None)
        assert on == told["planned_on"]

    confirm = {"type": "confirm_workshop", "workshop": "implementation", "held_on": today, "headcount": "5-9"}
    (one, its_team), (other, other_team) = teams.items()
    assert 404 == problem(await give(api, f"aqua-{other_team}", one, confirm))[0]
    assert 200 == (await give(api, f"aqua-{its_team}", one, confirm)).status_code
    assert today == (await planned_workshop(api, one))["held_on"]
    assert (await planned_workshop(api, other))["held_on"] is None
    assert 200 == (await give(api, f"aqua-{other_team}", other, confirm)).status_code
    assert today == (await planned_workshop(api, other))["held_on"]

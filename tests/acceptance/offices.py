"""Offices in the state that a test needs. Each is taken once, and led into that state: the demo need not have it."""

from __future__ import annotations

from collections.abc import AsyncIterator
from dataclasses import dataclass
from itertools import product
from typing import Any

from tests.acceptance.serving import World

Office = dict[str, Any]
UNDER_WAY = ("sustained", "consolidation", "operation")
AT_REST = ("paused", "closed", "merged", "not_participating")
WORKSHOP = "implementation"


@dataclass(frozen=True)
class Asked:
    """A workshop that waits for its confirmation: where, who answers, the day it is planned for.

    ``before``: how many events the office had by then, as the office may have confirmed this workshop earlier.
    """

    code: str
    lead: str
    day: str
    before: int

    async def told(self, world: World) -> list[str]:
        """The types of the events since."""
        return (await told(world, self.code))[self.before :]


async def told(world: World, code: str) -> list[str]:
    """The types of a unit's events, oldest first."""
    page = await world.as_("zentrale").get(f"/api/units/{code}/journal?limit=500")
    return [event["type"] for event in page.json()["items"]]


async def under_way(world: World, region: str | None = None, **filters: str) -> Office:
    """An office past its first workshop that accepts commands.

    It is of the spare region, while that has some, if it does not matter who leads it.
    """
    return await anext(_taken(world, region, UNDER_WAY, filters))


async def paused_office(world: World, region: str) -> str:
    """The code of an office that was just paused."""
    code = str((await under_way(world, region))["code"])
    pause = {"type": "pause", "since": world.today.isoformat(), "reason": "capacity"}
    assert await _given(world, f"rd-{region}", code, pause)
    return code


async def waiting_workshop(world: World, region: str | None = None, *, due: bool = False) -> Asked:
    """An office of which nothing is awaited but the confirmation of its Umsetzungsworkshop, whose day has come.

    Its AQua lead takes the confirmation back; the region plans a day where none is on record: today, so that the
    confirmation is possible, but not ``due`` before tomorrow, and no page asks for it yet.
    """
    async for unit in _taken(world, region, UNDER_WAY[::-1], {}):
        if due and not any(w["workshop"] == WORKSHOP and w["planned_on"] for w in unit["workshops"]):
            continue
        code, lead = str(unit["code"]), f"aqua-{unit['aqua_team']}"
        if not await _given(world, lead, code, {"type": "withdraw_confirmation", "reason": "mistake"}):
            continue  # the team has no lead
        if WORKSHOP not in _planned(await _whole(world, code)):
            plan = {"type": "plan_workshop", "planned_on": world.today.isoformat()}
            assert await _given(world, f"rd-{unit['region']}", code, plan)
        office = await _whole(world, code)
        awaited = [(o["step"], o["milestone"]) for o in office["obligations"]]
        planned = _planned(office)
        if [("confirm_workshop", f"{WORKSHOP}_workshop")] == awaited and planned.keys() == {WORKSHOP}:
            return Asked(code, lead, planned[WORKSHOP], len(await told(world, code)))
    raise LookupError(region)


async def without_manager(world: World, region: str) -> str:
    """The code of an Agentur whose manager left today, so that its regional lead enters another one."""
    async for unit in _taken(world, region, UNDER_WAY, {"kind": "agentur"}):
        code = str(unit["code"])
        await _given(world, f"rd-{region}", code, {"type": "vacate_manager", "vacated_on": world.today.isoformat()})
        office = await _whole(world, code)
        if "assign_manager" in [o["step"] for o in office["obligations"]]:
            return code
    raise LookupError(region)


async def _taken(
    world: World, region: str | None, stages: tuple[str, ...], filters: dict[str, str]
) -> AsyncIterator[Office]:
    """Offices that no test has been given and now this one is, stage by stage; those at rest are left to others."""
    places = [{"region": region}] if region else [{"region": world.spare}, {}]
    for place, stage in product(places, stages):
        query = {"limit": "200", "stage": stage, **place, **filters}
        found = (await world.as_("zentrale").get("/api/units", params=query)).json()["items"]
        for unit in found if place else sorted(found, key=_is_rare):
            if unit["code"] in world.given_out or unit["status"]["code"] in AT_REST:
                continue
            world.given_out.add(unit["code"])
            yield await _whole(world, unit["code"])
    raise LookupError(f"every office under way is in use: {region} {filters}")


def _is_rare(unit: Office) -> tuple[bool, bool]:
    """Whoever does not mind gets what few ask for: most tests are of one region, some need its Agenturen."""
    return unit["region"] == "200", unit["kind"] == "agentur"


async def _whole(world: World, code: str) -> Office:
    office: Office = (await world.as_("zentrale").get(f"/api/units/{code}")).json()
    return office


def _planned(office: Office) -> dict[str, str]:
    """Workshops that are not confirmed, with their day."""
    return {w["workshop"]: w["planned_on"] for w in office["workshops"] if w["planned_on"] and not w["held_on"]}


async def _given(world: World, username: str, code: str, body: Office) -> bool:
    """Whether the command was accepted; commands about workshops are about ``WORKSHOP``."""
    about = {"workshop": WORKSHOP} if body["type"] in ("withdraw_confirmation", "plan_workshop") else {}
    answer = await world.as_(username).post(f"/api/units/{code}/commands", json={**body, **about})
    return answer.status_code == 200

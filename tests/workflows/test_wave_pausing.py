"""A pause in the middle of the asking: who is in flight comes in, nobody else is asked before the wave goes on."""

from __future__ import annotations

import asyncio
from collections import Counter

import pytest
from temporalio import activity
from temporalio.client import Client

from activities.asking import Offices
from activities.clock import berlin_day, now
from models.database import Database
from models.waves.life import Asked, Told
from models.waves.plan import MemberState
from models.waves.state import WaveStatus
from models.waves.steps import Step
from tests.workflows.running import eventually
from tests.workflows.waving import asked, at_work, begin, clear, nominate, offices, plan

pytestmark = pytest.mark.temporal

TODAY = berlin_day(now())
WINDOW = 4


class Held(Offices):
    """Holds what it is to ask until a test lets it go; ``put`` counts the asks of each office by step."""

    gate: asyncio.Event
    put: Counter[tuple[str, Step]]

    @activity.defn(name="waves.ask")
    async def ask(self, asked: Asked) -> Told:
        self.put.update((ask.unit_id, ask.step) for ask in asked.asks)
        await self.gate.wait()
        return await super().ask(asked)


@pytest.mark.parametrize("cached", [pytest.param(1000, id="cached"), pytest.param(0, id="replayed")])
async def test_a_pause_amid_the_asking_lets_in_who_is_in_flight_and_nobody_else(
    client: Client, sqlite_url: str, cached: int
) -> None:
    """Twelve offices, four at a time: four join while the wave is paused; resumed, it asks the other eight, once."""
    Held.gate, Held.put = asyncio.Event(), Counter()
    database = Database(sqlite_url)
    async with at_work(client, database, cached=cached, offices=lambda d, c, j: Held(d, c, j.kept)) as house:
        units = await offices(house, 12)
        wave = await begin(house, plan(TODAY, window=WINDOW))
        await eventually(lambda: _has_put(WINDOW))

        await wave.give("pause_wave", reason="capacity")
        Held.gate.set()
        life = await wave.until(lambda life: WINDOW == sum(m.joined for m in life.state.members.values()))
        first = [unit for unit in units if life.state.members[unit.id].joined]
        await nominate(first[0], TODAY)
        await clear(first[0], TODAY)
        await wave.until(lambda life: life.state.members[first[0].id].admissible == ("c1",))
        assert WaveStatus.PAUSED is (await wave.state()).status
        assert {(unit.id, Step.JOIN): 1 for unit in first} == Held.put

        await wave.give("resume_wave")
        await wave.reaches(MemberState.INVITED, [unit for unit in units if unit is not first[0]])
        await wave.reaches(MemberState.ADMITTED, first[:1])
        assert {(unit.id, Step.JOIN): 1 for unit in units} | {(first[0].id, Step.ADMIT): 1} == Held.put
        assert {1} == {(await asked(unit, wave)).count("joined_wave") for unit in units}
        await wave.agrees()
    await database.dispose()


async def _has_put(count: int) -> bool:
    return count == Held.put.total()

"""A wave survives what can go wrong: short runs, lost messages, a lost Temporal, a forked journal."""

from __future__ import annotations

import asyncio
from collections import Counter
from collections.abc import AsyncIterator
from functools import partial

import pytest
from temporalio import activity
from temporalio.client import Client

from activities.asking import Offices
from activities.clock import berlin_day, now
from activities.reconciling import NotHalted, reconcile
from activities.rollouts import Rollouts
from embedded import TemporalDevServer
from models.database import Database
from models.errors import UnitHalted
from models.rollout.state import UnitState
from models.tables import HeadRow
from models.waves.life import Asked, Told
from models.waves.plan import MemberState
from tests.workflows.running import Unit, bare_client, eventually
from tests.workflows.wave_variants import ShortWaves
from tests.workflows.waving import (
    Wave,
    asked,
    at_work,
    begin,
    clear,
    course,
    everybody,
    nominate,
    offices,
    plan,
    somebody_writes,
)
from worker import register_search_attributes

pytestmark = pytest.mark.temporal

TODAY = berlin_day(now())


@pytest.fixture
async def database(sqlite_url: str) -> AsyncIterator[Database]:
    database = Database(sqlite_url)
    yield database
    await database.dispose()


async def asked_once(units: list[Unit], wave: Wave) -> None:
    """Each office joined once, and was admitted at most once."""
    for unit in units:
        did = Counter(await asked(unit, wave))
        assert did["joined_wave"] == 1, unit.code
        assert did["companion_admitted"] <= 1, unit.code


@pytest.mark.slow
@pytest.mark.parametrize(("cached", "count"), [pytest.param(1000, 12, id="cached"), pytest.param(0, 6, id="replayed")])
async def test_short_runs_lose_and_double_nothing(client: Client, database: Database, cached: int, count: int) -> None:
    """Offices act, central staff give commands, and the workflow continues as new all the while.

    Where every task is replayed, each office costs as much as what all have done so far.
    """
    async with at_work(client, database, wave=ShortWaves, cached=cached) as house:
        units = await offices(house, count)
        wave = await begin(house, plan(TODAY, window=4))

        async def steer() -> None:
            for number in range(6):
                await wave.give("plan_course", course=course(TODAY, f"k-{number + 2}"), key=f"k-plan-{number}")

        async def act(unit: Unit, today: object) -> None:
            await eventually(lambda: _is_in(unit), 60)
            await nominate(unit, TODAY)
            await clear(unit, TODAY)

        await asyncio.gather(steer(), everybody(units, act, TODAY))
        state = await wave.reaches(MemberState.ADMITTED, units, seconds=60)

        assert count == sum(c.confirmed for c in state.courses.values())
        assert {f"k-{n}" for n in range(1, 8)} == state.courses.keys()
        await asked_once(units, wave)
        assert len(await wave.runs()) >= 3
        await wave.agrees()


async def _is_in(unit: Unit) -> bool:
    """On record: asking the workflow may cost a replay."""
    async with unit.house.database.read() as session:
        state = (await session.get_one(HeadRow, unit.stream)).state
    return UnitState.model_validate_json(state).membership is not None


async def test_what_was_told_while_the_wave_was_away_is_seen(client: Client, database: Database) -> None:
    """A message to a wave that does not run is lost; started from SQL it looks at all offices at once."""
    async with at_work(client, database) as house:
        units = await offices(house, 3)
        wave = await begin(house, plan(TODAY))
        await wave.reaches(MemberState.INVITED, units)
        await wave.at_rest()
        await wave.handle.terminate()

        await everybody(units, nominate, TODAY)
        await eventually(lambda: _ensured(wave))

        await wave.reaches(MemberState.GATE, units)
        await wave.agrees()


async def _ensured(wave: Wave) -> bool:
    """Lists lag a little behind."""
    return await wave.waves.ensure() == 1


async def test_a_wave_that_was_only_prepared_is_started(client: Client, database: Database) -> None:
    """Whoever prepared it died before starting its workflow."""
    async with at_work(client, database) as house:
        units = await offices(house, 2)
        wave = await begin(house, plan(TODAY), start=False)
        waves = wave.waves

        assert 1 == await waves.ensure_begun()

        await wave.reaches(MemberState.INVITED, units)
        assert 0 == await waves.ensure_begun()


class Stuck(Offices):
    """Asks two batches, and never comes back from the others, though some offices have heard already."""

    batches = 0

    @activity.defn(name="waves.ask")
    async def ask(self, asked: Asked) -> Told:
        type(self).batches += 1
        if self.batches <= 2:
            return await super().ask(asked)
        await self._put(asked.asks[0])
        await asyncio.Event().wait()
        raise AssertionError


async def test_a_lost_temporal_is_rebuilt_and_the_wave_goes_on(
    database: Database, own_temporal_server: TemporalDevServer
) -> None:
    """The server's database is deleted amid the asking: nobody is asked twice, no seat is granted twice."""
    client = await bare_client(own_temporal_server.address)
    await register_search_attributes(client)
    stuck = lambda db, cl, journal: Stuck(db, cl, journal.kept)  # noqa: E731
    async with at_work(client, database, offices=stuck) as house:
        units = await offices(house, 8)
        wave = await begin(house, plan(TODAY, window=2, courses=[course(TODAY, max_seats=6)]))
        await eventually(lambda: _joined(units, at_least=5))
    await own_temporal_server.kill()
    for file in own_temporal_server.data_dir.glob("temporal.sqlite*"):
        file.unlink()
    await own_temporal_server.restart()
    await register_search_attributes(client)

    async with at_work(client, database, task_queue=house.task_queue) as house:
        await Rollouts(database, client, house.task_queue).ensure(TODAY, now())
        assert 1 == await wave.waves.ensure()

        life = await wave.until(lambda life: sum(m.joined for m in life.state.members.values()) == 6)
        assert 6 == life.state.courses["k-1"].granted
        invited = [unit for unit in units if life.state.members[unit.id].joined]
        await asked_once(invited, wave)
        await everybody(invited, nominate, TODAY)
        await wave.reaches(MemberState.GATE, invited)
        await wave.agrees()


async def _joined(units: list[Unit], *, at_least: int) -> bool:
    return sum([await _is_in(unit) for unit in units]) >= at_least


async def test_a_fork_halts_the_wave_until_an_operator_reconciles_it(client: Client, database: Database) -> None:
    async with at_work(client, database) as house:
        (unit,) = await offices(house, 1)
        wave = await begin(house, plan(TODAY))
        await wave.reaches(MemberState.INVITED, [unit])
        again = partial(wave.waves.start_anew, wave.id)
        with pytest.raises(NotHalted):
            await reconcile(database, client, wave.stream, again, "test")
        await somebody_writes(wave)

        with pytest.raises(UnitHalted):
            await wave.give("pause_wave", reason="capacity")
        assert "JournalFork" == await eventually(lambda: _halted(wave))
        with pytest.raises(UnitHalted):
            await wave.give("abort_wave", reason="capacity")

        done = await reconcile(database, client, wave.stream, again, "test")

        assert ("JournalFork", done.journal_seq) == (done.halted, done.workflow_seq)
        paused = (await wave.state()).pause
        assert paused is not None, "what the other one wrote is what counts"
        await wave.give("resume_wave")
        await nominate(unit, TODAY)
        await wave.reaches(MemberState.GATE, [unit])
        await wave.agrees()


async def _halted(wave: Wave) -> str | None:
    async with wave.house.database.read() as session:
        return (await session.get_one(HeadRow, wave.stream)).halted

"""Workflows follow from SQL: whatever Temporal lacks is started from the record, and nothing happens twice by that."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from datetime import timedelta
from typing import Any
from uuid import uuid4

import pytest
import sqlalchemy as sa
from temporalio.client import Client
from temporalio.testing import WorkflowEnvironment

from activities.clock import berlin_day, now
from activities.heard_regions import queue_regions
from activities.intents import Intents
from activities.journal import Journal
from activities.queueing import Intent, queue
from activities.rollouts import Rollouts, answered_keys
from activities.search import KIND, REGION, SIDE_STATE, STAGE, UNIT
from embedded import TemporalDevServer
from models import commands as cmd
from models.chain import Halt
from models.database import Database
from models.errors import KeyReused
from models.lives import REMEMBERED_KEYS
from models.obligations import obligations
from models.tables import CommandRow, IntentRow, ObligationRow, RolloutRow, UnitRow
from settings import Settings
from tests import making
from tests.integration.offices import organised, unit_id
from tests.verifying import verified
from tests.workflows.running import House, Unit, bare_client, eventually, managed, nominated, without_hash, worker
from tests.workflows.test_clocks import reminded
from worker import register_search_attributes, working
from workflows.connecting import connect

pytestmark = pytest.mark.temporal

CODES = ("111", "112", "211", "GE-1")


@pytest.fixture
async def office(sqlite_url: str) -> AsyncIterator[Database]:
    """Four offices with a rollout, none of which has begun."""
    database = Database(sqlite_url)
    await organised(database)
    yield database
    await database.dispose()


@asynccontextmanager
async def at_work(client: Client, database: Database) -> AsyncIterator[House]:
    task_queue = f"ensuring-{uuid4().hex}"
    async with worker(client, task_queue, Journal(database)):
        yield House(client, database, task_queue)


async def ensured(house: House) -> int:
    moment = now()
    return await Rollouts(house.database, house.client, house.task_queue).ensure(berlin_day(moment), moment)


async def all_units(house: House) -> list[Unit]:
    return [Unit(house, await unit_id(house.database, code), code) for code in CODES]


async def running(house: House) -> set[str]:
    found = house.client.list_workflows(f"TaskQueue = '{house.task_queue}' AND ExecutionStatus = 'Running'")
    return {execution.id async for execution in found}


async def all_running(house: House, count: int = len(CODES)) -> None:
    """Lists lag a little behind."""

    async def look() -> bool:
        return count == len(await running(house))

    await eventually(look)


async def test_offices_without_a_head_are_born(client: Client, office: Database) -> None:
    async with at_work(client, office) as house:
        assert 4 == await ensured(house)

        for unit in await all_units(house):
            record = await unit.verified()
            assert ["rollout_started"] == record.types
            assert unit.id == record.state.unit_id


async def test_ensuring_again_starts_what_is_missing_only(client: Client, office: Database) -> None:
    async with at_work(client, office) as house:
        await ensured(house)
        await all_running(house)
        assert 0 == await ensured(house)

        units = await all_units(house)
        await units[1].at_rest()
        await units[1].handle.terminate()
        await all_running(house, 3)

        assert 1 == await ensured(house)
        await all_running(house)
        for unit in units:
            await unit.verified()


async def test_ensuring_at_once_starts_each_unit_once(client: Client, office: Database) -> None:
    """Two workers begin at the same moment, and neither sees in the list what the other has started."""
    async with at_work(client, office) as house:
        await asyncio.gather(ensured(house), ensured(house), ensured(house))
        await all_running(house)

        for unit in await all_units(house):
            await unit.verified()
            assert 1 == len(await unit.runs())


async def test_operators_see_codes(client: Client, office: Database) -> None:
    async with at_work(client, office) as house:
        await ensured(house)

        described = await (await all_units(house))[3].handle.describe()

        shown = described.typed_search_attributes
        assert ("GE-1", "gemeinsame_einrichtung", "100") == (shown[UNIT], shown[KIND], shown[REGION])
        assert ("clarification", "none") == (shown[STAGE], shown[SIDE_STATE])
        assert "GE-1" == await described.static_summary()


async def test_a_lost_temporal_is_rebuilt_from_the_record(
    office: Database, own_temporal_server: TemporalDevServer
) -> None:
    """The server's database is deleted: every unit is back as it was, and a key is answered as before."""
    client = await bare_client(own_temporal_server.address)
    await register_search_attributes(client)
    async with at_work(client, office) as house:
        await ensured(house)
        first, second, third, _ = units = await all_units(house)
        today = await first.today()
        receipt = await first.give(managed(today), key="k-1")
        await asyncio.gather(*(second.give(nominated(today, f"c{n}"), key=f"k-{n}") for n in range(5)))
        await third.at_rest()
        await Journal(office).halt(Halt(stream=third.stream, reason="JournalFork"))
        before = {unit.id: (await verified(office, unit.stream)).seqs for unit in units}
    await own_temporal_server.kill()
    for file in own_temporal_server.data_dir.glob("temporal.sqlite*"):
        file.unlink()
    await own_temporal_server.restart()
    await register_search_attributes(client)

    async with at_work(client, office) as house:
        assert 4 == await ensured(house)
        first, second, third, _ = units = await all_units(house)

        for unit in units:
            assert before[unit.id] == (await unit.verified()).seqs
        assert without_hash(receipt) == await first.give(managed(today), key="k-1")
        with pytest.raises(KeyReused):
            await second.give(nominated(today, "other"), key="k-3")
        assert {f"k-{n}" for n in range(5)} == (await second.life()).answered.keys()
        assert "JournalFork" == (await third.life()).halted
        assert (await first.give(nominated(today))).seq == len(before[first.id]) + 2


async def test_a_workflow_is_given_the_keys_that_wereanswered_keys_last(office: Database) -> None:
    """Oldest first, as the workflow lets go of them."""
    row = {"stream": "unit/u-1", "body_hash": "0", "recorded_at": now()}
    async with office.write() as connection:
        rows = [{**row, "key": f"k-{seq}", "seq": seq} for seq in range(2, 302)]
        await connection.execute(sa.insert(CommandRow), [*rows, {**row, "stream": "unit/u-2", "key": "k-2", "seq": 2}])

    async with office.read() as session:
        answered = await answered_keys(session, ["unit/u-1", "unit/u-2", "unit/u-3"])

    assert [f"k-{seq}" for seq in range(302 - REMEMBERED_KEYS, 302)] == list(answered["unit/u-1"])
    assert 301 == answered["unit/u-1"]["k-301"].seq
    assert (["k-2"], []) == (list(answered["unit/u-2"]), list(answered["unit/u-3"]))


async def test_after_a_loss_clocks_ring_on_their_days_and_no_reminder_comes_twice(
    environment: WorkflowEnvironment, office: Database
) -> None:
    bare = await bare_client(environment.client.service_client.config.target_host)
    task_queue = f"ensuring-{uuid4().hex}"
    async with worker(bare, task_queue, Journal(office)):
        house = House(environment.client, office, task_queue, environment)
        await ensured(house)
        unit = (await all_units(house))[0]
        (owed,) = obligations((await unit.at_rest()).state)
        await unit.skip_to(owed.due_on)
        assert [("assign_manager", 1, owed.due_on)] == await reminded(unit)

        await unit.handle.terminate()
        await eventually(lambda: all_but_one(house))
        assert 1 == await ensured(house)
        assert await unit.today() < owed.due_on  # the new workflow's clock has not been skipped yet
        await unit.skip_to(owed.due_on + timedelta(days=1))
        assert [1] == [level for _, level, _ in await reminded(unit)]
        await unit.skip_to(owed.third_on)

        expected = [owed.due_on, owed.second_on, owed.third_on]
        assert [("assign_manager", level, day) for level, day in enumerate(expected, 1)] == await reminded(unit)


async def all_but_one(house: House) -> bool:
    return len(CODES) - 1 == len(await running(house))


# --- queued commands -------------------------------------------------------------------------------------------


async def queued(database: Database, *intents: Intent) -> None:
    async with database.write() as connection:
        await queue(connection, intents, now())


async def drained(house: House) -> dict[str, str | None]:
    """Drain once; what became of every queued command so far."""
    moment = now()
    await Intents(house.database, house.client).drain(berlin_day(moment), moment)
    async with house.database.read() as session:
        return {row.key: row.outcome for row in await session.scalars(sa.select(IntentRow))}


def team(code: str | None) -> cmd.Command:
    return making.command("assign_aqua_team", team=code, since="2026-01-05")


async def test_queued_commands_are_given_once_and_in_order(client: Client, office: Database) -> None:
    async with at_work(client, office) as house:
        await ensured(house)
        first, second, *_ = await all_units(house)
        one, two = Intent("i-1", first.id, team("AQ-1")), Intent("i-2", first.id, team("AQ-2"), rank=1)
        same = Intent("i-3", second.id, team(None))
        await queued(office, two, one, same)

        outcomes = await drained(house)
        assert {"i-1": "recorded", "i-2": "recorded", "i-3": "nothing_changes"} == outcomes
        assert outcomes == await drained(house)
        record = await first.verified()
        assert ["rollout_started", "aqua_team_assigned", "aqua_team_assigned"] == record.types
        assert "AQ-2" == record.state.aqua_team


async def test_a_drain_that_was_cut_off_gives_no_command_twice(client: Client, office: Database) -> None:
    """It had given the command and could not say so any more."""
    async with at_work(client, office) as house:
        await ensured(house)
        unit, *_ = await all_units(house)
        await queued(office, Intent("i-1", unit.id, team("AQ-1")))
        await drained(house)
        async with office.write() as connection:
            await connection.execute(sa.update(IntentRow).values(done_at=None, outcome=None))

        assert {"i-1": "recorded"} == await drained(house)
        assert 1 == (await unit.verified()).types.count("aqua_team_assigned")


async def test_a_rollout_follows_its_office_into_another_region(client: Client, office: Database) -> None:
    """Its rows, too: who holds which step, and what operators look for in Temporal."""
    async with at_work(client, office) as house:
        await ensured(house)
        unit, *_ = await all_units(house)
        await unit.verified()
        async with office.write() as connection:
            moved = sa.update(UnitRow).where(UnitRow.id == unit.id).values(region_code="968")
            await connection.execute(moved)
            moment = now()
            assert 1 == await queue_regions(connection, berlin_day(moment), moment)

        assert ["recorded"] == list((await drained(house)).values())
        assert ["rollout_started", "region_assigned"] == (await unit.verified()).types
        async with office.read() as session:
            scope = sa.select(ObligationRow.scope).where(
                ObligationRow.unit_id == unit.id,
                ObligationRow.holder == "regional_lead",
                ObligationRow.closed_at.is_(None),
            )
            region = sa.select(RolloutRow.region_code).where(RolloutRow.unit_id == unit.id)
            assert {"968"} == {*await session.scalars(scope), *await session.scalars(region)}


async def test_a_queued_command_waits_for_its_unit(client: Client, office: Database) -> None:
    """A unit that is not running yet, or is halted, gets its command later; a refusal would lose it."""
    async with at_work(client, office) as house:
        first, second, *_ = await all_units(house)
        await queued(office, Intent("i-1", first.id, team("AQ-1")))
        assert {"i-1": None} == await drained(house)
        await ensured(house)
        assert {"i-1": "recorded"} == await drained(house)

        await second.at_rest()
        await Journal(office).halt(Halt(stream=second.stream, reason="JournalGap"))
        await second.handle.terminate()
        await eventually(lambda: all_but_one(house))
        await ensured(house)
        await queued(office, Intent("i-2", second.id, team("AQ-1")))
        assert (await drained(house))["i-2"] is None


async def test_what_cannot_be_read_holds_up_nobody(client: Client, office: Database) -> None:
    async with at_work(client, office) as house:
        await ensured(house)
        unit, *_ = await all_units(house)
        await queued(office, Intent("i-1", unit.id, team("AQ-1")), Intent("i-2", unit.id, team("AQ-2"), rank=1))
        async with office.write() as connection:
            spoilt = sa.update(IntentRow).where(IntentRow.key == "i-1").values(command='{"type": "nonsense"}')
            await connection.execute(spoilt)

        assert {"i-1": "invalid", "i-2": "recorded"} == await drained(house)


async def test_a_worker_starts_what_is_missing_and_gives_what_is_queued(
    temporal_server: TemporalDevServer, office: Database, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The worker as `ilb worker` runs it; its first look at the units fails, and that stops nothing else."""
    task_queue = f"worker-{uuid4().hex}"
    settings = Settings(database_url=office.url, temporal_address=temporal_server.address, task_queue=task_queue)
    client = await connect(temporal_server.address, "default")
    house = House(client, office, task_queue)
    unit, *_ = await all_units(house)
    await queued(office, Intent("i-1", unit.id, team("AQ-1")))
    failures = iter([True])
    ensure = Rollouts.ensure

    async def shaky(self: Rollouts, *told: Any) -> int:  # noqa: ANN401 - as its original
        if next(failures, False):
            raise ConnectionError
        return await ensure(self, *told)

    monkeypatch.setattr(Rollouts, "ensure", shaky)
    monkeypatch.setattr("worker.DRAIN_EVERY", 0.1)
    async with working(settings, office, client):
        await all_running(house)
        await eventually(lambda: recorded(office, "i-1"))

        assert "AQ-1" == (await unit.verified()).state.aqua_team


async def recorded(database: Database, key: str) -> bool:
    async with database.read() as session:
        return "recorded" == await session.scalar(sa.select(IntentRow.outcome).where(IntentRow.key == key))

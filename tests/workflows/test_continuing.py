"""A workflow of years goes on in fresh runs; nobody who gives it commands meanwhile notices."""

from __future__ import annotations

import asyncio
from contextlib import suppress
from datetime import date
from uuid import uuid4

import pytest
from temporalio import activity
from temporalio.api.enums.v1 import EventType
from temporalio.api.sdk.v1 import WorkflowMetadata
from temporalio.client import Client, WorkflowUpdateFailedError
from temporalio.exceptions import ApplicationError

from activities.journal import Journal
from activities.search import STAGE
from activities.submitting import EngineUnreachable, TooMuchInFlight, _update
from models.chain import Batch, Head
from models.commands import Receipt
from models.database import Database
from models.errors import Closing, KeyReused
from models.lives import REMEMBERED_KEYS, Answered
from tests import making
from tests.workflows.running import House, Unit, managed, nominated, without_hash, worker
from tests.workflows.variants import ShortRuns

pytestmark = pytest.mark.temporal


async def commands_in(unit: Unit, run_id: str) -> int:
    handle = unit.house.client.get_workflow_handle(unit.stream, run_id=run_id)
    accepted = EventType.EVENT_TYPE_WORKFLOW_EXECUTION_UPDATE_ACCEPTED
    return sum([event.event_type == accepted async for event in handle.fetch_history_events()])


async def nominate(unit: Unit, today: date, count: int, clients: int) -> list[Receipt]:
    """``count`` different commands by several clients, each sending its next one when the last one is answered."""
    waiting = [f"k-{n}" for n in range(count)]
    receipts: list[Receipt] = []

    async def client() -> None:
        while waiting:
            key = waiting.pop()
            receipts.append(await unit.give(nominated(today, key), key=key))

    await asyncio.gather(*(client() for _ in range(clients)))
    return receipts


@pytest.mark.parametrize("short_runs", [pytest.param(1000, id="cached")], indirect=True, scope="session")
async def test_eighty_commands_at_once_survive_continuations(short_runs: House) -> None:
    unit = await short_runs.begin()
    today = await unit.today()

    async def insist(number: int) -> Receipt:
        """Temporal takes ten at a time; who is turned away or cut off sends it again, as a client would."""
        while True:
            with suppress(TooMuchInFlight, EngineUnreachable):
                return await unit.give(nominated(today, f"c{number}"), key=f"k-{number}")

    receipts = await asyncio.gather(*(insist(n) for n in range(80)))

    record = await unit.verified()
    assert 80 == record.types.count("companion_nominated")
    assert {receipt.key: receipt.seq for receipt in receipts} == {k: c.seq for k, c in record.commands.items()}
    assert 80 == len(record.state.companions)
    assert len(await unit.runs()) >= 5


async def test_steady_traffic_does_not_keep_a_workflow_from_continuing(short_runs: House) -> None:
    """There is always somebody who waits for an answer; a run must come to its end all the same."""
    unit = await short_runs.begin()

    await nominate(unit, await unit.today(), 40, clients=5)

    assert 40 == len((await unit.verified()).state.companions)
    per_run = [await commands_in(unit, run) for run in await unit.runs()]
    assert 40 == sum(per_run)
    assert max(per_run) <= 20


async def test_keys_are_known_after_continuing(short_runs: House) -> None:
    """Temporal knows update ids for one run only; the state knows them longer."""
    unit = await short_runs.begin()
    today = await unit.today()
    receipts = await nominate(unit, today, 15, clients=3)

    again = [await unit.give(nominated(today, receipt.key), key=receipt.key) for receipt in receipts]

    assert [without_hash(receipt) for receipt in receipts] == [without_hash(receipt) for receipt in again]
    assert 15 == len((await unit.verified()).state.companions)
    with pytest.raises(WorkflowUpdateFailedError) as refused:
        await unit.handle.execute_update("submit", await unit.submission(nominated(today), key=receipts[0].key))
    assert isinstance(refused.value.cause, ApplicationError)
    assert KeyReused.__name__ == refused.value.cause.type


async def test_a_new_run_shows_what_the_old_one_showed(short_runs: House) -> None:
    unit = await short_runs.begin()
    today = await unit.today()
    await unit.give(managed(today))
    await nominate(unit, today, 12, clients=2)
    await unit.give(making.command("admit_companion", companion="k-1", admitted_on=today.isoformat()))

    assert len(await unit.runs()) >= 2
    described = await unit.handle.describe()
    assert "qualification" == described.typed_search_attributes[STAGE]
    metadata = await unit.handle.query("__temporal_workflow_metadata", result_type=WorkflowMetadata)
    assert "047: qualification, none, recording" == metadata.current_details


async def test_who_comes_while_the_workflow_is_closing_is_asked_to_come_again(client: Client, record: Database) -> None:
    """The tenth command closes the run; until it is recorded nobody enters, and ``submit`` comes again by itself."""
    gate = asyncio.Event()

    class Slow(Journal):
        @activity.defn(name="journal.append")
        async def append(self, batch: Batch) -> Head:
            if any(entry.key == "k-9" for entry in batch.entries):
                await gate.wait()
            return await super().append(batch)

    async with worker(client, "closing", Slow(record), workflow=ShortRuns):
        unit = await House(client, record, "closing").begin()
        today = await unit.today()
        for n in range(9):
            await unit.give(nominated(today, f"c{n}"), key=f"k-{n}")
        tenth = asyncio.create_task(unit.give(nominated(today, "c9"), key="k-9"))
        await asyncio.sleep(0.3)

        known = await unit.give(nominated(today, "c0"), key="k-0")
        with pytest.raises(Closing):
            await _update(client, unit.stream, await unit.submission(nominated(today, "c10")))
        eleventh = asyncio.create_task(unit.give(nominated(today, "c11"), key="k-11"))
        await asyncio.sleep(0.3)
        assert not tenth.done()
        assert not eleventh.done()
        gate.set()

        assert (await tenth).seq < (await eleventh).seq
        assert "k-0" == known.key
        assert {f"c{n}" for n in (*range(10), 11)} == {c.id for c in (await unit.verified()).state.companions}
        assert 2 == len(await unit.runs())


async def test_the_last_keys_are_remembered_and_the_oldest_let_go(house: House) -> None:
    """The journal knows every key for ever; the workflow the last 256, which outlive any retry."""
    unit = Unit(house, uuid4().hex)
    today = await unit.today()
    life = unit.born()
    for n in range(REMEMBERED_KEYS):
        life.answered[f"old-{n}"] = Answered(body_hash="0", seq=0, recorded_at=life.unrecorded[0].recorded_at)
    await unit.start(life)

    await unit.give(nominated(today), key="new")

    answered = (await unit.life()).answered
    assert REMEMBERED_KEYS == len(answered)
    assert "old-0" not in answered
    assert {"old-1", "new"} <= answered.keys()

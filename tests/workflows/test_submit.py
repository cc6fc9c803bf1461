"""One command to one unit: decided, recorded, answered; refused by name; the same key always the same answer."""

from __future__ import annotations

import asyncio
from collections.abc import Coroutine
from datetime import timedelta
from typing import Any
from uuid import uuid4

import pytest
from temporalio.api.enums.v1 import EventType
from temporalio.client import Client

from activities.submitting import OutcomeUnknown, RolloutNotRunning, outcome, submit
from models.commands import Receipt
from models.database import Database
from models.errors import DateInFuture, KeyReused, NothingChanges, StampTooOld
from models.programme import WorkshopKind
from models.rollout.step_refusals import MilestoneIsDerived, NoManager
from tests import making
from tests.workflows.running import PATIENCE, House, Unit, managed, nominated

pytestmark = pytest.mark.temporal


async def accepted_updates(unit: Unit) -> int:
    accepted = EventType.EVENT_TYPE_WORKFLOW_EXECUTION_UPDATE_ACCEPTED
    return sum([event.event_type == accepted async for event in unit.handle.fetch_history_events()])


async def test_a_command_is_on_record_when_it_is_answered(house: House) -> None:
    unit = await house.begin()
    today = await unit.today()

    receipt = await unit.give(managed(today), key="k-1")

    record = await unit.verified()
    told = record.entries[-1]
    assert (receipt.key, receipt.seq, receipt.recorded_at) == ("k-1", told.seq, told.recorded_at)
    assert ["rollout_started", "manager_assigned", "milestone_reached"] == record.types
    assert "p-1" == record.state.managers[0].holder


async def test_a_whole_rollout_agrees_with_the_rules(house: House) -> None:
    """The same commands, decided without Temporal and without a database, come to the same state."""
    unit = await house.begin(on=making.START)
    for told in making.LIFE:
        await unit.give(told)

    record = await unit.verified()
    today = await unit.today()
    expected = making.lived(making.HELD_AGAIN, today=today)
    assert expected.stage == record.state.stage == "sustained"
    assert expected.workshop(WorkshopKind.IMPLEMENTATION) == record.state.workshop(WorkshopKind.IMPLEMENTATION)
    assert {k: r.happened_on for k, r in expected.reached.items()} == {
        k: r.happened_on for k, r in record.state.reached.items()
    }


async def test_a_refusal_arrives_with_its_name_and_facts(house: House) -> None:
    unit = await house.begin()
    tomorrow = await unit.today() + timedelta(days=1)

    with pytest.raises(DateInFuture) as future:
        await unit.give(managed(tomorrow))
    with pytest.raises(MilestoneIsDerived) as derived:
        await unit.give(making.command("record_milestone", milestone="sustained", happened_on="2026-01-02"))

    assert {"on": tomorrow.isoformat()} == future.value.facts
    assert {"milestone": "sustained"} == derived.value.facts


async def test_a_refusal_leaves_nothing_in_journal_and_history(house: House) -> None:
    unit = await house.begin()
    today = await unit.today()
    await unit.give(managed(today))

    with pytest.raises(NothingChanges):
        await unit.give(managed(today))

    assert [1, 2, 3] == (await unit.verified()).seqs
    assert 1 == await accepted_updates(unit)


async def test_of_commands_that_exclude_each_other_one_is_accepted(house: House) -> None:
    unit = await house.begin()
    today = await unit.today()
    await unit.give(managed(today))
    vacated = making.command("vacate_manager", vacated_on=today.isoformat())

    came = await asyncio.gather(*(unit.give(vacated) for _ in range(8)), return_exceptions=True)

    assert 1 == sum(isinstance(c, Receipt) for c in came)
    assert 7 == sum(isinstance(c, NoManager) for c in came)
    assert 1 == (await unit.verified()).types.count("manager_vacated")


async def test_the_same_key_gets_the_same_receipt(house: House) -> None:
    unit = await house.begin()
    told = await unit.submission(nominated(await unit.today()), key="k-1")

    first = await submit(house.client, unit.id, told, PATIENCE)
    again = await asyncio.gather(*(submit(house.client, unit.id, told, PATIENCE) for _ in range(5)))

    assert [first] * 5 == again
    assert 1 == (await unit.verified()).types.count("companion_nominated")


async def test_the_same_key_at_once_is_one_command(house: House) -> None:
    unit = await house.begin()
    told = await unit.submission(nominated(await unit.today()), key="k-1")

    receipts = await asyncio.gather(*(submit(house.client, unit.id, told, PATIENCE) for _ in range(20)))

    assert 1 == len({receipt.seq for receipt in receipts})
    assert 1 == (await unit.verified()).types.count("companion_nominated")


async def test_the_same_key_with_another_body_is_refused(house: House) -> None:
    unit = await house.begin()
    today = await unit.today()
    await unit.give(nominated(today, "c1"), key="k-1")

    with pytest.raises(KeyReused):
        await unit.give(nominated(today, "c2"), key="k-1")

    assert ["c1"] == [companion.id for companion in (await unit.verified()).state.companions]


async def test_of_two_bodies_under_one_key_at_once_one_is_refused(house: House) -> None:
    """Temporal itself would give both the answer of the first: an update's id is the command's key."""
    unit = await house.begin()
    today = await unit.today()

    came = await asyncio.gather(
        unit.give(nominated(today, "c1"), key="k-1"),
        unit.give(nominated(today, "c2"), key="k-1"),
        return_exceptions=True,
    )

    assert {Receipt, KeyReused} == {type(c) for c in came}
    assert 1 == len((await unit.verified()).state.companions)


async def test_a_stale_stamp_is_refused_and_a_fresh_one_with_the_same_key_is_not(house: House) -> None:
    unit = await house.begin()
    told = nominated(await unit.today())

    with pytest.raises(StampTooOld):
        await unit.give(told, key="k-1", age=timedelta(minutes=5, seconds=1))
    await unit.give(told, key="k-1", age=timedelta(minutes=4, seconds=50))

    assert 1 == len((await unit.verified()).state.companions)


async def test_an_old_stamp_is_no_reason_to_forget_an_answer(house: House) -> None:
    unit = await house.begin()
    told = nominated(await unit.today())
    first = await unit.give(told, key="k-1")

    assert first == await unit.give(told, key="k-1", age=timedelta(days=30))


async def test_a_unit_without_a_workflow_is_said_to_have_none(house: House) -> None:
    with pytest.raises(RolloutNotRunning):
        await Unit(house, "nobody").give(nominated(making.TODAY))


async def test_what_became_of_a_command_can_be_asked_for(house: House) -> None:
    unit = await house.begin()
    receipt = await unit.give(nominated(await unit.today()), key="k-1")

    assert receipt == await outcome(house.client, unit.id, "k-1", timedelta(seconds=5))
    with pytest.raises(LookupError):
        await outcome(house.client, unit.id, "k-2", timedelta(seconds=5))


@pytest.mark.parametrize("ask", ["submit", "outcome"])
async def test_who_is_cancelled_while_nobody_answers_ends_at_once(client: Client, record: Database, ask: str) -> None:
    """A process that stops must not wait for an answer: there is no worker here to give one."""
    unit = await House(client, record, f"nobody-{uuid4().hex}").begin()
    told = await unit.submission(nominated(await unit.today()), key="k-1")
    asked = submit(client, unit.id, told, timedelta(seconds=60))
    asking = asyncio.create_task(asked if ask == "submit" else _given_and_asked_for(client, unit, asked))
    await asyncio.sleep(0.5)

    asking.cancel()

    done, _ = await asyncio.wait({asking}, timeout=2)
    assert done
    assert asking.cancelled()


async def _given_and_asked_for(client: Client, unit: Unit, giving: Coroutine[Any, Any, object]) -> None:
    given = asyncio.create_task(giving)
    try:
        await asyncio.sleep(0.2)
        await outcome(client, unit.id, "k-1", timedelta(seconds=60))
    finally:
        given.cancel()


async def test_who_waits_for_an_outcome_waits_no_longer_than_said(client: Client, record: Database) -> None:
    unit = await House(client, record, f"nobody-{uuid4().hex}").begin()
    told = await unit.submission(nominated(await unit.today()), key="k-1")

    with pytest.raises(OutcomeUnknown):
        await submit(client, unit.id, told, timedelta(seconds=0.5))

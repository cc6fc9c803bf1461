"""An office lets its wave know when people or clocks have changed something, and is never harmed by that."""

from __future__ import annotations

from collections.abc import AsyncIterator
from datetime import timedelta
from uuid import uuid4

import pytest
from temporalio.client import Client, WorkflowHandle
from temporalio.worker import Worker

from activities.journal import Journal
from leaving import left_in_time
from models import commands as cmd
from models.chain import wave_stream
from models.database import Database
from models.waves.life import is_asked_by
from tests import making
from tests.workflows.listening import Listener
from tests.workflows.running import House, Unit, eventually, nominated
from workflows.unit_rollout import UnitRollout

pytestmark = pytest.mark.temporal


@pytest.fixture(scope="session")
async def hall(client: Client, record: Database) -> AsyncIterator[House]:
    """Where offices and listening waves run."""
    queue, journal = f"hall-{uuid4().hex}", Journal(record)
    async with left_in_time(
        Worker(
            client,
            task_queue=queue,
            workflows=[UnitRollout, Listener],
            activities=[journal.append, journal.halt],
        )
    ):
        yield House(client, record, queue)


async def listener(hall: House, wave: str) -> WorkflowHandle[Listener, None]:
    return await hall.client.start_workflow(Listener.run, id=wave_stream(wave), task_queue=hall.task_queue)


async def member(hall: House, wave: str) -> Unit:
    """An office that the wave has asked to join."""
    unit = await hall.begin()
    await unit.give(await joining(unit, wave), key=f"wave/{wave}/{unit.id}/join/1")
    return unit


async def joining(unit: Unit, wave: str) -> cmd.Command:
    today = await unit.today()
    starts = (today + timedelta(days=90)).isoformat()
    names = {"wave": wave, "reservation": f"r-{wave}", "course": "c-1"}
    on = {"course_starts_on": starts, "asked_on": today.isoformat()}
    return making.command("join_wave", **names, **on, seats=2, nominate_within=20)


async def said(handle: WorkflowHandle[Listener, None]) -> list[str]:
    heard: list[str] = await handle.query(Listener.said)
    return heard


async def test_what_people_do_in_a_member_is_told(hall: House) -> None:
    wave = uuid4().hex
    handle = await listener(hall, wave)
    unit = await member(hall, wave)

    await unit.give(nominated(await unit.today()))

    await eventually(lambda: said(handle))
    assert {unit.id} == set(await said(handle))


async def test_what_the_wave_asked_for_is_not_told(hall: House) -> None:
    """It knows by the answer."""
    wave = uuid4().hex
    handle = await listener(hall, wave)
    await member(hall, wave)

    assert [] == await said(handle)


async def test_leaving_is_told(hall: House) -> None:
    wave = uuid4().hex
    handle = await listener(hall, wave)
    unit = await member(hall, wave)

    await unit.give(making.command("decline_wave", declined_on=(await unit.today()).isoformat()))
    await eventually(lambda: said(handle))
    await unit.give(nominated(await unit.today()))

    assert [unit.id] == await said(handle), "once it has left, nothing more"


async def test_an_office_goes_on_without_its_wave(hall: House) -> None:
    unit = await member(hall, uuid4().hex)
    today = await unit.today()

    for companion in ("c1", "c2", "c3"):
        await unit.give(nominated(today, companion))

    assert {"c1", "c2", "c3"} == {c.id for c in (await unit.verified()).state.companions}


def test_keys_tell_whose_ask_it_was() -> None:
    assert is_asked_by("w-1", "wave/w-1/u-1/join/1")
    assert not is_asked_by("w-1", "wave/w-10/u-1/join/1")
    assert not is_asked_by("w-1", "k-1")
    assert not is_asked_by("w-1", None)

"""A wave asks, offices decide: from the start to the last office that is qualified."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from datetime import timedelta

import pytest
from temporalio.client import Client

from activities.clock import berlin_day, now
from activities.search import HALTED, KIND, STAGE, UNIT
from activities.submitting import RolloutNotRunning, give
from models.database import Database
from models.errors import KeyReused, StampTooOld
from models.waves.commands import PauseWave
from models.waves.plan import MemberState
from models.waves.refusals import WaveIsOver, WaveIsPaused
from models.waves.state import WaveStatus
from tests import making
from tests.workflows.running import PATIENCE, House, eventually
from tests.workflows.waving import (
    asked,
    at_work,
    begin,
    clear,
    course,
    everybody,
    nominate,
    offices,
    over,
    plan,
    qualify,
)

pytestmark = pytest.mark.temporal

TODAY = berlin_day(now())


@pytest.fixture(params=[pytest.param(1000, id="cached"), pytest.param(0, id="replayed")])
async def hall(request: pytest.FixtureRequest, client: Client, sqlite_url: str) -> AsyncIterator[House]:
    """A worker for offices and waves, on a database of its own."""
    database = Database(sqlite_url)
    async with at_work(client, database, cached=request.param) as house:
        yield house
    await database.dispose()


@pytest.fixture
async def either(client: Client, database_url: str) -> AsyncIterator[House]:
    """The same on either database."""
    database = Database(database_url)
    async with at_work(client, database) as house:
        yield house
    await database.dispose()


async def test_offices_go_from_the_plan_to_qualified(either: House) -> None:
    units = await offices(either, 3)
    wave = await begin(either, plan(TODAY))

    invited = await wave.reaches(MemberState.INVITED, units)
    assert 3 == invited.courses["k-1"].reserved
    await everybody(units, nominate, TODAY)
    await wave.reaches(MemberState.GATE, units)
    await everybody(units, clear, TODAY)
    admitted = await wave.reaches(MemberState.ADMITTED, units)
    assert (0, 3) == (admitted.courses["k-1"].reserved, admitted.courses["k-1"].confirmed)
    await everybody(units, qualify, TODAY)

    await over(wave)
    assert "wave_completed" in await wave.types()
    for unit in units:
        did = [told for told in await asked(unit, wave) if not told.startswith("milestone")]
        assert ["joined_wave", "companion_admitted", "left_wave"] == did
        assert (await unit.verified()).state.membership is None
    await wave.agrees()


async def test_it_says_the_same_where_every_task_is_replayed(hall: House) -> None:
    units = await offices(hall, 2)
    wave = await begin(hall, plan(TODAY))

    await wave.reaches(MemberState.INVITED, units)
    await everybody(units, nominate, TODAY)
    await everybody(units, clear, TODAY)
    await wave.reaches(MemberState.ADMITTED, units)

    await wave.agrees()


async def test_two_waves_want_the_same_office_and_one_gets_it(either: House) -> None:
    """Both have seen it free; the office itself is the arbiter, and the other wave says why it is out."""
    (unit,) = await offices(either, 1)
    waves = await asyncio.gather(*(begin(either, plan(TODAY), start=False) for _ in range(2)))

    await asyncio.gather(*(wave.waves.start(wave.id) for wave in waves))
    stands = await asyncio.gather(
        *(wave.until(lambda life: _is_settled(life.state.members[unit.id])) for wave in waves)
    )

    won, lost = sorted((life.state.members[unit.id] for life in stands), key=lambda member: not member.joined)
    assert (MemberState.INVITED, True) == (won.state, won.joined)
    assert (MemberState.WITHDRAWN, "in_another_wave", 0) == (lost.state, lost.why, lost.seats)
    assert 1 == [e.event.type for e in (await unit.verified()).entries].count("joined_wave")
    await waves[0].agrees()


def _is_settled(member: object) -> bool:
    return getattr(member, "state", None) in (MemberState.INVITED, MemberState.WITHDRAWN)


async def test_a_pause_holds_back_what_is_not_in_flight(hall: House) -> None:
    units = await offices(hall, 2)
    wave = await begin(hall, plan(TODAY, starts_on=TODAY + timedelta(days=30)))
    await wave.give("pause_wave", reason="capacity")
    with pytest.raises(WaveIsPaused):
        await wave.give("pause_wave", reason="capacity")
    await wave.give("resume_wave")
    assert WaveStatus.SCHEDULED is (await wave.state()).status

    running = await begin(hall, plan(TODAY))
    await running.reaches(MemberState.INVITED, units)
    await running.give("pause_wave", reason="capacity")
    await everybody(units, nominate, TODAY)
    await everybody(units, clear, TODAY)
    await running.until(lambda life: all(m.is_cleared and m.nominated for m in life.state.members.values()))
    assert {"joined_wave"} == {told for unit in units for told in await asked(unit, running)}

    await running.give("resume_wave")
    await running.reaches(MemberState.ADMITTED, units)
    await running.agrees()


async def test_an_abort_lets_offices_go_and_keeps_what_is_finished(hall: House) -> None:
    first, second = await offices(hall, 2)
    wave = await begin(hall, plan(TODAY))
    await wave.reaches(MemberState.INVITED, [first, second])
    await nominate(first, TODAY)
    await clear(first, TODAY)
    await wave.reaches(MemberState.ADMITTED, [first])
    await qualify(first, TODAY)
    await wave.reaches(MemberState.QUALIFIED, [first])

    await wave.give("abort_wave", reason="capacity")

    await over(wave)
    aborted = next(e.event for e in await wave.entries() if e.event.type == "wave_aborted")
    assert {"finished": 1, "withdrawn": 1} == aborted.model_dump(include={"finished", "withdrawn"})
    outcomes = [(await unit.verified()).state.memberships[-1].outcome for unit in (first, second)]
    assert ["qualified", "aborted"] == outcomes
    assert 1 == (await first.verified()).state.qualified
    with pytest.raises((RolloutNotRunning, WaveIsOver)):
        await wave.give("resume_wave")
    await wave.agrees()


async def test_a_seat_that_is_given_back_goes_to_the_next(hall: House) -> None:
    """One seat, two offices: the second waits until the first declines."""
    units = await offices(hall, 2)
    wave = await begin(hall, plan(TODAY, courses=[course(TODAY, max_seats=1)]))
    life = await wave.until(lambda life: any(m.joined for m in life.state.members.values()))
    first, second = sorted(units, key=lambda unit: not life.state.members[unit.id].joined)
    assert MemberState.PLANNED is life.state.members[second.id].state

    await first.give(making.command("decline_wave", declined_on=TODAY.isoformat()))

    state = await wave.reaches(MemberState.INVITED, [second])
    assert MemberState.DECLINED is state.members[first.id].state
    assert 1 == state.courses["k-1"].granted
    await wave.agrees()


async def test_a_paused_office_is_out_with_its_reason(hall: House) -> None:
    first, second = await offices(hall, 2)
    await second.give(making.command("pause", since=TODAY.isoformat(), reason="capacity"))

    wave = await begin(hall, plan(TODAY))

    state = await wave.reaches(MemberState.INVITED, [first])
    assert [(second.code, "paused")] == [(out.code, out.reason) for out in state.left_out]
    assert second.id not in state.members


async def test_a_key_is_answered_the_same_for_ever_and_by_one_command_only(hall: House) -> None:
    await offices(hall, 1)
    wave = await begin(hall, plan(TODAY))

    receipt = await wave.give("pause_wave", reason="capacity", key="k-pause")
    await wave.give("resume_wave")

    assert receipt == await wave.give("pause_wave", reason="capacity", key="k-pause")
    with pytest.raises(KeyReused):
        await wave.give("abort_wave", reason="capacity", key="k-pause")
    old = wave.submission(PauseWave(reason="capacity"), age=timedelta(minutes=6))
    with pytest.raises(StampTooOld):
        await give(hall.client, wave.stream, old, PATIENCE)
    assert WaveStatus.RUNNING is (await wave.state()).status


async def test_operators_see_codes(hall: House) -> None:
    await offices(hall, 1)
    wave = await begin(hall, planned := plan(TODAY))
    await wave.until(lambda life: life.state.status is WaveStatus.RUNNING)

    async def shown() -> bool:
        return (await wave.handle.describe()).typed_search_attributes[STAGE] == "running"

    await eventually(shown)
    described = await wave.handle.describe()
    attributes = described.typed_search_attributes
    assert (planned.code, "wave", False) == (attributes[UNIT], attributes[KIND], attributes[HALTED])
    assert planned.code == await described.static_summary()

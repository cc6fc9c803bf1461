"""What time alone brings about in a wave: its start, the end of the time to nominate, a look at every office a day."""

from __future__ import annotations

from collections.abc import AsyncIterator
from datetime import date, timedelta

import pytest
from temporalio.testing import WorkflowEnvironment

from activities.clock import berlin_day
from activities.waves import wave_life_of
from models.chain import wave_stream
from models.database import Database
from models.tables import HeadRow
from models.waves.life import WaveLife
from models.waves.plan import MemberState
from models.waves.state import WaveStatus
from tests.workflows.running import House, bare_client, working_day
from tests.workflows.waving import Clock, Wave, at_work, begin, clear, course, nominate, offices, plan, skip_to

pytestmark = pytest.mark.temporal


@pytest.fixture
async def hall(environment: WorkflowEnvironment, sqlite_url: str) -> AsyncIterator[tuple[House, Clock]]:
    """Where time can be skipped; the activities' clock goes with the wave's."""
    database, clock = Database(sqlite_url), Clock()
    client = await bare_client(environment.client.service_client.config.target_host)
    async with at_work(client, database, clock=clock) as house:
        yield House(environment.client, database, house.task_queue, environment), clock
    await database.dispose()


async def test_a_scheduled_wave_starts_on_its_day(hall: tuple[House, Clock]) -> None:
    house, clock = hall
    units = await offices(house, 2)
    today = berlin_day(clock.now())
    start = today + timedelta(days=10)
    wave = await begin(house, plan(today, starts_on=start), clock=clock)
    assert WaveStatus.SCHEDULED is (await wave.at_rest()).state.status

    await skip_to(wave, start - timedelta(days=1))
    assert ["wave_prepared"] == await wave.types()
    await skip_to(wave, start)

    state = await wave.reaches(MemberState.INVITED, units)
    assert (WaveStatus.RUNNING, start) == (state.status, state.started_on)
    assert [start] * 2 == [m.changed_on for m in state.members.values()]


async def test_whoever_nominates_nobody_gives_the_seat_to_the_next(hall: tuple[House, Clock]) -> None:
    """One seat: the first office lets its time pass; on the working day after it the second one is asked."""
    house, clock = hall
    units = await offices(house, 2)
    today = berlin_day(clock.now())
    one_seat = [course(today, max_seats=1)]
    wave = await begin(house, plan(today, courses=one_seat, nominate_within=5), clock=clock)
    life = await wave.until(lambda life: any(m.joined for m in life.state.members.values()))
    first, second = sorted(units, key=lambda unit: not life.state.members[unit.id].joined)
    nominate_by = life.state.members[first.id].nominate_by
    assert working_day(today, 5) == nominate_by

    await skip_to(wave, nominate_by, units)
    assert MemberState.INVITED is (await wave.member(first)).state
    await skip_to(wave, working_day(nominate_by, 1), units)

    state = await wave.reaches(MemberState.INVITED, [second])
    assert (MemberState.FAILED, "no_nomination") == (state.members[first.id].state, state.members[first.id].why)
    assert 1 == state.courses["k-1"].granted
    await wave.until(lambda life: not life.state.members[first.id].joined)
    assert "failed" == (await first.verified()).state.memberships[-1].outcome
    await wave.agrees()


async def test_a_lost_message_costs_a_day_at_most(hall: tuple[House, Clock]) -> None:
    """The office's message never arrived, and the wave believes it has looked today already."""
    house, clock = hall
    (unit,) = await offices(house, 1)
    today = berlin_day(clock.now())
    wave = await begin(house, plan(today), clock=clock)
    await wave.reaches(MemberState.INVITED, [unit])
    await wave.handle.terminate()
    await nominate(unit, today)
    await clear(unit, today)
    life = (await _from_sql(wave, today)).model_copy(update={"looked_on": today})
    await house.client.start_workflow("QualificationWave", life, id=wave.stream, task_queue=house.task_queue)
    assert MemberState.INVITED is (await wave.at_rest()).state.members[unit.id].state

    await skip_to(wave, today + timedelta(days=1))

    await wave.reaches(MemberState.ADMITTED, [unit])


async def _from_sql(wave: Wave, today: date) -> WaveLife:
    async with wave.house.database.read() as session:
        return wave_life_of(await session.get_one(HeadRow, wave_stream(wave.id)), {}, today)


async def test_no_deadline_ends_a_place_before_everybody_was_looked_at(hall: tuple[House, Clock]) -> None:
    """The office nominated in time, and its message was lost: on the morning after, the wave looks before it judges."""
    house, clock = hall
    (unit,) = await offices(house, 1)
    today = berlin_day(clock.now())
    wave = await begin(house, plan(today, nominate_within=5), clock=clock)
    await wave.reaches(MemberState.INVITED, [unit])
    await wave.handle.terminate()
    await nominate(unit, today)
    last = working_day(today, 5)
    life = (await _from_sql(wave, last)).model_copy(update={"looked_on": last})
    await house.client.start_workflow("QualificationWave", life, id=wave.stream, task_queue=house.task_queue)
    assert MemberState.INVITED is (await wave.at_rest()).state.members[unit.id].state

    await skip_to(wave, working_day(today, 6))

    await wave.reaches(MemberState.GATE, [unit])
    assert "member_failed" not in await wave.types()

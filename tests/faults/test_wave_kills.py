"""SIGKILL of worker and Temporal while a wave asks 30 offices: each is asked once, no seat is granted twice."""

from __future__ import annotations

import asyncio
from collections import Counter
from collections.abc import AsyncIterator
from pathlib import Path

import pytest
import sqlalchemy as sa

from activities.clock import berlin_day, now
from activities.rollouts import Rollouts
from activities.verifying import verify, verify_workflows
from activities.waves import Waves
from models.database import Database, migrate
from models.tables import JournalRow, UnitRow
from models.wave_tables import CourseRow, WaveMemberRow
from tests.conftest import running_postgres
from tests.faults.country import born, fill
from tests.faults.stack import Stack
from tests.servers import passing_temporal
from tests.workflows.running import House, Unit, bare_client, eventually
from tests.workflows.waving import Wave, begin, course, everybody, nominate, plan

OFFICES = 30
SEATS = 24

pytestmark = [pytest.mark.faults, pytest.mark.postgres, pytest.mark.temporal, pytest.mark.slow]


@pytest.fixture
async def stack(tmp_path: Path) -> AsyncIterator[Stack]:
    """The whole product on a durable PostgreSQL, with 30 offices under way."""
    for server in running_postgres(durable=True):
        await server.prepare_template(migrate)
        url = await server.create_database()
        await fill(url, OFFICES)
        async with passing_temporal(tmp_path) as temporal:
            running = Stack(url, temporal, tmp_path)
            await running.start()
            try:
                await born(url, OFFICES)
                yield running
            finally:
                await running.stop()


async def recorded(database: Database, kind: str) -> Counter[str]:
    """How often each office has an event of this type."""
    async with database.read() as session:
        return Counter(await session.scalars(sa.select(JournalRow.stream).where(JournalRow.type == kind)))


async def reaches(database: Database, kind: str, count: int) -> None:
    async def look() -> bool:
        return (await recorded(database, kind)).total() >= count

    await eventually(look, 90)


async def test_a_wave_goes_on_after_its_worker_and_temporal_were_killed(stack: Stack) -> None:
    """Killed amid joining (worker, then Temporal) and amid admitting; more offices than seats, so that some wait."""
    database = Database(stack.url)
    client = await bare_client(stack.temporal.address)
    house, today = House(client, database, "ilb"), berlin_day(now())
    try:
        planned = plan(today, window=10, gate=False, courses=[course(today, max_seats=SEATS)])
        wave = await begin(house, planned)
        await reaches(database, "joined_wave", 6)
        await stack.worker.restart()
        await reaches(database, "joined_wave", 14)
        await stack.temporal.kill()
        await stack.temporal.start()
        await reaches(database, "joined_wave", SEATS)

        units = await joined(house, wave)
        nominating = asyncio.create_task(everybody(units, nominate, today))
        await reaches(database, "companion_admitted", 6)
        await stack.worker.restart()
        await nominating
        await reaches(database, "companion_admitted", SEATS)

        assert {1} == set((await recorded(database, "joined_wave")).values())
        assert {1} == set((await recorded(database, "companion_admitted")).values())
        await eventually(lambda: all_confirmed(database), 60)
        assert () == (await verify(database)).findings
        assert 0 == await Rollouts(database, client, "ilb").ensure(today, now())
        assert 0 == await Waves(database, client, "ilb").ensure()
        assert () == await verify_workflows(database, client)
    finally:
        await database.dispose()


async def joined(house: House, wave: Wave) -> list[Unit]:
    query = sa.select(UnitRow.id, UnitRow.code).join(WaveMemberRow, WaveMemberRow.unit_id == UnitRow.id)

    async def look() -> list[Unit]:
        async with house.database.read() as session:
            rows = await session.execute(query.where(WaveMemberRow.wave_id == wave.id, WaveMemberRow.joined))
            units = [Unit(house, unit_id, code) for unit_id, code in rows]
        return units if len(units) == SEATS else []

    return await eventually(look, 60)


async def all_confirmed(database: Database) -> bool:
    """No seat was granted twice: as many are confirmed as there are, and none is reserved besides."""
    async with database.read() as session:
        (seats,) = (await session.execute(sa.select(CourseRow.reserved, CourseRow.confirmed))).all()
    return tuple(seats) == (0, SEATS)

"""Nothing personal travels through Temporal: not a name, not an address, not a text; references only."""

from __future__ import annotations

import asyncio
from datetime import timedelta
from pathlib import Path
from uuid import uuid4

import pytest
import sqlalchemy as sa

from activities.clock import berlin_day, now
from api.deps import Caller
from api.giving import Giving
from api.requests import REQUESTS
from embedded import TemporalDevServer
from models.database import Database
from models.organisation import Function
from models.people_tables import NoteRow, PersonRow
from models.permissions import Grant, Reading
from models.tables import UnitRow
from models.waves.plan import MemberState
from tests import making
from tests.workflows.running import House, Unit, bare_client
from tests.workflows.waving import at_work, begin, clear, everybody, nominate, offices, plan
from worker import register_search_attributes

pytestmark = pytest.mark.temporal

CANARIES = ("Canary-Surname", "canary@example.org", "canary-subject", "Canary note about the office", "Canaryville")


def caller(unit: Unit) -> Caller:
    """The regional lead and, for the test, the first specialist in one person."""
    grants = (
        Grant(Function.REGIONAL_LEAD, making.REGION, "a-lead"),
        Grant(Function.FIRST_SPECIALIST, "all", "a-specialist"),
        Grant(Function.AQUA_LEAD, making.TEAM, "a-aqua"),
    )
    return Caller(
        person_id=f"p-{unit.id}",
        username=f"canary-subject-{unit.id}",
        name="Canary-Surname",
        language="de",
        grants=grants,
        reading=Reading(everything=True),
        today=berlin_day(now()),
        now=now(),
    )


async def on_record(unit: Unit) -> None:
    """The office and the person with everything that must stay in SQL."""
    async with unit.house.database.write() as connection:
        office = {"id": unit.id, "code": unit.code, "name": "Agentur Canaryville", "kind": "agentur"}
        place = {"region_code": making.REGION, "legal_area": "SGB_III", "land": "NI", "city": "Canaryville"}
        await connection.execute(sa.insert(UnitRow), {**office, **place})
        person = {"id": f"p-{unit.id}", "issuer": "demo", "subject": f"canary-subject-{unit.id}", "created_at": now()}
        contact = {"name": "Canary-Surname", "email": "canary@example.org", "language": "de"}
        await connection.execute(sa.insert(PersonRow), {**person, **contact})


def bytes_of(server: TemporalDevServer) -> bytes:
    """Everything the server has on disk, its log included."""
    files: list[Path] = sorted(path for path in server.data_dir.rglob("*") if path.is_file())
    return b"".join(path.read_bytes() for path in files)


async def test_names_and_texts_stay_in_sql(house: House, temporal_server: TemporalDevServer) -> None:
    unit = Unit(house, uuid4().hex, code=f"C-{uuid4().hex[:8]}".upper())
    await on_record(unit)
    await unit.start(unit.born())
    giving = Giving(house.database, house.client, timedelta(seconds=20), 5)
    today = (await unit.today()).isoformat()
    note = "Canary note about the office"
    wanted = [
        {"type": "assign_manager", "since": today, "person": f"p-{unit.id}", "note": note},
        {"type": "nominate_companion", "nominated_on": today, "companion": "c1", "note": note},
        {"type": "admit_companion", "admitted_on": today, "companion": "c1", "note": note},
        {"type": "plan_workshop", "workshop": "implementation", "planned_on": today, "note": note},
        {"type": "pause", "since": today, "reason": "capacity", "note": note},
    ]
    for body in wanted:
        request = REQUESTS[str(body["type"])].model_validate(body)
        given = await giving.give(caller(unit), unit.code, request, key=f"k-{uuid4().hex}")
        assert given.seq is not None
    refused = REQUESTS["assign_manager"].model_validate({**wanted[0], "since": "2999-01-01"})
    await asyncio.gather(giving.give(caller(unit), unit.code, refused, key="k-refused"), return_exceptions=True)

    await unit.verified()
    history = await unit.handle.fetch_history()
    async with house.database.read() as session:
        notes = (await session.scalars(sa.select(NoteRow).where(NoteRow.unit_id == unit.id))).all()
    told = b"".join(event.SerializeToString() for event in history.events)
    kept = await asyncio.to_thread(bytes_of, temporal_server)
    assert note in {row.text for row in notes}
    for found in (told, kept):
        assert unit.id.encode() in found
        assert notes[0].id.encode() in found  # the references are there, so what follows is not looking at nothing
        assert [] == [canary for canary in CANARIES if canary.encode() in found]
    assert [] == [canary for canary in CANARIES if canary in history.to_json()]


async def test_a_wave_tells_temporal_no_names_of_its_offices(
    sqlite_url: str, own_temporal_server: TemporalDevServer
) -> None:
    """Ids and codes of offices, of courses and companions; where an office is and what it is called stays in SQL."""
    database, client = Database(sqlite_url), await bare_client(own_temporal_server.address)
    await register_search_attributes(client)
    today = berlin_day(now())
    async with at_work(client, database) as house:
        units = await offices(house, 2, city="Canaryville")
        wave = await begin(house, plan(today))
        await wave.reaches(MemberState.INVITED, units)
        await everybody(units, nominate, today)
        await everybody(units, clear, today)
        await wave.reaches(MemberState.ADMITTED, units)
        history = await wave.handle.fetch_history()
    await database.dispose()

    told = b"".join(event.SerializeToString() for event in history.events)
    kept = await asyncio.to_thread(bytes_of, own_temporal_server)
    for found in (told, kept):
        assert units[0].id.encode() in found
        assert b"Canaryville" not in found

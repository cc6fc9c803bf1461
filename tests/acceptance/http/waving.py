"""Waves as clients plan them, and one that is only scheduled: it asks nobody, whatever its offices need."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable
from datetime import timedelta
from typing import Any
from uuid import uuid4

import sqlalchemy as sa

from activities.clock import now
from activities.waves import prepare, wave_id_of
from models.calendar import WorkingCalendar
from models.commands import BY_SYSTEM, Envelope
from models.tables import CalendarRow, RolloutRow, UnitRow
from models.waves.courses import CoursePlan
from models.waves.events import WavePrepared
from models.waves.plan import WavePlan
from models.waves.state import Group, Member
from tests.acceptance.offices import under_way
from tests.acceptance.serving import World

Body = dict[str, Any]
PATIENCE = 60


def course(world: World, name: str = "k-1", **changes: Any) -> Body:  # noqa: ANN401 - any JSON value
    starts_on = world.today + timedelta(days=90)
    bare = {
        "id": name,
        "code": f"K-{uuid4().hex[:8]}",
        "starts_on": starts_on.isoformat(),
        "ends_on": (starts_on + timedelta(days=60)).isoformat(),
        "modules": [{"key": "grundlagen", "mode": "praesenz", "days": [starts_on.isoformat()]}],
        "min_seats": 1,
        "max_seats": 4,
        "internal_trainers": 1,
    }
    return {**bare, **changes}


def plan(world: World, *units: str, **changes: Any) -> Body:  # noqa: ANN401 - any JSON value
    """A wave over these offices with one course."""
    bare = {"code": f"W-{uuid4().hex[:10]}", "filter": {"units": list(units)}, "courses": [course(world)]}
    return {**bare, **changes}


async def needy(world: World, number: int, region: str | None = None) -> list[str]:
    """Codes of offices with somebody newly nominated, who waits for a seat; no other test has been given them.

    They are of the spare region if it does not matter who leads them.
    """
    found: list[str] = []
    for _ in range(number):
        office = await under_way(world, region)
        nominated = {"type": "nominate_companion", "nominated_on": world.today.isoformat()}
        lead = world.as_(f"rd-{office['region']}")
        answer = await lead.post(f"/api/units/{office['code']}/commands", json=nominated)
        assert 200 == answer.status_code, answer.text
        found.append(office["code"])
    return found


async def started(world: World, body: Body, key: str | None = None, **headers: str) -> Body:
    """The wave's summary."""
    sent = {"Idempotency-Key": key or f"t-{uuid4().hex}", **headers}
    answer = await world.as_("zentrale").post("/api/waves", json={"plan": body}, headers=sent)
    assert 201 == answer.status_code, answer.text
    told: Body = answer.json()
    return told


async def whole(world: World, wave: str, username: str = "zentrale") -> Body:
    told: Body = (await world.as_(username).get(f"/api/waves/{wave}")).json()
    return told


async def until(looked: Callable[[], Awaitable[Body]], holds: Callable[[Body], bool]) -> Body:
    """What is seen once it holds."""
    async with asyncio.timeout(PATIENCE):
        while True:
            seen = await looked()
            if holds(seen):
                return seen
            await asyncio.sleep(0.1)


def in_state(wave: Body, unit: str) -> str:
    return str(next(office["state"] for office in wave["offices"] if office["unit"] == unit))


async def command(world: World, username: str, wave: str, body: Body, key: str | None = None, **headers: str) -> Any:  # noqa: ANN401 - httpx.Response
    sent = {"Idempotency-Key": key or f"t-{uuid4().hex}", **{n.replace("_", "-"): v for n, v in headers.items()}}
    return await world.as_(username).post(f"/api/waves/{wave}/commands", json=body, headers=sent)


async def scheduled(world: World, unit: str, name: str) -> str:
    """A wave in which this office is a member, in a year from now; its id."""
    key, moment = f"t-scheduled-{name}", now()
    wave_id = wave_id_of(key)
    first, last = world.today + timedelta(days=365), world.today + timedelta(days=400)
    planned = CoursePlan(id=f"k-{name}", code=f"K-{name}", starts_on=first, ends_on=last, min_seats=1, max_seats=2)
    async with world.database.read() as session:
        where = (UnitRow.id, RolloutRow.region_code, CalendarRow.body)
        query = sa.select(*where).join(RolloutRow, RolloutRow.unit_id == UnitRow.id)
        row = (
            await session.execute(
                query.join(CalendarRow, CalendarRow.id == RolloutRow.calendar_id).where(UnitRow.code == unit)
            )
        ).one()
    calendar = WorkingCalendar.model_validate_json(row.body)
    event = WavePrepared(
        happened_on=world.today,
        recorded_on=world.today,
        by=BY_SYSTEM,
        wave_id=wave_id,
        plan=WavePlan(code=f"W-{name}", courses=(planned,), starts_on=world.today + timedelta(days=300)),
        members=(Member(unit_id=row.id, code=unit, region=row.region_code, calendar=calendar.id),),
        groups=(Group(number=0),),
        calendars=(calendar,),
    )
    envelope = Envelope(key=key, body_hash="", today=world.today, accepted_at=moment, by=BY_SYSTEM)
    async with world.database.write() as connection:
        await prepare(connection, event, envelope)
    await world.app.state.starting.waves.start(wave_id)
    return wave_id

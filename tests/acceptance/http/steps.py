"""Commands as clients send them, and what must be true afterwards."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any
from uuid import uuid4

import httpx
import sqlalchemy as sa

from models.chain import stream_of
from models.tables import HeadRow, IntentRow, RolloutRow, Table
from tests.acceptance.serving import World
from tests.verifying import verified

Body = dict[str, Any]


def new_key() -> str:
    return f"t-{uuid4().hex}"


async def give(
    world: World, username: str | None, code: str, body: Body, key: str | None = None, **headers: str
) -> httpx.Response:
    """One command; a key of its own unless the test names one."""
    sent = {"Idempotency-Key": key or new_key(), **{name.replace("_", "-"): value for name, value in headers.items()}}
    return await world.as_(username).post(f"/api/units/{code}/commands", json=body, headers=sent)


def nominate(on: date, **more: Any) -> Body:  # noqa: ANN401 - any JSON value
    """A command that an office under way accepts again and again."""
    return {"type": "nominate_companion", "nominated_on": on.isoformat(), **more}


def paused(on: date, **more: Any) -> Body:  # noqa: ANN401 - any JSON value
    return {"type": "pause", "since": on.isoformat(), "reason": "capacity", **more}


async def held(world: World, username: str, code: str) -> Body:
    """The confirmation of the workshop that waits for one, on the day for which it is planned."""
    unit = (await world.as_(username).get(f"/api/units/{code}")).json()
    (waiting,) = [w for w in unit["workshops"] if w["planned_on"] and not w["held_on"]]
    workshop, planned = waiting["workshop"], waiting["planned_on"]
    return {"type": "confirm_workshop", "workshop": workshop, "held_on": planned, "headcount": "5-9"}


def problem(answer: httpx.Response) -> tuple[int, str]:
    """Status and name of a refusal; its form is checked in passing."""
    assert "application/problem+json" == answer.headers["content-type"], answer.text
    body = answer.json()
    assert answer.status_code == body["status"]
    assert body["detail"]
    assert body["remedy"]
    always = {"type", "title", "status", "detail", "remedy"}
    assert always <= body.keys() <= always | {"facts", "errors"}
    assert answer.status_code < 500 or (503 == answer.status_code and "Retry-After" in answer.headers)
    return answer.status_code, body["type"].removeprefix("urn:ilb:problem:")


async def assert_sound(world: World, code: str) -> None:
    """Journal, head, commands and read model agree, and the workflow knows the same."""
    stream = stream_of(await world.unit_id(code))
    record = await verified(world.database, stream)
    life = await world.life(code)
    assert (record.head.seq, record.head.hash) == (life.recorded_seq, life.recorded_hash)
    assert record.state == life.state


def days_before(world: World, days: int) -> date:
    return world.today - timedelta(days=days)


BY_THE_WORKER = ("deliveries", "digest_days")
"""Mails are planned beside everything else, when it suits the worker: no request has written those."""


async def written(world: World) -> dict[str, object]:
    """How much every table holds, and how far the heads have come: equal before and after what writes nothing."""
    found: dict[str, object] = {}
    async with world.database.read() as session:
        for table in Table.metadata.sorted_tables:
            if table.name in BY_THE_WORKER:
                continue
            found[table.name] = await session.scalar(sa.select(sa.func.count()).select_from(table))
        found["seq"] = await session.scalar(sa.select(sa.func.sum(HeadRow.seq)))
        found["updated"] = await session.scalar(sa.select(sa.func.max(RolloutRow.updated_at)))
        found["queued"] = await session.scalar(sa.select(sa.func.count()).where(IntentRow.done_at.is_(None)))
    return found

"""``GET /api/events``: which units in the caller's scope have changed, told as it happens, or asked for."""

from __future__ import annotations

from collections.abc import AsyncIterator
from datetime import UTC, datetime, timedelta
from typing import Annotated, Any

import orjson
from fastapi import APIRouter, Header, Query, Request
from fastapi.sse import EventSourceResponse, format_sse_event
from pydantic import BaseModel

from activities.clock import now
from api.deps import DatabaseDep, FunctionHolderDep, SessionDep, caller_or_none
from api.live import ALWAYS, Changed, Listener, Live
from api.problems import Problem
from models.database import Database
from models.permissions import Reading

router = APIRouter(prefix="/api", tags=["overview"])

STREAM = "text/event-stream"
HEARTBEAT = 15.0
RETRY_MS = 3000
LOOK_BACK = timedelta(seconds=10)
"""A client that comes back is told of changes from a little before it left: what was stamped then is seen later."""
LATEST = 253_402_300_799_999
Moment = Annotated[int | None, Query(ge=0, le=LATEST, description="`last_event_id` of the answer or event before.")]


class ChangedUnits(BaseModel):
    """Codes of units in your scope that have changed since `after`; fetch them again."""

    items: list[str]
    last_event_id: str


@router.get(
    "/events",
    summary="Which units have changed",
    response_model=ChangedUnits,
    responses={200: {"content": {STREAM: {"schema": {"type": "string"}}}}},
)
async def events(
    request: Request,
    caller: FunctionHolderDep,
    database: DatabaseDep,
    session: SessionDep,
    after: Moment = None,
    last_event_id: Annotated[str | None, Header(include_in_schema=False)] = None,
) -> Any:  # noqa: ANN401 - a stream, or the model above
    """With `Accept: text/event-stream` a stream of server-sent events that goes on until you close it.

    Each event `units` carries `{"units": [codes]}`; the codes only, so fetch again what you show. Any other client gets
    the codes since `after` as JSON at once, and asks again with the `last_event_id` of that answer.
    """
    live: Live = request.app.state.live
    if last_event_id is not None and last_event_id.isdecimal() and int(last_event_id) <= LATEST:
        after = int(last_event_id)
    if STREAM not in request.headers.get("accept", ""):
        since = await live.since(_moment(after)) if after is not None else []
        return ChangedUnits(items=_codes(since, caller.reading), last_event_id=_event_id(caller.now))
    live.refuse_too_many(caller.person_id)
    await session.close()  # the stream may last for hours
    told = _told(request, database, live, caller.person_id, after)
    return EventSourceResponse(told, headers={"X-Accel-Buffering": "no"})


async def _told(
    request: Request, database: Database, live: Live, person_id: str, after: int | None
) -> AsyncIterator[bytes]:
    """A stream from its greeting to its end; while it waits it holds nothing of the database."""
    with live.listening(person_id) as listener:
        yield format_sse_event(event="hello", data_str="{}", id=_event_id(now()), retry=RETRY_MS)
        if after is not None:
            listener.tell(await live.since(_moment(after)))
        async for event in _events(request, database, listener):
            yield event


async def _events(request: Request, database: Database, listener: Listener) -> AsyncIterator[bytes]:
    """Who listens is judged anew with every event and every heartbeat: sign-in, functions, scope."""
    while True:
        at = now()
        changed = await listener.heard(HEARTBEAT)
        if changed is None or (reading := await _reading(request, database)) is None:
            return
        codes = _codes(changed, reading)
        if codes:
            yield format_sse_event(event="units", data_str=orjson.dumps({"units": codes}).decode(), id=_event_id(at))
        else:
            yield format_sse_event(comment="still here")


async def _reading(request: Request, database: Database) -> Reading | None:
    """What the caller may read now; None when they are signed out, or hold no function any more."""
    async with database.read() as session:
        try:
            caller = await caller_or_none(request, session, now())
        except Problem:
            return None
    return caller.reading if caller is not None and caller.holds_a_function else None


def _codes(changed: list[Changed], reading: Reading) -> list[str]:
    return sorted(each.code for each in changed if reading.includes(each.scope))


def _event_id(moment: datetime) -> str:
    return str(int(moment.timestamp() * 1000))


def _moment(after: int) -> datetime:
    return datetime.fromtimestamp(after / 1000, UTC) - LOOK_BACK if after > LOOK_BACK.total_seconds() * 1000 else ALWAYS

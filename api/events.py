"""``GET /api/events``: what has changed in the caller's scope (units, waves, reports), as it happens, or asked for."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Callable
from datetime import UTC, datetime, timedelta
from functools import partial
from typing import Annotated, Any

import orjson
from fastapi import APIRouter, Header, Query, Request
from fastapi.sse import EventSourceResponse, format_sse_event
from pydantic import BaseModel
from starlette.types import Receive, Scope, Send

from activities.clock import now
from api.deps import DatabaseDep, FunctionHolderDep, SessionDep, caller_or_none
from api.live import ALWAYS, KINDS, Changed, Kind, Listener, Live
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
    """Codes of units, ids of waves and of reports in your scope that have changed since `after`; fetch them again."""

    items: list[str]
    waves: list[str] = []
    reports: list[str] = []
    last_event_id: str


@router.get(
    "/events",
    summary="Which units, waves and reports have changed",
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

    Each event `units` carries `{"units": [codes]}`, `waves` and `reports` their ids: no more, so fetch again what
    you show. Any other client gets all since `after` as JSON at once, and asks again with the `last_event_id` of that
    answer.
    """
    live: Live = request.app.state.live
    if last_event_id is not None and last_event_id.isdecimal() and int(last_event_id) <= LATEST:
        after = int(last_event_id)
    if STREAM not in request.headers.get("accept", ""):
        since = await live.since(_moment(after)) if after is not None else []
        found = {kind: _codes(since, caller.reading, kind) for kind in KINDS}
        return ChangedUnits(
            items=found["units"],
            waves=found["waves"],
            reports=found["reports"],
            last_event_id=_event_id(caller.now),
        )
    await session.close()  # the stream may last for hours
    return Stream(live, caller.person_id, partial(_told, request, database, live, caller.reading, after))


class Stream(EventSourceResponse):
    """Listens from before its first byte, so that it can still be refused, to its end, however that comes."""

    def __init__(self, live: Live, person_id: str, told: Callable[[Listener], AsyncIterator[bytes]]) -> None:
        super().__init__(content=(), headers={"X-Accel-Buffering": "no"})
        self._live, self._person_id, self._told = live, person_id, told

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Raises: TooManyStreams, TooManyListening."""
        with self._live.listening(self._person_id) as listener:
            self.body_iterator = self._told(listener)
            await super().__call__(scope, receive, send)


async def _told(
    request: Request, database: Database, live: Live, reading: Reading, after: int | None, listener: Listener
) -> AsyncIterator[bytes]:
    """A stream from its greeting to its end; while it waits it holds nothing of the database."""
    yield format_sse_event(event="hello", data_str="{}", id=_event_id(now()), retry=RETRY_MS)
    if after is not None:
        listener.tell(await live.since(_moment(after)))
    async for event in _events(request, database, reading, listener):
        yield event


async def _events(request: Request, database: Database, reading: Reading, listener: Listener) -> AsyncIterator[bytes]:
    """Who listens is judged anew with every event and every heartbeat: sign-in, functions, scope."""
    while True:
        at = now()
        changed = await _until_concerned(listener, reading)
        judged = await _reading(request, database) if changed is not None else None
        if changed is None or judged is None:
            return
        reading = judged
        told = {kind: codes for kind in KINDS if (codes := _codes(changed, reading, kind))}
        for kind, codes in told.items():
            yield format_sse_event(event=kind, data_str=orjson.dumps({kind: codes}).decode(), id=_event_id(at))
        if not told:
            yield format_sse_event(comment="still here")


async def _until_concerned(listener: Listener, reading: Reading) -> list[Changed] | None:
    """What has changed, once something in the scope as last judged has, else at the heartbeat; None when it is over.

    What changes elsewhere hurries nothing: not even the moment of an answer may tell of it. It is kept for the next
    judgement, by which it may have come into the scope.
    """
    loop = asyncio.get_running_loop()
    heartbeat = loop.time() + HEARTBEAT
    kept: list[Changed] = []
    while (left := heartbeat - loop.time()) > 0:
        changed = await listener.heard(left)
        if changed is None:
            return None
        kept += changed
        if any(each.concerns(reading) for each in changed):
            break
    return kept


async def _reading(request: Request, database: Database) -> Reading | None:
    """What the caller may read now; None when they are signed out, or hold no function any more."""
    async with database.read() as session:
        try:
            caller = await caller_or_none(request, session, now())
        except Problem:
            return None
    return caller.reading if caller is not None and caller.holds_a_function else None


def _codes(changed: list[Changed], reading: Reading, kind: Kind) -> list[str]:
    return sorted({each.code for each in changed if each.kind == kind and each.concerns(reading)})


def _event_id(moment: datetime) -> str:
    return str(int(moment.timestamp() * 1000))


def _moment(after: int) -> datetime:
    return datetime.fromtimestamp(after / 1000, UTC) - LOOK_BACK if after > LOOK_BACK.total_seconds() * 1000 else ALWAYS

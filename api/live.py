"""What has changed since a moment ago: one look at the database a second for everybody who listens.

A process looks only while somebody listens. Listeners are told of units with the scope they lie in; whether somebody
may know of them is judged by whoever tells it on.
"""

from __future__ import annotations

import asyncio
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from typing import Any

import sqlalchemy as sa
import structlog
from sqlalchemy.exc import SQLAlchemyError

from activities.clock import now
from api.problems import Problem
from models.database import Database
from models.permissions import UnitScope
from models.tables import RolloutRow, UnitRow

log = structlog.get_logger(__name__)

EVERY = 1.0
OVERLAP = timedelta(minutes=2)
"""An event is stamped when it is decided and seen when it is recorded: so much later at most, as a rule."""
LOOK_EVERYWHERE = 60
"""After so many looks all units are compared, in case recording took longer than that."""
ALWAYS = datetime.fromtimestamp(0, UTC)
EACH = 6
"""Streams of one person in one process: as many as a browser opens to one host anyway."""
ALL = 2000
"""Streams in one process: three times as many as there are people; each costs memory and an open connection."""

CHANGED = (
    sa.select(RolloutRow.unit_id, RolloutRow.seq, RolloutRow.region_code, RolloutRow.aqua_team, UnitRow.code)
    .join(UnitRow, UnitRow.id == RolloutRow.unit_id)
    .where(RolloutRow.updated_at >= sa.bindparam("since", type_=RolloutRow.updated_at.type))
    .order_by(UnitRow.code)
)


class TooManyStreams(Problem):
    """You follow the changes in too many windows at once. Close one of them."""

    german = "Sie verfolgen die Änderungen in zu vielen Fenstern zugleich. Bitte schließen Sie eines davon."
    status = 429


class TooManyListening(Problem):
    """Too many people follow the changes here at the moment. Load the page anew to see what has changed."""

    german = "Im Moment verfolgen hier zu viele die Änderungen. Laden Sie die Seite neu, um zu sehen, was sich tut."
    status = 503


@dataclass(frozen=True, slots=True)
class Changed:
    """A unit that has changed, and where it lies."""

    code: str
    scope: UnitScope


@dataclass(eq=False)
class Listener:
    """What one stream has not told on yet: each unit once, however often it has changed."""

    waiting: dict[str, Changed] = field(default_factory=dict)
    is_over: bool = False
    _called: asyncio.Event = field(default_factory=asyncio.Event)

    def tell(self, changed: list[Changed]) -> None:
        self.waiting |= {each.code: each for each in changed}
        self._called.set()

    def end(self) -> None:
        self.is_over = True
        self._called.set()

    async def heard(self, patience: float) -> list[Changed] | None:
        """What has changed; nothing after so many seconds, None when it is over."""
        with suppress(TimeoutError):
            await asyncio.wait_for(self._called.wait(), patience)
        if self.is_over:
            return None
        self._called.clear()
        found, self.waiting = list(self.waiting.values()), {}
        return found


@dataclass
class Live:
    """Looks and tells; ``close`` ends every stream, so that a process that stops need not wait for them."""

    database: Database
    every: float = EVERY
    at_most: int = ALL
    _listeners: dict[Listener, str] = field(default_factory=dict)
    _seen: dict[str, int] = field(default_factory=dict)
    _looking: asyncio.Task[None] | None = None
    _is_closed: bool = False

    @contextmanager
    def listening(self, person_id: str) -> Iterator[Listener]:
        """Counted and let in at once, so that nobody slips through. Raises: TooManyStreams, TooManyListening."""
        if Counter(self._listeners.values())[person_id] >= EACH:
            raise TooManyStreams
        if len(self._listeners) >= self.at_most:
            raise TooManyListening
        listener = Listener(is_over=self._is_closed)
        self._listeners[listener] = person_id
        if self._looking is None and not self._is_closed:
            self._looking = asyncio.create_task(self._look())
        try:
            yield listener
        finally:
            del self._listeners[listener]
            if not self._listeners and self._looking is not None:
                self._looking.cancel()
                self._looking = None

    def close(self) -> None:
        self._is_closed = True
        for listener in self._listeners:
            listener.end()

    async def since(self, moment: datetime) -> list[Changed]:
        """Units that have changed since; some that changed shortly before as well."""
        return [_changed(row) for row in await self._rows(moment)]

    async def _look(self) -> None:
        self._seen, looks = {}, 0
        while True:
            try:
                rows = await self._rows(now() - OVERLAP if looks % LOOK_EVERYWHERE else ALWAYS)
                self._tell(rows, is_first=looks == 0)
                looks += 1
            except (SQLAlchemyError, OSError) as error:
                log.warning("changes_not_read", error=type(error).__name__)
            await asyncio.sleep(self.every)

    def _tell(self, rows: list[Any], *, is_first: bool) -> None:
        fresh = [row for row in rows if self._seen.get(row.unit_id) != row.seq]
        self._seen |= {row.unit_id: row.seq for row in fresh}
        if fresh and not is_first:
            changed = [_changed(row) for row in fresh]
            for listener in self._listeners:
                listener.tell(changed)

    async def _rows(self, since: datetime) -> list[Any]:
        async with self.database.read() as session:
            return list((await session.execute(CHANGED, {"since": since})).all())


def _changed(row: Any) -> Changed:  # noqa: ANN401 - a row of CHANGED
    return Changed(row.code, UnitScope(row.unit_id, row.region_code, row.aqua_team))

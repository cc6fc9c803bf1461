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
from functools import reduce
from typing import Any, Literal

import sqlalchemy as sa
import structlog
from sqlalchemy.exc import SQLAlchemyError
from sqlalchemy.ext.asyncio import AsyncSession

from activities.clock import now
from api.problems import Problem
from models.database import Database
from models.periods.period import report_id
from models.periods.state import PeriodStatus
from models.permissions import Reading, UnitScope
from models.remedies import Remedy
from models.report_tables import PeriodRegionRow, PeriodRow
from models.rollout.owed import NATIONAL
from models.tables import RolloutRow, UnitRow
from models.wave_tables import WaveMemberRow, WaveRow

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

Kind = Literal["units", "waves", "reports"]
KINDS: tuple[Kind, ...] = ("units", "waves", "reports")

SINCE = sa.bindparam("since", type_=RolloutRow.updated_at.type)
NOWHERE = sa.null().cast(sa.Text)
UNITS = (
    sa.select(
        RolloutRow.unit_id.label("id"),
        RolloutRow.seq.cast(sa.Text).label("version"),
        UnitRow.code.label("code"),
        UnitRow.region_code.label("region"),
        RolloutRow.aqua_team.label("aqua_team"),
        sa.literal("units").label("kind"),
    )
    .join(UnitRow, UnitRow.id == RolloutRow.unit_id)
    .where(RolloutRow.updated_at >= SINCE)
)
WAVES = sa.select(
    WaveRow.wave_id, WaveRow.seq.cast(sa.Text), WaveRow.code, NOWHERE, NOWHERE, sa.literal("waves")
).where(WaveRow.updated_at >= SINCE)
NATIONAL_REPORTS = sa.select(
    PeriodRow.reporting_id, PeriodRow.status, PeriodRow.period_id, NOWHERE, NOWHERE, sa.literal("reports")
).where(PeriodRow.updated_at >= SINCE)
DAYS = (PeriodRegionRow.attested_on, PeriodRegionRow.asked_back_on, PeriodRegionRow.acknowledged_on)
STANDING = reduce(
    lambda text, on: text.concat("/").concat(sa.func.coalesce(on.cast(sa.Text), "")),
    DAYS,
    PeriodRegionRow.status.concat(""),
)
"""What others see of a region's attestation: the period's own number would tell each region of all others."""
REGIONAL_REPORTS = (
    sa.select(
        PeriodRegionRow.reporting_id.concat("/").concat(PeriodRegionRow.region_code),
        STANDING,
        PeriodRegionRow.period_id,
        PeriodRegionRow.region_code,
        NOWHERE,
        sa.literal("reports"),
    )
    .join(PeriodRow, PeriodRow.reporting_id == PeriodRegionRow.reporting_id)
    .where(PeriodRow.updated_at >= SINCE)
)
CHANGED = sa.union_all(UNITS, WAVES, NATIONAL_REPORTS, REGIONAL_REPORTS).order_by("code")
OFFICES = (
    sa.select(WaveMemberRow.wave_id, UnitRow.id, UnitRow.region_code, RolloutRow.aqua_team)
    .join(UnitRow, UnitRow.id == WaveMemberRow.unit_id)
    .outerjoin(RolloutRow, RolloutRow.unit_id == UnitRow.id)
    .where(WaveMemberRow.wave_id.in_(sa.bindparam("wave_ids", expanding=True)))
)


class TooManyStreams(Problem):
    """You follow the changes in too many windows at once."""

    german = "Sie verfolgen die Änderungen in zu vielen Fenstern zugleich."
    remedy = Remedy("Bitte schließen Sie eines davon.", "Close one of them.")
    status = 429


class TooManyListening(Problem):
    """Too many people follow the changes here at the moment."""

    german = "Im Moment verfolgen hier zu viele die Änderungen."
    remedy = Remedy(
        "Laden Sie die Seite neu, um zu sehen, was sich tut.",
        "Load the page anew to see what has changed.",
    )
    status = 503


@dataclass(frozen=True, slots=True)
class Changed:
    """A unit that has changed, and where it lies; a wave by its id, and where its offices lie; a report by its id.

    ``is_for_all``: a national report that is issued.
    """

    kind: Kind
    code: str
    scopes: tuple[UnitScope, ...]
    is_for_all: bool = False

    def concerns(self, reading: Reading) -> bool:
        return self.is_for_all or any(reading.includes(scope) for scope in self.scopes)


@dataclass(eq=False)
class Listener:
    """What one stream has not told on yet: each unit, wave and report once, however often it has changed."""

    waiting: dict[tuple[Kind, str], Changed] = field(default_factory=dict)
    is_over: bool = False
    _called: asyncio.Event = field(default_factory=asyncio.Event)

    def tell(self, changed: list[Changed]) -> None:
        self.waiting |= {(each.kind, each.code): each for each in changed}
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
    _seen: dict[str, str] = field(default_factory=dict)
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
        """What has changed since; some that changed shortly before as well."""
        async with self.database.read() as session:
            return await _changed(session, await _rows(session, moment))

    async def _look(self) -> None:
        self._seen, looks = {}, 0
        while True:
            try:
                await self._look_once(ALWAYS if looks % LOOK_EVERYWHERE == 0 else now() - OVERLAP, is_first=looks == 0)
                looks += 1
            except (SQLAlchemyError, OSError) as error:
                log.warning("changes_not_read", error=type(error).__name__)
            await asyncio.sleep(self.every)

    async def _look_once(self, since: datetime, *, is_first: bool) -> None:
        async with self.database.read() as session:
            fresh = [row for row in await _rows(session, since) if self._seen.get(row.id) != row.version]
            changed = await _changed(session, fresh) if fresh and not is_first else []
        self._seen |= {row.id: row.version for row in fresh}
        if changed:
            for listener in self._listeners:
                listener.tell(changed)


async def _rows(session: AsyncSession, since: datetime) -> list[Any]:
    """Units, waves and reports, by one statement: their ids never meet."""
    return list((await session.execute(CHANGED, {"since": since})).all())


async def _changed(session: AsyncSession, rows: list[Any]) -> list[Changed]:
    """Units lie where they lie, waves where their offices do, reports in their region."""
    units = [Changed("units", r.code, (UnitScope(r.id, r.region, r.aqua_team),)) for r in rows if r.kind == "units"]
    reports = [_report(row) for row in rows if row.kind == "reports"]
    waves = [row.id for row in rows if row.kind == "waves"]
    scopes: dict[str, list[UnitScope]] = {wave_id: [] for wave_id in waves}
    if waves:
        for row in await session.execute(OFFICES, {"wave_ids": waves}):
            scopes[row.wave_id].append(UnitScope(row.id, row.region_code, row.aqua_team))
    return [*units, *(Changed("waves", wave_id, tuple(its)) for wave_id, its in scopes.items()), *reports]


def _report(row: Any) -> Changed:  # noqa: ANN401 - a row of CHANGED
    """A national one is for central staff until it is issued, as ``models.queries.periods.may_read`` has it."""
    is_for_all = row.region is None and row.version != PeriodStatus.COLLECTING
    scope = UnitScope("", row.region, None)
    return Changed("reports", report_id(row.code, row.region or NATIONAL), (scope,), is_for_all=is_for_all)

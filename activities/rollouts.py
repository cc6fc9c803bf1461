"""Starting what SQL has and Temporal lacks: after imports, at worker start, hourly, and after Temporal was lost."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import date, datetime

import sqlalchemy as sa
import structlog
from sqlalchemy.ext.asyncio import AsyncSession
from temporalio.client import Client
from temporalio.common import (
    SearchAttributePair,
    TypedSearchAttributes,
    WorkflowIDConflictPolicy,
    WorkflowIDReusePolicy,
)

from activities.search import HALTED, KIND, REGION, SIDE_STATE, STAGE, UNIT
from models.calendar import WorkingCalendar
from models.chain import STREAM_PREFIX, stream_of
from models.commands import By
from models.database import Database
from models.events import RolloutStarted
from models.lives import REMEMBERED_KEYS, Answered
from models.organisation import SERVED, Function, UnitKind
from models.programme import Programme, shipped
from models.rollout.life import Life, born
from models.rollout.state import UnitState
from models.tables import CalendarRow, CommandRow, CoverageRow, HeadRow, UnitRow

log = structlog.get_logger(__name__)

WORKFLOW = "UnitRollout"
STARTS_AT_ONCE = 32
Progress = Callable[[int, int], None]
"""Called with how many are done, of how many."""


class CalendarMissing(LookupError):
    """There is no working calendar for this Land; import the units first, which makes the calendars."""


@dataclass
class Rollouts:
    """Starts unit workflows on ``task_queue``."""

    database: Database
    client: Client
    task_queue: str

    async def ensure(self, today: date, now: datetime, progress: Progress | None = None) -> int:
        """Start every unit's workflow that is not running; answers how many were started."""
        running = await running_workflows(self.client, WORKFLOW)
        async with self.database.read() as session:
            missing = [row for row in await _served_units(session) if stream_of(row.id) not in running]
            lives = await _lives(session, missing, today, now)
        gate, done = asyncio.Semaphore(STARTS_AT_ONCE), 0

        async def start(unit: UnitRow) -> None:
            nonlocal done
            async with gate:
                await self._start(lives[unit.id], unit)
            done += 1
            if progress is not None:
                progress(done, len(missing))

        await asyncio.gather(*(start(unit) for unit in missing))
        if missing:
            log.info("workflows_started", count=len(missing))
        return len(missing)

    async def start_anew(self, unit_id: str) -> None:
        """Put an end to the unit's workflow, whatever it holds, and start it from SQL, as if it had never halted."""
        async with self.database.read() as session:
            unit = await session.get_one(UnitRow, unit_id)
            head = await session.get_one(HeadRow, stream_of(unit_id))
            answered = await answered_keys(session, [head.stream])
        life = life_of(head, answered[head.stream]).model_copy(update={"halted": None})
        await self._start(life, unit, WorkflowIDConflictPolicy.TERMINATE_EXISTING)

    async def has_unborn(self) -> bool:
        """Whether an import has brought units whose rollout has not begun."""
        born = sa.select(HeadRow.stream).where(HeadRow.stream == sa.literal(STREAM_PREFIX).concat(UnitRow.id)).exists()
        query = sa.select(UnitRow.id).where(UnitRow.kind.in_([kind.value for kind in SERVED]), ~born).limit(1)
        async with self.database.read() as session:
            return (await session.scalar(query)) is not None

    async def _start(
        self, life: Life, unit: UnitRow, if_running: WorkflowIDConflictPolicy = WorkflowIDConflictPolicy.USE_EXISTING
    ) -> None:
        """The list of running ones lags a little behind: one that runs already is left as it is."""
        await self.client.start_workflow(
            WORKFLOW,
            life,
            id=stream_of(unit.id),
            task_queue=self.task_queue,
            id_conflict_policy=if_running,
            id_reuse_policy=WorkflowIDReusePolicy.ALLOW_DUPLICATE,
            search_attributes=_search_attributes(life, unit),
            static_summary=unit.code,
        )


async def running_workflows(client: Client, workflow: str) -> set[str]:
    """Ids of the running workflows of a type; the list lags a little behind."""
    query = f"WorkflowType = '{workflow}' AND ExecutionStatus = 'Running'"
    return {execution.id async for execution in client.list_workflows(query, page_size=1000)}


def _search_attributes(life: Life, unit: UnitRow) -> TypedSearchAttributes:
    return TypedSearchAttributes(
        [
            SearchAttributePair(UNIT, unit.code),
            SearchAttributePair(KIND, life.state.kind.value),
            SearchAttributePair(REGION, life.state.region or "-"),
            SearchAttributePair(STAGE, life.state.stage),
            SearchAttributePair(SIDE_STATE, life.state.side_state.value),
            SearchAttributePair(HALTED, life.halted is not None),
        ]
    )


async def _served_units(session: AsyncSession) -> list[UnitRow]:
    query = sa.select(UnitRow).where(UnitRow.kind.in_([k.value for k in SERVED])).order_by(UnitRow.code)
    return list((await session.scalars(query)).all())


async def _lives(session: AsyncSession, units: Iterable[UnitRow], today: date, now: datetime) -> dict[str, Life]:
    """The life each unit's workflow starts from: its head, or its birth."""
    units = list(units)
    heads = {head.stream: head for head in (await session.scalars(sa.select(HeadRow))).all()} if units else {}
    answered = await answered_keys(session, heads) if heads else {}
    nursery = await _nursery(session, today) if any(stream_of(u.id) not in heads for u in units) else None
    lives: dict[str, Life] = {}
    for unit in units:
        head = heads.get(stream_of(unit.id))
        if head is not None:
            lives[unit.id] = life_of(head, answered.get(head.stream, {}))
        elif nursery is not None:
            lives[unit.id] = born(nursery.first_event(unit, today), now)
    return lives


def life_of(head: HeadRow, answered: dict[str, Answered]) -> Life:
    """A unit's life as SQL has it; nothing is unrecorded there."""
    return Life(
        unit_id=head.stream.removeprefix(STREAM_PREFIX),
        state=UnitState.model_validate_json(head.state),
        recorded_seq=head.seq,
        recorded_hash=head.hash,
        answered=answered,
        halted=head.halted,
    )


async def answered_keys(session: AsyncSession, streams: Iterable[str]) -> dict[str, dict[str, Answered]]:
    """The last remembered keys of each stream, oldest first."""
    newest = sa.func.row_number().over(partition_by=CommandRow.stream, order_by=CommandRow.seq.desc()).label("age")
    numbered = sa.select(CommandRow, newest).subquery()
    query = sa.select(numbered).where(numbered.c.age <= REMEMBERED_KEYS).order_by(numbered.c.stream, numbered.c.seq)
    known: dict[str, dict[str, Answered]] = {stream: {} for stream in streams}
    for row in (await session.execute(query)).mappings():
        known.setdefault(row["stream"], {})[row["key"]] = Answered(
            body_hash=row["body_hash"], seq=row["seq"], recorded_at=row["recorded_at"]
        )
    return known


@dataclass(frozen=True)
class _Nursery:
    """What a unit's first event needs: the programme, its Land's calendar, its AQua team."""

    programme: Programme
    calendars: dict[str, WorkingCalendar]
    teams: dict[str, str]

    def first_event(self, unit: UnitRow, today: date) -> RolloutStarted:
        if unit.land not in self.calendars:
            raise CalendarMissing(unit.land)
        return RolloutStarted(
            happened_on=today,
            recorded_on=today,
            by=By(function=Function.SYSTEM),
            unit_id=unit.id,
            kind=UnitKind(unit.kind),
            region=unit.region_code,
            aqua_team=self.teams.get(unit.id),
            programme=self.programme,
            calendar=self.calendars[unit.land],
        )


async def _nursery(session: AsyncSession, today: date) -> _Nursery:
    rows = (await session.scalars(sa.select(CalendarRow).order_by(CalendarRow.created_at))).all()
    current = sa.select(CoverageRow.unit_id, CoverageRow.team_code).where(
        CoverageRow.since <= today, sa.or_(CoverageRow.until.is_(None), CoverageRow.until >= today)
    )
    return _Nursery(
        programme=shipped(),
        calendars={row.land: WorkingCalendar.model_validate_json(row.body) for row in rows},
        teams=dict((await session.execute(current)).all()),
    )

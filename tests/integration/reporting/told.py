"""Offices of a small organisation whose lives were recorded, moment by moment, as the append would."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import UTC, date, datetime, time, timedelta

import sqlalchemy as sa

from activities.clock import berlin_day, end_of_day
from activities.journal import append
from models import commands as cmd
from models import events as ev
from models.chain import GENESIS, Batch, Entry, linked, stream_of
from models.database import Database
from models.organisation import UnitKind
from models.reporting.asked import AsOf
from models.rollout.decide import decide
from models.rollout.evolve import fold
from models.rollout.state import UnitState
from models.tables import UnitRow
from tests import making

NOW = datetime(2026, 3, 2, 12, tzinfo=UTC)


def asked(on: date | str, known_at: datetime | None = None) -> AsOf:
    day = making.day(on) if isinstance(on, str) else on
    return AsOf(day, end_of_day(day), known_at)


@dataclass
class Recorded:
    """One office: the states it went through, each with the moment of its recording."""

    database: Database
    unit_id: str
    entries: list[Entry] = field(default_factory=list)
    states: list[tuple[datetime, UnitState]] = field(default_factory=list)

    @property
    def state(self) -> UnitState:
        return self.states[-1][1]

    async def begin(self, started: ev.RolloutStarted, at: datetime) -> None:
        await self.tell([started.model_copy(update={"unit_id": self.unit_id})], at)

    async def give(self, told: cmd.Command, at: datetime, who: cmd.By | None = None) -> None:
        given = making.envelope(today=berlin_day(at), who=who or making.by(making.usual(told)))
        await self.tell(decide(self.state, told, given), at)

    async def tell(self, events: list[ev.Event], at: datetime) -> None:
        before = self.states[-1][1] if self.states else None
        seq, prev = (self.entries[-1].seq, self.entries[-1].hash) if self.entries else (0, GENESIS)
        new = linked(stream_of(self.unit_id), seq, prev, events, at, None)
        async with self.database.write() as connection:
            await append(connection, Batch(stream=stream_of(self.unit_id), entries=tuple(new)))
        self.entries += new
        self.states.append((at, fold(events, before)))

    def known_at(self, at: datetime) -> UnitState | None:
        return next((state for when, state in reversed(self.states) if when <= at), None)


async def office(
    database: Database, number: int, *, kind: UnitKind = making.AGENTUR, region: str = making.REGION
) -> Recorded:
    """An office of the organisation without a rollout yet."""
    unit_id = f"u-{region}-{number}"
    row = {
        "id": unit_id,
        "code": f"{region[-3:]}-{number:05}",
        "name": f"Dienststelle {number}",
        "kind": kind.value,
        "parent_code": region,
        "region_code": region,
        "legal_area": "SGB_III",
        "land": "NI",
        "city": "Celle",
    }
    async with database.write() as connection:
        await connection.execute(sa.insert(UnitRow), row)
    return Recorded(database, unit_id)


async def region(database: Database, code: str) -> None:
    """A Regionaldirektion."""
    row = {"id": f"u-{code}", "code": code, "name": f"Regionaldirektion {code}", "kind": "regionaldirektion"}
    async with database.write() as connection:
        await connection.execute(
            sa.insert(UnitRow), {**row, "parent_code": None, "legal_area": "SGB_III", "land": "NI", "city": "Celle"}
        )


def noon(day: date | str) -> datetime:
    on = making.day(day) if isinstance(day, str) else day
    return datetime.combine(on, time(11), UTC)


def a_minute_later(at: datetime) -> datetime:
    return at + timedelta(minutes=1)

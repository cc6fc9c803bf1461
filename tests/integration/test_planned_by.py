"""Who has set the present day of a workshop, whatever function that was in."""

from __future__ import annotations

from itertools import count
from typing import Any

import pytest
import sqlalchemy as sa

from activities.clock import now
from models.chain import stream_of
from models.database import Database
from models.people_tables import ActorRefRow, PersonRow
from models.programme import WorkshopKind
from models.queries.records import planned_by
from models.tables import JournalRow

numbers = count(1)
IMPLEMENTATION, CONSOLIDATION = "implementation", "consolidation"


@pytest.fixture(scope="module", autouse=True)
async def _persons(database: Database) -> None:
    """Anna acts under two references: she holds two functions. Bert has one."""
    async with database.write() as connection:
        for person in ("anna", "bert"):
            row = {"id": person, "name": person, "language": "de", "created_at": now()}
            await connection.execute(sa.insert(PersonRow), row)
        for ref, person in {"a-1": "anna", "a-2": "anna", "b-1": "bert"}.items():
            await connection.execute(sa.insert(ActorRefRow), {"ref": ref, "person_id": person, "created_at": now()})


async def recorded(database: Database, *entries: tuple[str, str, str | None]) -> str:
    """An office in whose journal stands, who did what to which workshop."""
    unit = f"planned-{next(numbers)}"
    async with database.write() as connection:
        for seq, (kind, workshop, ref) in enumerate(entries, 1):
            row: dict[str, Any] = {"stream": stream_of(unit), "seq": seq, "type": kind, "actor_ref": ref}
            row |= {"payload": {"workshop": workshop}, "happened_on": now().date(), "recorded_at": now()}
            await connection.execute(sa.insert(JournalRow), row | {"prev": "", "hash": f"{unit}/{seq}"})
    return unit


async def planned(database: Database, unit: str, person: str) -> tuple[WorkshopKind, ...]:
    async with database.read() as session:
        return await planned_by(session, unit, person)


async def test_whoever_planned_is_known_by_each_of_their_functions(database: Database) -> None:
    unit = await recorded(
        database, ("workshop_planned", IMPLEMENTATION, "a-1"), ("workshop_planned", CONSOLIDATION, "a-2")
    )
    assert (WorkshopKind.CONSOLIDATION, WorkshopKind.IMPLEMENTATION) == await planned(database, unit, "anna")
    assert () == await planned(database, unit, "bert")


async def test_whoever_moved_it_has_set_the_present_day(database: Database) -> None:
    unit = await recorded(
        database, ("workshop_planned", IMPLEMENTATION, "a-1"), ("workshop_moved", IMPLEMENTATION, "b-1")
    )
    assert () == await planned(database, unit, "anna")
    assert (WorkshopKind.IMPLEMENTATION,) == await planned(database, unit, "bert")


async def test_a_day_that_the_system_set_is_nobodys(database: Database) -> None:
    unit = await recorded(
        database, ("workshop_planned", IMPLEMENTATION, "a-1"), ("workshop_moved", IMPLEMENTATION, None)
    )
    assert () == await planned(database, unit, "anna")


async def test_another_office_is_another_matter(database: Database) -> None:
    await recorded(database, ("workshop_planned", IMPLEMENTATION, "a-1"))
    elsewhere = await recorded(database, ("workshop_planned", IMPLEMENTATION, "b-1"))
    assert () == await planned(database, elsewhere, "anna")

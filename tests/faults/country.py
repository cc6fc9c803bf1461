"""A part of the real organisation, for tests that kill things."""

from __future__ import annotations

import asyncio
from pathlib import Path

import sqlalchemy as sa

from activities.clock import berlin_day, now
from activities.imports import import_people, import_units
from models.database import Database
from models.tables import HeadRow

DATA = Path(__file__).resolve().parents[2] / "data"


async def fill(url: str, offices: int) -> None:
    """The Zentrale, the regions and the first Agenturen, through the importer."""
    lines = (DATA / "ba_units.csv").read_text(encoding="utf-8").splitlines()
    above = [line for line in lines[1:] if ",zentrale," in line or ",regionaldirektion," in line]
    agenturen = [line for line in lines[1:] if ",agentur," in line][:offices]
    units = "\n".join([lines[0], *above, *agenturen])
    regions = [line.split(",")[0] for line in above if ",regionaldirektion," in line]
    people = "issuer,subject,name,email,language,function,scope,since,until\n" + "\n".join(
        f"demo,rd-{region},Leitung {region},,de,regional_lead,{region},2026-01-01," for region in regions
    )
    database, moment = Database(url), now()
    today = berlin_day(moment)
    try:
        assert (await import_units(database, units.encode(), today=today, now=moment)).written
        assert (await import_people(database, people.encode(), today=today, now=moment)).written
    finally:
        await database.dispose()


async def born(url: str, offices: int) -> None:
    """Wait until every office has its first event."""
    database = Database(url)
    try:
        async with asyncio.timeout(60):
            while True:
                async with database.read() as session:
                    if await session.scalar(sa.select(sa.func.count()).select_from(HeadRow)) == offices:
                        return
                await asyncio.sleep(0.2)
    finally:
        await database.dispose()

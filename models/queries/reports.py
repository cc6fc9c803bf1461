"""Reports: those asked for by hand, as of any day, and those that were issued."""

from __future__ import annotations

from sqlalchemy.ext.asyncio import AsyncSession

from models.programme import shipped
from models.queries.asof import units_as_of
from models.queries.scope import vacancy
from models.reporting.asked import AsOf
from models.reporting.snapshot import Look, Snapshot, national, snapshot
from models.rollout.owed import NATIONAL

PROGRAMME = shipped()


async def look(session: AsyncSession, asked: AsOf, region: str | None = None) -> Look:
    """All offices, or those of a region. Raises: BeforeTheRecord, RegionNotOnRecord."""
    return Look(asked, await units_as_of(session, asked, region=region), await vacancy(session, asked.on))


async def asked_by_hand(session: AsyncSession, asked: AsOf, scope: str) -> Snapshot:
    """What a report of this scope (a region's code, or NATIONAL) says about a day; nothing is stored.

    Raises: BeforeTheRecord, RegionNotOnRecord.
    """
    if scope == NATIONAL:
        return national(await look(session, asked), PROGRAMME)
    return snapshot(await look(session, asked, scope), PROGRAMME, scope)

"""Which posts were filled when, in two times and without anybody: written with every change of who holds what.

Whoever is forgotten leaves no gap in past reports, and a day that was told late does not change what was known before.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

import sqlalchemy as sa
from sqlalchemy.ext.asyncio import AsyncConnection

from models.calendar import ONE_DAY
from models.organisation import Function
from models.report_tables import FilledPostRow

CURRENT = FilledPostRow.superseded_at.is_(None)


@dataclass(frozen=True, slots=True)
class Holding:
    """``id`` is the assignment's, or that of the substitution for a vacant post; ``acting``: the latter."""

    id: str
    function: Function
    scope: str
    since: date
    until: date | None
    acting: bool = False


def row_of(held: Holding, at: datetime) -> dict[str, Any]:
    return {
        "holding": held.id,
        "function": held.function.value,
        "scope": held.scope,
        "since": held.since,
        "until": held.until,
        "acting": held.acting,
        "recorded_at": at,
        "superseded_at": None,
    }


async def begun(connection: AsyncConnection, held: Iterable[Holding], at: datetime) -> None:
    """Posts are filled. Who acts for one while it is vacant ends the day before, and does not come back."""
    new = list(held)
    if not new:
        return
    for taken in (each for each in new if not each.acting):
        here = sa.and_(FilledPostRow.function == taken.function.value, FilledPostRow.scope == taken.scope)
        meets = sa.and_(FilledPostRow.since <= (taken.until or date.max), FilledPostRow.until >= taken.since)
        acts = sa.and_(CURRENT, FilledPostRow.acting, here, meets)
        for name in (await connection.execute(sa.select(FilledPostRow.holding).where(acts))).scalars().all():
            await ended(connection, name, taken.since - ONE_DAY, at)
    await connection.execute(sa.insert(FilledPostRow), [row_of(each, at) for each in new])


async def ended(connection: AsyncConnection, holding: str, until: date, at: datetime) -> None:
    """The last day is another one now; what was known before stays on record. Nothing where it is no such holding."""
    its = sa.and_(CURRENT, FilledPostRow.holding == holding)
    row = (await connection.execute(sa.select(*FilledPostRow.__table__.columns).where(its))).mappings().one_or_none()
    if row is None:
        return
    await connection.execute(sa.update(FilledPostRow).where(its).values(superseded_at=at))
    if until >= row["since"]:
        version = {name: value for name, value in row.items() if name != "id"}
        await connection.execute(sa.insert(FilledPostRow), {**version, "until": until, "recorded_at": at})

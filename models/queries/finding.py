"""Offices as they can be looked for, and those that the one who looks may see."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import sqlalchemy as sa
from sqlalchemy.ext.asyncio import AsyncSession

from models.organisation import UnitKind
from models.permissions import Reading
from models.queries.rows import rows
from models.queries.scope import VISIBLE, scope_values
from models.rollout.state import SideState
from models.tables import RolloutRow, UnitRow

_ON_RECORD = sa.join(UnitRow, RolloutRow, RolloutRow.unit_id == UnitRow.id)
ALL = sa.select(UnitRow.code, UnitRow.name, UnitRow.city, UnitRow.kind).select_from(_ON_RECORD)
IN_SCOPE = sa.select(UnitRow.code).select_from(_ON_RECORD).where(VISIBLE)
FOUND = (
    sa.select(
        UnitRow.code,
        UnitRow.name,
        UnitRow.city,
        UnitRow.kind,
        RolloutRow.region_code,
        RolloutRow.stage,
        RolloutRow.side_state,
    )
    .select_from(_ON_RECORD)
    .where(VISIBLE, UnitRow.code.in_(sa.bindparam("codes", expanding=True)))
)


@dataclass(frozen=True, slots=True)
class Found:
    """An office in scope, as a list of results tells it."""

    code: str
    name: str
    city: str
    kind: UnitKind
    region: str | None
    stage: str
    side_state: SideState


async def everything(session: AsyncSession) -> Sequence[tuple[str, str, str, str]]:
    """Code, name, city and kind of every office on record, whoever asks: what is found is narrowed by the others."""
    return [tuple(row) for row in await rows(session, ALL, {})]


async def codes_in_scope(session: AsyncSession, reading: Reading) -> frozenset[str] | None:
    """Codes of the offices that the asker may read; None for all, which needs no statement."""
    if reading.everything:
        return None
    return frozenset(row.code for row in await rows(session, IN_SCOPE, scope_values(reading)))


async def found(session: AsyncSession, reading: Reading, codes: Sequence[str]) -> list[Found]:
    """Those of ``codes`` that the asker may read, in the same order; one statement, also for none."""
    told = await rows(session, FOUND, {"codes": list(codes), **scope_values(reading)})
    by_code = {
        row.code: Found(
            code=row.code,
            name=row.name,
            city=row.city,
            kind=UnitKind(row.kind),
            region=row.region_code,
            stage=row.stage,
            side_state=SideState(row.side_state),
        )
        for row in told
    }
    return [by_code[code] for code in codes if code in by_code]

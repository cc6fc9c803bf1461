"""The organisation of an import: what is on record, and writing what is new."""

from __future__ import annotations

import secrets
from collections.abc import Callable

import sqlalchemy as sa
from sqlalchemy.ext.asyncio import AsyncConnection

from models.imports.units import KnownUnit, regions
from models.organisation import Unit
from models.tables import RolloutRow, UnitRow

FIELDS = ("code", "name", "kind", "parent_code", "legal_area", "land", "city")
CHUNK = 200


async def known_units(connection: AsyncConnection) -> dict[str, KnownUnit]:
    """Every office on record by code."""
    columns = [UnitRow.__table__.c[field] for field in FIELDS]
    query = sa.select(*columns, RolloutRow.unit_id).outerjoin(RolloutRow, RolloutRow.unit_id == UnitRow.id)
    known: dict[str, KnownUnit] = {}
    for row in (await connection.execute(query)).mappings():
        unit = Unit.model_validate({field: row[field] for field in FIELDS})
        known[unit.code] = KnownUnit(unit, has_rollout=row["unit_id"] is not None)
    return known


async def write_units(connection: AsyncConnection, units: list[Unit], progress: Callable[[int, int], None]) -> None:
    """Insert new offices under an opaque id, update known ones, and carry new regions down to all below."""
    known = await known_units(connection)
    new = [unit for unit in units if unit.code not in known]
    changed = [unit for unit in units if unit.code in known]
    everywhere = regions({**{code: k.unit for code, k in known.items()}, **{unit.code: unit for unit in units}})
    for start in range(0, len(new), CHUNK):
        chunk = new[start : start + CHUNK]
        rows = [
            {"id": secrets.token_hex(8), "region_code": everywhere[u.code], **u.model_dump(mode="json")} for u in chunk
        ]
        await connection.execute(sa.insert(UnitRow), rows)
        progress(start + len(chunk), len(units))
    for done, unit in enumerate(changed, len(new) + 1):
        values = unit.model_dump(mode="json", exclude={"code"})
        await connection.execute(sa.update(UnitRow).where(UnitRow.code == unit.code).values(values))
        progress(done, len(units))
    await _write_regions(connection, everywhere)


async def _write_regions(connection: AsyncConnection, wanted: dict[str, str | None]) -> None:
    """A move of an Agentur moves its gE along. A running rollout hears of it by a command."""
    stored = await connection.execute(sa.select(UnitRow.code, UnitRow.region_code))
    for code, region in stored.all():
        if wanted[code] != region:
            await connection.execute(sa.update(UnitRow).where(UnitRow.code == code).values(region_code=wanted[code]))

"""Offices and waves as an operator finds them: by their codes, everywhere."""

from __future__ import annotations

from typing import TYPE_CHECKING

from cli.running import Trouble

if TYPE_CHECKING:
    from models.database import Database
    from models.queries.units import Place


async def found_unit(database: Database, code: str) -> Place:
    """Raises: Trouble when there is no such office, or one that has no rollout."""
    from models.permissions import Reading
    from models.queries import units

    async with database.read() as session:
        place = await units.find(session, Reading(everything=True), code)
    if place is None:
        raise Trouble(f"There is no Agentur and no gE with the code {code}. `ilb units` lists them.")
    return place


async def found_wave(database: Database, code: str) -> str:
    """The id of the wave with this code. Raises: Trouble when there is none."""
    import sqlalchemy as sa

    from models.wave_tables import WaveRow

    async with database.read() as session:
        wave_id = await session.scalar(sa.select(WaveRow.wave_id).where(WaveRow.code == code))
    if wave_id is None:
        raise Trouble(f"There is no wave with the code {code}.")
    return wave_id


async def found_stream(database: Database, unit: str | None, wave: str | None) -> str | None:
    """The stream of the office or wave that was named; None where none was. Raises: Trouble."""
    from models.chain import stream_of, wave_stream

    if unit is not None and wave is not None:
        raise Trouble("Name an office or a wave, not both.")
    if wave is not None:
        return wave_stream(await found_wave(database, wave))
    return stream_of((await found_unit(database, unit)).unit_id) if unit is not None else None

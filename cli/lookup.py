"""Offices, waves and reporting periods as an operator finds them: by their codes, everywhere."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

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


async def found_period(database: Database, name: str) -> str:
    """The id of the reporting period with this name. Raises: Trouble when there is none."""
    import sqlalchemy as sa

    from models.report_tables import PeriodRow

    async with database.read() as session:
        reporting_id = await session.scalar(sa.select(PeriodRow.reporting_id).where(PeriodRow.period_id == name))
    if reporting_id is None:
        raise Trouble(f"There is no report of {name}. `ilb report national --period {name}` lists those there are.")
    return reporting_id


class Named(NamedTuple):
    """What was named by an option; at most one of them."""

    unit: str | None = None
    wave: str | None = None
    period: str | None = None


async def found_stream(database: Database, named: Named) -> str | None:
    """The stream of the office, wave or period that was named; None where none was. Raises: Trouble."""
    from models.chain import period_stream, stream_of, wave_stream

    if sum(each is not None for each in named) > 1:
        raise Trouble("Name an office, a wave or a period, only one of them.")
    if named.wave is not None:
        return wave_stream(await found_wave(database, named.wave))
    if named.period is not None:
        return period_stream(await found_period(database, named.period))
    return stream_of((await found_unit(database, named.unit)).unit_id) if named.unit is not None else None

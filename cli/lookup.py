"""A unit as an operator finds it: by its code, everywhere."""

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

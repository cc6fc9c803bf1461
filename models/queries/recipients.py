"""Who can be written to: everybody with an address, the functions they hold, the calendar they work by."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date

import sqlalchemy as sa
from sqlalchemy.ext.asyncio import AsyncSession

from models.calendar import WorkingCalendar
from models.organisation import Function, UnitKind
from models.people_tables import PersonRow
from models.permissions import CLOSEST_FIRST, Grant
from models.queries import records
from models.queries.grants import grants_of
from models.tables import AquaTeamRow, CalendarRow, UnitRow


@dataclass(frozen=True, slots=True)
class Recipient:
    """A person with an address. ``grants`` are those valid on the day asked for."""

    person_id: str
    address: str
    language: str
    grants: tuple[Grant, ...]


async def recipients(
    session: AsyncSession, on: date, person_ids: Collection[str] | None = None
) -> dict[str, Recipient]:
    """Persons with an address who hold a function on the day ``on``, by id."""
    held = await grants_of(session, on, person_ids)
    query = sa.select(PersonRow.id, PersonRow.email, PersonRow.language).where(PersonRow.email.is_not(None))
    if person_ids is not None:
        query = query.where(PersonRow.id.in_(person_ids))
    found: dict[str, Recipient] = {}
    for person_id, address, language in await session.execute(query):
        valid = tuple(grant for grant in held.get(person_id, ()) if grant.is_valid(on))
        if valid and address:
            found[person_id] = Recipient(person_id, address, language or "de", valid)
    return found


@dataclass(frozen=True, slots=True)
class Calendars:
    """The newest working calendar of each Land, and the Land of every scope."""

    by_land: dict[str, WorkingCalendar]
    land_of: dict[str, str]
    national: str | None

    def of(self, grants: Collection[Grant]) -> WorkingCalendar | None:
        """The calendar of the place where a person's nearest own function lies."""
        nearest = min(grants, key=lambda g: (g.acting_for is not None, CLOSEST_FIRST.index(g.effective)))
        land = self.land_of.get(nearest.scope, self.national)
        return self.by_land.get(land or "")


async def calendars(session: AsyncSession) -> Calendars:
    by_age = sa.select(CalendarRow.land, CalendarRow.id).order_by(CalendarRow.created_at)
    newest: dict[str, str] = dict(iter(await session.execute(by_age)))
    known = await records.calendars(session, newest.values())
    land_of: dict[str, str] = {}
    national = None
    for unit_id, code, kind, land in await session.execute(
        sa.select(UnitRow.id, UnitRow.code, UnitRow.kind, UnitRow.land)
    ):
        land_of |= {unit_id: land} | ({code: land} if kind == UnitKind.REGIONALDIREKTION.value else {})
        national = land if kind == UnitKind.ZENTRALE.value else national
    for code, region in await session.execute(sa.select(AquaTeamRow.code, AquaTeamRow.region_code)):
        if region in land_of:
            land_of[code] = land_of[region]
    return Calendars({land: known[name] for land, name in newest.items() if name in known}, land_of, national)


def regions_led(grants: Collection[Grant]) -> frozenset[str]:
    return frozenset(g.scope for g in grants if g.effective is Function.REGIONAL_LEAD)

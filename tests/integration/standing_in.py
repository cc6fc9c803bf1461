"""Two regions with their leads and AQua leads, and persons who name each other, on a real database."""

from __future__ import annotations

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from datetime import date, timedelta

from activities.aqua_teams import NewTeam, create_team
from activities.people import NewAssignment, NewPerson, add_assignment, create_person
from activities.substitutions import Naming, NewSubstitution, end_substitution, name_substitute
from models.database import Database
from models.organisation import Function
from models.permissions import Grant
from models.queries import callers
from tests.integration.offices import NOW, opened
from tests.making import TODAY

A, R, C = Function.AQUA_LEAD, Function.REGIONAL_LEAD, Function.CENTRAL
YESTERDAY, TOMORROW = TODAY - timedelta(days=1), TODAY + timedelta(days=1)
FORTNIGHT = TODAY + timedelta(days=13)


@dataclass
class Office:
    """Two regions, each with a lead and an AQua lead (the first with two teams), and a Zentrale."""

    database: Database
    persons: dict[str, str] = field(default_factory=dict)

    async def person(self, name: str, region: str | None = None, *, signs_in: bool = True) -> str:
        new = NewPerson(name, issuer="demo" if signs_in else None, subject=name if signs_in else None)
        async with self.database.write() as connection:
            self.persons[name] = await create_person(connection, new, region=region, moment=NOW)
        return self.persons[name]

    async def holds(self, name: str, function: Function, scope: str, until: date | None = None) -> str:
        if name not in self.persons:
            await self.person(name)
        new = NewAssignment(self.persons[name], function.value, scope, TODAY - timedelta(days=200), until)
        async with self.database.write() as connection:
            return await add_assignment(connection, new, within=None, moment=NOW)

    async def grants(self, name: str, on: date = TODAY) -> tuple[Grant, ...]:
        async with self.database.read() as session:
            found = await callers.person(session, "demo", name, on)
        assert found is not None
        return found.grants

    async def name(  # noqa: PLR0917 - who, for what, whom, when
        self,
        by: str,
        function: Function,
        scope: str,
        substitute: str,
        since: date = TODAY,
        until: date = FORTNIGHT,
        units: tuple[str, ...] | None = None,
        holder: str | None = None,
    ) -> str:
        new = NewSubstitution(
            function.value,
            scope,
            self.persons[holder] if holder else None,
            self.persons.get(substitute, substitute),
            since,
            until,
            units,
        )
        async with self.database.write() as connection:
            return await name_substitute(connection, new, await self.naming(by))

    async def end(self, by: str, name: str) -> None:
        async with self.database.write() as connection:
            await end_substitution(connection, name, await self.naming(by))

    async def naming(self, name: str) -> Naming:
        return Naming(self.persons[name], await self.grants(name), TODAY, NOW, 180)

    async def acting(self, name: str, on: date = TODAY) -> set[tuple[Function, Function | None, str]]:
        """The grants valid on that day: own function, the one acted for, scope."""
        return {(g.function, g.acting_for, g.scope) for g in await self.grants(name, on) if g.is_valid(on)}

    async def stands_in(self, name: str, on: date = TODAY) -> bool:
        return any(g.acting_for is not None and g.is_valid(on) for g in await self.grants(name))


@asynccontextmanager
async def staffed_office(organised_url: str) -> AsyncIterator[Office]:
    """A Zentrale; each region with a lead and an AQua lead, the first with a second one."""
    async with opened(organised_url) as database:
        found = Office(database)
        await found.holds("zentrale", C, "all")
        for region in ("100", "200"):
            await found.holds(f"lead-{region}", R, region)
            await found.holds(f"aqua-{region}", A, f"AQ-{region}")
        await found.holds("neighbour", A, "AQ-100")
        yield found


async def vacant(office: Office, code: str) -> None:
    """A team of the first region without a lead."""
    async with office.database.write() as connection:
        await create_team(connection, NewTeam(code, code, "100"), within=None)

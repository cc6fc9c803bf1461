"""Substitutions against real databases: who is offered, what is written, when it ends."""

from __future__ import annotations

from collections.abc import AsyncIterator
from dataclasses import dataclass, field
from datetime import date, timedelta

import pytest
import sqlalchemy as sa

from activities.aqua_teams import NewTeam, create_team
from activities.people import NewAssignment, NewPerson, add_assignment, create_person, end_assignment
from activities.substitutions import Naming, NewSubstitution, end_substitution, name_substitute
from models.database import Database
from models.organisation import Function
from models.people import Period
from models.permissions import Grant, NotAllowed
from models.queries import callers, substitutions
from models.queries.posts import posts
from models.queries.scope import vacancy
from models.queries.stand_ins import candidates
from models.substitution import (
    HolderStandsIn,
    NoSuchUnitThere,
    PostIsFilled,
    SeveralHolders,
    SubstituteCannotSignIn,
    SubstitutionCycle,
    SubstitutionEnded,
    SubstitutionOverlaps,
    UnknownPost,
    UnknownSubstitute,
    UnknownSubstitution,
)
from models.tables import ActorRefRow, ManagerRow, SubstitutionRow
from tests.integration.offices import NOW, opened, organised, rows, running, unit_id
from tests.making import TODAY, command

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


@pytest.fixture
async def office(database_url: str) -> AsyncIterator[Office]:
    async with opened(database_url) as database:
        await organised(database)
        found = Office(database)
        await found.holds("zentrale", C, "all")
        for region in ("100", "200"):
            await found.holds(f"lead-{region}", R, region)
            await found.holds(f"aqua-{region}", A, f"AQ-{region}")
        await found.holds("neighbour", A, "AQ-100")
        yield found


async def test_a_regional_lead_names_a_substitute_for_the_own_post(office: Office) -> None:
    await office.name("lead-100", R, "100", "lead-200")
    (row,) = await rows(office.database, SubstitutionRow)
    assert ("planned", "regional_lead", "100") == (row["occasion"], row["function"], row["scope"])
    assert {(R, R, "100"), (R, None, "200")} == await office.acting("lead-200")


async def test_the_substitute_has_a_reference_of_their_own_for_it(office: Office) -> None:
    await office.name("lead-100", R, "100", "lead-200")
    (row,) = await rows(office.database, SubstitutionRow)
    refs = [g.actor_ref for g in await office.grants("lead-200")]
    assert 2 == len(set(refs))
    assert row["actor_ref"] in refs
    (link,) = await rows(office.database, ActorRefRow, ActorRefRow.ref == row["actor_ref"])
    assert office.persons["lead-200"] == link["person_id"]


async def test_it_begins_and_ends_by_itself(office: Office) -> None:
    await office.name("lead-100", R, "100", "lead-200", since=TOMORROW)
    days = (TODAY, TOMORROW, FORTNIGHT, FORTNIGHT + timedelta(days=1))
    assert [False, True, True, False] == [await office.stands_in("lead-200", on) for on in days]


async def test_it_ends_with_the_function_it_stands_in_for(office: Office) -> None:
    held = await office.holds("second", A, "AQ-200")
    await office.name("lead-200", A, "AQ-200", "aqua-200", holder="second")
    async with office.database.write() as connection:
        await end_assignment(connection, held, TOMORROW, within=None, today=TODAY)
    assert [True, False] == [await office.stands_in("aqua-200", on) for on in (TOMORROW, TOMORROW + timedelta(days=1))]


async def test_acting_for_a_vacant_post_ends_when_it_is_filled(office: Office) -> None:
    await vacant(office, "AQ-300")
    await office.name("lead-100", A, "AQ-300", "aqua-100")
    assert await office.stands_in("aqua-100", FORTNIGHT)
    new = NewAssignment(await office.person("new"), "aqua_lead", "AQ-300", TOMORROW)
    async with office.database.write() as connection:
        await add_assignment(connection, new, within=None, moment=NOW)
    assert [True, False] == [await office.stands_in("aqua-100", on) for on in (TODAY, TOMORROW)]


@pytest.mark.parametrize("since", [TODAY, YESTERDAY])
async def test_filled_on_its_first_day_or_before_a_vacant_post_is_acted_for_by_nobody_else(
    office: Office, since: date
) -> None:
    """Also where that is recorded afterwards; and it does not come back when the new holder leaves again."""
    await vacant(office, "AQ-300")
    await office.name("lead-100", A, "AQ-300", "aqua-100")
    new = NewAssignment(await office.person("new"), "aqua_lead", "AQ-300", since)
    async with office.database.write() as connection:
        held = await add_assignment(connection, new, within=None, moment=NOW)
    assert not await office.stands_in("aqua-100")
    async with office.database.write() as connection:
        await end_assignment(connection, held, TODAY, within=None, today=TODAY)
    assert not await office.stands_in("aqua-100", TOMORROW)
    async with office.database.read() as session:
        assert (await vacancy(session, TOMORROW))(A, "AQ-300")
        assert not await substitutions.lines(session, substitutions.overlapping(Period(TOMORROW)))


async def test_who_held_the_post_before_it_was_vacant_ends_no_substitution(office: Office) -> None:
    await vacant(office, "AQ-300")
    await office.holds("former", A, "AQ-300", YESTERDAY)
    await office.name("lead-100", A, "AQ-300", "aqua-100")
    assert await office.stands_in("aqua-100")


async def test_a_substitute_acts_in_a_function_held_on_that_day(office: Office) -> None:
    """Neither in one that has ended nor in one that is still to begin."""
    person = office.persons["aqua-100"]
    await office.holds("aqua-100", C, "all", YESTERDAY)
    later = NewAssignment(person, "first_specialist", "all", TOMORROW)
    async with office.database.write() as connection:
        await add_assignment(connection, later, within=None, moment=NOW)
    await office.name("lead-100", R, "100", "aqua-100")
    assert {(A, R, "100"), (A, None, "AQ-100")} == await office.acting("aqua-100")


async def test_without_a_function_on_that_day_a_substitute_acts_in_that_of_the_post(office: Office) -> None:
    await office.person("spare", "100")
    await office.holds("spare", C, "all", YESTERDAY)
    await office.name("lead-100", A, "AQ-100", "spare", holder="neighbour")
    assert {(A, A, "AQ-100")} == await office.acting("spare")


async def vacant(office: Office, code: str) -> None:
    """A team of the first region without a lead."""
    async with office.database.write() as connection:
        await create_team(connection, NewTeam(code, code, "100"), within=None)


async def test_while_somebody_acts_for_a_vacant_post_its_steps_are_no_orphans(office: Office) -> None:
    await vacant(office, "AQ-300")
    await office.name("lead-100", A, "AQ-300", "aqua-100")
    async with office.database.read() as session:
        found = [(await vacancy(session, on))(A, "AQ-300") for on in (TODAY, FORTNIGHT + timedelta(days=1))]
    assert [False, True] == found


async def test_ended_early_it_is_over_at_once(office: Office) -> None:
    name = await office.name("lead-100", A, "AQ-100", "lead-100", holder="neighbour")
    assert await office.stands_in("lead-100")
    await office.end("lead-100", name)
    assert not await office.stands_in("lead-100")
    with pytest.raises(SubstitutionEnded):
        await office.end("lead-100", name)
    (row,) = await rows(office.database, SubstitutionRow)
    assert (FORTNIGHT, NOW) == (row["until"], row["ended_at"])


async def test_only_who_may_name_may_end(office: Office) -> None:
    """The substitute may not, nor somebody above in another region; for them it does not exist."""
    name = await office.name("lead-100", A, "AQ-100", "aqua-100", holder="neighbour")
    for somebody in ("aqua-100", "lead-200"):
        with pytest.raises(UnknownSubstitution):
            await office.end(somebody, name)
    await office.end("neighbour", name)


async def test_who_may_name_nobody_is_refused(office: Office) -> None:
    await office.holds("auditor", Function.AUDITOR, "all")
    with pytest.raises(NotAllowed):
        await office.name("auditor", A, "AQ-100", "aqua-100")


@pytest.mark.parametrize(
    ("by", "function", "scope"), [("lead-100", A, "AQ-200"), ("zentrale", A, "AQ-100"), ("aqua-100", R, "100")]
)
async def test_foreign_posts_do_not_exist(office: Office, by: str, function: Function, scope: str) -> None:
    with pytest.raises(UnknownPost):
        await office.name(by, function, scope, "lead-200")


async def test_of_several_holders_one_has_to_be_named(office: Office) -> None:
    with pytest.raises(SeveralHolders):
        await office.name("lead-100", A, "AQ-100", "lead-100")


async def test_a_vacant_post_that_is_filled_meanwhile_is_not_acted_for(office: Office) -> None:
    await vacant(office, "AQ-300")
    new = NewAssignment(await office.person("new"), "aqua_lead", "AQ-300", FORTNIGHT)
    async with office.database.write() as connection:
        await add_assignment(connection, new, within=None, moment=NOW)
    with pytest.raises(PostIsFilled):
        await office.name("lead-100", A, "AQ-300", "aqua-100")


async def test_overlaps_and_cycles_are_seen_on_record(office: Office) -> None:
    await office.name("lead-100", R, "100", "lead-200")
    with pytest.raises(SubstitutionOverlaps):
        await office.name("zentrale", R, "100", "aqua-100", since=TOMORROW)
    with pytest.raises(SubstitutionCycle):
        await office.name("lead-200", R, "200", "lead-100")
    with pytest.raises(HolderStandsIn):
        await office.name("lead-200", R, "200", "aqua-200")
    after = FORTNIGHT + timedelta(days=1)
    await office.name("lead-200", R, "200", "lead-100", since=after, until=after)


async def test_an_ended_one_is_in_nobodys_way(office: Office) -> None:
    await office.end("lead-100", await office.name("lead-100", R, "100", "lead-200"))
    await office.name("lead-100", R, "100", "lead-200")


async def test_it_can_be_narrowed_to_some_offices(office: Office) -> None:
    await running(office.database, "111")
    await running(office.database, "112")
    await running(office.database, "211")
    await office.name("lead-100", R, "100", "lead-200", units=("111",))
    (acting,) = [g for g in await office.grants("lead-200") if g.acting_for]
    assert frozenset({await unit_id(office.database, "111")}) == acting.units
    with pytest.raises(NoSuchUnitThere):
        await office.name("lead-100", R, "100", "lead-200", units=("211",))
    with pytest.raises(SubstitutionOverlaps):
        await office.name("lead-100", R, "100", "aqua-100")


async def offered(office: Office, by: str, function: Function, scope: str, holder: str | None = None) -> set[str]:
    """Who could stand in, by name."""
    naming = await office.naming(by)
    async with office.database.read() as session:
        theirs = await posts(session, naming.grants, naming.person_id, TODAY)
        wanted = office.persons[holder] if holder else None
        (post,) = [
            h.post
            for h in theirs
            if (h.post.function, h.post.scope) == (function, scope) and wanted in (None, h.post.holder)
        ]
        grant = next(g for g in naming.grants if g.is_valid(TODAY))
        return {c.name for c in await candidates(session, post, post.occasion(grant), TODAY)}


async def test_offered_are_colleagues_nearby_and_those_above(office: Office) -> None:
    assert {"aqua-100", "lead-100"} == await offered(office, "neighbour", A, "AQ-100")
    assert {"lead-200", "aqua-100", "neighbour"} == await offered(office, "lead-100", R, "100")


async def test_who_appoints_is_offered_persons_without_a_function_too(office: Office) -> None:
    """Those whose data the region keeps and who could sign in."""
    await office.person("spare", "100")
    unable = await office.person("no sign-in", "100", signs_in=False)
    found = await offered(office, "lead-100", A, "AQ-100", holder="neighbour")
    assert {"aqua-100", "lead-100", "spare"} == found
    with pytest.raises(SubstituteCannotSignIn):
        await office.name("lead-100", A, "AQ-100", unable, holder="neighbour")
    with pytest.raises(UnknownSubstitute):
        await office.name("lead-100", A, "AQ-100", "aqua-200", holder="neighbour")


async def test_a_manager_names_the_aqua_lead_and_loses_it_with_the_function(office: Office) -> None:
    person = await office.person("manager")
    async with office.database.write() as connection:
        row = {"ref": "m-ref", "person_id": person, "created_at": NOW}
        await connection.execute(sa.insert(ActorRefRow), row)
    told = command("assign_manager", since=str(YESTERDAY), holder="m-ref")
    await running(office.database, "111", told, team="AQ-100")
    scope = await unit_id(office.database, "111")
    assert {"aqua-100", "neighbour", "lead-100"} == await offered(office, "manager", Function.MANAGER, scope)
    await office.name("manager", Function.MANAGER, scope, "aqua-100")
    assert await office.stands_in("aqua-100")
    async with office.database.write() as connection:
        await connection.execute(sa.update(ManagerRow).values(until=TODAY))
    assert not await office.stands_in("aqua-100")


async def test_the_board_tells_whom_it_concerns(office: Office) -> None:
    await office.name("lead-100", A, "AQ-100", "aqua-100", holder="neighbour")
    async with office.database.read() as session:
        for name, expected in {"neighbour": 1, "aqua-100": 1, "lead-200": 0, "zentrale": 0}.items():
            found = await substitutions.lines(session, substitutions.concerning(office.persons[name], []))
            assert expected == len(found), name
    assert ("neighbour", "aqua-100") == await names_on_record(office)


async def names_on_record(office: Office) -> tuple[str | None, str]:
    async with office.database.read() as session:
        (line,) = await substitutions.lines(session, sa.true())
    return line.holder_name, line.substitute_name

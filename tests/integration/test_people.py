"""Persons and assignments against real databases."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from datetime import date, timedelta

import pytest
import sqlalchemy as sa

from activities import people
from activities.imported_people import known_people
from activities.people import NewAssignment, NewPerson, add_assignment, create_person, end_assignment, update_person
from models import people as rules
from models.database import Database
from models.errors import Refusal
from models.people_tables import ActorRefRow, AssignmentRow, PersonRow
from tests.integration.offices import NOW, opened, rows, running
from tests.making import TODAY, command, day

OWN = frozenset({"100"})
TOMORROW, YESTERDAY = TODAY + timedelta(days=1), TODAY - timedelta(days=1)


@pytest.fixture
async def database(organised_url: str) -> AsyncIterator[Database]:
    async with opened(organised_url) as found:
        yield found


async def person(database: Database, subject: str | None = None, region: str | None = None) -> str:
    new = NewPerson(f"Person {subject}", issuer="demo" if subject else None, subject=subject)
    async with database.write() as connection:
        return await create_person(connection, new, region=region, moment=NOW)


async def change(
    database: Database, person_id: str, within: frozenset[str] | None = None, **changes: str | None
) -> None:
    async with database.write() as connection:
        await update_person(connection, person_id, changes, within=within)


async def assign(  # noqa: PLR0917
    database: Database,
    person_id: str,
    function: str,
    scope: str,
    since: date = TODAY,
    until: date | None = None,
    within: frozenset[str] | None = None,
) -> str:
    new = NewAssignment(person_id, function, scope, since, until)
    async with database.write() as connection:
        return await add_assignment(connection, new, within=within, moment=NOW)


async def end(database: Database, assignment: str, until: date, within: frozenset[str] | None = None) -> None:
    async with database.write() as connection:
        await end_assignment(connection, assignment, until, within=within, today=TODAY, moment=NOW)


# --- persons -------------------------------------------------------------------------------------------------


async def test_a_sign_in_belongs_to_one_person(database: Database) -> None:
    await person(database, "one")
    with pytest.raises(people.PersonExists):
        await person(database, "one")
    other = await person(database)
    with pytest.raises(people.PersonExists):
        await change(database, other, issuer="demo", subject="one")


async def test_a_sign_in_can_be_added_and_not_exchanged(database: Database) -> None:
    """Else whoever may correct a name could take over an account."""
    someone = await person(database)
    await change(database, someone, issuer="demo", subject="one")
    await change(database, someone, issuer="demo", subject="one", name="Eins", email=None)
    with pytest.raises(people.IdentityIsFixed):
        await change(database, someone, issuer="demo", subject="two")
    (row,) = await rows(database, PersonRow)
    assert ("one", "Eins") == (row["subject"], row["name"])


async def test_a_regional_lead_changes_persons_of_the_own_region_only(database: Database) -> None:
    own, foreign = await person(database, "own", "100"), await person(database, "foreign")
    both = await person(database, "both", "100")
    await assign(database, both, "auditor", "all")
    await assign(database, foreign, "aqua_lead", "AQ-200")
    await change(database, own, OWN, name="Neu")
    for someone in (foreign, both):
        with pytest.raises(people.PersonElsewhere):
            await change(database, someone, OWN, name="Neu")


async def test_who_manages_an_office_elsewhere_is_not_the_regions_to_change(database: Database) -> None:
    """Nor to forget, nor to rename by an import."""
    someone = await person(database, "someone", "100")
    async with database.write() as connection:
        await connection.execute(sa.insert(ActorRefRow), {"ref": "m-1", "person_id": someone, "created_at": NOW})
    told = command("assign_manager", since=str(YESTERDAY), holder="m-1")
    await running(database, "111", told)
    await change(database, someone, OWN, name="Neu")
    await running(database, "211", told)
    with pytest.raises(people.PersonElsewhere):
        await change(database, someone, OWN, name="Anders")
    async with database.read() as session:
        known = await known_people(await session.connection(), OWN, TODAY)
    assert [False] == [p.is_editable for p in known.persons.values()]


async def test_an_unknown_person_is_refused(database: Database) -> None:
    with pytest.raises(people.UnknownPerson):
        await change(database, "nobody", name="Neu")
    with pytest.raises(people.UnknownPerson):
        await assign(database, "nobody", "central", "all")


# --- assignments ---------------------------------------------------------------------------------------------


async def test_every_assignment_has_a_reference_of_its_own(database: Database) -> None:
    """The journal knows the holder by it alone, and it says nothing."""
    someone = await person(database, "one")
    await assign(database, someone, "central", "all")
    await assign(database, someone, "aqua_lead", "AQ-100")
    held, refs = await rows(database, AssignmentRow), await rows(database, ActorRefRow)
    assert 2 == len({row["actor_ref"] for row in held})
    assert {row["actor_ref"] for row in held} == {row["ref"] for row in refs}
    assert {someone} == {row["person_id"] for row in refs}


@pytest.mark.parametrize(
    ("function", "scope", "refusal"),
    [
        ("manager", "111", rules.ManagerByCommand),
        ("system", "all", rules.UnknownFunction),
        ("central", "100", rules.UnknownScope),
        ("regional_lead", "111", rules.UnknownScope),
        ("aqua_lead", "AQ-300", rules.UnknownScope),
    ],
)
async def test_a_wrong_function_or_scope_is_refused_by_name(
    database: Database, function: str, scope: str, refusal: type[Refusal]
) -> None:
    someone = await person(database, "one")
    with pytest.raises(refusal):
        await assign(database, someone, function, scope)
    assert [] == await rows(database, AssignmentRow)


async def test_wrong_days_are_refused_by_name(database: Database) -> None:
    someone = await person(database, "one")
    with pytest.raises(rules.UntilBeforeSince):
        await assign(database, someone, "central", "all", TODAY, YESTERDAY)
    with pytest.raises(rules.DayOutOfRange):
        await assign(database, someone, "central", "all", date(9999, 12, 31))
    await assign(database, someone, "central", "all")
    with pytest.raises(rules.AssignmentOverlaps):
        await assign(database, someone, "central", "all", TOMORROW)


async def test_a_region_has_one_lead_at_a_time(database: Database) -> None:
    one, two = await person(database, "one"), await person(database, "two")
    first = await assign(database, one, "regional_lead", "100")
    with pytest.raises(rules.RegionalLeadTaken):
        await assign(database, two, "regional_lead", "100", TOMORROW)
    await end(database, first, TODAY)
    await assign(database, two, "regional_lead", "100", TOMORROW)
    with pytest.raises(rules.RegionalLeadTaken):
        await end(database, first, TOMORROW)


async def test_a_region_has_one_lead_even_when_two_are_entered_at_once(database: Database) -> None:
    ids = [await person(database, f"p{n}") for n in range(6)]
    tries = (assign(database, one, "regional_lead", "100") for one in ids)
    outcomes = await asyncio.gather(*tries, return_exceptions=True)
    assert 5 == sum(isinstance(outcome, rules.RegionalLeadTaken) for outcome in outcomes)


async def test_an_end_keeps_the_assignment_on_record(database: Database) -> None:
    someone = await person(database, "one")
    assignment = await assign(database, someone, "central", "all", day("2025-01-01"))
    await end(database, assignment, YESTERDAY)
    (row,) = await rows(database, AssignmentRow)
    assert (day("2025-01-01"), YESTERDAY) == (row["since"], row["until"])
    with pytest.raises(rules.AssignmentEnded):
        await end(database, assignment, TOMORROW)


async def test_foreign_assignments_do_not_exist_for_a_regional_lead(database: Database) -> None:
    someone = await person(database, "one")
    assignment = await assign(database, someone, "aqua_lead", "AQ-200")
    for unknown in (assignment, "nothing"):
        with pytest.raises(people.UnknownAssignment):
            await end(database, unknown, TOMORROW, OWN)
    with pytest.raises(rules.UnknownScope):
        await assign(database, someone, "regional_lead", "200", within=OWN)
    with pytest.raises(rules.UnknownScope):
        await assign(database, someone, "central", "all", within=OWN)

"""Persons, assignments, AQua teams and coverage against real databases."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from datetime import date, timedelta
from typing import Any

import pytest

from activities import aqua_teams, people
from activities.aqua_teams import NewTeam, add_coverage, end_coverage, end_team, queue_coverage
from activities.people import NewAssignment, NewPerson, add_assignment, create_person, end_assignment, update_person
from models import commands as cmd
from models import people as rules
from models.database import Database
from models.errors import Refusal, UnknownUnit
from models.people import Period
from models.tables import ActorRefRow, AquaTeamRow, AssignmentRow, CoverageRow, PersonRow
from tests.integration.offices import NOW, intents, opened, organised, rows, running, settle, unit_id
from tests.making import TODAY, day

OWN = frozenset({"100"})
WHEN: dict[str, Any] = {"today": TODAY, "moment": NOW}
TOMORROW, YESTERDAY = TODAY + timedelta(days=1), TODAY - timedelta(days=1)


@pytest.fixture
async def database(database_url: str) -> AsyncIterator[Database]:
    async with opened(database_url) as found:
        await organised(found)
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
        await end_assignment(connection, assignment, until, within=within, today=TODAY)


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


# --- AQua teams ----------------------------------------------------------------------------------------------


async def cover(
    database: Database,
    team: str,
    unit: str,
    since: date,
    until: date | None = None,
    within: frozenset[str] | None = None,
) -> str:
    async with database.write() as connection:
        return await add_coverage(connection, team, unit, Period(since, until), within=within, **WHEN)


async def uncover(database: Database, coverage: str, until: date, team: str = "AQ-100") -> None:
    async with database.write() as connection:
        await end_coverage(connection, team, coverage, until, within=None, **WHEN)


async def look(database: Database, on: date) -> int:
    """What happens daily."""
    async with database.write() as connection:
        return await queue_coverage(connection, on, NOW)


async def test_a_coverage_from_today_is_queued_for_the_unit(database: Database) -> None:
    await running(database, "111")
    coverage = await cover(database, "AQ-100", "111", TODAY)
    told = cmd.AssignAquaTeam(team="AQ-100", since=TODAY)
    assert [(f"coverage/{coverage}/start", told)] == await intents(database)


async def test_a_coverage_from_tomorrow_is_queued_tomorrow(database: Database) -> None:
    await running(database, "111")
    await cover(database, "AQ-100", "111", TOMORROW)
    assert [] == await intents(database)
    assert [0, 1] == [await look(database, on) for on in (TODAY, TOMORROW)]
    assert 1 == len(await intents(database))


async def test_an_end_takes_effect_on_the_day_after(database: Database) -> None:
    await running(database, "111", team="AQ-100")
    coverage = await cover(database, "AQ-100", "111", day("2025-06-02"))
    assert [] == await intents(database)
    await uncover(database, coverage, TODAY)
    assert [] == await intents(database)
    await look(database, TOMORROW)
    told = cmd.AssignAquaTeam(team=None, since=TOMORROW)
    assert [(f"coverage/{coverage}/end", told)] == await intents(database)


async def test_a_handover_is_one_command(database: Database) -> None:
    await running(database, "111", team="AQ-100")
    coverage = await cover(database, "AQ-100", "111", day("2025-06-02"))
    await uncover(database, coverage, YESTERDAY)
    await settle(database, "recorded")
    following = await cover(database, "AQ-200", "111", TODAY)
    assert f"coverage/{following}/start" in dict(await intents(database))


async def test_looking_again_queues_nothing_twice(database: Database) -> None:
    await running(database, "111")
    await cover(database, "AQ-100", "111", TODAY)
    await look(database, TODAY)
    await look(database, TOMORROW)
    assert 1 == len(await intents(database))


async def test_units_without_a_rollout_hear_of_their_team_when_they_start(database: Database) -> None:
    await cover(database, "AQ-100", "111", TODAY)
    assert [] == await intents(database)


async def test_a_unit_has_one_team_at_a_time(database: Database) -> None:
    await cover(database, "AQ-100", "111", TODAY, TOMORROW)
    with pytest.raises(aqua_teams.CoverageOverlaps) as caught:
        await cover(database, "AQ-200", "111", TOMORROW)
    assert {"team": "AQ-100", "since": TODAY.isoformat()} == caught.value.facts
    await cover(database, "AQ-200", "111", TOMORROW + timedelta(days=1))


@pytest.mark.parametrize("unit", ["999", "100", "Z"])
async def test_offices_without_a_rollout_cannot_be_covered(database: Database, unit: str) -> None:
    with pytest.raises(UnknownUnit):
        await cover(database, "AQ-100", unit, TODAY)


async def test_foreign_teams_and_units_do_not_exist_for_a_regional_lead(database: Database) -> None:
    with pytest.raises(aqua_teams.UnknownTeam):
        await cover(database, "AQ-200", "111", TODAY, within=OWN)
    with pytest.raises(UnknownUnit):
        await cover(database, "AQ-100", "211", TODAY, within=OWN)
    await cover(database, "AQ-100", "111", TODAY, within=OWN)


async def test_a_coverage_that_has_ended_is_not_changed(database: Database) -> None:
    coverage = await cover(database, "AQ-100", "111", day("2025-06-02"), YESTERDAY)
    with pytest.raises(aqua_teams.CoverageEnded):
        await uncover(database, coverage, TOMORROW)
    with pytest.raises(aqua_teams.UnknownCoverage):
        await uncover(database, coverage, TOMORROW, team="AQ-200")


async def test_a_coverage_that_has_not_begun_can_be_taken_back(database: Database) -> None:
    coverage = await cover(database, "AQ-100", "111", TOMORROW)
    await uncover(database, coverage, TODAY)
    assert [] == await rows(database, CoverageRow)


async def test_a_team_that_ends_takes_its_coverage_along(database: Database) -> None:
    unit = await unit_id(database, "111")
    await running(database, "111", team="AQ-100")
    coverage = await cover(database, "AQ-100", "111", day("2025-06-02"))
    await cover(database, "AQ-100", "112", TOMORROW)
    async with database.write() as connection:
        await end_team(connection, "AQ-100", YESTERDAY, within=None, **WHEN)
    (row,) = await rows(database, CoverageRow)
    assert (unit, YESTERDAY) == (row["unit_id"], row["until"])
    assert [f"coverage/{coverage}/end"] == [key for key, _ in await intents(database)]
    with pytest.raises(aqua_teams.OutsideTeamTime):
        await cover(database, "AQ-100", "112", TOMORROW)


async def test_a_team_cannot_end_before_what_it_has_covered(database: Database) -> None:
    await cover(database, "AQ-100", "111", YESTERDAY)
    async with database.write() as connection:
        with pytest.raises(aqua_teams.OutsideTeamTime):
            await end_team(connection, "AQ-100", day("2025-06-02"), within=None, **WHEN)


async def test_a_team_needs_a_code_of_its_own_and_a_region(database: Database) -> None:
    async with database.write() as connection:
        with pytest.raises(aqua_teams.TeamExists):
            await aqua_teams.create_team(connection, NewTeam("aq-100", "x", "100"), within=None)
        for region in ("111", "300"):
            with pytest.raises(aqua_teams.UnknownRegion):
                await aqua_teams.create_team(connection, NewTeam("AQ-1", "x", region), within=None)
        with pytest.raises(aqua_teams.UnknownRegion):
            await aqua_teams.create_team(connection, NewTeam("AQ-1", "x", "200"), within=OWN)
        await aqua_teams.rename_team(connection, "AQ-100", "AQua Kiel", within=OWN)
    assert {"AQua Kiel", "AQua 200"} == {row["name"] for row in await rows(database, AquaTeamRow)}

"""Persons are forgotten, the journal is not: on both databases, on request and by time."""

from __future__ import annotations

import logging
from collections.abc import AsyncIterator
from datetime import date, datetime, timedelta
from typing import Any

import pytest
import sqlalchemy as sa

from activities import people, sessions
from activities.forgetting import Forgotten, StillHoldsFunction, forget, sweep
from activities.people import NewAssignment, NewPerson, PersonElsewhere, UnknownPerson
from activities.verifying import verify
from api.pages.story import who_words
from models import commands as cmd
from models.chain import stream_of
from models.database import Database
from models.mail_tables import DeliveryRow
from models.organisation import Function
from models.people_tables import ActorRefRow, AssignmentRow, SessionRow, SubstitutionRow
from models.queries import callers, stories
from models.retention import RetentionTerms, months_before
from models.sessions import SessionTerms
from models.tables import JournalRow, Table
from models.wording import Names, Voice
from tests.integration.offices import NOW, opened, organised, rows, running, unit_id
from tests.making import ILB_1, MANAGED, TODAY, calendar, command, day

CANARY = "Mechthild Musterfrau"
ADDRESS = "mechthild.musterfrau@example.org"
SUBJECT = "f7d1-mechthild"
TERMS = RetentionTerms(person=12, reference=24)
YESTERDAY = TODAY - timedelta(days=1)
VOICE = Voice(ILB_1, Names(), calendar(), TODAY, "de")


@pytest.fixture
async def database(organised_url: str) -> AsyncIterator[Database]:
    async with opened(organised_url) as found:
        yield found


async def known(database: Database, *, subject: str = SUBJECT, region: str | None = None, at: datetime = NOW) -> str:
    new = NewPerson(CANARY, ADDRESS, issuer="https://provider.example", subject=subject)
    async with database.write() as connection:
        return await people.create_person(connection, new, region=region, moment=at)


async def held(
    database: Database, person: str, function: str, scope: str, since: date, until: date | None = None
) -> str:
    async with database.write() as connection:
        new = NewAssignment(person, function, scope, since, until)
        assignment = await people.add_assignment(connection, new, within=None, moment=NOW)
        query = sa.select(AssignmentRow.actor_ref).where(AssignmentRow.id == assignment)
        return str((await connection.execute(query)).scalar_one())


async def managed(database: Database, person: str, code: str = "111", until: date | None = None) -> None:
    """The person as the responsible manager of an office, whose journal knows the reference alone."""
    async with database.write() as connection:
        await connection.execute(sa.insert(ActorRefRow), {"ref": "p-1", "person_id": person, "created_at": NOW})
    left = (command("vacate_manager", vacated_on=until.isoformat()),) if until else ()
    await running(database, code, MANAGED, *left)


async def forgotten(database: Database, person: str, within: frozenset[str] | None = None) -> None:
    async with database.write() as connection:
        await forget(connection, person, within=within, today=TODAY, moment=NOW)


async def swept(database: Database, at: datetime = NOW, terms: RetentionTerms = TERMS) -> Forgotten:
    async with database.write() as connection:
        return await sweep(connection, terms, at)


async def everything(database: Database) -> str:
    """What all tables hold, as one text."""
    async with database.read() as session:
        told = [(await session.execute(sa.select(table))).all() for table in Table.metadata.sorted_tables]
    return str(told)


# --- on request ------------------------------------------------------------------------------------------------


async def test_nothing_in_the_database_tells_who_it_was(database: Database) -> None:
    person = await known(database)
    await held(database, person, "aqua_lead", "AQ-100", day("2024-01-01"), YESTERDAY)
    kept = await everything(database)
    assert all(told in kept for told in (CANARY, ADDRESS, SUBJECT))
    await forgotten(database, person)
    left = await everything(database)
    assert not any(told in left for told in (CANARY, ADDRESS, SUBJECT))


async def test_which_functions_somebody_held_is_forgotten_with_the_name(database: Database) -> None:
    person, other = await known(database), await known(database, subject="other")
    await held(database, person, "aqua_lead", "AQ-100", day("2024-01-01"), YESTERDAY)
    await held(database, other, "aqua_lead", "AQ-100", TODAY)
    await forgotten(database, person)
    assert [other] == [row["person_id"] for row in await rows(database, AssignmentRow)]


async def test_all_sessions_of_a_forgotten_person_end(database: Database) -> None:
    person, other = await known(database), await known(database, subject="other")
    async with database.write() as connection:
        for who in (person, person, other):
            await sessions.begin(connection, who, NOW)
    await forgotten(database, person)
    assert [other] == [row["person_id"] for row in await rows(database, SessionRow)]


async def test_whoever_was_forgotten_signs_in_as_somebody_unknown(database: Database) -> None:
    person = await known(database)
    await forgotten(database, person)
    async with database.read() as session:
        assert await callers.person(session, "https://provider.example", SUBJECT, TODAY) is None
    assert person != await known(database)


async def test_what_was_sent_to_a_forgotten_person_is_forgotten_too(database: Database) -> None:
    person = await known(database)
    row = {"about": "digest/1", "person_id": person, "message_id": "m", "state": "sent", "tries": 1, "next_try": NOW}
    async with database.write() as connection:
        await connection.execute(sa.insert(DeliveryRow), {**row, "created_at": NOW, "address_hash": "h"})
    await forgotten(database, person)
    assert [] == await rows(database, DeliveryRow)


@pytest.mark.parametrize("since", [TODAY - timedelta(days=9), TODAY + timedelta(days=9)], ids=["now", "later"])
async def test_whoever_holds_a_function_or_will_is_not_forgotten(database: Database, since: date) -> None:
    person = await known(database)
    await held(database, person, "central", "all", since)
    with pytest.raises(StillHoldsFunction):
        await forgotten(database, person)
    assert CANARY in await everything(database)


async def test_the_responsible_manager_of_an_office_is_not_forgotten(database: Database) -> None:
    person = await known(database)
    await managed(database, person)
    with pytest.raises(StillHoldsFunction):
        await forgotten(database, person)


async def test_whoever_stands_in_for_somebody_is_not_forgotten(database: Database) -> None:
    person = await known(database)
    await stood_in(database, person, until=TODAY)
    with pytest.raises(StillHoldsFunction):
        await forgotten(database, person)


async def stood_in(database: Database, person: str, until: date) -> None:
    row = {"id": "s-1", "function": "aqua_lead", "scope": "AQ-100", "occasion": "planned", "substitute_id": person}
    period = {"since": until - timedelta(days=9), "until": until}
    async with database.write() as connection:
        await connection.execute(sa.insert(ActorRefRow), {"ref": "s-ref", "person_id": person, "created_at": NOW})
        await connection.execute(sa.insert(SubstitutionRow), {**row, **period, "actor_ref": "s-ref", "created_at": NOW})


async def test_nobody_is_forgotten_twice(database: Database) -> None:
    person = await known(database)
    await forgotten(database, person)
    for unknown in (person, "nobody"):
        with pytest.raises(UnknownPerson):
            await forgotten(database, unknown)


async def test_a_regional_lead_forgets_persons_of_the_own_region_only(database: Database) -> None:
    own, foreign = await known(database, region="100"), await known(database, subject="foreign", region="200")
    await forgotten(database, own, frozenset({"100"}))
    with pytest.raises(PersonElsewhere):
        await forgotten(database, foreign, frozenset({"100"}))


# --- what stays ------------------------------------------------------------------------------------------------


async def test_the_journal_is_as_it_was_and_its_chain_holds(database: Database) -> None:
    person = await known(database)
    await managed(database, person, until=day("2025-11-03"))
    before = await rows(database, JournalRow)
    await forgotten(database, person)
    async with database.write() as connection:
        await connection.execute(sa.delete(ActorRefRow))
    assert before == await rows(database, JournalRow)
    assert () == tuple((await verify(database)).findings)


async def test_an_entry_of_a_forgotten_person_is_told_as_that_of_a_former_function(database: Database) -> None:
    person = await known(database)
    await running(database, "111", MANAGED)
    async with database.write() as connection:
        await connection.execute(sa.insert(ActorRefRow), {"ref": "a-1", "person_id": person, "created_at": NOW})
    assert not (await newest(database))["manager_assigned"]
    await forgotten(database, person)
    assert (await newest(database))["manager_assigned"]
    assert not (await newest(database))["rollout_started"]  # the system did that; it is nobody's past
    async with database.write() as connection:
        await connection.execute(sa.delete(ActorRefRow))
    assert (await newest(database))["manager_assigned"]


async def newest(database: Database) -> dict[str, bool]:
    async with database.read() as session:
        told = await stories.newest(session, await unit_id(database, "111"))
    assert stream_of(await unit_id(database, "111")) == told[0].row.stream
    return {entry.row.type: entry.is_forgotten for entry in told}


def test_a_former_function_is_named_without_a_person() -> None:
    by = cmd.By(function=Function.AQUA_LEAD, scope="T-1")
    assert "Teamleitung AQua" in who_words(VOICE, by)
    assert who_words(VOICE, by, is_forgotten=True) == f"ehemals {who_words(VOICE, by)}"


async def test_no_log_names_whoever_was_forgotten(database: Database, capsys: Any, caplog: Any) -> None:  # noqa: ANN401
    with caplog.at_level(logging.DEBUG):
        person = await known(database)
        await held(database, person, "aqua_lead", "AQ-100", day("2024-01-01"), YESTERDAY)
        await forgotten(database, person)
    said = capsys.readouterr()
    told = said.out + said.err + caplog.text
    assert person in told
    assert not any(each in told for each in (CANARY, ADDRESS, SUBJECT))


async def test_the_file_of_sqlite_does_not_keep_what_its_rows_have_lost(sqlite_url: str) -> None:
    """Once the log that it writes ahead is folded in: erased is overwritten, not left between rows."""
    async with opened(sqlite_url) as database:
        await organised(database)
        persons = [await known(database, subject=f"{SUBJECT}-{number}") for number in range(40)]
        await _checkpoint(database)
        file = sqlite_url.partition(":///")[2]
        assert CANARY.encode() in _content(file)
        for person in persons:
            await forgotten(database, person)
        await _checkpoint(database)
        assert CANARY.encode() not in _content(file)


async def _checkpoint(database: Database) -> None:
    async with database.writer.connect() as connection:
        await connection.exec_driver_sql("COMMIT")
        await connection.exec_driver_sql("PRAGMA wal_checkpoint(TRUNCATE)")
        await connection.exec_driver_sql("BEGIN")


def _content(file: str) -> bytes:
    with open(file, "rb") as opened_file:  # noqa: PTH123 - a name from a URL
        return opened_file.read()


# --- by time ---------------------------------------------------------------------------------------------------


def ended(months: int, days: int = 0) -> date:
    return months_before(TODAY, months) + timedelta(days=days)


async def test_a_year_after_the_last_function_the_person_is_forgotten(database: Database) -> None:
    person = await known(database)
    await held(database, person, "aqua_lead", "AQ-100", day("2020-01-01"), ended(12))
    assert Forgotten(persons=1, functions=1) == await swept(database)
    assert CANARY not in await everything(database)


async def test_a_day_before_that_nobody_is_forgotten(database: Database) -> None:
    person = await known(database)
    await held(database, person, "aqua_lead", "AQ-100", day("2020-01-01"), ended(12, 1))
    assert Forgotten() == await swept(database)
    assert CANARY in await everything(database)


async def test_whoever_has_another_function_keeps_the_name_and_loses_the_old_function(database: Database) -> None:
    person = await known(database)
    await held(database, person, "aqua_lead", "AQ-100", day("2020-01-01"), ended(12))
    await held(database, person, "central", "all", day("2021-01-01"))
    assert Forgotten(functions=1) == await swept(database)
    assert CANARY in await everything(database)
    assert ["central"] == [row["function"] for row in await rows(database, AssignmentRow)]


async def test_for_two_years_a_reference_shows_that_acts_were_one_persons(database: Database) -> None:
    person = await known(database)
    ref = await held(database, person, "aqua_lead", "AQ-100", day("2020-01-01"), ended(24, 1))
    await swept(database)
    (row,) = await rows(database, ActorRefRow)
    assert (ref, ended(24, 1)) == (row["ref"], row["released_on"])
    assert Forgotten(references=1) == await swept(database, NOW + timedelta(days=1))
    assert [] == await rows(database, ActorRefRow)


async def test_a_manager_who_left_is_forgotten_after_a_year_and_the_reference_after_two(database: Database) -> None:
    person = await known(database)
    await managed(database, person, until=ended(12))
    assert Forgotten(persons=1) == await swept(database)
    assert ["p-1"] == [row["ref"] for row in await rows(database, ActorRefRow)]
    assert Forgotten(references=1) == await swept(database, NOW + timedelta(days=366))
    assert () == tuple((await verify(database)).findings)


async def test_a_managers_reference_stays_while_the_manager_does(database: Database) -> None:
    person = await known(database)
    await managed(database, person)
    await swept(database, NOW + timedelta(days=4000))
    assert ["p-1"] == [row["ref"] for row in await rows(database, ActorRefRow)]
    assert CANARY in await everything(database)


async def test_a_reference_stays_while_another_function_stands_on_it(database: Database) -> None:
    """As in the demo, where a person has one reference for everything."""
    person = await known(database)
    ref = await held(database, person, "aqua_lead", "AQ-100", day("2020-01-01"), ended(30))
    await held(database, person, "central", "all", day("2021-01-01"))
    async with database.write() as connection:
        await connection.execute(sa.update(AssignmentRow).values(actor_ref=ref))
    assert 0 == (await swept(database)).references
    assert ref in [row["ref"] for row in await rows(database, ActorRefRow)]


async def test_a_substitution_that_ended_long_ago_is_forgotten(database: Database) -> None:
    person = await known(database)
    await stood_in(database, person, ended(12))
    assert Forgotten(persons=1, functions=1) == await swept(database)
    assert [] == await rows(database, SubstitutionRow)


async def test_whoever_was_entered_and_never_appointed_is_forgotten_after_a_year(database: Database) -> None:
    await known(database, at=NOW - timedelta(days=366))
    await known(database, subject="recent")
    assert Forgotten(persons=1) == await swept(database)


async def test_sweeping_again_forgets_nobody_again(database: Database) -> None:
    person = await known(database)
    await held(database, person, "aqua_lead", "AQ-100", day("2020-01-01"), ended(30))
    await swept(database)
    assert Forgotten() == await swept(database)


async def test_sessions_that_are_over_are_removed(database: Database) -> None:
    person, terms = await known(database), SessionTerms()
    async with database.write() as connection:
        for began in (NOW, NOW - terms.idle, NOW - terms.absolute):
            await sessions.begin(connection, person, began)
        assert 2 == await sessions.sweep(connection, terms, NOW)
    assert [NOW] == [row["began_at"] for row in await rows(database, SessionRow)]

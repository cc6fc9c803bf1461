"""Substitutions against real databases: who is offered, what is written, when it ends."""

from __future__ import annotations

from collections.abc import AsyncIterator
from datetime import date, timedelta

import pytest
import sqlalchemy as sa

from activities.people import NewAssignment, add_assignment, end_assignment
from models.organisation import Function
from models.people import Period
from models.people_tables import ActorRefRow, SubstitutionRow
from models.permissions import NotAllowed
from models.queries import substitutions
from models.queries.scope import vacancy
from models.substitution import (
    HolderStandsIn,
    NoSuchUnitThere,
    PostIsFilled,
    SeveralHolders,
    SubstitutionCycle,
    SubstitutionEnded,
    SubstitutionOverlaps,
    UnknownPost,
    UnknownSubstitution,
)
from tests.integration.offices import NOW, rows, running, unit_id
from tests.integration.standing_in import FORTNIGHT, TOMORROW, YESTERDAY, A, C, Office, R, staffed_office, vacant
from tests.making import TODAY


@pytest.fixture
async def office(organised_url: str) -> AsyncIterator[Office]:
    async with staffed_office(organised_url) as found:
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
        await end_assignment(connection, held, TOMORROW, within=None, today=TODAY, moment=NOW)
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
        await end_assignment(connection, held, TODAY, within=None, today=TODAY, moment=NOW)
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

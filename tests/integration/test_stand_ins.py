"""Who is offered as a substitute, and what a manager can name, against real databases."""

from __future__ import annotations

from collections.abc import AsyncIterator

import pytest
import sqlalchemy as sa

from models.organisation import Function
from models.people_tables import ActorRefRow
from models.queries.posts import posts
from models.queries.stand_ins import candidates
from models.substitution import (
    SubstituteCannotSignIn,
    UnknownSubstitute,
)
from models.tables import ManagerRow
from tests.integration.offices import NOW, running, unit_id
from tests.integration.standing_in import YESTERDAY, A, Office, R, staffed_office
from tests.making import TODAY, command


@pytest.fixture
async def office(organised_url: str) -> AsyncIterator[Office]:
    async with staffed_office(organised_url) as found:
        yield found


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

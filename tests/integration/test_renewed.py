"""A request that gives many commands reads what its caller holds anew before each of them."""

from __future__ import annotations

from collections.abc import AsyncIterator

import pytest

from api.deps import Caller, renewed
from models.permissions import reading
from tests.integration.offices import NOW
from tests.integration.standing_in import A, Office, staffed_office
from tests.making import TODAY


@pytest.fixture
async def office(organised_url: str) -> AsyncIterator[Office]:
    async with staffed_office(organised_url) as found:
        yield found


async def test_what_was_ended_meanwhile_is_held_no_more(office: Office) -> None:
    name = await office.name("lead-100", A, "AQ-100", "lead-100", holder="neighbour")
    who, grants = office.persons["lead-100"], await office.grants("lead-100")
    asked = Caller(who, "lead-100", "", "de", grants, reading(grants, TODAY), TODAY, NOW, issuer="demo")
    await office.end("lead-100", name)
    async with office.database.read() as session:
        now = await renewed(session, asked)
    assert "AQ-100" in asked.reading.teams
    assert not now.reading.teams
    assert {"100"} == now.reading.regions

"""What has changed is read on both databases: units and waves, by one statement."""

from __future__ import annotations

from collections.abc import AsyncIterator

import pytest

from api.live import ALWAYS, Live
from models.database import Database
from models.permissions import Reading
from tests.integration.offices import opened, organised, running, unit_id
from tests.integration.test_wave_model import COURSE, envelope, plan, put


@pytest.fixture
async def database(database_url: str) -> AsyncIterator[Database]:
    async with opened(database_url) as found:
        await organised(found)
        await running(found, "111")
        yield found


async def test_a_wave_lies_where_its_offices_lie(database: Database) -> None:
    wave_id = await put(database, plan(courses=[{**COURSE, "regions": []}]), envelope())
    found = {(each.is_wave, each.code): each for each in await Live(database).since(ALWAYS)}
    assert {(False, "111"), (True, wave_id)} == set(found)
    wave, here = found[True, wave_id], await unit_id(database, "111")
    assert [here] == [scope.unit_id for scope in wave.scopes]
    assert (True, False) == tuple(wave.concerns(Reading(regions=frozenset({region}))) for region in ("100", "200"))

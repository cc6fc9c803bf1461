"""What has changed is read on both databases: units and waves, by one statement."""

from __future__ import annotations

from collections.abc import AsyncIterator

import pytest
import sqlalchemy as sa

from api.live import ALWAYS, Live
from models.database import Database
from models.permissions import Reading
from models.tables import UnitRow
from tests.integration.offices import opened, running, unit_id
from tests.integration.test_wave_model import COURSE, envelope, plan, put


@pytest.fixture
async def database(organised_url: str) -> AsyncIterator[Database]:
    async with opened(organised_url) as found:
        await running(found, "111")
        yield found


async def test_a_wave_lies_where_its_offices_lie(database: Database) -> None:
    wave_id = await put(database, plan(courses=[{**COURSE, "regions": []}]), envelope())
    found = {(each.kind, each.code): each for each in await Live(database).since(ALWAYS)}
    assert {("units", "111"), ("waves", wave_id)} == set(found)
    wave, here = found["waves", wave_id], await unit_id(database, "111")
    assert [here] == [scope.unit_id for scope in wave.scopes]
    assert (True, False) == tuple(wave.concerns(Reading(regions=frozenset({region}))) for region in ("100", "200"))


async def test_an_office_is_told_of_to_those_who_read_it_though_its_rollout_has_not_followed_yet(
    database: Database,
) -> None:
    """As in every list: where the organisation says it lies, from the moment of an import on."""
    async with database.write() as connection:
        await connection.execute(sa.update(UnitRow).where(UnitRow.code == "111").values(region_code="200"))
    (unit,) = [each for each in await Live(database).since(ALWAYS) if each.code == "111"]
    assert (False, True) == tuple(unit.concerns(Reading(regions=frozenset({region}))) for region in ("100", "200"))

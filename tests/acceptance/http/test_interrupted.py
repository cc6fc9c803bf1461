"""When a part is away: what is answered, how soon, and that it heals."""

from __future__ import annotations

import time
from collections.abc import AsyncIterator
from pathlib import Path

import pytest
import sqlalchemy as sa
from temporalio.client import Client
from temporalio.worker import Worker

from activities.clock import berlin_day, now
from activities.journal import Journal
from activities.rollouts import Rollouts, _lives
from embedded import TemporalDevServer
from leaving import left_in_time
from models.tables import UnitRow
from tests.acceptance.http.steps import give, new_key, nominate, problem
from tests.acceptance.serving import World, served
from workflows.connecting import connect


@pytest.fixture(scope="module")
async def without_temporal(country: World, tmp_path_factory: pytest.TempPathFactory) -> AsyncIterator[World]:
    """The application after its Temporal server has died."""
    async with TemporalDevServer(tmp_path_factory.mktemp("dying")) as server:
        client = await connect(server.address, "default")
        settings = country.settings.model_copy(update={"answer_seconds": 2.0})
        async with served(settings, country.database, client) as world:
            await server.kill()
            yield world


async def test_a_command_without_temporal_is_answered_within_three_seconds(without_temporal: World) -> None:
    """Its outcome is unknown: send it again with the same key."""
    before, started = await without_temporal.head("231"), time.monotonic()
    answer = await give(without_temporal, "rd-200", "231", nominate(without_temporal.today))
    assert (503, "unavailable") == problem(answer)
    assert time.monotonic() - started < 3
    assert before == await without_temporal.head("231")


async def test_what_became_of_a_command_is_unknown_without_temporal(without_temporal: World) -> None:
    answer = await without_temporal.as_("rd-200").get(f"/api/commands/{new_key()}?unit=231")
    assert (503, "unavailable") == problem(answer)


async def test_readiness_names_the_part_that_is_away(without_temporal: World) -> None:
    started = time.monotonic()
    answer = await without_temporal.as_(None).get("/readyz")
    assert (503, "2") == (answer.status_code, answer.headers["Retry-After"])
    assert {"status": "not ready", "database": "ok", "temporal": "unreachable"} == answer.json()
    assert time.monotonic() - started < 3
    assert 200 == (await without_temporal.as_(None).get("/healthz")).status_code


@pytest.mark.parametrize("path", ["me", "units", "units/244", "units/244/journal", "worklist", "regions", "people"])
async def test_everything_can_be_read_without_temporal(without_temporal: World, path: str) -> None:
    assert 200 == (await without_temporal.as_("rd-200").get(f"/api/{path}")).status_code


async def test_all_parts_there_means_ready(api: World) -> None:
    answer = await api.as_(None).get("/readyz")
    assert (200, {"status": "ready", "database": "ok", "temporal": "ok"}) == (answer.status_code, answer.json())


async def test_a_unit_whose_rollout_does_not_run_takes_no_command(country: World) -> None:
    answer = await give(country, "rd-700", "759", nominate(country.today))
    assert (503, "unavailable") == problem(answer)


async def begun(country: World, code: str) -> None:
    """Start one unit's rollout though nobody works."""
    rollouts = Rollouts(country.database, country.client, country.settings.task_queue)
    async with country.database.read() as session:
        unit = (await session.scalars(sa.select(UnitRow).where(UnitRow.code == code))).one()
        lives = await _lives(session, [unit], berlin_day(now()), now())
    await rollouts._start(lives[unit.id], unit)


async def test_without_a_worker_a_command_is_accepted_and_recorded_later(
    country: World, temporal_client: Client, tmp_path: Path
) -> None:
    """202 says where to ask; the same key again gets the answer once it is there."""
    key, lead = new_key(), "rd-700"
    code = (await country.fresh(region="700", stage="sustained"))["code"]
    await begun(country, code)
    body, before = nominate(country.today), await country.head(code)
    answer = await give(country, lead, code, body, key)
    assert (202, {"key": key, "state": "pending"}) == (answer.status_code, answer.json())
    where = answer.headers["Location"]
    assert "pending" == (await country.as_(lead).get(where)).json()["state"]
    assert (404, "not_found") == problem(await country.as_("rd-200").get(where))
    assert before == await country.head(code)
    journal = Journal(country.database)
    queue = country.settings.task_queue
    async with left_in_time(Worker(temporal_client, task_queue=queue, activities=[journal.append, journal.halt])):
        while (outcome := (await country.as_(lead).get(where)).json())["state"] == "pending":
            pass
        again = await give(country, lead, code, body, key)
    assert ("recorded", 200) == (outcome["state"], again.status_code)
    assert outcome["seq"] == again.json()["version"] == (await country.head(code))[0]

"""An office that moves to another region: the import writes it, the rollout hears of it, nobody reads beyond."""

from __future__ import annotations

from collections.abc import AsyncIterator
from datetime import timedelta

import pytest
import sqlalchemy as sa

from activities.heard_regions import queue_regions
from models import commands as cmd
from models.database import Database
from models.organisation import Function
from models.permissions import Grant, reading
from models.queries import worklist
from models.queries.digests import digest_of, standing
from models.queries.units import find
from models.tables import IntentRow
from tests.integration.offices import NOW, UNITS, intents, opened, rows, running, unit_id, units_from
from tests.making import TODAY, command

MOVED = UNITS.replace("111,Agentur Eins,agentur,100", "111,Agentur Eins,agentur,200")
LEADS = {region: (Grant(Function.REGIONAL_LEAD, region, f"a-{region}"),) for region in ("100", "200")}


@pytest.fixture
async def database(organised_url: str) -> AsyncIterator[Database]:
    async with opened(organised_url) as found:
        for code in ("111", "112", "GE-1"):
            await running(found, code)
        yield found


async def waiting(database: Database) -> dict[str, cmd.Command]:
    """What is still to be given, by unit."""
    return {row["unit_id"]: command_of(row["command"]) for row in await rows(database, IntentRow, WAITS)}


WAITS = sa.and_(IntentRow.done_at.is_(None), IntentRow.key.startswith("region/"))


def command_of(text: str) -> cmd.Command:
    return cmd.command_adapter.validate_json(text)


async def test_rollouts_of_an_office_and_of_what_lies_below_it_hear_of_the_move(database: Database) -> None:
    await units_from(database, MOVED)
    told = cmd.AssignRegion(region="200", since=TODAY)
    assert {await unit_id(database, code): told for code in ("111", "GE-1")} == await waiting(database)


async def test_an_import_that_moves_nothing_queues_nothing(database: Database) -> None:
    await units_from(database, UNITS.replace("Agentur Zwei", "Agentur Zwei neu"))
    assert {} == await waiting(database)


async def test_an_office_that_comes_back_before_its_rollout_heard_of_it_stays(database: Database) -> None:
    await units_from(database, MOVED)
    await units_from(database, UNITS)
    assert {} == await waiting(database)


async def test_looking_again_leaves_one_command_waiting(database: Database) -> None:
    """Daily: what was not taken up until then is asked for anew."""
    await units_from(database, MOVED)
    async with database.write() as connection:
        assert 2 == await queue_regions(connection, TODAY, NOW + timedelta(days=1))
    assert 2 == len(await waiting(database))
    assert 4 == len([key for key, _ in await intents(database) if key.startswith("region/")])


async def test_until_the_rollout_follows_the_former_lead_neither_reads_the_office_nor_has_its_steps(
    database: Database,
) -> None:
    """Page, list of steps, their number, and mail say the same."""
    assert ({"111", "112", "GE-1"}, 3) == await steps(database, "100")
    await units_from(database, MOVED)
    async with database.read() as session:
        seen = [await find(session, reading(LEADS[region], TODAY), "111") is not None for region in ("100", "200")]
    assert [False, True] == seen
    assert ({"112"}, 1) == await steps(database, "100")
    assert (set(), 0) == await steps(database, "200")


async def steps(database: Database, region: str) -> tuple[set[str], int]:
    """Offices whose steps the region's lead has, and how many steps; the same in the list and in the mail."""
    async with database.read() as session:
        mine = await worklist.mine(session, LEADS[region], TODAY)
        number = await worklist.count(session, LEADS[region], TODAY)
        mailed = digest_of(LEADS[region], await standing(session, TODAY)).mine
    assert {task.code for task in mine} == {step.task.code for step in mailed}
    assert len(mine) == number == len(mailed)
    return {task.code for task in mine}, number


async def test_once_the_rollout_has_followed_its_steps_are_the_new_leads(database: Database) -> None:
    await running(database, "211", command("assign_region", region="100", since=str(TODAY)))
    await units_from(database, UNITS.replace("211,Agentur Drei,agentur,200", "211,Agentur Drei,agentur,100"))
    codes, _ = await steps(database, "100")
    assert "211" in codes

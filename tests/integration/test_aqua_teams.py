"""AQua teams and what units hear of their coverage, against real databases."""

from __future__ import annotations

from collections.abc import AsyncIterator
from datetime import date, timedelta
from typing import Any

import pytest

from activities import aqua_teams
from activities.aqua_teams import NewTeam, add_coverage, end_coverage, end_team, hand_over
from activities.heard_coverage import queue_coverage
from models import commands as cmd
from models.database import Database
from models.errors import UnknownUnit
from models.people import Period
from models.tables import AquaTeamRow, CoverageRow
from tests.integration.offices import NOW, intents, opened, rows, running, settle, unit_id
from tests.making import TODAY, day

OWN = frozenset({"100"})
WHEN: dict[str, Any] = {"today": TODAY, "moment": NOW}
TOMORROW, YESTERDAY = TODAY + timedelta(days=1), TODAY - timedelta(days=1)


@pytest.fixture
async def database(organised_url: str) -> AsyncIterator[Database]:
    async with opened(organised_url) as found:
        yield found


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


async def handed_over(
    database: Database, team: str, unit: str, since: date, within: frozenset[str] | None = None
) -> str:
    async with database.write() as connection:
        return await hand_over(connection, team, unit, Period(since), within=within, **WHEN)


async def test_an_office_is_handed_over_in_one_step_and_hears_of_it_once(database: Database) -> None:
    await running(database, "111", team="AQ-100")
    await cover(database, "AQ-100", "111", day("2025-06-02"))
    following = await handed_over(database, "AQ-200", "111", TODAY)
    days = {(row["team_code"], row["since"], row["until"]) for row in await rows(database, CoverageRow)}
    assert {("AQ-100", day("2025-06-02"), YESTERDAY), ("AQ-200", TODAY, None)} == days
    assert [f"coverage/{following}/start"] == [key for key, _ in await intents(database)]


async def test_a_hand_over_does_not_reach_into_a_foreign_region(database: Database) -> None:
    await cover(database, "AQ-200", "111", day("2025-06-02"))
    with pytest.raises(aqua_teams.CoverageOverlaps):
        await handed_over(database, "AQ-100", "111", TODAY, OWN)


async def test_a_hand_over_does_not_undo_what_begins_that_day_or_later(database: Database) -> None:
    await cover(database, "AQ-100", "111", TODAY)
    with pytest.raises(aqua_teams.CoverageOverlaps):
        await handed_over(database, "AQ-200", "111", TODAY)

"""Periods are opened once, their figures frozen as they were; later corrections are told by the next report."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from datetime import UTC, datetime

import pytest
import sqlalchemy as sa
from sqlalchemy.exc import DBAPIError
from sqlalchemy.ext.asyncio import AsyncConnection

from activities import filled_posts
from activities.filled_posts import Holding
from activities.verifying import verify
from models.database import Database
from models.organisation import Function, UnitKind
from models.permissions import Reading
from models.queries import periods, reports
from models.report_tables import ReportSnapshotRow
from models.reporting.asked import AsOf
from models.reporting.restatement import Restatement
from models.reporting.snapshot import canonical, digest_of
from models.rollout.owed import NATIONAL
from tests import making
from tests.integration.reporting.periods import HELD, NORTH, OPENED, SOUTH, Country, country
from tests.integration.reporting.told import asked, noon


@pytest.fixture
async def here(database_url: str) -> AsyncIterator[Country]:
    database = Database(database_url)
    yield await country(database)
    await database.dispose()


async def held_in_october(here: Country) -> int:
    return (await here.snapshot("2024-10")).figures.agenturen.workshops["implementation"].held


# --- reading ---------------------------------------------------------------------------------------------------


async def test_a_period_of_which_somebody_reads_nothing_counts_for_no_page(here: Country) -> None:
    """While it is collected: for whoever leads another region, or reads single offices only."""
    await here.report("2024-09")
    await here.report("2024-10")
    readers = {
        "everything": Reading(everything=True),
        "north": Reading(regions=frozenset({NORTH})),
        "elsewhere": Reading(regions=frozenset({"RD-X"})),
        "one office": Reading(units=frozenset({here.north[0].unit_id})),
    }
    found: dict[str, tuple[list[tuple[str, str]], bool]] = {}
    async with here.database.read() as session:
        for name, reading in readers.items():
            listed, older = await periods.listed(session, reading, limit=1)
            found[name] = [(each.period.period_id, each.scope) for each in listed], older is not None
    assert {
        "everything": ([("2024-10", NATIONAL), ("2024-10", NORTH), ("2024-10", SOUTH)], True),
        "north": ([("2024-10", NORTH)], True),
        "elsewhere": ([], False),
        "one office": ([], False),
    } == found


# --- opening -----------------------------------------------------------------------------------------------------


async def test_each_region_and_the_nation_are_frozen_under_their_hashes(here: Country) -> None:
    await here.report("2024-10")
    stored, state = await here.stored(), await here.state("2024-10")
    assert {("2024-10", scope, "figures") for scope in (NATIONAL, NORTH, SOUTH)} == set(stored)
    assert all(digest_of(body) == sha256 for body, sha256 in stored.values())
    assert state.sha256 == stored["2024-10", NATIONAL, "figures"][1]
    assert {code: stored["2024-10", code, "figures"][1] for code in (NORTH, SOUTH)} == {
        code: each.asked.sha256 for code, each in state.regions.items()
    }


async def test_both_times_are_kept(here: Country) -> None:
    """What was true on the last day, by what was known a minute before the opening."""
    await here.report("2024-10")
    figures = (await here.snapshot("2024-10")).figures
    assert (making.day("2024-10-31"), datetime(2024, 11, 1, 3, 59, tzinfo=UTC)) == (figures.on, figures.known_at)


async def test_a_period_is_opened_once_however_many_try(here: Country) -> None:
    opened = await asyncio.gather(*(here.report("2024-10") for _ in range(4)))
    assert [False, False, False, True] == sorted(each.anew for each in opened)
    assert 1 == len({each.reporting_id for each in opened})
    assert 3 == len(await here.stored())


async def test_a_period_without_a_record_is_not_reported(here: Country) -> None:
    opened = await here.report("2023-12", datetime(2024, 1, 2, 4, tzinfo=UTC))
    assert (None, {}) == (opened.reporting_id, await here.stored())


async def test_regions_have_five_working_days_of_their_own(here: Country) -> None:
    """1 November 2024 is a Friday: the fifth working day after it is the next one."""
    await here.report("2024-10")
    asked_of = (await here.state("2024-10")).regions[NORTH].asked
    assert making.day("2024-11-08") == asked_of.due_on
    assert making.day("2024-11-06") == asked_of.remind_on
    assert making.day("2024-11-15") == asked_of.second_on


async def test_what_changed_since_the_report_before_is_counted(here: Country) -> None:
    await here.report("2024-09")
    await here.north[0].give(HELD, noon("2024-10-11"))
    await here.report("2024-10")
    first, second = [(await here.snapshot(period, NORTH)).agenturen.changes for period in ("2024-09", "2024-10")]
    assert first is None
    assert second is not None
    assert (making.day("2024-09-30"), 1, 1) == (second.since, second.reached, second.unchanged)


async def test_offices_are_shown_as_they_were_frozen_to_whoever_attests(here: Country) -> None:
    await here.report("2024-09")
    await here.north[0].give(HELD, noon("2024-10-11"))
    await here.report("2024-10")
    await here.north[1].give(making.NOMINATED, noon("2024-11-04"))
    state = await here.state("2024-10")
    async with here.database.read() as session:
        last = await reports.period_before(session, state.as_of)
        found = await reports.since_the_last(session, state, NORTH, lambda day: asked(day).over_at, last)
    assert {here.north[0].unit_id: False, here.north[1].unit_id: True} == {
        change.now.office.unit_id: change.is_unchanged for change in found
    }


# --- restatement ---------------------------------------------------------------------------------------------------


async def test_a_report_does_not_change_by_a_byte_after_a_correction(here: Country) -> None:
    await here.north[0].give(HELD, noon("2024-10-11"))
    await here.report("2024-10")
    before = await here.stored()
    await withdrawn(here)
    await here.report("2024-11")
    after = await here.stored()
    assert before == {key: after[key] for key in before}
    assert 1 == await held_in_october(here)


async def test_the_next_report_tells_the_correction_with_its_reason(here: Country) -> None:
    """„31.10.: 1, nach Korrektur 0“: the workshop was confirmed by mistake."""
    await here.north[0].give(HELD, noon("2024-10-11"))
    await here.report("2024-10")
    await withdrawn(here)
    await here.report("2024-11")
    for scope in (NORTH, NATIONAL):
        told = (await here.snapshot("2024-11", scope)).restatements
        assert restated("workshops/implementation/held", 1, 0, {"withdraw/mistake": 1}, scope) in told
    assert () == (await here.snapshot("2024-11", SOUTH)).restatements


async def test_what_was_told_late_is_a_correction_too(here: Country) -> None:
    await here.report("2024-10")
    await here.north[0].give(HELD, noon("2024-11-05"))
    await here.report("2024-11")
    told = (await here.snapshot("2024-11", NORTH)).restatements
    assert restated("workshops/implementation/held", 0, 1, {"told_late": 1}, NORTH) in told


async def test_a_correction_is_told_once(here: Country) -> None:
    """December's report tells nothing about October that November's has told."""
    await here.north[0].give(HELD, noon("2024-10-11"))
    await here.report("2024-10")
    await withdrawn(here)
    await here.report("2024-11")
    await here.report("2024-12")
    assert () == (await here.snapshot("2024-12")).restatements


async def test_an_older_report_is_corrected_as_well(here: Country) -> None:
    await here.report("2024-10")
    await here.report("2024-11")
    await here.north[0].give(HELD, noon("2024-12-05"))
    await here.report("2024-12")
    told = (await here.snapshot("2024-12", NORTH)).restatements
    assert {"2024-10", "2024-11"} == {each.period for each in told if each.figure == "workshops/implementation/held"}


async def test_what_happened_after_the_period_corrects_nothing(here: Country) -> None:
    await here.report("2024-10")
    await here.north[1].give(making.command("nominate_companion", nominated_on="2024-11-05"), noon("2024-11-05"))
    await here.report("2024-11")
    assert () == (await here.snapshot("2024-11")).restatements


async def test_asked_again_as_it_was_known_the_figures_are_the_same(here: Country) -> None:
    """October with the moment of its freezing, after everything was corrected: each number as it was frozen."""
    await here.north[0].give(HELD, noon("2024-10-11"))
    await here.report("2024-10")
    await withdrawn(here)
    await here.south[0].give(making.NOMINATED, noon("2024-11-05"))
    for scope in (NATIONAL, NORTH, SOUTH):
        frozen = await here.snapshot("2024-10", scope)
        question = AsOf(frozen.on, asked(frozen.on).over_at, frozen.known_at)
        async with here.database.read() as session:
            again = await reports.asked_by_hand(session, question, scope)
        assert canonical(frozen.figures) == canonical(again.figures)


async def test_who_led_a_team_is_asked_again_as_it_was_known_too(here: Country) -> None:
    """Told in November that the team had no lead since September: October's step was nobody's, but nobody knew."""
    lead = Holding("f-1", Function.AQUA_LEAD, making.TEAM, making.day("2024-01-08"), None)
    async with here.database.write() as connection:
        await filled_posts.begun(connection, [lead], noon("2024-01-08"))
    await here.report("2024-10")
    async with here.database.write() as connection:
        await filled_posts.ended(connection, lead.id, making.day("2024-09-30"), noon("2024-11-20"))
    frozen = await here.snapshot("2024-10")
    then, now = asked(frozen.on, frozen.known_at), asked(frozen.on)
    async with here.database.read() as session:
        again, corrected = [await reports.asked_by_hand(session, each, NATIONAL) for each in (then, now)]
    assert canonical(frozen.figures) == canonical(again.figures)
    orphans = [sum(need.orphans for need in each.figures.agenturen.needs) for each in (frozen, corrected)]
    assert [0, 1] == orphans


# --- what nobody changes -------------------------------------------------------------------------------------------


async def test_the_database_refuses_to_change_what_was_frozen(here: Country) -> None:
    await here.report("2024-10")
    before = await here.stored()
    for change in (sa.update(ReportSnapshotRow).values(body="{}"), sa.delete(ReportSnapshotRow)):
        with pytest.raises(DBAPIError):
            async with here.database.write() as connection:
                await connection.execute(change)
    assert before == await here.stored()


async def test_periods_follow_from_their_journal(here: Country) -> None:
    await here.report("2024-10")
    assert () == (await verify(here.database)).findings


@pytest.mark.parametrize(
    ("change", "finding"),
    [
        ({"body": "{}"}, "2024-10 of RD-N: figures was changed: its hash is another one"),
        ({"body": "{}", "sha256": digest_of("{}")}, "2024-10 of RD-N: figures was changed: the journal holds"),
        ({"part": "draft"}, "2024-10 of RD-N: figures is missing"),
        ({"period_id": "2023-10"}, "2024-10 of RD-N: figures is missing"),
    ],
)
async def test_verification_names_the_row_that_was_tampered_with(
    here: Country, change: dict[str, str], finding: str
) -> None:
    """Whoever may drop triggers may change rows; hashes tell."""
    await here.report("2024-10")
    async with here.database.write() as connection:
        await untied(connection)
        await connection.execute(sa.update(ReportSnapshotRow).where(ReportSnapshotRow.scope == NORTH).values(**change))
    found = [str(each) for each in (await verify(here.database)).findings]
    assert any(finding in each for each in found), found


async def untied(connection: AsyncConnection) -> None:
    """Without the triggers."""
    if connection.dialect.name == "postgresql":
        await connection.execute(sa.text("ALTER TABLE report_snapshots DISABLE TRIGGER ALL"))
        return
    await connection.execute(sa.text("DROP TRIGGER report_snapshots_no_update"))


async def withdrawn(here: Country) -> None:
    """In November it turns out that the workshop was confirmed by mistake."""
    back = making.command("withdraw_confirmation", workshop="implementation", reason="mistake")
    await here.north[0].give(back, noon("2024-11-05"))
    assert noon("2024-11-05") > OPENED["2024-10"]


def restated(figure: str, was: int, now: int, reasons: dict[str, int], scope: str) -> Restatement:
    on = making.day("2024-10-31")
    return Restatement(
        period="2024-10",
        on=on,
        scope=scope,
        kind=UnitKind.AGENTUR,
        figure=figure,
        was=was,
        now=now,
        reasons=reasons,
    )

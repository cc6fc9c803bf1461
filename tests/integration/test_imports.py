"""Imports against real databases: what is written, what is not."""

from __future__ import annotations

from collections.abc import AsyncIterator
from datetime import timedelta
from pathlib import Path

import pytest
import sqlalchemy as sa

from activities.calendars import refresh_calendars
from activities.imports import import_people, import_standing, import_units
from activities.intents import submission_of
from activities.queueing import Actor
from models import commands as cmd
from models.commands import BY_SYSTEM, By
from models.database import Database
from models.errors import Refusal
from models.imports.report import ImportReport, Outcome
from models.organisation import Function, Land
from models.people_tables import ActorRefRow, AssignmentRow, PersonRow
from models.tables import CalendarRow, IntentRow, UnitRow
from tests.integration.offices import (
    NOW,
    UNITS,
    WHEN,
    codes,
    intents,
    opened,
    organised,
    rows,
    running,
    settle,
    unit_id,
    units_from,
)
from tests.making import TODAY, command, day

REAL = Path(__file__).parents[2] / "data" / "ba_units.csv"
PEOPLE = "issuer,subject,name,email,language,function,scope,since,until\n"


@pytest.fixture
async def database(database_url: str) -> AsyncIterator[Database]:
    async with opened(database_url) as found:
        yield found


def counted(report: ImportReport) -> dict[str, int]:
    return {outcome.value: count for outcome, count in report.counts.items() if count}


async def standing(database: Database, text: str, *, partial: bool = False) -> ImportReport:
    data = f"unit_code,milestone,happened_on\n{text}".encode()
    return await import_standing(database, data, partial=partial, **WHEN)


async def people(database: Database, text: str, within: frozenset[str] | None = None) -> ImportReport:
    return await import_people(database, (PEOPLE + text).encode(), within=within, **WHEN)


# --- the organisation ----------------------------------------------------------------------------------------


async def test_the_real_organisation_is_written_once(database: Database) -> None:
    """A dry run tells the same and writes nothing; the second import finds everything as it is."""
    data, seen = REAL.read_bytes(), [(0, 0)]
    dry = await import_units(database, data, dry_run=True, **WHEN)
    assert [] == await rows(database, UnitRow)
    first = await import_units(database, data, progress=lambda done, total: seen.append((done, total)), **WHEN)
    second = await import_units(database, data, **WHEN)

    assert [{"new": 462}, {"new": 462}, {"same": 462}] == [counted(r) for r in (dry, first, second)]
    assert [False, True, True] == [r.written for r in (dry, first, second)]
    stored = await rows(database, UnitRow)
    assert 462 == len({row["id"] for row in stored})
    assert 10 == len({row["region_code"] for row in stored} - {None})
    assert {"BA-Z"} == {row["code"] for row in stored if row["region_code"] is None}
    assert (462, 462) == seen[-1]


async def test_importing_units_brings_every_land_its_calendar(database: Database) -> None:
    """Rollouts cannot start without."""
    await units_from(database, UNITS)
    assert set(Land) == {row["land"] for row in await rows(database, CalendarRow)}


async def test_nothing_is_written_when_a_row_is_in_error(database: Database) -> None:
    text = UNITS + "113,Agentur Vier,agentur,999,SGB_III,SH,Kiel\n"
    report = await units_from(database, text)
    assert ({"new": 7, "error": 1}, False) == (counted(report), report.written)
    assert [] == await rows(database, UnitRow)
    refusal = report.refusal()
    assert refusal is not None
    assert {"errors": 1, "rows": 8, "line": 9} == refusal.facts


async def test_a_partial_import_writes_what_is_right(database: Database) -> None:
    text = UNITS + "113,Agentur Vier,agentur,999,SGB_III,SH,Kiel\n"
    report = await units_from(database, text, partial=True)
    assert (True, None) == (report.written, report.refusal())
    assert 7 == len(await rows(database, UnitRow))


async def test_a_refused_file_writes_nothing(database: Database) -> None:
    with pytest.raises(Refusal):
        await import_units(database, UNITS.encode().replace(b"kind", b"sort"), **WHEN)
    assert [] == await rows(database, UnitRow)


async def test_a_renamed_office_keeps_its_id(database: Database) -> None:
    await units_from(database, UNITS)
    before = await unit_id(database, "111")
    await units_from(database, UNITS.replace("Agentur Eins", "=Agentur"))
    (row,) = await rows(database, UnitRow, UnitRow.code == "111")
    assert (before, "=Agentur") == (row["id"], row["name"])


async def test_an_office_that_moves_takes_the_offices_below_along(database: Database) -> None:
    """Also those that the file does not name."""
    await units_from(database, UNITS)
    head, moved = UNITS.splitlines()[0], "111,Agentur Eins,agentur,200,SGB_III,SH,Kiel\n"
    report = await units_from(database, f"{head}\n{moved}")
    assert {"parent_code": ("100", "200"), "region_code": ("100", "200")} == report.rows[0].changes
    regions = {row["code"]: row["region_code"] for row in await rows(database, UnitRow)}
    assert ("200", "200", "100") == (regions["111"], regions["GE-1"], regions["112"])


async def test_the_kind_of_an_office_with_a_running_rollout_is_fixed(database: Database) -> None:
    await units_from(database, UNITS)
    await running(database, "GE-1")
    changed = UNITS.replace("gemeinsame_einrichtung,111", "agentur,100")
    assert "kind_is_fixed" in codes(await units_from(database, changed))


# --- standings -----------------------------------------------------------------------------------------------


async def test_a_standing_is_queued_once_as_a_command(database: Database) -> None:
    await organised(database)
    first = await standing(database, "111,manager,2019-04-01\n")
    again = await standing(database, "111,manager,01.04.2019\n")
    assert [{"new": 1}, {"same": 1}] == [counted(first), counted(again)]
    ((key, told),) = await intents(database)
    assert key.startswith("standing/")
    assert cmd.StateStanding(milestone="manager", happened_on=day("2019-04-01")) == told


async def test_a_standing_is_queued_as_stated_by_whoever_imports(database: Database) -> None:
    """Without a person behind it, it is the system's."""
    await organised(database)
    lead = Actor(By(function=Function.REGIONAL_LEAD, scope="100"), "a-lead")
    data = b"unit_code,milestone,happened_on\n111,manager,2019-04-01\n"
    await import_standing(database, data, stated_by=lambda _region: lead, **WHEN)
    await standing(database, "112,manager,2019-04-01\n")
    async with database.read() as session:
        queued = (await session.scalars(sa.select(IntentRow))).all()
    given = {submission_of(intent, TODAY, NOW).envelope for intent in queued}
    assert {(lead.by, "a-lead"), (BY_SYSTEM, None)} == {(envelope.by, envelope.actor_ref) for envelope in given}


async def test_standings_of_a_unit_are_queued_in_the_order_of_the_programme(database: Database) -> None:
    await organised(database)
    await standing(
        database, "111,offer_announced,2021-01-04\n111,manager,2019-04-01\n111,companions_nominated,2019-05-02\n"
    )
    told = [c.milestone for _, c in await intents(database) if isinstance(c, cmd.StateStanding)]
    assert ["manager", "companions_nominated", "offer_announced"] == told


async def test_another_day_than_the_one_queued_is_refused(database: Database) -> None:
    await organised(database)
    await standing(database, "111,manager,2019-04-01\n")
    assert ["other_day_on_record"] == codes(await standing(database, "111,manager,2019-04-02\n"))


async def test_a_milestone_on_record_is_the_same_or_refused(database: Database) -> None:
    await organised(database)
    await running(database, "111", command("state_standing", milestone="manager", happened_on="2019-04-01"))
    assert {"same": 1} == counted(await standing(database, "111,manager,2019-04-01\n"))
    assert ["other_day_on_record"] == codes(await standing(database, "111,manager,2019-04-02\n"))
    assert [] == await intents(database)


async def test_a_standing_that_was_refused_once_can_be_tried_again(database: Database) -> None:
    """Its key is another one, because the first has its answer for ever."""
    await organised(database)
    await standing(database, "111,manager,2019-04-01\n")
    await settle(database, "rollout_ended")
    assert {"new": 1} == counted(await standing(database, "111,manager,2019-04-01\n"))
    first, second = [key for key, _ in await intents(database)]
    assert f"{first}/2" == second


async def test_an_office_that_has_ended_takes_no_standing(database: Database) -> None:
    await organised(database)
    await running(database, "111", command("close", closed_on=TODAY.isoformat()))
    assert ["rollout_ended"] == codes(await standing(database, "111,manager,2019-04-01\n"))


async def test_standings_are_all_queued_or_none(database: Database) -> None:
    await organised(database)
    text = "111,manager,2019-04-01\n100,manager,2019-04-01\n"
    assert not (await standing(database, text)).written
    assert [] == await intents(database)
    assert (await standing(database, text, partial=True)).written
    assert 1 == len(await intents(database))


async def test_a_regional_lead_sees_no_difference_between_foreign_and_unknown(database: Database) -> None:
    await organised(database)
    data = b"unit_code,milestone,happened_on\n111,manager,2019-04-01\n211,manager,2019-04-01\n999,manager,2019-04-01\n"
    report = await import_standing(database, data, within=frozenset({"100"}), **WHEN)
    assert [None, "unknown_unit", "unknown_unit"] == codes(report)


# --- people --------------------------------------------------------------------------------------------------

LEAD = "demo,lead,Lead Nord,,,regional_lead,100,2026-01-01,\n"


async def test_persons_and_their_functions_are_written_once(database: Database) -> None:
    await organised(database)
    text = LEAD + "demo,two,Zwei,zwei@example.org,en,aqua_lead,AQ-100,2026-01-01,2026-12-31\ndemo,three,Drei,,,,,,\n"
    assert {"new": 3} == counted(await people(database, text))
    assert {"same": 3} == counted(await people(database, text))
    assert 3 == len(await rows(database, PersonRow))
    held, refs = await rows(database, AssignmentRow), await rows(database, ActorRefRow)
    assert {"regional_lead", "aqua_lead"} == {row["function"] for row in held}
    assert {row["actor_ref"] for row in held} == {row["ref"] for row in refs}
    assert 2 == len({row["actor_ref"] for row in held})


async def test_two_functions_of_a_new_person_make_one_person(database: Database) -> None:
    await organised(database)
    await people(database, LEAD + LEAD.replace("regional_lead,100", "aqua_lead,AQ-100"))
    assert [1, 2] == [len(await rows(database, table)) for table in (PersonRow, AssignmentRow)]


async def test_a_file_hands_over_a_region(database: Database) -> None:
    await organised(database)
    await people(database, LEAD)
    successor = "demo,next,Nachfolge,,,regional_lead,100,2026-04-01,\n"
    assert ["regional_lead_taken"] == codes(await people(database, successor))
    report = await people(database, successor + LEAD.replace("01,\n", "01,2026-03-31\n"))
    assert {"new": 1, "changed": 1} == counted(report)
    ends = {row["until"] for row in await rows(database, AssignmentRow)}
    assert {day("2026-03-31"), None} == ends


async def test_a_regional_lead_imports_persons_of_the_own_region_only(database: Database) -> None:
    """New persons are kept by that region; a person with a function elsewhere too keeps name and address."""
    await organised(database)
    both = ("AQ-200,2026-01-01,", "AQ-100,2025-01-01,2025-06-30")
    await people(database, "".join(f"demo,two,Zwei,,,aqua_lead,{held}\n" for held in both))
    own = frozenset({"100"})
    report = await people(database, "demo,two,Anders,,,aqua_lead,AQ-100,2026-01-01,\n" + LEAD, own)
    assert [(Outcome.NEW, {}), (Outcome.NEW, {})] == [(r.outcome, r.changes) for r in report.rows]
    known = {row["subject"]: (row["name"], row["region_code"]) for row in await rows(database, PersonRow)}
    assert {"two": ("Zwei", None), "lead": ("Lead Nord", "100")} == known
    foreign = "demo,six,Sechs,,,aqua_lead,AQ-200,2026-01-01,\ndemo,six,Sechs,,,central,all,2026-01-01,\n"
    assert ["unknown_scope", "unknown_scope"] == codes(await people(database, foreign, own))


@pytest.mark.parametrize("function", ["", "aqua_lead,AQ-100,2026-01-01"])
async def test_a_regional_lead_opens_no_foreign_person_by_an_import(database: Database, function: str) -> None:
    """A dry run tells no more than that."""
    await organised(database)
    await people(database, "demo,two,Zwei,,,aqua_lead,AQ-200,2026-01-01,\n")
    text = (PEOPLE + f"demo,two,Zwei,,,{function or ',,'},\n").encode()
    for dry_run in (True, False):
        report = await import_people(database, text, within=frozenset({"100"}), dry_run=dry_run, **WHEN)
        assert [("sign_in_elsewhere", {})] == [(r.reason and r.reason.code, r.changes) for r in report.rows]
    assert ["AQ-200"] == [row["scope"] for row in await rows(database, AssignmentRow)]


# --- calendars -----------------------------------------------------------------------------------------------


async def test_calendars_are_written_when_their_content_changes_only(database: Database) -> None:
    async with database.write() as connection:
        first = await refresh_calendars(connection, TODAY, moment=NOW)
        await refresh_calendars(connection, TODAY, moment=NOW + timedelta(hours=1))
    assert {c.id for c in first.values()} == {row["id"] for row in await rows(database, CalendarRow)}
    async with database.write() as connection:
        await refresh_calendars(connection, TODAY, moment=NOW + timedelta(hours=2), blackouts=[("07-01", "07-31")])
    assert 32 == len(await rows(database, CalendarRow))


async def test_a_calendar_that_comes_back_is_the_newest_again(database: Database) -> None:
    ids = []
    for hours, windows in enumerate([[("07-01", "07-31")], [], [("07-01", "07-31")]]):
        async with database.write() as connection:
            moment = NOW + timedelta(hours=hours)
            wanted = await refresh_calendars(connection, TODAY, moment=moment, blackouts=windows)
            ids.append(wanted[Land.BY].id)
    stored = await rows(database, CalendarRow, CalendarRow.land == "BY")
    assert 2 == len(stored)
    assert ids[0] == ids[2] == max(stored, key=lambda row: row["created_at"])["id"]


async def test_units_with_another_calendar_are_asked_once_to_adopt_theirs(database: Database) -> None:
    """Those of ended rollouts are not."""
    await organised(database)
    await running(database, "111")
    await running(database, "112", command("close", closed_on=TODAY.isoformat()))
    async with database.write() as connection:
        wanted = await refresh_calendars(connection, TODAY, moment=NOW)
        await refresh_calendars(connection, TODAY, moment=NOW)
    ((key, told),) = await intents(database)
    assert f"calendar/{wanted[Land.SH].id}/{await unit_id(database, '111')}" == key
    assert cmd.AdoptCalendar(calendar=wanted[Land.SH]) == told


async def test_queued_commands_fit_the_key_of_a_command(database: Database) -> None:
    """The drain uses an intent's key as its command's key."""
    await organised(database)
    await running(database, "111")
    await standing(database, "112,manager,2019-04-01\n")
    async with database.write() as connection:
        await refresh_calendars(connection, TODAY, moment=NOW)
        count = await connection.scalar(sa.select(sa.func.count()).select_from(IntentRow))
    keys = [key for key, _ in await intents(database)]
    assert count == len(keys) == 2
    envelopes = [cmd.Envelope(key=k, body_hash="", today=TODAY, accepted_at=NOW, by=cmd.BY_SYSTEM) for k in keys]
    assert keys == [e.key for e in envelopes]

"""Waves on record: prepared once, shown as their journal says, rebuilt from it; what they are prepared from."""

from __future__ import annotations

import asyncio
import json
from collections.abc import AsyncIterator, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

import pytest
import sqlalchemy as sa

from activities.journal import append
from activities.rebuilding import rebuild_read_model
from activities.verifying import verify
from activities.waves import WaveCodeTaken, prepare, wave_id_of
from models.chain import Batch, stream_of, wave_stream
from models.commands import Envelope
from models.database import Database
from models.errors import KeyReused
from models.queries.waves import candidates
from models.rollout.decide import decide
from models.rollout.life import Life
from models.rollout.state import SideState, UnitState
from models.tables import CalendarRow, HeadRow
from models.wave_tables import CourseModuleRow, CourseRow, WaveGroupRow, WaveMemberRow, WaveRow
from models.waves.asks import Answer, open_asks
from models.waves.birth import prepared
from models.waves.consequences import consequences
from models.waves.events import WaveEvent
from models.waves.hearing import heard
from models.waves.life import WaveLife
from models.waves.plan import WavePlan
from models.waves.population import Candidate
from models.waves.report import Report
from tests import making, seats
from tests.integration.offices import NOW, organised, rows, running, unit_id
from tests.making import TODAY, day

WAVE_TABLES = (WaveRow, WaveGroupRow, WaveMemberRow, CourseRow, CourseModuleRow)
COURSE = {
    "id": "k-1",
    "code": "K1",
    "starts_on": "2026-09-01",
    "ends_on": "2026-09-30",
    "max_seats": 10,
    "regions": ["100"],
    "modules": [{"key": "first", "mode": "praesenz", "days": ["2026-09-01"]}, {"key": "practice", "mode": "praxis"}],
}


@pytest.fixture
async def office(organised_url: str) -> AsyncIterator[Database]:
    """The small organisation; three Agenturen have a rollout, of which one rests; the gE has not decided."""
    database = Database(organised_url)
    calendar = making.calendar()
    row = {"id": calendar.id, "land": calendar.land.value, "body": calendar.model_dump_json(), "created_at": NOW}
    async with database.write() as connection:
        await connection.execute(sa.insert(CalendarRow), row)
    await running(database, "111")
    await running(database, "112", making.command("nominate_companion", nominated_on="2026-02-02", companion="c1"))
    await running(database, "211", making.command("pause", since="2026-02-02", reason="capacity"))
    await running(database, "GE-1")
    yield database
    await database.dispose()


def plan(**changes: Any) -> WavePlan:  # noqa: ANN401 - as posted
    return WavePlan.model_validate({"code": "W-1", "courses": [COURSE], **changes})


def envelope(key: str = "k-1", body: str = "0") -> Envelope:
    return making.envelope(today=TODAY, key=key).model_copy(update={"body_hash": body * 64, "accepted_at": NOW})


@dataclass
class Told:
    """A wave as its workflow would record it."""

    database: Database
    life: WaveLife
    at: int = 0

    async def add(self, events: Sequence[WaveEvent]) -> None:
        self.at += 1
        self.life.add(events, NOW + timedelta(seconds=self.at))
        batch = Batch(stream=self.life.stream, entries=tuple(self.life.unrecorded))
        async with self.database.write() as connection:
            head = await append(connection, batch)
        self.life.recorded_seq, self.life.recorded_hash = head.seq, head.hash
        self.life.unrecorded.clear()

    async def follow(self, *answers: Answer) -> None:
        await self.add(heard(self.life.state, answers, TODAY))
        await self.add(consequences(self.life.state, TODAY))


async def known(database: Database) -> list[Candidate]:
    async with database.read() as session:
        return await candidates(session)


async def put(database: Database, planned: WavePlan, given: Envelope) -> str:
    event = prepared(wave_id_of(given.key), planned, await known(database), given)
    async with database.write() as connection:
        await prepare(connection, event, given)
    return event.wave_id


async def asking(database: Database) -> Told:
    """A wave under way: seats granted, the first office has joined and nominated."""
    given = envelope()
    event = prepared(wave_id_of(given.key), plan(), await known(database), given)
    async with database.write() as connection:
        await prepare(connection, event, given)
    (head,) = await rows(database, HeadRow, HeadRow.stream == wave_stream(event.wave_id))
    end = {"recorded_seq": head["seq"], "recorded_hash": head["hash"]}
    life = WaveLife.model_validate({"wave_id": event.wave_id, "state": json.loads(head["state"]), **end})
    told = Told(database, life)
    await told.follow()
    ask = open_asks(told.life.state)[0]
    reservation = told.life.state.members[ask.unit_id].reservation
    report = Report(
        unit_id=ask.unit_id,
        seq=9,
        wave=event.wave_id,
        reservation=reservation,
        course="k-1",
        seats=1,
        nominate_by=day("2026-03-30"),
        nominated=("c1",),
    )
    await told.follow(Answer(unit_id=ask.unit_id, ask=ask, report=report))
    return told


# --- preparing ---------------------------------------------------------------------------------------------------


async def test_a_wave_is_on_record_with_its_key_in_one_transaction(office: Database) -> None:
    wave_id = await put(office, plan(), envelope())

    (wave,) = await rows(office, WaveRow)
    assert (wave_id, "W-1", "scheduled", 1, 2) == tuple(
        wave[name] for name in ("wave_id", "code", "status", "seq", "members")
    )
    members = await rows(office, WaveMemberRow)
    assert {"111", "112"} == {member["code"] for member in members}
    assert () == (await verify(office)).findings


async def test_the_same_key_prepares_one_wave_only(office: Database) -> None:
    event = prepared(wave_id_of("k-1"), plan(), await known(office), envelope())

    async def once() -> int:
        async with office.write() as connection:
            return (await prepare(connection, event, envelope())).seq

    assert [1, 1, 1] == list(await asyncio.gather(once(), once(), once()))
    assert 1 == len(await rows(office, WaveRow))


async def test_a_key_is_for_one_body(office: Database) -> None:
    await put(office, plan(), envelope())

    with pytest.raises(KeyReused):
        await put(office, plan(code="W-2"), envelope(body="1"))

    assert ["W-1"] == [row["code"] for row in await rows(office, WaveRow)]


async def test_a_code_is_for_one_wave(office: Database) -> None:
    await put(office, plan(), envelope())

    with pytest.raises(WaveCodeTaken, match="W-1"):
        await put(office, plan(), envelope("k-2"))

    assert 1 == len(await rows(office, WaveRow))


# --- the read model ----------------------------------------------------------------------------------------------


async def test_the_rows_follow_the_journal(office: Database) -> None:
    told = await asking(office)

    (wave,) = await rows(office, WaveRow)
    assert ("running", told.life.recorded_seq) == (wave["status"], wave["seq"])
    members = {row["code"]: row for row in await rows(office, WaveMemberRow)}
    joined = next(row for row in members.values() if row["joined"])
    assert ("k-1", 1, 1, day("2026-03-30")) == tuple(
        joined[name] for name in ("course", "seats", "nominated", "nominate_by")
    )
    (course,) = await rows(office, CourseRow)
    assert 2 == course["reserved"]
    assert [("first", "praesenz"), ("practice", "praxis")] == [
        (row["module"], row["mode"]) for row in await rows(office, CourseModuleRow)
    ]
    assert () == (await verify(office)).findings


@pytest.mark.parametrize(
    ("statement", "said"),
    [
        (sa.update(WaveRow).values(status="paused"), "waves: {wave} differs in status"),
        (
            sa.delete(CourseModuleRow).where(CourseModuleRow.module == "first"),
            "course_modules: k-1 of first is missing",
        ),
        (sa.update(CourseRow).values(reserved=7), "courses: k-1 differs in reserved"),
        (sa.update(WaveGroupRow).values(asked=9), "wave_groups: 0 differs in asked"),
    ],
    ids=["wave", "module", "course", "group"],
)
async def test_what_does_not_follow_is_named_and_rebuilt(office: Database, statement: sa.Update, said: str) -> None:
    told = await asking(office)
    before = [await rows(office, table) for table in WAVE_TABLES]
    async with office.write() as connection:
        await connection.execute(statement)

    found = [str(finding) for finding in (await verify(office)).findings]
    assert [f"{told.life.stream}: {said.format(wave=told.life.wave_id)}"] == found

    assert told.life.recorded_seq == await rebuild_read_model(office, told.life.stream)
    assert () == (await verify(office)).findings
    assert before == [await rows(office, table) for table in WAVE_TABLES]


async def test_rows_of_a_wave_without_a_journal_are_named(office: Database) -> None:
    await asking(office)
    (group, *_) = await rows(office, WaveGroupRow)
    async with office.write() as connection:
        await connection.execute(sa.insert(WaveGroupRow).values({**group, "wave_id": "w-lost"}))

    expected = f"{wave_stream('w-lost')}: journal: there are rows of this stream, but no entry"
    assert [expected] == [str(finding) for finding in (await verify(office)).findings]


# --- candidates --------------------------------------------------------------------------------------------------


def of(found: Sequence[Candidate], code: str) -> Candidate:
    return next(candidate for candidate in found if candidate.code == code)


async def test_candidates_are_all_offices_with_what_a_wave_needs_to_know(office: Database) -> None:
    found = await known(office)

    assert ["111", "112", "211", "GE-1"] == [candidate.code for candidate in found]
    assert SideState.PAUSED is of(found, "211").side_state
    assert (True, "100") == (of(found, "GE-1").undecided, of(found, "GE-1").region)
    assert (False, 1, 1) == (of(found, "112").undecided, of(found, "112").waiting, of(found, "112").demand)
    assert all(candidate.calendar is not None and candidate.gate is not None for candidate in found)


async def test_an_office_without_a_rollout_is_known_as_such(database_url: str) -> None:
    database = Database(database_url)
    await organised(database)

    found = await known(database)
    await database.dispose()

    assert [False] * 4 == [candidate.started for candidate in found]


async def test_an_office_waits_since_it_lost_its_last_companion(office: Database) -> None:
    lived = [
        making.command("nominate_companion", nominated_on="2025-03-03", companion="c1"),
        making.command("admit_companion", admitted_on="2025-04-01", companion="c1"),
        making.command("record_qualification", qualified_on="2025-06-02", companion="c1"),
        making.command("release_companion", released_on="2026-01-15", companion="c1"),
    ]
    await _again(office, "111", *lived)

    found = await known(office)

    assert day("2026-01-15") == of(found, "111").waiting_since
    assert day("2026-02-02") == of(found, "112").waiting_since, "nominated, and waits for a seat"


async def _again(database: Database, code: str, *commands: Any, today: date = TODAY) -> None:  # noqa: ANN401 - any commands
    """The same office with another past."""
    stream = stream_of(await unit_id(database, code))
    async with database.write() as connection:
        head = (await connection.execute(sa.select(HeadRow.__table__).where(HeadRow.stream == stream))).one()
        life = Life(
            unit_id=stream.removeprefix("unit/"),
            state=UnitState.model_validate_json(head.state),
            recorded_seq=head.seq,
            recorded_hash=head.hash,
        )
        for told in commands:
            given = making.envelope(today=today, who=making.usual(told))
            life.add(decide(life.state, told, given), NOW, given)
        await append(connection, Batch(stream=stream, entries=tuple(life.unrecorded)))


async def test_an_office_in_a_wave_is_in_another_wave_for_the_next(office: Database) -> None:
    told = await asking(office)

    found = await known(office)

    assert [told.life.wave_id] == [c.wave for c in found if c.wave is not None]


@pytest.mark.parametrize(("outcome", "demand"), [("aborted", 1), ("withdrawn", 1), ("qualified", 0)])
async def test_a_seat_that_came_to_nothing_leaves_an_office_in_need(
    office: Database, outcome: str, demand: int
) -> None:
    """Its admitted companion waits again, for the next wave as for the office itself."""
    await put(office, plan(), envelope())
    unneeded = seats.reply("not_required", reason="agreement")
    asked = (seats.MANAGED, seats.join(), seats.nominate(), unneeded, seats.admit(), seats.leave(outcome))
    await _again(office, "111", *asked, today=seats.ASKED_ON)

    found = of(await known(office), "111")

    assert (demand, not demand) == (found.demand, found.admitted)


async def test_a_few_statements_serve_any_number_of_offices(office: Database) -> None:
    counted: list[str] = []

    def count(*arguments: Any) -> None:  # noqa: ANN401 - SQLAlchemy's own
        counted.append(arguments[2])

    sa.event.listen(office.reader.sync_engine, "before_cursor_execute", count)
    found = await known(office)
    sa.event.remove(office.reader.sync_engine, "before_cursor_execute", count)

    assert len(found) == 4
    assert len([statement for statement in counted if statement.startswith("SELECT")]) <= 7


def test_the_same_key_names_the_same_wave() -> None:
    assert wave_id_of("k-1") == wave_id_of("k-1") != wave_id_of("k-2")

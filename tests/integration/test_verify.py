"""`ilb verify` names whatever was changed behind the journal's back; rebuilding puts the read model right."""

from __future__ import annotations

from collections.abc import AsyncIterator
from datetime import date

import pytest
import sqlalchemy as sa

from activities.journal import Journal
from activities.rebuilding import rebuild_read_model
from activities.verifying import verify
from models.chain import stream_of
from models.database import Database
from models.tables import CommandRow, CompanionRow, FactRow, HeadRow, JournalRow, ObligationRow, RolloutRow
from tests.making import LIFE, UNIT
from tests.stories import Story

SOUND, HURT = "u-sound", "u-hurt"
OTHER_DAY = date(2025, 12, 24)
TOLD = LIFE[:-2]
"""A rollout up to where the second workshop is to be planned."""


@pytest.fixture
async def recorded(database_url: str) -> AsyncIterator[Database]:
    """Two units with the same rollout; the tests hurt one of them."""
    database = Database(database_url)
    for unit_id in (SOUND, HURT):
        story = Story(unit_id)
        await Journal(database).append(story.birth())
        for told in TOLD:
            await Journal(database).append(story.give(told))
    yield database
    await database.dispose()


async def change(database: Database, *statements: sa.Executable) -> None:
    """Tamper as someone with the database's own password could: the triggers go first."""
    async with database.write() as connection:
        for table in ("journal", "commands"):
            if database.is_sqlite:
                await connection.execute(sa.text(f"DROP TRIGGER {table}_no_update"))
                await connection.execute(sa.text(f"DROP TRIGGER {table}_no_delete"))
            else:
                await connection.execute(sa.text(f"DROP TRIGGER {table}_append_only ON {table}"))
        for statement in statements:
            await connection.execute(statement)


async def found(database: Database) -> list[str]:
    return [str(finding) for finding in (await verify(database)).findings]


def entry(seq: int) -> sa.ColumnElement[bool]:
    return sa.and_(JournalRow.stream == f"unit/{HURT}", JournalRow.seq == seq)


async def test_a_sound_record_agrees(recorded: Database) -> None:
    told: list[tuple[int, int]] = []
    verified = await verify(recorded, progress=lambda done, total: told.append((done, total)))

    assert () == verified.findings
    assert [(1, 2), (2, 2)] == told
    assert verified.streams == 2
    assert verified.entries > 2 * len(TOLD)


async def test_a_changed_payload_is_named_with_its_number(recorded: Database) -> None:
    async with recorded.read() as session:
        row = (await session.scalars(sa.select(JournalRow).where(entry(3)))).one()
    payload = {**row.payload, "happened_on": OTHER_DAY.isoformat()}

    await change(recorded, sa.update(JournalRow).where(entry(3)).values(payload=payload))

    assert [f"unit/{HURT}, entry 3: journal: was changed: its hash is another one"] == await found(recorded)


async def test_a_changed_column_beside_the_payload_is_named(recorded: Database) -> None:
    await change(recorded, sa.update(JournalRow).where(entry(2)).values(happened_on=OTHER_DAY))

    expected = f"unit/{HURT}, entry 2: journal: was changed: type or day differ from the event's"
    assert [expected] == await found(recorded)


async def test_a_removed_entry_is_named(recorded: Database) -> None:
    await change(recorded, sa.delete(JournalRow).where(entry(4)))

    assert [f"unit/{HURT}, entry 4: journal: is missing, the next one is 5"] == await found(recorded)


async def test_a_link_to_another_past_is_named(recorded: Database) -> None:
    await change(recorded, sa.update(JournalRow).where(entry(5)).values(prev="f" * 64))

    assert [f"unit/{HURT}, entry 5: journal: does not continue the entry before it"] == await found(recorded)


async def test_an_unreadable_event_is_named(recorded: Database) -> None:
    await change(recorded, sa.update(JournalRow).where(entry(2)).values(payload={"type": "nonsense"}))

    assert [f"unit/{HURT}, entry 2: journal: cannot be read (1 errors)"] == await found(recorded)


async def test_a_head_that_lies_is_named(recorded: Database) -> None:
    where = HeadRow.stream == f"unit/{HURT}"
    other = sa.select(HeadRow.state).where(HeadRow.stream == f"unit/{SOUND}").scalar_subquery()

    await change(recorded, sa.update(HeadRow).where(where).values(seq=2, state=other))

    number, state = await found(recorded)
    assert ": heads: is at 2, the journal ends at " in number
    assert f"unit/{HURT}: heads: the state is not what the journal folds to" == state


@pytest.mark.parametrize(
    ("statement", "expected"),
    [
        (
            sa.update(FactRow).where(FactRow.milestone == "manager").values(happened_on=OTHER_DAY),
            ["facts: manager of 2024-01-10 is missing", "facts: manager of 2025-12-24 is not in the journal"],
        ),
        (
            sa.update(ObligationRow).values(due_on=OTHER_DAY),
            ["obligations: plan_workshop:consolidation_workshop@2024-12-10 differs in due_on"],
        ),
        (sa.update(RolloutRow).values(stage="sustained"), ["rollouts: u-hurt differs in stage"]),
        (sa.delete(CompanionRow), ["companions: c1 is missing"]),
    ],
    ids=["fact", "obligation", "rollout", "companion"],
)
async def test_a_row_that_does_not_follow_from_the_journal_is_named(
    recorded: Database, statement: sa.Update, expected: list[str]
) -> None:
    table = sa.inspect(statement.entity_description["entity"]).columns

    await change(recorded, statement.where(table["unit_id"] == HURT))

    said = await found(recorded)
    assert {f"unit/{HURT}: {each}" for each in expected} <= set(said)
    assert all(each.startswith(f"unit/{HURT}: ") for each in said)


async def test_a_forgotten_command_is_named(recorded: Database) -> None:
    of_unit = CommandRow.stream == f"unit/{HURT}"
    async with recorded.read() as session:
        key = await session.scalar(sa.select(CommandRow.key).where(of_unit).order_by(CommandRow.seq))

    await change(recorded, sa.delete(CommandRow).where(of_unit, CommandRow.key == key))

    assert [f"unit/{HURT}: commands: {key} is missing"] == await found(recorded)


async def test_rows_without_any_journal_are_named(recorded: Database) -> None:
    async with recorded.read() as session:
        row = (await session.scalars(sa.select(CompanionRow))).first()
        assert row is not None
        copied = {column.key: getattr(row, column.key) for column in sa.inspect(CompanionRow).columns}
    await change(recorded, sa.insert(CompanionRow).values({**copied, "unit_id": UNIT}))

    assert [f"unit/{UNIT}: journal: there are rows of this stream, but no entry"] == await found(recorded)


async def test_one_unit_can_be_verified_alone(recorded: Database) -> None:
    await change(recorded, sa.delete(FactRow).where(FactRow.unit_id == HURT))

    assert () == (await verify(recorded, stream_of(SOUND))).findings
    assert (await verify(recorded, stream_of(HURT))).findings


async def test_rebuilding_the_read_model_puts_every_row_right(recorded: Database) -> None:
    before = await _facts(recorded)
    lies = [sa.delete(FactRow), sa.update(ObligationRow).values(due_on=OTHER_DAY), sa.delete(CompanionRow)]
    await change(recorded, *lies, sa.update(RolloutRow).values(stage="sustained"))

    for unit_id in (SOUND, HURT):
        await rebuild_read_model(recorded, stream_of(unit_id))

    assert [] == await found(recorded)
    assert before == await _facts(recorded)


async def _facts(database: Database) -> set[tuple[object, ...]]:
    """Facts with both their times, also those that were superseded."""
    columns = [c for c in sa.inspect(FactRow).columns if c.key != "id"]
    async with database.read() as session:
        return {tuple(row) for row in await session.execute(sa.select(*columns))}

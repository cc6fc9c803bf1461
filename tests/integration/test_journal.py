"""The journal writes events, head and read model in one transaction, and refuses whatever does not continue it."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
import sqlalchemy as sa
from sqlalchemy.exc import DBAPIError
from temporalio.exceptions import ApplicationError

from activities import read_model
from activities.journal import Journal, JournalFork, JournalGap, append
from models import events as ev
from models.chain import Batch, Halt, Head
from models.commands import BY_SYSTEM
from models.database import Database
from models.mail_tables import NoticeRow
from models.tables import CommandRow, FactRow, HeadRow, JournalRow, ObligationRow, RolloutRow, Table
from tests import making
from tests.stories import NOON, STEP, Story, assigned, reminder, vacated
from tests.verifying import verified

OF_STREAM: tuple[type[Table], ...] = (CommandRow, HeadRow, JournalRow, NoticeRow)
OF_UNIT: tuple[type[Table], ...] = (FactRow, ObligationRow, RolloutRow)


async def counted(database: Database, story: Story) -> dict[str, int]:
    """How many rows each table has about this unit."""
    found: dict[str, int] = {}
    async with database.read() as session:
        for table in (*OF_STREAM, *OF_UNIT):
            columns = sa.inspect(table).columns
            mine = columns["stream"] == story.stream if table in OF_STREAM else columns["unit_id"] == story.unit_id
            found[table.__tablename__] = await session.scalar(sa.select(sa.func.count()).where(mine)) or 0
    return found


async def refused(journal: Journal, told: Batch) -> str | None:
    """The name under which the append was refused, for good."""
    with pytest.raises(ApplicationError) as error:
        await journal.append(told)
    assert error.value.non_retryable
    return error.value.type


async def test_the_first_event_makes_the_stream(journal: Journal, story: Story) -> None:
    head = await journal.append(story.birth())

    assert Head(seq=1, hash=story.told[0].hash) == head
    assert ["rollout_started"] == (await verified(journal.database, story.stream)).types


async def test_events_are_kept_as_they_were_told(journal: Journal, story: Story) -> None:
    await journal.append(story.birth())
    await journal.append(story.tell(assigned(), key="k-1"))

    record = await verified(journal.database, story.stream)
    assert [entry.model_copy(update={"body_hash": None}) for entry in story.told] == record.entries


async def test_the_same_batch_again_changes_nothing(journal: Journal, story: Story) -> None:
    await journal.append(story.birth())
    batch = story.tell(assigned(), key="k-1")
    head = await journal.append(batch)
    before = await counted(journal.database, story)

    assert head == await journal.append(batch)
    assert before == await counted(journal.database, story)


async def test_of_a_batch_that_is_partly_there_the_rest_is_added(journal: Journal, story: Story) -> None:
    story.birth()
    second = story.tell(assigned(), key="k-1")
    await journal.append(story.all())
    third = story.tell(vacated(), key="k-2")

    head = await journal.append(story.batch(*second.entries, *third.entries))

    assert Head(seq=3, hash=third.entries[0].hash) == head
    assert [1, 2, 3] == (await verified(journal.database, story.stream)).seqs


async def test_an_old_batch_is_answered_with_the_journals_end(journal: Journal, story: Story) -> None:
    birth = story.birth()
    story.tell(assigned())
    await journal.append(story.all())

    assert Head(seq=2, hash=story.told[-1].hash) == await journal.append(birth)


async def test_another_event_under_a_known_number_is_a_fork(journal: Journal, story: Story) -> None:
    story.birth()
    other = story.instead(vacated())
    story.tell(assigned())
    await journal.append(story.all())
    before = await counted(journal.database, story)

    assert JournalFork.__name__ == await refused(journal, other)
    assert before == await counted(journal.database, story)


async def test_an_append_that_continues_what_was_written_here_reads_nothing(journal: Journal, story: Story) -> None:
    await journal.append(story.birth())
    asked: list[str] = []
    engine = journal.database.writer.sync_engine

    def listening(*told: object) -> None:
        asked.append(str(told[2]).split()[0])

    sa.event.listen(engine, "before_cursor_execute", listening)
    await journal.append(story.tell(assigned(), key="k-1"))
    sa.event.remove(engine, "before_cursor_execute", listening)
    assert "UPDATE" in asked
    assert "SELECT" not in asked


async def test_what_another_process_wrote_since_is_carried_on(journal: Journal, story: Story) -> None:
    """Each process remembers an end that is not the end any more when its turn comes."""
    other = Journal(journal.database)
    await journal.append(story.birth())
    await other.append(story.tell(assigned(), key="k-1"))
    await journal.append(story.tell(vacated(), key="k-2"))
    await other.append(story.tell(reminder(1)))

    assert [1, 2, 3, 4] == (await verified(journal.database, story.stream)).seqs


async def test_an_end_that_was_left_behind_is_no_end_to_continue(journal: Journal, story: Story) -> None:
    """Another process has written since: what continues the end remembered here is another story."""
    await journal.append(story.birth())
    rival = story.instead(assigned("2026-01-02"), key="k-1")
    await Journal(journal.database).append(story.tell(assigned(), key="k-2"))

    with pytest.raises(ApplicationError) as refused:
        await journal.append(rival)
    assert "JournalFork" == refused.value.type
    assert [1, 2] == (await verified(journal.database, story.stream)).seqs


async def test_an_event_that_continues_another_story_is_a_fork(journal: Journal, story: Story) -> None:
    await journal.append(story.birth())
    elsewhere = Story(story.unit_id, [*story.told, *story.instead(assigned("2026-01-01")).entries])
    await journal.append(story.tell(assigned()))

    assert JournalFork.__name__ == await refused(journal, elsewhere.tell(vacated()))


async def test_a_number_that_does_not_follow_is_a_gap(journal: Journal, story: Story) -> None:
    await journal.append(story.birth())
    story.tell(assigned())

    assert JournalGap.__name__ == await refused(journal, story.tell(vacated()))


async def test_a_stream_cannot_begin_in_the_middle(journal: Journal, story: Story) -> None:
    story.birth()

    assert JournalGap.__name__ == await refused(journal, story.tell(assigned()))
    assert {0} == set((await counted(journal.database, story)).values())


async def test_a_batch_with_a_gap_is_refused_whole(journal: Journal, story: Story) -> None:
    birth = story.birth()
    story.tell(assigned())
    third = story.tell(vacated())

    assert JournalGap.__name__ == await refused(journal, story.batch(*birth.entries, *third.entries))
    assert {0} == set((await counted(journal.database, story)).values())


WRONG: list[dict[str, Any]] = [
    {"hash": "f" * 64},
    {"prev": "e" * 64},
    {"actor_ref": "a-2"},
    {"key": "k-2"},
    {"recorded_at": NOON + timedelta(milliseconds=1)},
    {"event": assigned("2026-02-01")},
]


@pytest.mark.parametrize("wrong", WRONG, ids=lambda changes: next(iter(changes)))
async def test_an_entry_whose_hash_does_not_cover_it_is_refused(
    journal: Journal, story: Story, wrong: dict[str, Any]
) -> None:
    await journal.append(story.birth())
    entry = story.instead(assigned(), key="k-1").entries[0]

    assert JournalFork.__name__ == await refused(journal, story.batch(entry.model_copy(update=wrong)))
    assert [1] == (await verified(journal.database, story.stream)).seqs


async def test_the_entries_of_another_stream_are_refused(journal: Journal, story: Story) -> None:
    elsewhere = Story().birth()

    assert JournalFork.__name__ == await refused(journal, story.batch(*elsewhere.entries))


async def test_a_key_is_recorded_once(journal: Journal, story: Story) -> None:
    """A constraint, not a rule: two commands under one key would be a defect, so the stream must stop."""
    story.birth()
    story.tell(assigned(), key="k-1")
    await journal.append(story.all())

    assert "IntegrityError" == await refused(journal, story.instead(vacated(), key="k-1"))
    assert [1, 2] == (await verified(journal.database, story.stream)).seqs


async def test_a_broken_constraint_tells_temporal_its_name_only(journal: Journal, story: Story) -> None:
    """A failure and its causes end up in histories: no statement, no parameter."""
    story.birth()
    story.tell(assigned(), key="k-1")
    await journal.append(story.all())

    with pytest.raises(ApplicationError) as error:
        await journal.append(story.instead(vacated(), key="k-1"))

    assert error.value.__cause__ is None
    assert "constraint violated" == error.value.message


async def test_the_row_of_a_command_names_its_last_event(journal: Journal, story: Story) -> None:
    story.birth()
    at = story.now
    story.tell(assigned(), vacated(), key="k-1")
    story.tell(reminder())

    await journal.append(story.all())

    commands = (await verified(journal.database, story.stream)).commands
    assert ["k-1"] == list(commands)
    told = commands["k-1"]
    assert (3, "0" * 64, "a-1", at) == (told.seq, told.body_hash, told.actor_ref, told.recorded_at)


async def test_reminders_and_looks_back_with_something_missing_leave_notices(journal: Journal, story: Story) -> None:
    content = ev.SustainmentChecked(happened_on=making.TODAY, recorded_on=making.TODAY, by=BY_SYSTEM, check=0)
    missing = content.model_copy(update={"check": 1, "missing": ("manager",)})
    story.birth()
    story.tell(reminder(1), content, missing, reminder(2))

    await journal.append(story.all())

    async with journal.database.read() as session:
        query = sa.select(NoticeRow).where(NoticeRow.stream == story.stream).order_by(NoticeRow.seq)
        notices = (await session.scalars(query)).all()
    assert {(story.unit_id, None)} == {(n.unit_id, n.sent_at) for n in notices}
    assert [(2, "reminder", STEP, 1), (4, "sustainment", None, 2), (5, "reminder", STEP, 2)] == [
        (n.seq, n.kind, n.obligation, n.level) for n in notices
    ]


def _breaks(*_: object) -> None:
    raise RuntimeError


async def test_a_failure_in_the_middle_leaves_nothing(
    journal: Journal, story: Story, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The read model breaks after journal, commands and facts were written; none of it stays."""
    await journal.append(story.birth())
    before = await counted(journal.database, story)
    batch = story.tell(assigned(), key="k-1")

    monkeypatch.setattr(read_model, "_write_obligations", _breaks)
    with pytest.raises(RuntimeError):
        await journal.append(batch)
    monkeypatch.undo()
    assert before == await counted(journal.database, story)

    await journal.append(batch)
    assert [1, 2] == (await verified(journal.database, story.stream)).seqs


async def test_a_failed_birth_leaves_nothing(journal: Journal, story: Story, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(read_model, "_write_facts", _breaks)

    with pytest.raises(RuntimeError):
        await journal.append(story.birth())
    assert {0} == set((await counted(journal.database, story)).values())


async def test_a_transaction_of_the_callers_decides_about_the_append(database: Database, story: Story) -> None:
    async with database.writer.connect() as connection, connection.begin() as transaction:
        await append(connection, story.birth())
        await transaction.rollback()

    assert {0} == set((await counted(database, story)).values())


async def test_a_halt_is_marked_on_the_head(journal: Journal, story: Story) -> None:
    await journal.append(story.birth())

    await journal.halt(Halt(stream=story.stream, reason="JournalGap"))

    assert "JournalGap" == (await verified(journal.database, story.stream)).head.halted


@pytest.mark.parametrize("change", ["UPDATE {} SET seq = 7", "DELETE FROM {}", "TRUNCATE {}"])
@pytest.mark.parametrize("table", ["journal", "commands"])
async def test_what_is_on_record_cannot_be_changed(journal: Journal, story: Story, table: str, change: str) -> None:
    if journal.database.is_sqlite and change.startswith("TRUNCATE"):
        return  # SQLite has no such statement
    story.birth()
    story.tell(assigned(), key="k-1")
    await journal.append(story.all())

    with pytest.raises(DBAPIError, match=f"{table} is append-only"):
        async with journal.database.write() as connection:
            await connection.execute(sa.text(change.format(table)))
    assert [1, 2] == (await verified(journal.database, story.stream)).seqs


async def test_failed_statements_show_no_values(database: Database) -> None:
    """Errors are logged; a text or a name that could not be stored must not get into the log by that way."""
    with pytest.raises(DBAPIError) as error:
        async with database.write() as connection:
            await connection.execute(sa.text("INSERT INTO notes (id) VALUES (:text)"), {"text": "canary"})

    assert "canary" not in str(error.value)

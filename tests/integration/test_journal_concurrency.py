"""Writers that meet: one of them is first, and the others see what it wrote."""

from __future__ import annotations

import asyncio
from collections import Counter

import pytest
import sqlalchemy as sa
from sqlalchemy.ext.asyncio import AsyncConnection
from temporalio.exceptions import ApplicationError

from activities import journal as journal_module
from activities.journal import Journal, append
from models.chain import Batch, Head
from models.database import Database
from models.tables import HeadRow
from tests.stories import Story, assigned, reminder, vacated
from tests.verifying import verified

WRITERS = 20


async def outcomes(journal: Journal, *batches: Batch) -> list[str]:
    """What became of appends that were started at once: "recorded", or the name of the refusal."""

    async def one(batch: Batch) -> str:
        try:
            await journal.append(batch)
        except ApplicationError as error:
            return str(error.type)
        return "recorded"

    return list(await asyncio.gather(*map(one, batches)))


async def test_of_many_different_next_events_one_wins(journal: Journal, story: Story) -> None:
    await journal.append(story.birth())
    rivals = [story.instead(assigned(f"2026-01-{n + 1:02}"), key=f"k-{n}") for n in range(WRITERS)]

    came = Counter(await outcomes(journal, *rivals))

    assert {"recorded": 1, "JournalFork": WRITERS - 1} == came
    assert [1, 2] == (await verified(journal.database, story.stream)).seqs


async def test_whoever_is_ahead_waits_or_leaves_a_gap_and_no_number_is_missing(journal: Journal, story: Story) -> None:
    """Each writer has the next event only; those that come too early are refused, the numbers stay whole."""
    await journal.append(story.birth())
    steps = [story.tell(reminder(level)) for level in range(WRITERS)]

    came = await outcomes(journal, *reversed(steps))

    assert {"recorded", "JournalGap"} >= set(came)
    record = await verified(journal.database, story.stream)
    assert Counter(came)["recorded"] + 1 == len(record.seqs)


async def test_many_attempts_at_one_batch_record_it_once(journal: Journal, story: Story) -> None:
    await journal.append(story.birth())
    batch = story.tell(assigned(), vacated(), key="k-1")

    assert {"recorded"} == set(await outcomes(journal, *[batch] * WRITERS))
    assert [1, 2, 3] == (await verified(journal.database, story.stream)).seqs


async def test_many_attempts_at_one_birth_record_it_once(journal: Journal, story: Story) -> None:
    """An attempt that was given up may still be under way when the next one comes; that must not halt the unit."""
    birth = story.birth()

    assert {"recorded"} == set(await outcomes(journal, *[birth] * WRITERS))
    assert [1] == (await verified(journal.database, story.stream)).seqs


async def test_of_different_births_one_wins(journal: Journal, story: Story) -> None:
    rivals = [Story(story.unit_id).birth(aqua_team=f"T-{n}") for n in range(WRITERS)]

    assert {"recorded": 1, "JournalFork": WRITERS - 1} == Counter(await outcomes(journal, *rivals))
    assert [1] == (await verified(journal.database, story.stream)).seqs


async def test_streams_do_not_mind_each_other(journal: Journal) -> None:
    stories = [Story() for _ in range(WRITERS)]

    async def live(story: Story) -> None:
        await journal.append(story.birth())
        for batch in (story.tell(assigned(), key="k-1"), story.tell(reminder()), story.tell(vacated(), key="k-2")):
            await journal.append(batch)

    await asyncio.gather(*map(live, stories))

    for story in stories:
        assert [1, 2, 3, 4] == (await verified(journal.database, story.stream)).seqs


@pytest.mark.postgres
async def test_a_stream_that_is_being_written_does_not_hold_up_another(postgres_url: str) -> None:
    database = Database(postgres_url)
    slow, quick = Story(), Story()
    try:
        async with database.write() as connection:
            await append(connection, slow.birth())
            async with asyncio.timeout(5):
                assert Head(seq=1, hash=quick.birth().entries[0].hash) == await Journal(database).append(quick.all())
    finally:
        await database.dispose()


async def test_readers_see_the_stream_before_or_after_an_append(
    journal: Journal, story: Story, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A reader in the middle of an append sees nothing of it."""
    await journal.append(story.birth())
    seen: list[int | None] = []
    insert = journal_module._insert

    async def looked_at(connection: AsyncConnection, *told: object) -> bool:
        written = await insert(connection, *told)  # type: ignore[arg-type]
        async with journal.database.read() as session:
            seen.append(await session.scalar(sa.select(HeadRow.seq).where(HeadRow.stream == story.stream)))
        return written

    monkeypatch.setattr(journal_module, "_insert", looked_at)
    await journal.append(story.tell(assigned()))

    assert [1] == seen

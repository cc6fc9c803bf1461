"""The read model is the fold of the journal; facts know two times, and obligations are closed, never deleted."""

from __future__ import annotations

from datetime import date, datetime, timedelta

import pytest
import sqlalchemy as sa
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from activities.journal import Journal
from models import commands as cmd
from models.chain import Batch
from models.database import Database
from models.obligations import obligations
from models.tables import FactRow, ObligationRow
from tests import making
from tests.stories import Story, reminder
from tests.unit.properties.lives import Life, lives
from tests.verifying import rows_of, verified

FEW = settings(
    max_examples=12,
    derandomize=True,
    database=None,
    deadline=None,
    suppress_health_check=[HealthCheck.too_slow, HealthCheck.data_too_large, HealthCheck.function_scoped_fixture],
)


def retold(life: Life, sizes: list[int]) -> tuple[Story, list[Batch]]:
    """The life as a story of its own, cut into batches of several steps each."""
    story = Story()
    first = life.events[0].model_copy(update={"unit_id": story.unit_id})
    before = life.events[1 : len(life.events) - sum(len(step.events) for step in life.steps)]
    story.tell(first, *before)
    batches = [story.all()]
    gathered: list[Batch] = []
    for number, step in enumerate(s for s in life.steps if s.events):
        gathered.append(story.tell(*step.events, key=f"k-{number}" if step.command else None))
        if len(gathered) >= sizes[number % len(sizes)]:
            batches.append(together(story, gathered))
            gathered = []
    return story, [*batches, together(story, gathered)] if gathered else batches


def together(story: Story, batches: list[Batch]) -> Batch:
    return story.batch(*(entry for batch in batches for entry in batch.entries))


@FEW
@given(life=lives(), sizes=st.lists(st.integers(1, 6), min_size=1, max_size=4))
async def test_after_any_life_the_read_model_is_the_fold_of_the_journal(
    journal: Journal, life: Life, sizes: list[int]
) -> None:
    story, batches = retold(life, sizes)

    for batch in batches:
        await journal.append(batch)

    record = await verified(journal.database, story.stream)
    assert life.state.but(unit_id=story.unit_id) == record.state


@FEW
@given(life=lives())
async def test_a_life_leaves_its_whole_past_in_facts_and_obligations(journal: Journal, life: Life) -> None:
    """At every moment of the past, what was known then can still be asked for; every step ever owed is on record."""
    story, batches = retold(life, [1])
    known: list[tuple[datetime, set[tuple[str, date, date | None]]]] = []
    owed: set[str] = set()

    for batch in batches:
        await journal.append(batch)
        at = batch.entries[-1].recorded_at
        rows = await facts_known(journal.database, story, at)
        known.append((at, {(row.milestone, row.happened_on, row.ended_on) for row in rows}))
        async with journal.database.read() as session:
            owed |= {row["key"] for row in await rows_of(session, ObligationRow, story.unit_id)}

    for at, then in known:
        rows = await facts_known(journal.database, story, at)
        assert then == {(row.milestone, row.happened_on, row.ended_on) for row in rows}
    async with journal.database.read() as session:
        assert owed == {row["key"] for row in await rows_of(session, ObligationRow, story.unit_id)}


# --- facts -----------------------------------------------------------------------------------------------------


async def facts_known(database: Database, story: Story, at: datetime) -> list[FactRow]:
    """The facts of the unit as they were known at a moment."""
    async with database.read() as session:
        query = sa.select(FactRow).where(
            FactRow.unit_id == story.unit_id,
            FactRow.recorded_at <= at,
            sa.or_(FactRow.superseded_at.is_(None), FactRow.superseded_at > at),
        )
        return list((await session.scalars(query)).all())


async def was_true(database: Database, story: Story, *, as_of: str, known_at: datetime) -> set[str]:
    """What was true on the day ``as_of``, by what was known at ``known_at``."""
    on = making.day(as_of)
    facts = await facts_known(database, story, known_at)
    return {f.milestone for f in facts if f.happened_on <= on and (f.ended_on is None or f.ended_on > on)}


WORKSHOP = "implementation_workshop"


async def with_workshop(journal: Journal, story: Story, until: int = 6) -> None:
    """A unit as far as its implementation workshop, recorded."""
    await journal.append(story.birth())
    for told in making.LIFE[:until]:
        await journal.append(story.give(told))


async def test_a_corrected_day_supersedes_and_both_can_be_asked_for(journal: Journal, story: Story) -> None:
    await with_workshop(journal, story)
    before = story.now
    correction = {"milestone": WORKSHOP, "happened_on": "2024-06-17", "reason": "typing_error"}
    await journal.append(story.give(making.command("correct_date", **correction)))

    assert WORKSHOP in await was_true(
        journal.database, story, as_of="2024-06-12", known_at=before - timedelta(minutes=1)
    )
    assert WORKSHOP not in await was_true(journal.database, story, as_of="2024-06-12", known_at=story.now)
    assert WORKSHOP in await was_true(journal.database, story, as_of="2024-06-17", known_at=story.now)
    days = await versions(journal.database, story, WORKSHOP)
    assert [(making.day("2024-06-10"), True), (making.day("2024-06-17"), False)] == days


async def versions(database: Database, story: Story, milestone: str) -> list[tuple[date, bool]]:
    """All versions of a fact in the order they were recorded: its day, and whether it was superseded."""
    query = sa.select(FactRow).where(FactRow.unit_id == story.unit_id, FactRow.milestone == milestone)
    async with database.read() as session:
        rows = (await session.scalars(query.order_by(FactRow.id))).all()
    return [(row.happened_on, row.superseded_at is not None) for row in rows]


async def test_a_withdrawn_confirmation_is_no_longer_true_but_was_known(journal: Journal, story: Story) -> None:
    await with_workshop(journal, story)
    known = story.told[-1].recorded_at
    withdrawn = making.command("withdraw_confirmation", workshop="implementation", reason="mistake")
    await journal.append(story.give(withdrawn))

    assert WORKSHOP in await was_true(journal.database, story, as_of="2024-07-01", known_at=known)
    assert WORKSHOP not in await was_true(journal.database, story, as_of="2024-07-01", known_at=story.now)


async def test_a_manager_who_has_left_was_in_place_until_that_day(journal: Journal, story: Story) -> None:
    story.birth()
    story.give(making.MANAGED)
    await journal.append(story.all())
    known = story.told[-1].recorded_at
    await journal.append(story.give(making.command("vacate_manager", vacated_on="2025-01-10")))

    assert "@managed" in await was_true(journal.database, story, as_of="2025-06-01", known_at=known)
    assert "@managed" in await was_true(journal.database, story, as_of="2025-01-09", known_at=story.now)
    assert "@managed" not in await was_true(journal.database, story, as_of="2025-01-10", known_at=story.now)


async def test_what_was_taken_over_is_marked_as_stated(journal: Journal, story: Story) -> None:
    story.birth()
    story.give(making.command("state_standing", milestone="manager", happened_on="2019-04-01"))
    await journal.append(story.all())

    facts = await facts_known(journal.database, story, story.now)
    assert {("manager", True), ("@managed", True)} <= {(fact.milestone, fact.stated) for fact in facts}


async def test_an_unchanged_fact_is_written_once(journal: Journal, story: Story) -> None:
    await with_workshop(journal, story)
    await journal.append(story.tell(reminder()))

    assert 1 == len(await versions(journal.database, story, "manager"))


# --- obligations -----------------------------------------------------------------------------------------------


async def steps(database: Database, story: Story) -> dict[str, datetime | None]:
    """Steps ever owed and when they were closed."""
    async with database.read() as session:
        rows = await rows_of(session, ObligationRow, story.unit_id)
    return {row["step"]: row["closed_at"] for row in rows}


async def test_a_settled_step_is_closed_and_stays_on_record(journal: Journal, story: Story) -> None:
    await journal.append(story.birth())
    assert {"assign_manager": None} == await steps(journal.database, story)

    at = story.now
    await journal.append(story.give(making.MANAGED))

    assert {"assign_manager": at, "nominate_companions": None} == await steps(journal.database, story)


async def test_the_days_of_a_step_move_with_its_due_date(journal: Journal, story: Story) -> None:
    await journal.append(story.birth())
    later = making.command("change_due_date", milestone="manager", due_on="2026-05-04", reason="capacity")
    await journal.append(story.give(later))

    async with journal.database.read() as session:
        (row,) = await rows_of(session, ObligationRow, story.unit_id, ObligationRow.closed_at.is_(None))
    assert (making.day("2026-05-04"), making.day("2026-05-11"), making.day("2026-05-18"), "capacity") == (
        row["due_on"],
        row["second_on"],
        row["third_on"],
        row["changed"],
    )


async def test_the_end_of_a_rollout_closes_every_step(journal: Journal, story: Story) -> None:
    await with_workshop(journal, story, until=2)
    at = story.now
    await journal.append(story.give(making.command("close", closed_on="2026-03-02")))

    assert not obligations(story.state)
    closed = await steps(journal.database, story)
    assert None not in closed.values()
    assert at == closed["admit_companions"]


@pytest.mark.parametrize("told", [making.PLANNED, making.HELD], ids=["planned", "held"])
async def test_a_step_that_is_owed_again_opens_anew(journal: Journal, story: Story, told: cmd.Command) -> None:
    """What was closed keeps its closing; the step that is owed again has an opening of its own."""
    await with_workshop(journal, story, until=making.LIFE.index(told) + 1)
    undo = {"workshop": "implementation", "reason": "too_few"}
    undone = making.command("cancel_workshop", **undo) if told is making.PLANNED else None
    undone = undone or making.command("withdraw_confirmation", workshop="implementation", reason="mistake")
    await journal.append(story.give(undone, today="2026-03-10"))

    query = sa.select(ObligationRow).where(ObligationRow.unit_id == story.unit_id, ObligationRow.milestone == WORKSHOP)
    async with journal.database.read() as session:
        rows = (await session.scalars(query.order_by(ObligationRow.opens_on))).all()
    step = "plan_workshop" if told is making.PLANNED else "confirm_workshop"
    assert [False, True] == [row.closed_at is None for row in rows if row.step == step]

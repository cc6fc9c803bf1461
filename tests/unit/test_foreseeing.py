"""What was foreseen of a command is its answer only if exactly that was recorded."""

from __future__ import annotations

import pytest
from sqlalchemy.exc import UnboundExecutionError
from sqlalchemy.ext.asyncio import AsyncSession

from api.foreseeing import Foreseen
from models import commands as cmd
from models.chain import Batch, Head
from models.commands import Receipt, Submission
from models.organisation import UnitKind
from models.queries import units
from models.queries.units import Place
from models.rollout.evolve import fold
from tests import making
from tests.stories import Story, assigned, reminder

UNIT = "u-1"
NOTHING_TO_ASK = AsyncSession()
"""No database is behind it."""
ASSIGN = cmd.AssignManager(since=making.day("2026-02-02"))


def foreseen(story: Story) -> Foreseen:
    """That a manager is assigned, next."""
    envelope = making.envelope(key="k-1")
    end = Head(seq=story.told[-1].seq, hash=story.told[-1].hash)
    submission = Submission(command=ASSIGN, envelope=envelope)
    return Foreseen(story.stream, end, [assigned()], submission, fold([assigned()], story.state), "{}")


def place(told: Receipt) -> Place:
    """The unit as it is found after ``told``."""
    end = Head(seq=told.seq, hash=told.hash or "")
    return Place(UNIT, "231", "Köln", UnitKind.AGENTUR, "Köln", "NW", None, None, told.seq, None, end)


def receipt(batch: Batch, *, told: bool = True) -> Receipt:
    last = batch.entries[-1]
    return Receipt(key="k-1", seq=last.seq, recorded_at=last.recorded_at, hash=last.hash if told else None)


def test_what_is_recorded_as_foreseen_came_true() -> None:
    story = Story()
    story.birth()

    assert foreseen(story).came_true(receipt(story.instead(assigned(), key="k-1")))


async def test_a_state_that_was_foreseen_and_recorded_is_not_read_again() -> None:
    story = Story()
    story.birth()
    expected = foreseen(story)
    told = receipt(story.instead(assigned(), key="k-1"))

    assert expected.confirmed(told) == "{}"
    assert await units.state_at(NOTHING_TO_ASK, place(told)) == (place(told).end, expected.after)


async def test_a_state_that_was_foreseen_and_did_not_come_is_forgotten() -> None:
    story = Story()
    story.birth()
    told = receipt(story.instead(assigned("2026-02-04"), key="k-1"))

    assert foreseen(story).confirmed(told) is None
    with pytest.raises(UnboundExecutionError):
        await units.state_at(NOTHING_TO_ASK, place(told))


def test_what_comes_in_between_is_not_overlooked() -> None:
    story = Story()
    story.birth()
    expected = foreseen(story)
    story.tell(reminder())

    assert not expected.came_true(receipt(story.instead(assigned(), key="k-1")))


def test_another_event_under_the_same_number_is_not_what_was_foreseen() -> None:
    story = Story()
    story.birth()

    assert not foreseen(story).came_true(receipt(story.instead(assigned("2026-02-03"), key="k-1")))


def test_a_receipt_without_a_hash_proves_nothing() -> None:
    story = Story()
    story.birth()

    assert not foreseen(story).came_true(receipt(story.instead(assigned(), key="k-1"), told=False))

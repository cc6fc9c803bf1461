"""What was foreseen of a command is its answer only if exactly that was recorded."""

from __future__ import annotations

from api.foreseeing import Foreseen
from models import commands as cmd
from models.chain import Batch, Head
from models.commands import Receipt, Submission
from tests import making
from tests.stories import Story, assigned, reminder

ASSIGN = cmd.AssignManager(since=making.day("2026-02-02"))


def foreseen(story: Story) -> Foreseen:
    """That a manager is assigned, next."""
    envelope = making.envelope(key="k-1")
    end = Head(seq=story.told[-1].seq, hash=story.told[-1].hash)
    return Foreseen(story.stream, end, [assigned()], Submission(command=ASSIGN, envelope=envelope), "{}")


def receipt(batch: Batch, *, told: bool = True) -> Receipt:
    last = batch.entries[-1]
    return Receipt(key="k-1", seq=last.seq, recorded_at=last.recorded_at, hash=last.hash if told else None)


def test_what_is_recorded_as_foreseen_came_true() -> None:
    story = Story()
    story.birth()

    assert foreseen(story).came_true(receipt(story.instead(assigned(), key="k-1")))


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

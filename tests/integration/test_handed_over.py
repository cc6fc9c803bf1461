"""A state that a workflow has folded is taken over by the append of the same process."""

from __future__ import annotations

from uuid import uuid4

from activities.journal import Journal
from models.chain import Batch
from models.lives import taken_over
from models.rollout.life import Life, born
from tests import making
from tests.stories import NOON


def living() -> tuple[Life, Batch]:
    """An office as its workflow begins with it, and what it is about to record."""
    life = born(making.started().model_copy(update={"unit_id": uuid4().hex}), NOON)
    return life, Batch(stream=life.stream, entries=tuple(life.unrecorded))


async def test_what_a_workflow_has_folded_here_is_not_folded_again(journal: Journal) -> None:
    life, batch = living()
    head = await journal.append(batch)

    assert life.state is journal.kept.state(head.hash)


async def test_a_state_is_handed_over_once_and_folded_by_whoever_comes_later(journal: Journal) -> None:
    life, batch = living()
    taken = taken_over(batch.entries[-1].hash)
    head = await journal.append(batch)

    assert taken is life.state
    assert taken == journal.kept.state(head.hash)
    assert taken is not journal.kept.state(head.hash)

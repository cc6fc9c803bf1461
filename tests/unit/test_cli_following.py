"""Following a wave goes on while something is a worker's turn, and says what the wave waits for when it stops."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from datetime import UTC, datetime
from pathlib import Path

import pytest
import sqlalchemy as sa

from cli.following import QUIET_ROUNDS, follow, is_our_turn, outlook
from models.chain import wave_stream
from models.database import Database
from models.organisation import Function
from models.tables import HeadRow, Table
from models.waves.birth import prepared
from models.waves.evolve import fold_wave
from models.waves.state import WaveState
from tests.making import envelope
from tests.unit.waves.making import TODAY, WAVE, begun, candidate, invited, later, plan, told

PREPARED = fold_wave([prepared(WAVE, plan(), [candidate()], envelope(today=TODAY, who=Function.CENTRAL))])
LATER = PREPARED.but(plan=PREPARED.plan.model_copy(update={"starts_on": later(7)}))


@pytest.mark.parametrize(
    ("state", "ours", "said"),
    [
        (PREPARED, True, "No worker has begun the wave yet. It begins by itself as soon as one runs."),
        (LATER, False, "The wave begins on 2026-03-09."),
        (begun(), True, "Offices are still to be asked, but nothing has changed for a while. Is a worker running?"),
        (invited(), False, "It is the offices' turn now."),
        (told(begun(), "pause_wave", reason="capacity"), False, "The wave is paused."),
        (told(PREPARED, "abort_wave", reason="mistake"), False, "The wave is aborted."),
    ],
)
def test_what_a_wave_waits_for_is_one_sentence(state: WaveState, ours: bool, said: str) -> None:  # noqa: FBT001 - a table
    assert (ours, said) == (is_our_turn(state, TODAY), outlook(state, TODAY))


@pytest.fixture
async def database(tmp_path: Path) -> AsyncIterator[Database]:
    opened = Database(f"sqlite+aiosqlite:///{tmp_path / 'ilb.sqlite'}")
    row = {"stream": wave_stream(WAVE), "seq": 1, "hash": "", "state": PREPARED.model_dump_json(), "halted": None}
    try:
        async with opened.write() as connection:
            await connection.run_sync(Table.metadata.create_all)
            await connection.execute(sa.insert(HeadRow), {**row, "updated_at": datetime.now(UTC)})
        yield opened
    finally:
        await opened.dispose()


async def test_a_wave_that_no_worker_has_begun_is_waited_for_longer_than_its_offices(database: Database) -> None:
    following = asyncio.create_task(follow(database, WAVE, patient=4 * QUIET_ROUNDS, pause=0.05))
    await asyncio.sleep(0.05 * 2 * QUIET_ROUNDS)
    assert not following.done()
    assert (await following).startswith("No worker has begun the wave yet.")

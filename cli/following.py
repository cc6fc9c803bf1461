"""Following a wave while it asks: a bar each for offices asked, nominated, admitted."""

from __future__ import annotations

import asyncio
from typing import TYPE_CHECKING

from rich.progress import BarColumn, Progress, TextColumn, TimeElapsedColumn

from cli.progress import CountColumn
from cli.running import console

if TYPE_CHECKING:
    from models.database import Database
    from models.waves.state import WaveState

LABELS = ("Asked", "Nominated", "Admitted")
PAUSE = 0.5
QUIET_ROUNDS = 6
"""So many looks without a change mean that it is the offices' turn."""


async def follow(database: Database, wave_id: str) -> None:
    """Until the wave is over, or nothing has changed for a while."""
    from models.queries import wave_sights

    seen, quiet = 0, 0
    with _bars() as bars:
        tasks = [bars.add_task(label, total=None) for label in LABELS]
        while quiet < QUIET_ROUNDS:
            async with database.read() as session:
                head = await wave_sights.head(session, wave_id)
            for task, done in zip(tasks, _counted(head.state), strict=True):
                bars.update(task, completed=done, total=len(head.state.members))
            quiet = quiet + 1 if head.seq == seen else 0
            seen = head.seq
            if head.state.is_over:
                break
            await asyncio.sleep(PAUSE)


def _bars() -> Progress:
    """A bar each, which stays where it is when we stop looking."""
    columns = (TextColumn("{task.description:<12}"), BarColumn(bar_width=30), CountColumn(), TimeElapsedColumn())
    return Progress(*columns, console=console(stderr=True))


def _counted(state: WaveState) -> tuple[int, int, int]:
    from models.waves.plan import MemberState

    members = state.members.values()
    return (
        sum(m.asked for m in members),
        sum(m.has_reached(MemberState.NOMINATED) for m in members),
        sum(m.has_reached(MemberState.ADMITTED) for m in members),
    )

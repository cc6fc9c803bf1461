"""Following a wave while it asks: a bar each for offices asked, nominated, admitted."""

from __future__ import annotations

import asyncio
from typing import TYPE_CHECKING

from rich.progress import BarColumn, Progress, TextColumn, TimeElapsedColumn

from cli.progress import CountColumn
from cli.running import console

if TYPE_CHECKING:
    from datetime import date

    from models.database import Database
    from models.waves.state import WaveState

LABELS = ("Asked", "Nominated", "Admitted")
PAUSE = 0.5
QUIET_ROUNDS = 6
"""So many looks without a change mean that it is the offices' turn."""
PATIENT_ROUNDS = 60
"""So many while it is ours: a worker may only just be starting, or be slow."""


async def follow(database: Database, wave_id: str, patient: int = PATIENT_ROUNDS, pause: float = PAUSE) -> str:
    """Until the wave is over, or nothing has changed for a while; what it waits for, in a sentence.

    It looks every ``pause`` seconds.
    """
    from activities.clock import berlin_day, now
    from models.queries import wave_sights

    seen, quiet = 0, 0
    with _bars() as bars:
        tasks = [bars.add_task(label, total=None) for label in LABELS]
        while True:
            async with database.read() as session:
                head = await wave_sights.head(session, wave_id)
            for task, done in zip(tasks, _counted(head.state), strict=True):
                bars.update(task, completed=done, total=len(head.state.members))
            today, quiet = berlin_day(now()), quiet + 1 if head.seq == seen else 0
            seen = head.seq
            if head.state.is_over or quiet >= (patient if is_our_turn(head.state, today) else QUIET_ROUNDS):
                return outlook(head.state, today)
            await asyncio.sleep(pause)


def is_our_turn(state: WaveState, today: date) -> bool:
    """Whether something is to be done that waits for nobody but a worker: to begin, or to ask."""
    from models.waves.asks import open_asks

    return is_due(state, today) or bool(open_asks(state, 1))


def is_due(state: WaveState, today: date) -> bool:
    """Whether the wave is on record, has not begun, and its day has come."""
    from models.waves.state import WaveStatus

    return state.status is WaveStatus.SCHEDULED and (state.plan.starts_on is None or state.plan.starts_on <= today)


def outlook(state: WaveState, today: date) -> str:
    """What the wave waits for when nothing happens."""
    from models.waves.state import WaveStatus

    if state.is_over:
        return f"The wave is {state.status.value}."
    if is_due(state, today):
        return "No worker has begun the wave yet. It begins by itself as soon as one runs."
    if state.status is WaveStatus.SCHEDULED:
        return f"The wave begins on {state.plan.starts_on}."
    if is_our_turn(state, today):
        return "Offices are still to be asked, but nothing has changed for a while. Is a worker running?"
    if state.status is WaveStatus.PAUSED:
        return "The wave is paused."
    return "It is the offices' turn now."


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

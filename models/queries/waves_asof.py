"""Waves as they were on record on a past day: their last state, or their record folded until then.

A wave tells nothing about the past that it corrects later, so what was on record is what was so.
"""

from __future__ import annotations

from datetime import datetime, timedelta

import sqlalchemy as sa
from sqlalchemy.ext.asyncio import AsyncSession

from models.chain import WAVE_PREFIX, wave_stream
from models.reporting.asked import AsOf
from models.tables import HeadRow, JournalRow
from models.wave_tables import WaveRow
from models.waves.events import wave_event_adapter
from models.waves.evolve import fold_wave
from models.waves.state import WaveState

LATELY = timedelta(days=92)
"""A wave that has ended is reported about for a quarter."""
AT_ONCE = 2_000
"""Events read at once: the record of a wave over a whole country is long."""


async def waves_as_of(session: AsyncSession, asked: AsOf) -> list[WaveState]:
    """Waves that were prepared by the day and had not ended long before."""
    until = asked.known_until
    query = (
        sa.select(WaveRow.wave_id, HeadRow.updated_at, HeadRow.state)
        .join(HeadRow, HeadRow.stream == sa.literal(WAVE_PREFIX).concat(WaveRow.wave_id))
        .where(
            WaveRow.prepared_on <= asked.on,
            sa.or_(WaveRow.ended_on.is_(None), WaveRow.ended_on >= asked.on - LATELY),
        )
        .order_by(WaveRow.wave_id)
    )
    found: list[WaveState] = []
    for wave_id, updated_at, state in (await session.execute(query)).all():
        if updated_at <= until:
            found.append(WaveState.model_validate_json(state))
        elif (then := await _folded(session, wave_id, until)) is not None:
            found.append(then)
    return found


async def _folded(session: AsyncSession, wave_id: str, until: datetime) -> WaveState | None:
    """The wave as it was on record at the moment ``until``; None where it was not yet."""
    state, after = None, 0
    query = (
        sa.select(JournalRow.seq, JournalRow.payload)
        .where(JournalRow.stream == wave_stream(wave_id), JournalRow.recorded_at <= until)
        .order_by(JournalRow.seq)
        .limit(AT_ONCE)
    )
    while rows := (await session.execute(query.where(JournalRow.seq > after))).all():
        state = fold_wave((wave_event_adapter.validate_python(row.payload) for row in rows), state)
        after = rows[-1].seq
    return state

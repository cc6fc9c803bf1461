"""The read model of one unit made anew from its journal, in one transaction, by the very code of the append.

Entries that were recorded at one moment are replayed together, as they were appended. Facts and closed steps so get
their two times back; what a longer batch once skipped over appears as what it was, known for an instant.
"""

from __future__ import annotations

from itertools import groupby

import sqlalchemy as sa

from activities import read_model
from activities.journal import entry_of
from models.chain import stream_of
from models.database import Database
from models.projection import Picture, picture
from models.rollout.evolve import fold
from models.rollout.state import UnitState
from models.tables import (
    CompanionRow,
    FactRow,
    HeadRow,
    JournalRow,
    ManagerRow,
    ObligationRow,
    RolloutRow,
    Table,
    WorkshopRow,
)

REBUILT: tuple[type[Table], ...] = (RolloutRow, FactRow, ObligationRow, WorkshopRow, CompanionRow, ManagerRow)


async def rebuild_read_model(database: Database, unit_id: str) -> int:
    """Empty the unit's rows and write them again, and the head's state; answers how many entries were replayed."""
    stream = stream_of(unit_id)
    async with database.write() as connection:
        # The head's lock keeps an append from coming in between.
        await connection.execute(sa.select(HeadRow.seq).where(HeadRow.stream == stream).with_for_update())
        for table in REBUILT:
            await connection.execute(sa.delete(table).where(sa.inspect(table).columns["unit_id"] == unit_id))
        query = sa.select(JournalRow.__table__).where(JournalRow.stream == stream).order_by(JournalRow.seq)
        entries = [entry_of(JournalRow(**row)) for row in (await connection.execute(query)).mappings()]
        state: UnitState | None = None
        shown: Picture | None = None
        for at, together in groupby(entries, key=lambda entry: entry.recorded_at):
            recorded = list(together)
            state = fold((entry.event for entry in recorded), state)
            before, shown = shown, picture(state)
            await read_model.write(connection, unit_id, before, shown, seq=recorded[-1].seq, at=at)
        if state is not None:
            folded = sa.update(HeadRow).where(HeadRow.stream == stream).values(state=state.model_dump_json())
            await connection.execute(folded)
    return len(entries)

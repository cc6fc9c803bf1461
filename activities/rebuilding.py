"""The read model of one stream made anew from its journal, in one transaction, by the very code of the append.

Entries that were recorded at one moment are replayed together, as they were appended. Facts and closed steps so get
their two times back; what a longer batch once skipped over appears as what it was, known for an instant.
"""

from __future__ import annotations

from itertools import groupby
from typing import Any

import sqlalchemy as sa

from activities.journal import entry_of
from activities.streams import kind_of
from models.database import Database
from models.tables import HeadRow, JournalRow


async def rebuild_read_model(database: Database, stream: str) -> int:
    """Empty the stream's rows and write them again, and the head's state; answers how many entries were replayed."""
    kind = kind_of(stream)
    one = kind.id_of(stream)
    async with database.write() as connection:
        # The head's lock keeps an append from coming in between.
        await connection.execute(sa.select(HeadRow.seq).where(HeadRow.stream == stream).with_for_update())
        for shown in kind.read_model:
            await connection.execute(sa.delete(shown.table).where(sa.inspect(shown.table).columns[kind.owner] == one))
        query = sa.select(JournalRow.__table__).where(JournalRow.stream == stream).order_by(JournalRow.seq)
        entries = [entry_of(JournalRow(**row)) for row in (await connection.execute(query)).mappings()]
        state: Any = None
        picture: Any = None
        for at, together in groupby(entries, key=lambda entry: entry.recorded_at):
            recorded = list(together)
            state = kind.fold((entry.event for entry in recorded), state)
            before, picture = picture, kind.picture(state)
            await kind.write(connection, one, before, picture, seq=recorded[-1].seq, at=at)
        if state is not None:
            folded = sa.update(HeadRow).where(HeadRow.stream == stream).values(state=kind.dump(state))
            await connection.execute(folded)
    return len(entries)

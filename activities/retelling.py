"""The rows that a whole history leaves behind: what one append after the other would have written, all at once."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator
from datetime import datetime
from typing import Any

import sqlalchemy as sa
from sqlalchemy.ext.asyncio import AsyncConnection

from activities.journal import command_rows, head_row, journal_rows, notice_rows
from activities.read_model import NOTHING, fact_rows, facts_changed, in_order, obligations_changed
from models.chain import Entry, stream_of
from models.demo.history import Told
from models.mail_tables import NoticeRow
from models.projection import Picture, picture
from models.rollout.facts import Fact
from models.tables import (
    CommandRow,
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

Row = dict[str, Any]


class Rows:
    """Rows by table, in the order of their writing."""

    def __init__(self) -> None:
        self.of: defaultdict[type[Table], list[Row]] = defaultdict(list)

    def add(self, table: type[Table], rows: Iterable[Row]) -> None:
        self.of[table] += rows

    async def insert(self, connection: AsyncConnection) -> None:
        for table, rows in self.of.items():
            if rows:
                await connection.execute(sa.insert(table), rows)


def add_history(rows: Rows, unit_id: str, history: list[Told]) -> None:
    """Everything about one unit that has no row yet. What people were told then is not told again."""
    stream, last = stream_of(unit_id), history[-1]
    entries = [entry for told in history for entry in told.entries]
    rows.add(JournalRow, journal_rows(stream, entries))
    rows.add(CommandRow, command_rows(stream, entries))
    rows.add(NoticeRow, _sent(notice_rows(stream, unit_id, entries)))
    rows.add(HeadRow, [head_row(stream, last.entries[-1], last.state)])
    seen = _Pictures(unit_id)
    for told in history:
        seen.carry(picture(told.state), told.recorded_at)
    rows.add(FactRow, seen.facts)
    rows.add(ObligationRow, seen.obligations)
    _add_picture(rows, unit_id, seen.latest, last.entries[-1])


def _sent(notices: Iterable[Row]) -> Iterator[Row]:
    for notice in notices:
        yield {**notice, "sent_at": notice["recorded_at"]}


def _add_picture(rows: Rows, unit_id: str, latest: Picture, last: Entry) -> None:
    unit = {"unit_id": unit_id}
    rows.add(RolloutRow, [{**unit, **latest.rollout, "seq": last.seq, "updated_at": last.recorded_at}])
    rows.add(WorkshopRow, ({**unit, "kind": kind, **row} for kind, row in latest.workshops.items()))
    rows.add(CompanionRow, ({**unit, "companion": name, **row} for name, row in latest.companions.items()))
    rows.add(ManagerRow, ({**unit, "number": number, **row} for number, row in latest.managers.items()))


class _Pictures:
    """One unit's rows with a past: facts once known otherwise, steps once open."""

    def __init__(self, unit_id: str) -> None:
        self.unit_id = unit_id
        self.latest = NOTHING
        self.facts: list[Row] = []
        self.known: dict[Fact, Row] = {}
        self.obligations: list[Row] = []
        self.open: dict[str, Row] = {}

    def carry(self, after: Picture, at: datetime) -> None:
        gone, come = facts_changed(self.latest.facts, after.facts)
        for fact in gone:
            self.known.pop(fact)["superseded_at"] = at
        for fact in sorted(come, key=in_order):
            (row,) = fact_rows(self.unit_id, [fact], at)
            self.known[fact] = {**row, "superseded_at": None}
            self.facts.append(self.known[fact])
        closed, opened = obligations_changed(self.latest.obligations, after.obligations)
        for key in closed:
            self.open.pop(key)["closed_at"] = at
        for key, row in opened.items():
            self.open[key] = {"unit_id": self.unit_id, **row, "opened_at": at, "closed_at": None}
            self.obligations.append(self.open[key])
        self.latest = after

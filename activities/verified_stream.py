"""Whether everything SQL keeps of one stream follows from its journal. Pure: rows in, findings out."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from pydantic import ValidationError

from activities.journal import entry_of
from activities.streams import Kind, kind_of
from models.chain import GENESIS, Entry, digest
from models.tables import CommandRow, HeadRow, JournalRow

Row = Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class Finding:
    """Something that is not as the journal says. ``seq`` is the number of the first bad entry, where one is."""

    stream: str
    table: str
    what: str
    seq: int | None = None

    def __str__(self) -> str:
        where = f"{self.stream}, entry {self.seq}" if self.seq is not None else self.stream
        return f"{where}: {self.table}: {self.what}"


@dataclass(frozen=True, slots=True)
class Stored:
    """Everything SQL keeps of one stream. ``rows``: by table, what is known and open now."""

    stream: str
    head: HeadRow | None
    journal: Sequence[JournalRow]
    commands: Sequence[CommandRow]
    rows: Mapping[str, Sequence[Row]]


def findings(stored: Stored) -> Iterator[Finding]:
    """All there is to find; a broken journal is found alone, since nothing can be derived from it."""
    entries: list[Entry] = []
    broken = _first_break(stored, entries)
    if broken is not None:
        yield broken
        return
    if not entries:
        yield Finding(stored.stream, "journal", "there are rows of this stream, but no entry")
        return
    kind = kind_of(stored.stream)
    state = kind.fold((entry.event for entry in entries), None)
    yield from _head(stored, entries[-1], kind, state)
    yield from _commands(stored, entries)
    yield from _read_model(stored, entries[-1], kind, state)


def _first_break(stored: Stored, entries: list[Entry]) -> Finding | None:
    """Numbers, links, hashes and repeated columns, in order; sound entries are added to ``entries``."""
    prev = GENESIS
    for seq, row in enumerate(stored.journal, 1):
        what = _wrong_with(stored.stream, seq, prev, row)
        if what is not None:
            return Finding(stored.stream, "journal", what, seq)
        entries.append(entry_of(row))
        prev = row.hash
    return None


def _wrong_with(stream: str, seq: int, prev: str, row: JournalRow) -> str | None:
    if row.seq != seq:
        return f"is missing, the next one is {row.seq}"
    if row.prev != prev:
        return "does not continue the entry before it"
    try:
        entry = entry_of(row)
    except ValidationError as error:
        return f"cannot be read ({error.error_count()} errors)"
    if digest(stream, entry) != row.hash:
        return "was changed: its hash is another one"
    if (row.type, row.happened_on) != (entry.event.type, entry.event.happened_on):
        return "was changed: type or day differ from the event's"
    return None


def _head(stored: Stored, last: Entry, kind: Kind, state: Any) -> Iterator[Finding]:  # noqa: ANN401 - of this kind
    head = stored.head
    if head is None:
        yield Finding(stored.stream, "heads", "is missing")
        return
    if (head.seq, head.hash) != (last.seq, last.hash):
        yield Finding(stored.stream, "heads", f"is at {head.seq}, the journal ends at {last.seq}", last.seq)
    try:
        same = kind.load(head.state) == state
    except ValidationError:
        same = False
    if not same:
        yield Finding(stored.stream, "heads", "the state is not what the journal folds to")


def _commands(stored: Stored, entries: Sequence[Entry]) -> Iterator[Finding]:
    """One row per key, with the number of the last event that the command led to."""
    expected = {
        (e.key,): {"seq": e.seq, "actor_ref": e.actor_ref, "recorded_at": e.recorded_at} for e in entries if e.key
    }
    found = [
        ((c.key,), {"seq": c.seq, "actor_ref": c.actor_ref, "recorded_at": c.recorded_at}) for c in stored.commands
    ]
    yield from _differences(stored.stream, "commands", expected, found)


def _read_model(stored: Stored, last: Entry, kind: Kind, state: Any) -> Iterator[Finding]:  # noqa: ANN401 - of this kind
    expected = kind.rows(kind.id_of(stored.stream), kind.picture(state), last.seq, last.recorded_at)
    for shown in kind.read_model:
        table = shown.table.__tablename__
        found = [(tuple(row[name] for name in shown.key), row) for row in stored.rows[table]]
        yield from _differences(stored.stream, table, expected[table], found)


def _differences(
    stream: str, table: str, expected: Mapping[tuple[Any, ...], Mapping[str, Any]], found: Sequence[tuple[Any, Row]]
) -> Iterator[Finding]:
    """Rows missing, rows too many, and the columns in which a row differs."""
    rows = dict(found)
    for key, row in expected.items():
        if key not in rows:
            yield Finding(stream, table, f"{_said(key)} is missing")
        elif columns := [name for name, value in row.items() if rows[key][name] != value]:
            yield Finding(stream, table, f"{_said(key)} differs in {', '.join(columns)}")
    for key in rows:
        if key not in expected:
            yield Finding(stream, table, f"{_said(key)} is not in the journal")
    for key, times in Counter(key for key, _ in found).items():
        if times > 1:
            yield Finding(stream, table, f"{_said(key)} is there {times} times")


def _said(key: tuple[Any, ...]) -> str:
    return " of ".join(str(part) for part in key[:2])

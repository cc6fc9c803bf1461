"""Whether everything SQL keeps of one stream follows from its journal. Pure: rows in, findings out."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from pydantic import ValidationError

from activities.journal import entry_of
from models.chain import GENESIS, Entry, digest
from models.projection import Fact, picture
from models.rollout.evolve import fold
from models.rollout.state import UnitState
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
    state = fold(entry.event for entry in entries)
    yield from _head(stored, entries[-1], state)
    yield from _commands(stored, entries)
    yield from _read_model(stored, entries[-1], state)


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


def _head(stored: Stored, last: Entry, state: UnitState) -> Iterator[Finding]:
    head = stored.head
    if head is None:
        yield Finding(stored.stream, "heads", "is missing")
        return
    if (head.seq, head.hash) != (last.seq, last.hash):
        yield Finding(stored.stream, "heads", f"is at {head.seq}, the journal ends at {last.seq}", last.seq)
    try:
        same = UnitState.model_validate_json(head.state) == state
    except ValidationError:
        same = False
    if not same:
        yield Finding(stored.stream, "heads", "the state is not what the journal folds to")


def _commands(stored: Stored, entries: Sequence[Entry]) -> Iterator[Finding]:
    """One row per key, with the number of the last event that the command led to."""
    expected = {e.key: {"seq": e.seq, "actor_ref": e.actor_ref, "recorded_at": e.recorded_at} for e in entries if e.key}
    found = {c.key: {"seq": c.seq, "actor_ref": c.actor_ref, "recorded_at": c.recorded_at} for c in stored.commands}
    yield from _differences(stored.stream, "commands", expected, found)


def _read_model(stored: Stored, last: Entry, state: UnitState) -> Iterator[Finding]:
    shown = picture(state)
    yield from _facts(stored, shown.facts)
    rollout = {state.unit_id: {**shown.rollout, "seq": last.seq, "updated_at": last.recorded_at}}
    for table, key, expected in (
        ("rollouts", "unit_id", rollout),
        ("obligations", "key", shown.obligations),
        ("workshops", "kind", shown.workshops),
        ("companions", "companion", shown.companions),
        ("managers", "number", shown.managers),
    ):
        found = {row[key]: row for row in stored.rows[table]}
        yield from _differences(stored.stream, table, expected, found)


def _facts(stored: Stored, expected: frozenset[Fact]) -> Iterator[Finding]:
    found = Counter(Fact(r["milestone"], r["happened_on"], r["ended_on"], r["stated"]) for r in stored.rows["facts"])
    wanted = Counter(expected)
    for fact in wanted - found:
        yield Finding(stored.stream, "facts", f"{fact.milestone} of {fact.happened_on} is missing")
    for fact in found - wanted:
        yield Finding(stored.stream, "facts", f"{fact.milestone} of {fact.happened_on} is not in the journal")


def _differences(
    stream: str, table: str, expected: Mapping[Any, Mapping[str, Any]], found: Mapping[Any, Row]
) -> Iterator[Finding]:
    """Rows missing, rows too many, and the columns in which a row differs."""
    for key, row in expected.items():
        if key not in found:
            yield Finding(stream, table, f"{key} is missing")
        elif columns := [name for name, value in row.items() if found[key][name] != value]:
            yield Finding(stream, table, f"{key} differs in {', '.join(columns)}")
    for key in found:
        if key not in expected:
            yield Finding(stream, table, f"{key} is not in the journal")

"""The journal: events of a stream, the folded head and the read model, written in one SQL transaction."""

from __future__ import annotations

from collections import OrderedDict
from dataclasses import dataclass, field
from datetime import UTC, datetime
from functools import partial
from typing import Any

import sqlalchemy as sa
import structlog
from pydantic import BaseModel
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.exc import IntegrityError
from sqlalchemy.ext.asyncio import AsyncConnection
from temporalio import activity
from temporalio.exceptions import ApplicationError

from activities.group_commit import GroupCommit
from activities.streams import Kind, kind_of
from models.chain import GENESIS, Batch, Entry, Halt, Head, digest, payload
from models.database import Database
from models.lives import taken_over
from models.mail_tables import NoticeRow
from models.notices import notice_of
from models.tables import CommandRow, HeadRow, JournalRow

log = structlog.get_logger(__name__)

EPOCH = datetime.fromtimestamp(0, UTC)
KEPT_STATES = 600

# Built once: putting a statement together costs more than running it.
HEAD = sa.select(HeadRow.seq, HeadRow.hash, HeadRow.state).where(HeadRow.stream == sa.bindparam("of")).with_for_update()
MOVE_HEAD = sa.update(HeadRow).where(
    HeadRow.stream == sa.bindparam("of"), HeadRow.seq == sa.bindparam("from"), HeadRow.hash == sa.bindparam("after")
)
ADD_EVENTS = sa.insert(JournalRow)
ADD_COMMANDS = sa.insert(CommandRow)
ADD_NOTICES = sa.insert(NoticeRow)


@dataclass(frozen=True, slots=True)
class Folded:
    """A state and the read model it makes, of one kind of stream."""

    state: Any
    picture: Any


@dataclass
class Kept:
    """What was folded last, by the hash of its last event: the hash covers all before it, so nothing here can be stale.

    It spares reading the state back with every append.
    """

    by_hash: OrderedDict[str, Folded] = field(default_factory=OrderedDict)

    def folded(self, kind: Kind, head: _Head) -> Folded | None:
        """What was folded up to this head; None before the first event."""
        known = self.by_hash.get(head.hash)
        if known is None and head.state:
            known = self.keep(kind, head.hash, kind.load(head.state))
        return known

    def state(self, digest_of_last: str) -> Any | None:  # noqa: ANN401 - of any kind
        """The state after the event with this hash, if it is remembered."""
        known = self.by_hash.get(digest_of_last)
        return known.state if known is not None else None

    def keep(self, kind: Kind, digest_of_last: str, state: Any) -> Folded:  # noqa: ANN401 - of this kind
        folded = self.by_hash[digest_of_last] = Folded(state, kind.picture(state))
        while len(self.by_hash) > KEPT_STATES:
            self.by_hash.popitem(last=False)
        return folded


class JournalFork(Exception):
    """The journal holds another event under this number: two histories of one stream exist."""


class JournalGap(Exception):
    """The first new event does not follow the journal's last one: events in between are lost."""


@dataclass
class Journal:
    """Activities that write the record; their only dependency is the database."""

    database: Database
    kept: Kept = field(default_factory=Kept)
    commits: GroupCommit = field(init=False)

    def __post_init__(self) -> None:
        self.commits = GroupCommit(self.database, partial(append, kept=self.kept))

    @activity.defn(name="journal.append")
    async def append(self, batch: Batch) -> Head:
        """Append what is new. Raises (non-retryable): JournalFork, JournalGap, IntegrityError."""
        try:
            return await self.commits.put(batch)
        except (JournalFork, JournalGap) as error:
            raise ApplicationError(str(error), type=type(error).__name__, non_retryable=True) from error
        except IntegrityError as error:  # a cause would travel along into the history, with its statement
            log.error("constraint_violated", stream=batch.stream, what=str(error.orig).partition("\n")[0])  # noqa: TRY400
            raise ApplicationError("constraint violated", type="IntegrityError", non_retryable=True) from None

    @activity.defn(name="journal.halt")
    async def halt(self, halt: Halt) -> None:
        """Mark a stream as halted: it refuses commands until an operator reconciles it."""
        async with self.database.write() as connection:
            await connection.execute(sa.update(HeadRow).where(HeadRow.stream == halt.stream).values(halted=halt.reason))
        log.error("stream_halted", stream=halt.stream, reason=halt.reason)


async def append(connection: AsyncConnection, batch: Batch, kept: Kept | None = None) -> Head:
    """``Journal.append`` inside a transaction of the caller's. Raises: JournalFork, JournalGap."""
    kept = kept if kept is not None else Kept()
    if batch.entries and batch.entries[0].prev in kept.by_hash:
        # It continues what was written here last: nothing needs to be read if that is still the head.
        end = _Head(batch.entries[0].seq - 1, batch.entries[0].prev, "")
        if await _carry_on(connection, batch.stream, end, list(batch.entries), kept):
            return _end_of(batch)
    head = await _locked_head(connection, batch.stream)
    await _refuse_forks(connection, batch, head)
    new = [entry for entry in batch.entries if entry.seq > head.seq]
    if not new:
        return Head(seq=head.seq, hash=head.hash)
    if not await _carry_on(connection, batch.stream, head, new, kept):
        message = f"{batch.stream}: the head moved under its lock"
        raise RuntimeError(message)
    return _end_of(batch)


def _end_of(batch: Batch) -> Head:
    return Head(seq=batch.entries[-1].seq, hash=batch.entries[-1].hash)


async def _carry_on(connection: AsyncConnection, stream: str, head: _Head, new: list[Entry], kept: Kept) -> bool:
    """Write what follows ``head``; False, and nothing is written, where the stream does not end there (any more)."""
    _refuse_gap_and_broken_links(stream, head, new)
    kind, last = kind_of(stream), new[-1]
    before = kept.folded(kind, head)
    state = taken_over(last.hash)
    if state is None:
        state = kind.fold((entry.event for entry in new), before.state if before is not None else None)
    if not await _insert(connection, stream, head, new, state):
        return False
    after = kept.keep(kind, last.hash, state)
    kept.by_hash.pop(head.hash, None)
    one, old = kind.id_of(stream), before.picture if before is not None else None
    await kind.write(connection, one, old, after.picture, seq=last.seq, at=last.recorded_at)
    return True


@dataclass(frozen=True, slots=True)
class _Head:
    seq: int
    hash: str
    state: str


async def _locked_head(connection: AsyncConnection, stream: str) -> _Head:
    """The stream's head under its lock; SQLite already holds the one write lock.

    A stream without a head gets an empty one first: two births that meet wait for each other like any two appends.
    """
    row = (await connection.execute(HEAD, {"of": stream})).one_or_none()
    if row is None:
        insert = postgresql.insert if connection.dialect.name == "postgresql" else sqlite.insert
        empty = {"stream": stream, "seq": 0, "hash": GENESIS, "state": "", "updated_at": EPOCH}
        await connection.execute(insert(HeadRow).on_conflict_do_nothing(index_elements=["stream"]), empty)
        row = (await connection.execute(HEAD, {"of": stream})).one()
    return _Head(*row)


async def _refuse_forks(connection: AsyncConnection, batch: Batch, head: _Head) -> None:
    known = [entry for entry in batch.entries if entry.seq <= head.seq]
    if not known:
        return
    rows = await connection.execute(
        sa.select(JournalRow.seq, JournalRow.hash).where(
            JournalRow.stream == batch.stream, JournalRow.seq.between(known[0].seq, known[-1].seq)
        )
    )
    written = dict(rows.all())
    for entry in known:
        if written.get(entry.seq) != entry.hash:
            message = f"{batch.stream} {entry.seq}: the journal holds another event"
            raise JournalFork(message)


def _refuse_gap_and_broken_links(stream: str, head: _Head, new: list[Entry]) -> None:
    seq, prev = head.seq, head.hash
    for entry in new:
        if entry.seq != seq + 1:
            message = f"{stream}: {entry.seq} does not follow {seq}"
            raise JournalGap(message)
        if entry.prev != prev or entry.hash != digest(stream, entry):
            message = f"{stream} {entry.seq}: the hash does not continue the journal's"
            raise JournalFork(message)
        seq, prev = entry.seq, entry.hash


async def _insert(connection: AsyncConnection, stream: str, head: _Head, new: list[Entry], state: BaseModel) -> bool:
    """Whether the head was where it was expected: moving it takes the stream's lock, whoever else is about to."""
    return await connection.run_sync(_insert_at_once, stream, head, new, state)


def _insert_at_once(connection: sa.Connection, stream: str, head: _Head, new: list[Entry], state: BaseModel) -> bool:
    row = head_row(stream, new[-1], state)
    del row["stream"]
    if connection.execute(MOVE_HEAD, {"of": stream, "from": head.seq, "after": head.hash, **row}).rowcount != 1:
        return False
    connection.execute(ADD_EVENTS, journal_rows(stream, new))
    if commands := command_rows(stream, new):
        connection.execute(ADD_COMMANDS, commands)
    if notices := notice_rows(stream, kind_of(stream).id_of(stream), new):
        connection.execute(ADD_NOTICES, notices)
    return True


def journal_rows(stream: str, entries: list[Entry]) -> list[dict[str, Any]]:
    return [
        {
            "stream": stream,
            "seq": entry.seq,
            "type": entry.event.type,
            "payload": payload(entry.event),
            "command_key": entry.key,
            "actor_ref": entry.actor_ref,
            "happened_on": entry.event.happened_on,
            "recorded_at": entry.recorded_at,
            "prev": entry.prev,
            "hash": entry.hash,
        }
        for entry in entries
    ]


def command_rows(stream: str, entries: list[Entry]) -> list[dict[str, Any]]:
    """One row per key, with the number of its last event: what the command came to."""
    last: dict[str, Entry] = {entry.key: entry for entry in entries if entry.key is not None}
    return [
        {
            "stream": stream,
            "key": key,
            "body_hash": entry.body_hash or "",
            "seq": entry.seq,
            "actor_ref": entry.actor_ref,
            "recorded_at": entry.recorded_at,
        }
        for key, entry in last.items()
    ]


def notice_rows(stream: str, unit_id: str, entries: list[Entry]) -> list[dict[str, Any]]:
    """What people must be told."""
    return [
        {
            "stream": stream,
            "seq": entry.seq,
            "kind": notice.kind.value,
            "unit_id": unit_id,
            "obligation": notice.obligation,
            "level": notice.level,
            "recorded_at": entry.recorded_at,
        }
        for entry in entries
        if (notice := notice_of(entry.event)) is not None
    ]


def head_row(stream: str, last: Entry, state: BaseModel) -> dict[str, Any]:
    return {
        "stream": stream,
        "seq": last.seq,
        "hash": last.hash,
        "state": kind_of(stream).dump(state),
        "updated_at": last.recorded_at,
    }


def entry_of(row: JournalRow, body_hash: str | None = None) -> Entry:
    """A journal row as the entry it was written from (the body's hash is kept with the command, not the event)."""
    return Entry.model_validate(
        {
            "seq": row.seq,
            "event": row.payload,
            "key": row.command_key,
            "body_hash": body_hash,
            "actor_ref": row.actor_ref,
            "recorded_at": row.recorded_at,
            "prev": row.prev,
            "hash": row.hash,
        }
    )

"""Queueing commands that follow from a changed fact, in the transaction that changes the fact."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta

import sqlalchemy as sa
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.ext.asyncio import AsyncConnection

from models.commands import BY_SYSTEM, By, Command
from models.tables import IntentRow

TURN = 0x696C6270


@dataclass(frozen=True, slots=True)
class Actor:
    """In whose function a queued command is given; ``ref`` is the journal's reference to the person."""

    by: By = BY_SYSTEM
    ref: str | None = None


SYSTEM = Actor()


@dataclass(frozen=True, slots=True)
class Intent:
    """One command for one unit. ``rank`` orders commands of a unit that are queued at the same moment."""

    key: str
    unit_id: str
    command: Command
    rank: int = 0
    actor: Actor = SYSTEM


async def queue(connection: AsyncConnection, intents: Iterable[Intent], moment: datetime) -> None:
    """Add what is not queued yet; a key that is known, waiting or done, is left alone."""
    rows = [
        {
            "key": intent.key,
            "unit_id": intent.unit_id,
            "command": intent.command.model_dump_json(),
            "by": None if intent.actor == SYSTEM else intent.actor.by.model_dump_json(),
            "actor_ref": intent.actor.ref,
            "created_at": moment + timedelta(milliseconds=intent.rank),
        }
        for intent in intents
    ]
    if rows:
        insert = postgresql.insert if connection.dialect.name == "postgresql" else sqlite.insert
        await connection.execute(insert(IntentRow).on_conflict_do_nothing(index_elements=["key"]), rows)


async def take_turns(connection: AsyncConnection) -> None:
    """Organisation and persons are changed by one transaction at a time: their rules look at several rows.

    SQLite has one writer anyway.
    """
    if connection.dialect.name == "postgresql":
        await connection.execute(sa.select(sa.func.pg_advisory_xact_lock(TURN)))

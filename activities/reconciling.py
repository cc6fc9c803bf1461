"""Letting a halted office or wave go on, by an operator: the journal is the truth, the workflow starts anew from it."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from dataclasses import dataclass

import sqlalchemy as sa
import structlog
from temporalio.client import Client

from models.database import Database
from models.errors import Refusal
from models.lives import Living
from models.remedies import Remedy
from models.tables import HeadRow

log = structlog.get_logger(__name__)


class NotHalted(Refusal):
    """Nothing is halted here."""

    german = "Hier ist nichts angehalten."
    remedy = Remedy("Es gibt nichts abzugleichen.", "There is nothing to reconcile.")


@dataclass(frozen=True, slots=True)
class Reconciled:
    """``journal_seq``: where it goes on. ``workflow_seq``: how far its workflow was; what lies between is lost.

    ``unrecorded``: number and type of those events the workflow still held.
    """

    halted: str
    journal_seq: int
    workflow_seq: int
    unrecorded: tuple[tuple[int, str], ...]


async def reconcile(
    database: Database, client: Client, stream: str, start_anew: Callable[[], Awaitable[None]], reason: str
) -> Reconciled:
    """Drop what the workflow has and SQL lacks. Raises: NotHalted, RPCError when the workflow does not answer.

    ``start_anew`` replaces the workflow by one from SQL. The mark in SQL goes last: interrupted, it can simply be done
    again.
    """
    async with database.read() as session:
        head = await session.get(HeadRow, stream)
    if head is None or head.halted is None:
        raise NotHalted
    life: Living = await client.get_workflow_handle(stream).query("life", result_type=Living)
    held = [(entry.seq, entry.event.type) for entry in life.unrecorded]
    done = Reconciled(head.halted, head.seq, max([life.recorded_seq, *(seq for seq, _ in held)]), tuple(held))
    log.warning(
        "stream_reconciled",
        stream=stream,
        halted=done.halted,
        lost_after=done.journal_seq,
        lost_through=done.workflow_seq,
        reason=reason,
    )
    await start_anew()
    async with database.write() as connection:
        await connection.execute(sa.update(HeadRow).where(HeadRow.stream == stream).values(halted=None))
    return done

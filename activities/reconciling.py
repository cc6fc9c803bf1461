"""Letting a halted unit go on, by an operator: the journal is the truth, the workflow starts anew from it."""

from __future__ import annotations

from dataclasses import dataclass

import sqlalchemy as sa
import structlog
from temporalio.client import Client

from activities.rollouts import Rollouts
from models.chain import stream_of
from models.database import Database
from models.errors import Refusal
from models.rollout.life import Life
from models.tables import HeadRow

log = structlog.get_logger(__name__)


class NotHalted(Refusal):
    """This office is not halted; there is nothing to reconcile."""

    german = "Diese Dienststelle ist nicht angehalten; es gibt nichts abzugleichen."


@dataclass(frozen=True, slots=True)
class Reconciled:
    """``journal_seq``: where the unit goes on. ``workflow_seq``: how far its workflow was; what lies between is lost.

    ``unrecorded``: number and type of those events the workflow still held.
    """

    halted: str
    journal_seq: int
    workflow_seq: int
    unrecorded: tuple[tuple[int, str], ...]


async def reconcile(database: Database, client: Client, rollouts: Rollouts, unit_id: str, reason: str) -> Reconciled:
    """Drop what the workflow has and SQL lacks. Raises: NotHalted, RPCError when the workflow does not answer.

    The mark in SQL goes last: interrupted, it can simply be done again.
    """
    stream = stream_of(unit_id)
    async with database.read() as session:
        head = await session.get(HeadRow, stream)
    if head is None or head.halted is None:
        raise NotHalted
    life: Life = await client.get_workflow_handle(stream).query("life", result_type=Life)
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
    await rollouts.start_anew(unit_id)
    async with database.write() as connection:
        await connection.execute(sa.update(HeadRow).where(HeadRow.stream == stream).values(halted=None))
    return done

"""Commands that follow from changed facts (coverage, calendars, standings): queued in SQL, drained to the workflows."""

from __future__ import annotations

import asyncio
import hashlib
from dataclasses import dataclass
from datetime import date, datetime, timedelta

import sqlalchemy as sa
import structlog
from pydantic import ValidationError
from temporalio.client import Client

from activities.submitting import (
    EngineUnreachable,
    OutcomeUnknown,
    RolloutNotRunning,
    TooMuchInFlight,
    submit,
)
from models.commands import BY_SYSTEM, By, Envelope, Submission, command_adapter
from models.database import Database
from models.errors import Refusal, StampTooOld, UnitHalted
from models.tables import IntentRow

log = structlog.get_logger(__name__)

AT_ONCE = 20
PATIENCE = timedelta(seconds=10)
WAITS = (OutcomeUnknown, EngineUnreachable, TooMuchInFlight, RolloutNotRunning, UnitHalted, StampTooOld)


@dataclass
class Intents:
    """The drain. Each intent's key is its command's key, so draining twice changes nothing."""

    database: Database
    client: Client

    async def drain(self, today: date, now: datetime, limit: int = 1000) -> int:
        """Submit what is waiting, in the order it was queued for each unit; answers how many were settled.

        A refusal settles an intent, too (its name is kept); an unknown outcome, a halted unit and a stamp that has
        grown old on the way leave it for the next time.
        """
        async with self.database.read() as session:
            query = (
                sa.select(IntentRow).where(IntentRow.done_at.is_(None)).order_by(IntentRow.created_at, IntentRow.key)
            )
            waiting = list((await session.scalars(query.limit(limit))).all())
        by_unit: dict[str, list[IntentRow]] = {}
        for intent in waiting:
            by_unit.setdefault(intent.unit_id, []).append(intent)
        gate = asyncio.Semaphore(AT_ONCE)

        async def settle(intents: list[IntentRow]) -> list[tuple[str, str]]:
            async with gate:
                return await self._settle_in_order(intents, today, now)

        settled = [pair for pairs in await asyncio.gather(*map(settle, by_unit.values())) for pair in pairs]
        await self._mark(settled, now)
        return len(settled)

    async def _settle_in_order(self, intents: list[IntentRow], today: date, now: datetime) -> list[tuple[str, str]]:
        settled: list[tuple[str, str]] = []
        for intent in intents:
            try:
                await submit(self.client, intent.unit_id, submission_of(intent, today, now), PATIENCE)
                settled.append((intent.key, "recorded"))
            except WAITS as error:
                log.warning("intent_waits", key=intent.key, because=type(error).__name__)
                break
            except Refusal as refusal:
                settled.append((intent.key, refusal.code()))
            except ValidationError:
                log.error("intent_invalid", key=intent.key)  # noqa: TRY400 - the trace would show what it holds
                settled.append((intent.key, "invalid"))
        return settled

    async def _mark(self, settled: list[tuple[str, str]], now: datetime) -> None:
        async with self.database.write() as connection:
            for key, outcome in settled:
                await connection.execute(
                    sa.update(IntentRow).where(IntentRow.key == key).values(done_at=now, outcome=outcome)
                )


def submission_of(intent: IntentRow, today: date, now: datetime) -> Submission:
    """The intent as a command of whoever stated it, else of the system."""
    envelope = Envelope(
        key=intent.key,
        body_hash=hashlib.sha256(intent.command.encode()).hexdigest(),
        today=today,
        accepted_at=now,
        by=By.model_validate_json(intent.by) if intent.by is not None else BY_SYSTEM,
        actor_ref=intent.actor_ref,
    )
    return Submission(command=command_adapter.validate_json(intent.command), envelope=envelope)

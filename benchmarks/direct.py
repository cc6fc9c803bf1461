"""Commands given straight to the workflows, past the API: what a measure needs before it begins."""

from __future__ import annotations

import asyncio
import hashlib
from datetime import date, timedelta

from activities.clock import berlin_day, now
from activities.submitting import submit
from benchmarks.stage import Stage
from models import commands as cmd
from models.organisation import Function

PATIENCE = timedelta(seconds=30)
IN_FLIGHT = 50


async def all_take_part(stage: Stage, today: date) -> None:
    """Every gE decides to take part, so that every office can be asked."""
    gate = asyncio.Semaphore(IN_FLIGHT)

    async def decide(unit_id: str) -> None:
        told = cmd.DecideParticipation(takes_part=True, decided_on=today)
        async with gate:
            submission = cmd.Submission(command=told, envelope=envelope_of(f"part/{unit_id}", told.model_dump_json()))
            await submit(stage.client, unit_id, submission, PATIENCE)

    await asyncio.gather(*(decide(unit.id) for unit in stage.gemeinsame_einrichtungen()))


def envelope_of(key: str, body: str) -> cmd.Envelope:
    moment = now()
    return cmd.Envelope(
        key=key,
        body_hash=hashlib.sha256(body.encode()).hexdigest(),
        today=berlin_day(moment),
        accepted_at=moment,
        by=cmd.By(function=Function.CENTRAL, scope="all"),
    )

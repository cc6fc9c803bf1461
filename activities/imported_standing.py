"""Standings of an import: what is on record or on the way, and queueing what is new."""

from __future__ import annotations

import hashlib
from collections import Counter
from collections.abc import Callable
from datetime import date, datetime

import sqlalchemy as sa
from sqlalchemy.ext.asyncio import AsyncConnection

from activities.queueing import Actor, Intent, queue
from models.commands import StateStanding, command_adapter
from models.imports.standing import KnownStanding, Standing
from models.organisation import UnitKind
from models.programme import Programme
from models.rollout.state import SideState
from models.tables import FactRow, IntentRow, RolloutRow, UnitRow

PREFIX = "standing/"
StatedBy = Callable[[str | None], Actor]
"""Who states the standing of an office in this region: a person may hold several functions."""
ENDED = (SideState.MERGED.value, SideState.CLOSED.value)


async def known_standing(connection: AsyncConnection) -> dict[str, KnownStanding]:
    """Every office by code, with the days of what is reached or waits to be stated."""
    days = await _waiting(connection)
    facts = sa.select(FactRow.unit_id, FactRow.milestone, FactRow.happened_on).where(FactRow.superseded_at.is_(None))
    for unit_id, milestone, on in await connection.execute(facts):
        days.setdefault(unit_id, {})[milestone] = on
    query = sa.select(UnitRow.code, UnitRow.id, UnitRow.kind, UnitRow.region_code, RolloutRow.side_state)
    rows = await connection.execute(query.outerjoin(RolloutRow, RolloutRow.unit_id == UnitRow.id))
    return {
        code: KnownStanding(unit_id, UnitKind(kind), region, side_state in ENDED, days.get(unit_id, {}))
        for code, unit_id, kind, region, side_state in rows
    }


async def _waiting(connection: AsyncConnection) -> dict[str, dict[str, date]]:
    """Days that are queued and not yet given to the unit's rollout."""
    query = sa.select(IntentRow.unit_id, IntentRow.command).where(
        IntentRow.key.startswith(PREFIX), IntentRow.done_at.is_(None)
    )
    days: dict[str, dict[str, date]] = {}
    for unit_id, body in await connection.execute(query):
        command = command_adapter.validate_json(body)
        if isinstance(command, StateStanding):
            days.setdefault(unit_id, {})[command.milestone] = command.happened_on
    return days


async def write_standing(
    connection: AsyncConnection,
    standings: list[Standing],
    programme: Programme,
    stated_by: StatedBy,
    moment: datetime,
    progress: Callable[[int, int], None],
) -> None:
    """Queue the commands, those of one unit in the order of the programme."""
    ranks = {milestone.key: rank for rank, milestone in enumerate(programme.milestones)}
    tries = await _tries(connection)
    intents = [
        Intent(
            key_of(standing, tries),
            standing.unit_id,
            StateStanding(milestone=standing.milestone, happened_on=standing.happened_on, count=standing.count),
            ranks[standing.milestone],
            stated_by(standing.region),
        )
        for standing in standings
    ]
    await queue(connection, intents, moment)
    progress(len(intents), len(intents))


async def _tries(connection: AsyncConnection) -> Counter[str]:
    """How often each standing was queued before. One that was refused then may be possible now, under a new key."""
    keys = (await connection.execute(sa.select(IntentRow.key).where(IntentRow.key.startswith(PREFIX)))).scalars()
    return Counter(key.removeprefix(PREFIX).partition("/")[0] for key in keys)


def key_of(standing: Standing, tries: Counter[str]) -> str:
    said = f"{standing.unit_id} {standing.milestone} {standing.happened_on.isoformat()}"
    digest = hashlib.sha256(said.encode()).hexdigest()[:32]
    again = tries[digest]
    return f"{PREFIX}{digest}/{again + 1}" if again else f"{PREFIX}{digest}"

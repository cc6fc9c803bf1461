"""What the offices' rollouts must hear of their AQua coverage: commands that follow from it, queued."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime, timedelta

import sqlalchemy as sa
from sqlalchemy.ext.asyncio import AsyncConnection

from activities.queueing import Intent, queue
from models.commands import AssignAquaTeam
from models.people import Period
from models.rollout.state import SideState
from models.tables import CoverageRow, RolloutRow


async def queue_coverage(connection: AsyncConnection, today: date, moment: datetime) -> int:
    """Queue the team of the day for every unit whose rollout knows another; answers how many were queued.

    Called with each change and daily, for what was set to begin or end on a later day.
    """
    ended = (SideState.MERGED.value, SideState.CLOSED.value)
    rollouts = sa.select(RolloutRow.unit_id, RolloutRow.aqua_team).where(RolloutRow.side_state.not_in(ended))
    knows = dict((await connection.execute(rollouts)).all())
    intents = [
        intent
        for unit_id, latest in (await _latest(connection, today)).items()
        if unit_id in knows and (intent := _intent(unit_id, latest, knows[unit_id], today)) is not None
    ]
    await queue(connection, intents, moment)
    return len(intents)


@dataclass(frozen=True, slots=True)
class _Coverage:
    id: str
    team: str
    period: Period


async def _latest(connection: AsyncConnection, today: date) -> dict[str, _Coverage]:
    """Of each unit the coverage that began last, running or ended. Units that never had one are not in here."""
    query = (
        sa.select(CoverageRow.unit_id, CoverageRow.id, CoverageRow.team_code, CoverageRow.since, CoverageRow.until)
        .where(CoverageRow.since <= today)
        .order_by(CoverageRow.since)
    )
    rows = await connection.execute(query)
    return {unit: _Coverage(name, team, Period(since, until)) for unit, name, team, since, until in rows}


def _intent(unit_id: str, latest: _Coverage, known: str | None, today: date) -> Intent | None:
    if not latest.period.has_ended(today):
        if known == latest.team:
            return None
        began = AssignAquaTeam(team=latest.team, since=latest.period.since)
        return Intent(f"coverage/{latest.id}/start", unit_id, began)
    if known is None or latest.period.until is None:
        return None
    ended = AssignAquaTeam(team=None, since=latest.period.until + timedelta(days=1))
    return Intent(f"coverage/{latest.id}/end", unit_id, ended)

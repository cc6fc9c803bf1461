"""The demo's waves: told on top of the histories that were just seeded, before anything runs."""

from __future__ import annotations

from datetime import date

import sqlalchemy as sa
import structlog
from sqlalchemy.ext.asyncio import AsyncConnection, AsyncSession

from activities.clock import berlin_day
from activities.demo_seed import SEED, _offices
from activities.journal import append
from models.calendar import WorkingCalendar
from models.chain import WAVE_PREFIX, Batch, stream_of
from models.database import Database
from models.demo.scene import scene
from models.demo.waves import House, Play, house
from models.demo.waves_told import begins, finished, running
from models.mail_tables import NoticeRow
from models.queries.waves import candidates
from models.rollout.state import UnitState
from models.tables import HeadRow
from models.waves.population import Candidate, why_out

log = structlog.get_logger(__name__)

TELLINGS = (finished, running)


async def seed_waves(database: Database, *, today: date, seed: int = SEED) -> int:
    """Write both waves, where there is none yet and enough offices need somebody; answers how many were written.

    Only while no workflow runs: it writes to offices' streams.
    """
    async with database.read() as session:
        if await session.scalar(sa.select(sa.func.count()).where(HeadRow.stream.startswith(WAVE_PREFIX))):
            return 0
        offices = await _offices(session)
        needy = [c for c in await candidates(session) if why_out(c) is None and c.calendar is not None]
        heads = await _heads(session, needy)
    staged = scene(offices, seed)
    taken: set[str] = set()
    plays: list[Play] = []
    for number, telling in enumerate(TELLINGS):
        ready = [h for h in _quiet(needy, heads, today, number) if h.candidate.unit_id not in taken]
        calendar = _calendar(ready)
        play = telling(staged, calendar, today, ready) if calendar is not None else None
        if play is not None:
            plays.append(play)
            taken |= play.houses.keys()
    async with database.write() as connection:
        for play in plays:
            await _write(connection, play)
    log.info("demo_waves_seeded", waves=len(plays), offices=len(taken))
    return len(plays)


async def _heads(session: AsyncSession, needy: list[Candidate]) -> dict[str, HeadRow]:
    streams = {stream_of(c.unit_id): c.unit_id for c in needy}
    found = await session.scalars(sa.select(HeadRow).where(HeadRow.stream.in_(streams)))
    return {streams[head.stream]: head for head in found}


def _quiet(needy: list[Candidate], heads: dict[str, HeadRow], today: date, which: int) -> list[House]:
    """Offices of which nothing was recorded since the day on which the wave begins."""
    found = []
    for candidate in needy:
        head = heads.get(candidate.unit_id)
        if head is None or candidate.calendar is None:
            continue
        if berlin_day(head.updated_at) < begins(candidate.calendar, today, which):
            state = UnitState.model_validate_json(head.state)
            found.append(house(candidate, state, head.seq, head.hash))
    return found


def _calendar(houses: list[House]) -> WorkingCalendar | None:
    return houses[0].candidate.calendar if houses else None


async def _write(connection: AsyncConnection, play: Play) -> None:
    """Everything of one wave, as appends would; what people were told then is not told again."""
    records = [*(h.record for h in play.houses.values()), play.record]
    for record in records:
        if record.entries:
            await append(connection, Batch(stream=record.stream, entries=tuple(record.entries)))
    told = sa.update(NoticeRow).where(NoticeRow.stream.in_([r.stream for r in records]), NoticeRow.sent_at.is_(None))
    await connection.execute(told.values(sent_at=NoticeRow.recorded_at))

"""Units that an import brings begin their rollout while the worker works, without waiting for the hour."""

from __future__ import annotations

from pathlib import Path
from uuid import uuid4

import pytest
import sqlalchemy as sa

from embedded import TemporalDevServer
from models.database import Database
from models.tables import HeadRow
from settings import Settings
from tests.integration.offices import organised
from tests.workflows.running import eventually
from worker import working
from workflows.connecting import connect

pytestmark = pytest.mark.temporal

OFFICES = 4


async def test_imported_units_are_born_at_once(
    temporal_server: TemporalDevServer, sqlite_url: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The worker ran before the import; moments later each office has its first event."""
    monkeypatch.setattr("worker.DRAIN_EVERY", 0.1)
    settings = Settings(
        database_url=sqlite_url,
        temporal_address=temporal_server.address,
        task_queue=f"births-{uuid4().hex}",
        data_dir=tmp_path,
    )
    database = Database(sqlite_url)

    async def all_born() -> bool:
        async with database.read() as session:
            return await session.scalar(sa.select(sa.func.count()).select_from(HeadRow)) == OFFICES

    async with working(settings, database, await connect(temporal_server.address, "default")):
        assert not await all_born()
        await organised(database)
        await eventually(all_born)
    await database.dispose()

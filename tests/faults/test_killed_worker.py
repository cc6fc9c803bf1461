"""A worker killed in the middle of an append, right before or right after the commit: recorded exactly once."""

from __future__ import annotations

import asyncio
import os
import signal
from collections import Counter
from pathlib import Path
from uuid import uuid4

import pytest

from activities.submitting import submit
from embedded import TemporalDevServer
from models.commands import Receipt
from models.database import Database
from tests.faults.stack import Part
from tests.integration.offices import organised, unit_id
from tests.verifying import verified
from tests.workflows.running import PATIENCE, House, Unit, backup, bare_client, eventually, nominated

pytestmark = [pytest.mark.faults, pytest.mark.temporal, pytest.mark.slow]

COMMANDS = 8


def mortal(house: House, url: str, address: str, folder: Path, *, dies: str) -> Part:
    environment = {
        **os.environ,
        "ILB_DATABASE_URL": url,
        "ILB_TEMPORAL_ADDRESS": address,
        "ILB_TASK_QUEUE": house.task_queue,
        "ILB_TEST_DIES": dies,
        "ILB_TEST_KEY": "k-3",
        "ILB_TEST_MARK": str(folder / f"{house.task_queue}-died"),
    }
    return Part(["tests.faults.mortal_worker"], environment, folder / f"{house.task_queue}.log")


async def killed_in_an_append(url: str, server: TemporalDevServer, folder: Path, *, dies: str) -> None:
    database = Database(url)
    await organised(database)
    house = House(await bare_client(server.address), database, f"mortal-{uuid4().hex}")
    part = mortal(house, url, server.address, folder, dies=dies)
    await part.start()
    try:
        unit, other = [Unit(house, await unit_id(database, code), code) for code in ("111", "112")]
        await eventually(lambda: born(unit, other))
        today = await unit.today()
        sent = [await unit.submission(nominated(today, f"c{n}"), key=f"k-{n}") for n in range(COMMANDS)]
        answers = asyncio.gather(*(submit(house.client, unit.id, told, PATIENCE) for told in sent))
        assert -signal.SIGKILL == await asyncio.wait_for(part.ended(), PATIENCE.total_seconds())
        assert not answers.done()
        assert ("k-3" in (await verified(database, unit.stream)).commands) == (dies == "after")

        await part.start()

        receipts: list[Receipt] = list(await answers)
        record = await unit.verified()
        assert COMMANDS == len(record.state.companions)
        named = Counter(e.key for e in record.entries if e.event.type == "companion_nominated")
        assert {f"k-{n}": 1 for n in range(COMMANDS)} == named
        assert {r.key: r.seq for r in receipts} == {key: row.seq for key, row in record.commands.items()}
        await other.give(nominated(today))
        await other.verified()
    finally:
        await part.kill()
        await database.dispose()


async def born(*units: Unit) -> bool:
    try:
        return all([(await verified(unit.house.database, unit.stream)).seqs for unit in units])
    except Exception:  # noqa: BLE001 - there is no head yet
        return False


@pytest.mark.postgres
async def test_a_worker_killed_around_a_commit_leaves_every_command_on_record_once(
    sqlite_url: str, postgres_url: str, own_temporal_server: TemporalDevServer, tmp_path: Path
) -> None:
    other = f"sqlite+aiosqlite:///{backup(sqlite_url, tmp_path / 'other.sqlite')}"
    await asyncio.gather(
        killed_in_an_append(sqlite_url, own_temporal_server, tmp_path, dies="before"),
        killed_in_an_append(other, own_temporal_server, tmp_path, dies="after"),
        killed_in_an_append(postgres_url, own_temporal_server, tmp_path, dies="after"),
    )

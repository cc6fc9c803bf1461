"""The stage: a tuned dev server, a database with the real units, a worker and an API process, all on loopback.

As `ilb up` has them: the API comes first, Temporal and the worker, ours and the bare one's alike, behind it.
"""

from __future__ import annotations

import asyncio
import os
import sys
import tempfile
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass
from pathlib import Path

import sqlalchemy as sa
from temporalio.client import Client

from activities.calendars import refresh_calendars
from activities.clock import berlin_day, now
from activities.imports import import_units
from benchmarks.bare import TABLE
from embedded import BEHIND, TETHER, TemporalDevServer, free_port, tethered
from models.database import Database, migrate
from models.organisation import Function
from models.people_tables import ActorRefRow, AssignmentRow, PersonRow
from models.rollout.owed import NATIONAL
from models.tables import UnitRow
from workflows.connecting import connect

UNITS = Path(__file__).resolve().parent.parent / "data" / "ba_units.csv"


@dataclass(frozen=True)
class Unit:
    id: str
    code: str
    region: str


@dataclass
class Stage:
    """``lead[region]`` is the user name of a region's lead; ``processes`` are the worker's and the API's."""

    client: Client
    database: Database
    port: int
    units: list[Unit]
    processes: dict[str, asyncio.subprocess.Process]

    def agenturen(self) -> list[Unit]:
        return [unit for unit in self.units if not unit.code.startswith("GE-")]

    def gemeinsame_einrichtungen(self) -> list[Unit]:
        return [unit for unit in self.units if unit.code.startswith("GE-")]

    def memory_mb(self, name: str) -> float:
        """Resident memory of a process in MB."""
        pid = self.processes[name].pid
        pages = int(Path(f"/proc/{pid}/statm").read_text(encoding="ascii").split()[1])
        return pages * os.sysconf("SC_PAGE_SIZE") / 1e6


@asynccontextmanager
async def staged() -> AsyncIterator[Stage]:
    """Set the stage, and clear it by pid whatever happens."""
    with tempfile.TemporaryDirectory(prefix="ilb-bench-") as folder:
        async with TemporalDevServer(Path(folder), behind=True) as server:
            url = f"sqlite+aiosqlite:///{folder}/ilb.sqlite"
            await migrate(url)
            database = Database(url)
            units = await _fill(database)
            port = free_port()
            environment = {
                **os.environ,
                "ILB_DATABASE_URL": url,
                "ILB_TEMPORAL_ADDRESS": server.address,
                "ILB_AUTH": "demo",
                "ILB_PORT": str(port),
                "ILB_DATA_DIR": folder,
                "ILB_LOG_LEVEL": "WARNING",
                "ILB_ANSWER_SECONDS": "30",
            }
            worker = await spawn(["-m", "benchmarks.worker"], environment, BEHIND)
            api = await spawn(["-m", "benchmarks.serve"], environment, TETHER)
            client = await connect(server.address, "default")
            try:
                yield Stage(client, database, port, units, {"worker": worker, "api": api})
            finally:
                for process in (api, worker):
                    process.terminate()
                    await process.wait()
                await database.dispose()


async def spawn(arguments: list[str], environment: dict[str, str], script: str) -> asyncio.subprocess.Process:
    process = await asyncio.create_subprocess_exec(
        *tethered([sys.executable, *arguments], script), env=environment, stdout=asyncio.subprocess.PIPE
    )
    if process.stdout is None or await process.stdout.readline() == b"":
        message = f"{arguments[-1]} did not start"
        raise RuntimeError(message)
    return process


async def _fill(database: Database) -> list[Unit]:
    """The real units, their calendars, one lead a region and one for everything."""
    moment = now()
    today = berlin_day(moment)
    await import_units(database, UNITS.read_bytes(), dry_run=False, partial=False, today=today, now=moment)
    async with database.write() as connection:
        await refresh_calendars(connection, today)
        await connection.execute(sa.text(TABLE))
        rows = (await connection.execute(sa.select(UnitRow.id, UnitRow.code, UnitRow.region_code, UnitRow.kind))).all()
        scopes = [(Function.REGIONAL_LEAD, code) for _, code, _, kind in rows if kind == "regionaldirektion"]
        for function, scope in [*scopes, (Function.CENTRAL, NATIONAL)]:
            person = f"p-{scope}"
            values = {"id": person, "issuer": "demo", "subject": f"lead-{scope}", "name": scope, "created_at": moment}
            await connection.execute(sa.insert(PersonRow), {**values, "language": "de"})
            ref = {"ref": f"r-{scope}", "person_id": person, "created_at": moment}
            await connection.execute(sa.insert(ActorRefRow), ref)
            held = {"id": f"a-{scope}", "person_id": person, "function": function.value, "scope": scope}
            await connection.execute(sa.insert(AssignmentRow), {**held, "since": today, "actor_ref": f"r-{scope}"})
    served = ("agentur", "gemeinsame_einrichtung")
    return [Unit(id_, code, region or "") for id_, code, region, kind in rows if kind in served]

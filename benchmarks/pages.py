"""The two largest pages over HTTP, over the demo's country: time with the way over loopback, and their SQL alone.

``python -m benchmarks --pages``. The API process is the real one, with one reader at a time; a page and the query for
the same offices in turns, so that both meet the same machine.
"""

from __future__ import annotations

import json
import os
import statistics
import tempfile
from contextlib import asynccontextmanager
from dataclasses import asdict, dataclass
from pathlib import Path
from time import perf_counter
from typing import TYPE_CHECKING

import httpx

from activities.clock import berlin_day, now
from benchmarks.reports import country
from benchmarks.stage import spawn
from embedded import TETHER, TemporalDevServer, free_port
from models.database import Database, migrate
from models.permissions import Reading
from models.queries.listing import Filter, lines

if TYPE_CHECKING:
    from collections.abc import AsyncIterator

    from models.queries.listing import UnitLine

ROUNDS = 60
WARM = 5
ALL = 1000
"""More than there are offices."""


@dataclass(frozen=True)
class Page:
    """``median`` and ``p95`` of a page, ``sql`` the median of its query alone; all in ms. ``kb``: as it is sent."""

    name: str
    offices: int
    median: float
    p95: float
    sql: float
    kb: float
    wanted: float


async def report(*, as_json: bool) -> None:
    """Fill, measure, compare."""
    with tempfile.TemporaryDirectory(prefix="ilb-pages-") as folder:
        url = f"sqlite+aiosqlite:///{folder}/ilb.sqlite"
        await migrate(url)
        database = Database(url)
        await country(database, now())
        region = await _largest(database)
        async with _serving(folder, url) as address:
            pages = [
                await _page(database, address, "/overview", None, 80.0),
                await _page(database, address, f"/regions/{region}", region, 60.0),
            ]
        await database.dispose()
    if as_json:
        print(json.dumps([asdict(page) for page in pages], indent=2))
        return
    print(f"{'page':16} {'offices':>7} {'median ms':>10} {'p95 ms':>8} {'SQL ms':>8} {'ratio':>6} {'KB':>6}  wanted")
    for page in pages:
        times = f"{page.median:10.1f} {page.p95:8.1f} {page.sql:8.1f} {page.median / page.sql:6.1f}"
        print(f"{page.name:16} {page.offices:7} {times} {page.kb:6.1f}  <= {page.wanted:.0f} ms")


@asynccontextmanager
async def _serving(folder: str, url: str) -> AsyncIterator[str]:
    """The API process with the sign-in of the demo."""
    async with TemporalDevServer(Path(folder), behind=True) as server:
        port = free_port()
        environment = {
            **os.environ,
            "ILB_DATABASE_URL": url,
            "ILB_TEMPORAL_ADDRESS": server.address,
            "ILB_AUTH": "demo",
            "ILB_PORT": str(port),
            "ILB_DATA_DIR": folder,
            "ILB_LOG_LEVEL": "WARNING",
        }
        api = await spawn(["-m", "benchmarks.serve"], environment, TETHER)
        try:
            yield f"http://127.0.0.1:{port}"
        finally:
            api.terminate()
            await api.wait()


async def _largest(database: Database) -> str:
    """The region with most offices."""
    return statistics.mode(line.region for line in await _offices(database, None) if line.region)


async def _offices(database: Database, region: str | None) -> list[UnitLine]:
    async with database.read() as session:
        return await lines(session, Reading(everything=True), Filter(region=region), berlin_day(now()), limit=ALL)


async def _page(database: Database, address: str, path: str, region: str | None, wanted: float) -> Page:
    pages: list[float] = []
    alone: list[float] = []
    size, offices = 0, 0
    async with httpx.AsyncClient(base_url=address, follow_redirects=True) as client:
        (await client.get("/demo/sign-in", params={"as": "zentrale"})).raise_for_status()
        for _ in range(WARM + ROUNDS):
            began = perf_counter()
            answer = await client.get(path)
            pages.append((perf_counter() - began) * 1e3)
            answer.raise_for_status()
            size = answer.num_bytes_downloaded
            began = perf_counter()
            offices = len(await _offices(database, region))
            alone.append((perf_counter() - began) * 1e3)
    times, sql = pages[WARM:], alone[WARM:]
    p95 = statistics.quantiles(times, n=20)[-1]
    return Page(path, offices, statistics.median(times), p95, statistics.median(sql), size / 1024, wanted)

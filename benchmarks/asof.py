"""National figures as of a day over 10,000 offices: their cost grows with the offices, not with what ever happened.

``python -m benchmarks --asof``: the same offices with ten rows of facts each, and with a hundred, on both databases;
every measure in a process of its own, so that its memory is its own.
"""

from __future__ import annotations

import asyncio
import json
import resource
import sys
import tempfile
from collections.abc import Sequence
from dataclasses import asdict, dataclass
from datetime import UTC, date, datetime, timedelta
from time import perf_counter, process_time

import sqlalchemy as sa

from activities.clock import end_of_day
from benchmarks.asof_data import OFFICES, TODAY, fill
from models.database import Database, migrate
from models.programme import shipped
from models.queries.asof import units_as_of
from models.queries.vacancies import vacancy_as_of
from models.reporting.asked import AsOf
from models.reporting.counting import figures
from models.tables import FactRow, ObligationRow

ROUNDS = 3
PASTS = (0, 9)
"""Versions before the present one of every fact and step: 100,000 rows of facts, then 1,000,000."""
A_QUARTER = timedelta(days=92)
WANTED = "ratio <= 1.5"


@dataclass(frozen=True)
class Case:
    """What was measured; ``reading`` and ``counting`` in seconds; ``cpu`` is what this process took of both.

    On SQLite that is all there is; it does not depend on what else the machine does. ``peak_mb`` is its memory.
    """

    database: str
    asked: str
    fact_rows: int
    step_rows: int
    reading: float
    counting: float
    cpu: float
    peak_mb: int


def questions() -> dict[str, AsOf]:
    """A month ago by what is known now, and the end of the last quarter by what was known two days later."""
    month, quarter = TODAY - timedelta(days=30), TODAY - A_QUARTER
    known = datetime(quarter.year, quarter.month, quarter.day, 6, tzinfo=UTC) + timedelta(days=2)
    return {"known now": _asked(month), "known then": _asked(quarter, known)}


def _asked(on: date, known_at: datetime | None = None) -> AsOf:
    return AsOf(on, end_of_day(on), known_at)


async def measure(url: str, name: str) -> Case:
    """One question, in this process; the first time warms up."""
    database = Database(url)
    async with database.read() as session:
        facts, steps = [
            await session.scalar(sa.select(sa.func.count()).select_from(table)) or 0
            for table in (FactRow, ObligationRow)
        ]
    await _once(database, questions()[name])
    began = process_time()
    reading, counting = await _once(database, questions()[name])
    cpu = process_time() - began
    await database.dispose()
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // 1024
    return Case(url.partition("+")[0], name, facts, steps, reading, counting, cpu, peak)


async def _once(database: Database, asked: AsOf) -> tuple[float, float]:
    """Seconds of reading and of counting."""
    began = perf_counter()
    async with database.read() as session:
        is_vacant = await vacancy_as_of(session, asked)
        units = await units_as_of(session, asked)
    read = perf_counter()
    found = figures(units, asked, shipped(), is_vacant).figures
    counted = perf_counter()
    if found.agenturen.offices + found.gemeinsame_einrichtungen.offices != OFFICES:
        message = "not every office was counted"
        raise RuntimeError(message)
    return read - began, counted - read


async def _measured(url: str, name: str) -> Case:
    process = await asyncio.create_subprocess_exec(
        sys.executable, "-m", "benchmarks.asof", url, name, stdout=asyncio.subprocess.PIPE
    )
    told, _ = await process.communicate()
    return Case(**json.loads(told))


async def report(*, as_json: bool) -> None:
    """Fill, measure, compare."""
    from tests.servers import PostgresServer  # noqa: PLC0415 - comes with the development dependencies

    cases: list[Case] = []
    with tempfile.TemporaryDirectory(prefix="ilb-asof-") as folder, PostgresServer() as server:
        urls: list[str] = []
        for past in PASTS:
            await server.execute(f"CREATE DATABASE past_{past} TEMPLATE template0")
            urls += [f"sqlite+aiosqlite:///{folder}/{past}.sqlite", server.url(f"past_{past}")]
            for url in urls[-2:]:
                await _filled(url, past)
        for name in questions():
            rounds = [[await _measured(url, name) for url in urls] for _ in range(ROUNDS)]  # in turns
            cases += [_median(same) for same in zip(*rounds, strict=True)]
    if as_json:
        print(json.dumps([asdict(case) for case in cases], indent=2))
        return
    _show(cases)


def _median(same: Sequence[Case]) -> Case:
    return sorted(same, key=lambda case: case.cpu)[len(same) // 2]


async def _filled(url: str, past: int) -> None:
    await migrate(url)
    database = Database(url)
    await fill(database, past)
    await database.dispose()


def _show(cases: list[Case]) -> None:
    heads = ("facts", "steps", "read s", "count s", "CPU s", "MB", "ratio")
    print(f"{'database':12}{'asked':12}", *(f"{head:>9}" for head in heads), f" wanted: {WANTED}", sep="")
    first: dict[tuple[str, str], float] = {}
    for case in cases:
        took = case.cpu if case.database == "sqlite" else case.reading + case.counting
        ratio = took / first.setdefault((case.database, case.asked), took)
        print(
            f"{case.database:12}{case.asked:12}{case.fact_rows:9}{case.step_rows:9}"
            f"{case.reading:9.2f}{case.counting:9.2f}{case.cpu:9.2f}{case.peak_mb:9}{ratio:9.2f}"
        )


if __name__ == "__main__":
    print(json.dumps(asdict(asyncio.run(measure(sys.argv[1], sys.argv[2])))))

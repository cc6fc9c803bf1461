"""The worker process of the benchmarks: ours and the bare workflow in one, so that both have the same conditions."""

from __future__ import annotations

import asyncio
import signal

import uvloop
from temporalio.worker import Worker

import memory
import telemetry
from benchmarks.bare import Bare, BareActivity
from leaving import left_in_time
from models.database import Database
from settings import Settings
from worker import GRACE, STICKY, activities_of, register_search_attributes
from workflows.connecting import FENCE, connect


async def main() -> None:
    memory.few_arenas()
    settings = Settings()
    telemetry.configure("WARNING")
    database = Database(settings.database_url)
    client = await connect(settings.temporal_address, settings.temporal_namespace)
    await register_search_attributes(client)
    bare = BareActivity(database)
    stop = asyncio.Event()
    asyncio.get_running_loop().add_signal_handler(signal.SIGTERM, stop.set)
    worker = Worker(
        client,
        task_queue=settings.task_queue,
        workflows=[Bare],
        workflow_runner=FENCE,
        activities=[*activities_of(database, client, settings.task_queue), bare.write],
        max_cached_workflows=settings.max_cached_workflows,
        max_concurrent_activities=100,
        sticky_queue_schedule_to_start_timeout=STICKY,
        graceful_shutdown_timeout=GRACE,
    )
    async with left_in_time(worker):
        memory.settle()
        print("ready", flush=True)
        await stop.wait()
    await database.dispose()


uvloop.run(main())

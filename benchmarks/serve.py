"""The API process of the benchmarks: the real application, served as `ilb api` does; says when it is ready."""

from __future__ import annotations

import asyncio

import uvicorn
import uvloop

import memory
import telemetry
from api.app import create_app
from settings import Settings


async def main() -> None:
    memory.few_arenas()
    settings = Settings()
    telemetry.configure("WARNING")
    config = uvicorn.Config(
        create_app(settings),
        host=settings.host,
        port=settings.port,
        log_config=None,
        access_log=False,
        server_header=False,
    )
    server = uvicorn.Server(config)
    memory.settle()
    await asyncio.gather(server.serve(), _tell_when_ready(server))


async def _tell_when_ready(server: uvicorn.Server) -> None:
    while not server.started:  # noqa: ASYNC110 - uvicorn offers no event to wait for
        await asyncio.sleep(0.02)
    print("ready", flush=True)


uvloop.run(main())

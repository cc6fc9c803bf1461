"""The API process of the benchmarks: the real application, served as `ilb api` does; says when it is ready."""

from __future__ import annotations

import asyncio

import uvloop

import memory
import telemetry
from api.app import create_app
from api.server import Server, configured
from settings import Settings


async def main() -> None:
    memory.few_arenas()
    settings = Settings()
    telemetry.configure("WARNING")
    server = Server(configured(create_app(settings), settings.host, settings.port))
    memory.settle()
    await asyncio.gather(server.serve(), _tell_when_ready(server))


async def _tell_when_ready(server: Server) -> None:
    while not server.started:  # noqa: ASYNC110 - uvicorn offers no event to wait for
        await asyncio.sleep(0.02)
    print("ready", flush=True)


uvloop.run(main())

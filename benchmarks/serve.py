"""The API process of the benchmarks: the real application; says when it is ready."""

from __future__ import annotations

import asyncio

import uvicorn

import telemetry
from api.app import create_app
from settings import Settings


async def main() -> None:
    settings = Settings()
    telemetry.configure("WARNING")
    config = uvicorn.Config(create_app(settings), host=settings.host, port=settings.port, log_config=None)
    server = uvicorn.Server(config)
    serving = asyncio.create_task(server.serve())
    while not server.started:
        await asyncio.sleep(0.02)
    print("ready", flush=True)
    await serving


asyncio.run(main())

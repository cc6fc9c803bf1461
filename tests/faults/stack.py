"""The product as production runs it: worker and API as processes of their own, every part to be killed by pid."""

from __future__ import annotations

import asyncio
import os
from dataclasses import dataclass, field
from multiprocessing.context import ForkServerProcess
from pathlib import Path

import httpx

from embedded import TemporalDevServer, free_port
from tests.programs import begun, exit_code

READY_SECONDS = 90


@dataclass
class Part:
    """One process of ours: ``ilb worker`` or ``ilb api``."""

    program: list[str]
    environment: dict[str, str]
    log: Path
    process: ForkServerProcess | None = None

    async def start(self) -> None:
        self.process = await asyncio.to_thread(begun, self.environment, self.program, self.log, self.log)

    async def ended(self) -> int | None:
        """Its exit code, or the signal that ended it, as a negative number."""
        assert self.process is not None
        return await asyncio.to_thread(exit_code, self.process)

    async def kill(self) -> None:
        """SIGKILL, as a crash would."""
        if self.process is not None:
            self.process.kill()
            await self.ended()

    async def restart(self) -> None:
        await self.kill()
        await self.start()


@dataclass
class Stack:
    """A database by ``url``, a Temporal server, one worker, one API."""

    url: str
    temporal: TemporalDevServer
    folder: Path
    port: int = field(default_factory=free_port)

    def __post_init__(self) -> None:
        environment = {
            **os.environ,
            "ILB_DATABASE_URL": self.url,
            "ILB_TEMPORAL_ADDRESS": self.temporal.address,
            "ILB_AUTH": "demo",
            "ILB_PORT": str(self.port),
            "ILB_DATA_DIR": str(self.folder),
            "ILB_LOG_LEVEL": "WARNING",
        }
        self.worker = Part(["ilb", "worker"], environment, self.folder / "worker.log")
        self.api = Part(["ilb", "api"], environment, self.folder / "api.log")

    @property
    def address(self) -> str:
        return f"http://127.0.0.1:{self.port}"

    async def start(self) -> None:
        await asyncio.gather(self.worker.start(), self.api.start())
        await self.ready()

    async def ready(self) -> None:
        """Wait until the API reaches database and Temporal."""
        async with httpx.AsyncClient() as client, asyncio.timeout(READY_SECONDS):
            while True:
                try:
                    if (await client.get(f"{self.address}/readyz")).is_success:
                        return
                except httpx.TransportError:
                    pass
                await asyncio.sleep(0.1)

    async def stop(self) -> None:
        await asyncio.gather(self.worker.kill(), self.api.kill())

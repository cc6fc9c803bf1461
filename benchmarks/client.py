"""A lean HTTP/1.1 client over asyncio streams: the cost of a heavier one would be counted as ours."""

from __future__ import annotations

import asyncio
import json
from typing import Any, Self


class Connection:
    """One kept-alive connection to loopback."""

    def __init__(self, port: int) -> None:
        self.port = port

    async def __aenter__(self) -> Self:
        self.reader, self.writer = await asyncio.open_connection("127.0.0.1", self.port)
        return self

    async def __aexit__(self, *_: object) -> None:
        self.writer.close()
        await self.writer.wait_closed()

    async def send(
        self, method: str, path: str, user: str, body: dict[str, Any] | None = None, key: str | None = None
    ) -> tuple[int, bytes]:
        """Status and body of one request."""
        content = json.dumps(body).encode() if body is not None else b""
        lines = [
            f"{method} {path} HTTP/1.1",
            "Host: 127.0.0.1",
            f"Authorization: Bearer demo:{user}",
            "Content-Type: application/json",
            f"Content-Length: {len(content)}",
            *([f"Idempotency-Key: {key}"] if key else []),
        ]
        self.writer.write("\r\n".join(lines).encode() + b"\r\n\r\n" + content)
        head = (await self.reader.readuntil(b"\r\n\r\n")).decode("latin-1").split("\r\n")
        length = next(int(h.partition(":")[2]) for h in head if h.lower().startswith("content-length"))
        return int(head[0].split()[1]), await self.reader.readexactly(length)

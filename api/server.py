"""The HTTP server: as uvicorn has it, but streams that would go on for hours end when it is asked to stop."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, cast

import uvicorn

if TYPE_CHECKING:
    import socket

    from fastapi import FastAPI

    from api.live import Live


def configured(app: FastAPI, host: str, port: int, **others: Any) -> uvicorn.Config:  # noqa: ANN401 - as uvicorn's
    """How we are served: logs are ours, none tells of every request, and no answer names the server."""
    quiet: dict[str, Any] = {"log_config": None, "access_log": False, "server_header": False}
    return uvicorn.Config(app, host=host, port=port, **quiet, **others)


class Server(uvicorn.Server):
    """Serves an application of ours."""

    async def shutdown(self, sockets: list[socket.socket] | None = None) -> None:
        app = cast("FastAPI", self.config.app)
        live: Live | None = getattr(app.state, "live", None)
        if live is not None:
            live.close()
        await super().shutdown(sockets)

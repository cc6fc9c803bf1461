"""`ilb api`, `ilb worker`, `ilb migrate`: the parts that production runs one by one."""

from __future__ import annotations

import asyncio
import signal
import socket
from typing import Annotated

import typer

from cli.configuration import DataDir, load, reachable
from cli.running import Trouble, run, say

STOP_SECONDS = 8
SIGNALS = (signal.SIGINT, signal.SIGTERM)


def api(
    host: Annotated[str | None, typer.Option(envvar="ILB_HOST", help="Address to listen on.")] = None,
    port: Annotated[int | None, typer.Option(envvar="ILB_PORT", help="Port to listen on.", show_default="8000")] = None,
    data_dir: DataDir = None,
) -> None:
    """Serve pages and API until SIGTERM, which lets running requests finish."""
    import uvloop

    import memory

    memory.few_arenas()
    run(_serve(host=host, port=port, data_dir=data_dir), uvloop.new_event_loop)


def worker(data_dir: DataDir = None) -> None:
    """Run the rollouts until SIGTERM, which lets running steps finish."""
    import uvloop

    import memory

    memory.few_arenas()
    run(_work(data_dir=data_dir), uvloop.new_event_loop)


def migrate(data_dir: DataDir = None) -> None:
    """Create the tables, or bring them to this version."""
    run(_migrate(data_dir=data_dir))


async def _serve(**options: object) -> None:
    import memory
    import telemetry
    from api.app import create_app
    from api.server import Server, configured

    settings = load(**options)
    telemetry.configure(settings.log_level, as_json=settings.log_json)
    refuse_taken_port(settings.host, settings.port)
    await reachable(settings)
    for each in SIGNALS:  # uvicorn raises the signal once more when it is done; that must not be an error
        signal.signal(each, lambda *_: None)
    config = configured(
        create_app(settings),
        settings.host,
        settings.port,
        forwarded_allow_ips=settings.proxies,
        timeout_graceful_shutdown=STOP_SECONDS,
    )
    server = Server(config)
    memory.settle()
    await server.serve()
    if not server.started:
        raise Trouble(f"The API could not start on {settings.host}:{settings.port}; the log above says why.")


async def _work(**options: object) -> None:
    import telemetry
    import worker as working

    settings = load(**options)
    telemetry.configure(settings.log_level, as_json=settings.log_json)
    await reachable(settings)
    stop = asyncio.Event()
    for each in SIGNALS:
        asyncio.get_running_loop().add_signal_handler(each, stop.set)
    await working.run(settings, stop)


async def _migrate(**options: object) -> None:
    import sqlalchemy as sa

    from models import database

    settings = load(**options)
    url = sa.make_url(settings.database_url)
    if url.get_backend_name() == "sqlite":
        settings.data_dir.mkdir(parents=True, exist_ok=True)
    try:
        await database.migrate(settings.database_url)
    except (sa.exc.DBAPIError, OSError) as error:
        shown = url.render_as_string(hide_password=True)
        raise Trouble(f"The database {shown} (ILB_DATABASE_URL) cannot be used: {error}") from error
    say(f"The tables of {url.render_as_string(hide_password=True)} are of this version.")


def refuse_taken_port(host: str, port: int) -> None:
    """Raises: Trouble that names the port, or the address that is not ours."""
    try:
        wanted = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM, flags=socket.AI_PASSIVE)
    except OSError:
        raise Trouble(f"{host} is not an address of this machine (--host, ILB_HOST).") from None
    for family, kind, protocol, _, address in wanted:
        with socket.socket(family, kind, protocol) as probe:
            probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
            try:
                probe.bind(address)
            except OSError as error:
                raise Trouble(
                    f"Port {port} on {host} cannot be used ({error.strerror}): stop what listens there, "
                    "or choose another with --port or ILB_PORT."
                ) from None

"""`ilb up`: the whole product in one process tree. For the demo and for trying things out, not for production."""

from __future__ import annotations

import asyncio
import os
import signal
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Annotated

import typer

from cli.configuration import DataDir, load
from cli.running import INTERRUPTED, Trouble, console, run, say
from cli.serving import SIGNALS, refuse_taken_port

if TYPE_CHECKING:
    from cli.data_folder import DataFolder
    from cli.progress import Steps
    from cli.supervising import Supervisor
    from settings import Settings

READY_SECONDS = 60
NAMESPACE = "default"


def up(
    data_dir: DataDir = None,
    port: Annotated[
        int | None, typer.Option(envvar="ILB_PORT", help="Port of pages and API.", show_default="8000")
    ] = None,
    host: Annotated[
        str | None, typer.Option(envvar="ILB_HOST", help="Address to listen on.", show_default="127.0.0.1")
    ] = None,
    demo: Annotated[
        bool | None,
        typer.Option(
            "--demo/--empty",
            help="With invented people and history, or the organisation alone.",
            show_default="demo",
        ),
    ] = None,
    ui_port: Annotated[int | None, typer.Option(help="Show Temporal's own web interface on this port.")] = None,
) -> None:
    """Start everything: database, Temporal, worker, API. Ctrl-C stops it; the next start goes on where it was."""
    run(_up(demo, ui_port, data_dir=data_dir, port=port, host=host))


async def _up(demo: bool | None, ui_port: int | None, **options: object) -> None:
    import telemetry
    from cli.data_folder import DataFolder
    from cli.supervising import Supervisor

    settings = load(auth=os.environ.get("ILB_AUTH", "demo"), **options)
    telemetry.configure("WARNING")
    folder = DataFolder(settings.data_dir.resolve())
    with folder.locked(), _signals() as asked:
        refuse_taken_port(settings.host, settings.port)
        is_demo = folder.holds_demo(demo)
        supervisor = Supervisor(tell=say)
        life = asyncio.create_task(_live(settings, folder, supervisor, is_demo=is_demo, ui_port=ui_port))
        await _first_of(life, asked.to_stop)
        life.cancel()
        await asyncio.gather(life, return_exceptions=True)
        await _stop(supervisor, asked)
        if not life.cancelled():
            life.result()
        say("Stopped.")


async def _live(
    settings: Settings, folder: DataFolder, supervisor: Supervisor, *, is_demo: bool, ui_port: int | None
) -> None:
    """Start the parts in order, say where the product is, and keep watch."""
    from cli.progress import Steps
    from cli.welcome import welcome

    screen = console()
    with Steps(screen).shown() as steps:
        await _start(settings, folder, supervisor, steps, is_demo=is_demo, ui_port=ui_port)
    screen.print(welcome(address_of(settings), folder.path, is_demo=is_demo, ui_port=ui_port))
    await supervisor.watch()


async def _start(
    settings: Settings,
    folder: DataFolder,
    supervisor: Supervisor,
    steps: Steps,
    *,
    is_demo: bool,
    ui_port: int | None,
) -> None:
    """Nothing needs the other core while the history is written, so the API already loads then."""
    from cli.preparing import prepare
    from cli.supervising import Child
    from embedded import TemporalDevServer
    from models.database import migrate

    temporal = TemporalDevServer(folder.path, port=folder.temporal_port(), ui_port=ui_port)
    with steps.step("Temporal and database"):
        await asyncio.gather(supervisor.start("Temporal server", temporal), migrate(folder.database_url))
    variables = variables_of(settings, folder, temporal.address)
    worker = Child(["worker"], variables, folder.path / "worker.log")
    api = Child(["api"], variables, folder.path / "api.log")
    await supervisor.start("API", api)
    await prepare(folder, steps, demo=is_demo)
    with steps.step("Worker and API"):
        await supervisor.start("worker", worker)
        await _ready(settings, supervisor)


def variables_of(settings: Settings, folder: DataFolder, temporal_address: str) -> dict[str, str]:
    """What the children are told. Everything else they take from the environment, as `ilb up` did."""
    return {
        "ILB_DATABASE_URL": folder.database_url,
        "ILB_TEMPORAL_ADDRESS": temporal_address,
        "ILB_TEMPORAL_NAMESPACE": NAMESPACE,
        "ILB_AUTH": settings.auth.value,
        "ILB_HOST": settings.host,
        "ILB_PORT": str(settings.port),
        "ILB_DATA_DIR": str(folder.path),
    }


def address_of(settings: Settings) -> str:
    """The address to open; who listens everywhere is reached on loopback."""
    host = {"0.0.0.0": "127.0.0.1", "::": "::1"}.get(settings.host, settings.host)  # noqa: S104 - not a bind
    return f"http://{f'[{host}]' if ':' in host else host}:{settings.port}"


async def _ready(settings: Settings, supervisor: Supervisor) -> None:
    """Wait until the API says that it, the database and Temporal work together. Raises: Trouble."""
    import httpx

    url = f"{address_of(settings)}/readyz"
    async with asyncio.timeout(READY_SECONDS), httpx.AsyncClient(trust_env=False, timeout=5) as client:
        while True:
            supervisor.refuse_ended()
            try:
                if (await client.get(url)).is_success:
                    return
            except httpx.TransportError:
                pass
            await asyncio.sleep(0.05)


# --- stopping ------------------------------------------------------------------------------------------------


@dataclass
class _Asked:
    """What the operator asked for: the first Ctrl-C or SIGTERM to stop, the second not to wait."""

    to_stop: asyncio.Event = field(default_factory=asyncio.Event)
    to_hurry: asyncio.Event = field(default_factory=asyncio.Event)

    def again(self) -> None:
        (self.to_hurry if self.to_stop.is_set() else self.to_stop).set()


@contextmanager
def _signals() -> Iterator[_Asked]:
    asked, loop = _Asked(), asyncio.get_running_loop()
    for each in (*SIGNALS, signal.SIGHUP):
        loop.add_signal_handler(each, asked.again)
    try:
        yield asked
    finally:
        for each in (*SIGNALS, signal.SIGHUP):
            loop.remove_signal_handler(each)


async def _stop(supervisor: Supervisor, asked: _Asked) -> None:
    """API first, then the worker, then Temporal. Raises: Trouble when it had to be quick."""
    if asked.to_stop.is_set():
        say("Stopping. Ctrl-C again ends everything at once.")
    stopping = asyncio.create_task(supervisor.stop())
    await _first_of(stopping, asked.to_hurry)
    if asked.to_hurry.is_set():
        await supervisor.kill()
        await asyncio.gather(stopping, return_exceptions=True)
        raise Trouble("Ended at once.", INTERRUPTED)


async def _first_of(work: asyncio.Task[None], event: asyncio.Event) -> None:
    waiting = asyncio.create_task(event.wait())
    await asyncio.wait({work, waiting}, return_when=asyncio.FIRST_COMPLETED)
    waiting.cancel()

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
from cli.supervising import Child, Part, Supervisor
from cli.welcome import Welcome

if TYPE_CHECKING:
    from cli.data_folder import DataFolder
    from cli.progress import Steps
    from settings import Settings

NAMESPACE = "default"
TEMPORAL, WORKER, API = "Temporal server", "worker", "API"
HANDED_ON = ("database_url", "temporal_address", "temporal_namespace", "auth", "host", "port", "data_dir")
"""Settings that the children get from here; everything else they take from the same environment."""


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
    from cli.data_folder import DataFolder

    told = load(auth=os.environ.get("ILB_AUTH", "demo"), **options)
    folder = DataFolder(told.data_dir.resolve())
    with folder.locked(), _signals() as asked:
        refuse_taken_port(told.host, told.port)
        is_demo = folder.holds_demo(demo)
        settings = embedded_in(folder, told)
        supervisor = Supervisor(_parts(folder, settings, ui_port), tell=say)
        welcome = Welcome(address_of(settings), folder.path, is_demo=is_demo, ui_port=ui_port)
        life = asyncio.create_task(_live(settings, folder, supervisor, welcome))
        await _first_of(life, asked.to_stop)
        life.cancel()
        await asyncio.gather(life, return_exceptions=True)
        await _stop(supervisor, asked)
        if not life.cancelled():
            life.result()
        say("Stopped.")


def embedded_in(folder: DataFolder, told: Settings) -> Settings:
    """What was told, with the folder's own database and Temporal, whatever else the variables name."""
    own = {
        "database_url": folder.database_url,
        "temporal_address": f"127.0.0.1:{folder.temporal_port()}",
        "temporal_namespace": NAMESPACE,
        "data_dir": folder.path,
    }
    return told.model_copy(update=own)


def _parts(folder: DataFolder, settings: Settings, ui_port: int | None) -> dict[str, Part]:
    from embedded import TemporalDevServer

    variables = {f"ILB_{name.upper()}": str(getattr(settings, name)) for name in HANDED_ON}
    port = int(settings.temporal_address.rpartition(":")[2])
    return {
        TEMPORAL: TemporalDevServer(folder.path, port=port, ui_port=ui_port, behind=True),
        WORKER: Child(["worker"], variables, folder.path / "worker.log", behind=True),
        API: Child(["api"], variables, folder.path / "api.log"),
    }


async def _live(settings: Settings, folder: DataFolder, supervisor: Supervisor, welcome: Welcome) -> None:
    """Start the parts, say where the product is, and keep watch."""
    from cli.progress import Steps

    screen = console()
    with Steps(screen).shown() as steps:
        await _start(settings, folder, supervisor, steps, is_demo=welcome.is_demo)
    screen.print(welcome.panel())
    await supervisor.watch()


async def _start(
    settings: Settings, folder: DataFolder, supervisor: Supervisor, steps: Steps, *, is_demo: bool
) -> None:
    """API and worker load while others work, and wait for what they need.

    Only the worker must not begin before an office's history is written: it would begin the office's life anew.
    """
    await supervisor.start(API)
    if folder.is_complete():
        await supervisor.start(WORKER)
    with steps.step("Temporal and database"):
        from models.database import migrate

        await asyncio.gather(supervisor.start(TEMPORAL), migrate(settings.database_url))
    from cli.preparing import prepare, renew, start_rollouts
    from cli.readiness import ready

    if folder.is_complete():
        await renew(settings)
    else:
        await prepare(settings, steps, demo=is_demo)
        folder.mark_complete()
        await supervisor.start(WORKER)
        await start_rollouts(settings, steps)
    with steps.step("Worker and API"):
        await ready(settings, address_of(settings), supervisor)


def address_of(settings: Settings) -> str:
    """The address to open; who listens everywhere is reached on loopback."""
    host = {"0.0.0.0": "127.0.0.1", "::": "::1"}.get(settings.host, settings.host)  # noqa: S104 - not a bind
    return f"http://{f'[{host}]' if ':' in host else host}:{settings.port}"


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

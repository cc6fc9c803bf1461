"""`ilb` as a program of its own, without the two seconds that each start takes to load it.

Every program is a fork of a process that has loaded the product and done nothing else. Where starting is the point,
tests start the installed program itself.
"""

from __future__ import annotations

import asyncio
import ctypes
import gc
import multiprocessing
import os
import runpy
import signal
import sys
import tempfile
import threading
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from multiprocessing.connection import wait
from multiprocessing.context import ForkServerProcess
from pathlib import Path
from subprocess import CompletedProcess

from activities.reports.press import Press

LOADED = [
    *("ilb", "worker", "uvloop", "uvicorn", "api.app", "api.server", "api.wave_starting", "cli.wave_tables"),
    *("rich.table", "rich.progress", "asyncpg", "aiosqlite", "activities.reports.questions", "activities.reports.pdf"),
    *("activities.reports.workbook", "activities.reports.comma"),
]
PATIENCE = 60
PRESS = "activities.reports.press"

_forking = multiprocessing.get_context("forkserver")
_forking.set_forkserver_preload(LOADED)
_turn = threading.Lock()
"""Whoever starts a process also asks how all others ended, and of two threads that ask only one is told."""


def ilb(environment: Mapping[str, str], *arguments: str | Path) -> CompletedProcess[str]:
    """Run one command to its end, with this environment and no other."""
    done = ended(environment, ["ilb", *map(str, arguments)], b"", PATIENCE)
    return CompletedProcess(arguments, done.returncode, done.stdout.decode(), done.stderr.decode())


@dataclass
class NearPress(Press):
    """Every document is printed in a process of its own, which has nothing left to load."""

    async def _sent(self, job: bytes) -> tuple[int | None, bytes, bytes]:
        done = await asyncio.to_thread(ended, os.environ, [PRESS], job, self.seconds)
        return done.returncode, done.stdout, done.stderr


def ended(environment: Mapping[str, str], program: list[str], told: bytes, seconds: float) -> CompletedProcess[bytes]:
    """What came of a program that was told something on its standard input; it is killed when the seconds are over."""
    with tempfile.TemporaryDirectory(prefix="ilb-said-") as folder:
        out, err, given = (Path(folder) / name for name in ("out", "err", "given"))
        given.write_bytes(told)
        process = begun(environment, program, out, err, given)
        code = exit_code(process, seconds)
        if code is None:
            process.kill()
            code = exit_code(process)
        process.close()
        code = -9 if code is None else code
        return CompletedProcess(program, code, *(file.read_bytes() if file.exists() else b"" for file in (out, err)))


@contextmanager
def running(environment: Mapping[str, str], command: str, log: Path) -> Iterator[ForkServerProcess]:
    """`ilb worker` or `ilb api`, until the context is left."""
    process = begun(environment, ["ilb", command], log, log)
    try:
        yield process
    finally:
        process.kill()
        exit_code(process)


def exit_code(process: ForkServerProcess, seconds: float | None = None) -> int | None:
    """How it ended, once it has: its exit code, or the signal as a negative number; None: it has not in this time."""
    wait([process.sentinel], seconds)
    with _turn:
        return process.exitcode


def begun(
    environment: Mapping[str, str], program: list[str], out: Path, err: Path, given: Path = Path(os.devnull)
) -> ForkServerProcess:
    """A module with its arguments, on its way; what it says is appended. It does not outlive the tests."""
    process = _forking.Process(target=_become, args=(program, dict(environment), given, out, err))
    with _turn:
        process.start()
    return process


def _become(program: list[str], environment: dict[str, str], given: Path, out: Path, err: Path) -> None:
    """What runs in the fork; it ends as the program does, by SystemExit."""
    if sys.platform == "linux":
        ctypes.CDLL(None).prctl(1, signal.SIGKILL)  # when its parent ends, as in ``embedded``
    gc.freeze()  # what was loaded stays
    os.environ.clear()
    os.environ.update(environment)
    os.dup2(os.open(given, os.O_RDONLY), 0)
    for file, descriptor in ((out, 1), (err, 2)):
        os.dup2(os.open(file, os.O_WRONLY | os.O_CREAT | os.O_APPEND), descriptor)
    sys.stdin = os.fdopen(0, encoding="utf-8", closefd=False)
    sys.argv = program
    if program[0] == "ilb":
        from ilb import main  # noqa: PLC0415 - loaded before the fork

        main()
    elif program[0] == PRESS:
        from activities.reports.press import main as work  # noqa: PLC0415 - what is pickled belongs to this module

        work()
    else:
        runpy.run_module(program[0], run_name="__main__", alter_sys=True)

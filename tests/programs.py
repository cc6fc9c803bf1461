"""`ilb` as a program of its own, without the two seconds that each start takes to load it.

Every program is a fork of a process that has loaded the product and done nothing else. Where starting is the point,
tests start the installed program itself.
"""

from __future__ import annotations

import ctypes
import multiprocessing
import os
import runpy
import signal
import sys
import tempfile
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from multiprocessing.context import ForkServerProcess
from pathlib import Path
from subprocess import CompletedProcess

LOADED = [
    *("ilb", "worker", "uvloop", "uvicorn", "api.app", "api.server", "api.wave_starting", "cli.wave_tables"),
    *("rich.table", "rich.progress", "asyncpg", "aiosqlite", "activities.reports.questions", "activities.reports.pdf"),
    *("activities.reports.workbook", "activities.reports.comma"),
]
PATIENCE = 60

_forking = multiprocessing.get_context("forkserver")
_forking.set_forkserver_preload(LOADED)


def ilb(environment: Mapping[str, str], *arguments: str | Path) -> CompletedProcess[str]:
    """Run one command to its end, with this environment and no other."""
    told = ["ilb", *map(str, arguments)]
    with tempfile.TemporaryDirectory(prefix="ilb-said-") as folder:
        out, err = Path(folder) / "out", Path(folder) / "err"
        process = begun(environment, told, out, err)
        process.join(PATIENCE)
        if process.exitcode is None:
            process.kill()
            process.join()
        code = -9 if process.exitcode is None else process.exitcode
        said = CompletedProcess(told[1:], code, *(file.read_text(encoding="utf-8") for file in (out, err)))
        process.close()
    return said


@contextmanager
def running(environment: Mapping[str, str], command: str, log: Path) -> Iterator[ForkServerProcess]:
    """`ilb worker` or `ilb api`, until the context is left."""
    process = begun(environment, ["ilb", command], log, log)
    try:
        yield process
    finally:
        process.kill()
        process.join()


def begun(environment: Mapping[str, str], program: list[str], out: Path, err: Path) -> ForkServerProcess:
    """A module with its arguments, on its way; what it says is appended. It does not outlive the tests."""
    process = _forking.Process(target=_become, args=(program, dict(environment), out, err))
    process.start()
    return process


def _become(program: list[str], environment: dict[str, str], out: Path, err: Path) -> None:
    """What runs in the fork; it ends as the program does, by SystemExit."""
    if sys.platform == "linux":
        ctypes.CDLL(None).prctl(1, signal.SIGKILL)  # when its parent ends, as in ``embedded``
    os.environ.clear()
    os.environ.update(environment)
    for file, descriptor in ((out, 1), (err, 2)):
        os.dup2(os.open(file, os.O_WRONLY | os.O_CREAT | os.O_APPEND), descriptor)
    sys.argv = program
    if program[0] != "ilb":
        runpy.run_module(program[0], run_name="__main__", alter_sys=True)
        return
    from ilb import main  # noqa: PLC0415 - loaded before the fork

    main()

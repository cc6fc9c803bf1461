"""`ilb` as a program of its own, without the two seconds that each start takes to load it.

Every call is a fork of a process that has loaded the product and done nothing else. Where starting, signals or the end
of a process are the point, tests start the installed program itself.
"""

from __future__ import annotations

import multiprocessing
import os
import sys
import tempfile
from collections.abc import Mapping
from pathlib import Path
from subprocess import CompletedProcess

LOADED = ["ilb", "worker", "api.app", "api.wave_starting", "cli.wave_tables", "rich.table", "rich.progress"]
PATIENCE = 60

_forking = multiprocessing.get_context("forkserver")
_forking.set_forkserver_preload(LOADED)


def ilb(environment: Mapping[str, str], *arguments: str | Path) -> CompletedProcess[str]:
    """Run one command to its end, with this environment and no other."""
    told = [str(argument) for argument in arguments]
    with tempfile.TemporaryDirectory(prefix="ilb-said-") as folder:
        out, err = Path(folder) / "out", Path(folder) / "err"
        process = _forking.Process(target=_become_ilb, args=(told, dict(environment), out, err))
        process.start()
        process.join(PATIENCE)
        if process.exitcode is None:
            process.kill()
            process.join()
        code = -9 if process.exitcode is None else process.exitcode
        said = CompletedProcess(told, code, *(file.read_text(encoding="utf-8") for file in (out, err)))
        process.close()
    return said


def _become_ilb(arguments: list[str], environment: dict[str, str], out: Path, err: Path) -> None:
    """What runs in the fork; it ends as the program does, by SystemExit."""
    os.environ.clear()
    os.environ.update(environment)
    for file, descriptor in ((out, 1), (err, 2)):
        os.dup2(os.open(file, os.O_WRONLY | os.O_CREAT), descriptor)
    sys.argv = ["ilb", *arguments]
    from ilb import main  # noqa: PLC0415 - loaded before the fork

    main()

"""`ilb up` as a person runs it: a program in a terminal of its own, in a folder of its own."""

from __future__ import annotations

import os
import re
import signal
import subprocess
import sysconfig
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

import psutil

from embedded import free_port

ILB = Path(sysconfig.get_path("scripts")) / "ilb"
ADDRESS = re.compile(r"is ready: (http://\S+)")
PATIENCE = 90


@dataclass
class Up:
    """One running `ilb up`; ``seconds`` is how long it took until the address was printed."""

    process: subprocess.Popen[bytes]
    folder: Path
    output: Path
    address: str
    seconds: float

    @property
    def temporal_address(self) -> str:
        return f"127.0.0.1:{(self.folder / 'temporal.port').read_text(encoding='ascii')}"

    @property
    def said(self) -> str:
        return self.output.read_text(encoding="utf-8")

    def family(self) -> list[psutil.Process]:
        """The process and all below it."""
        own = psutil.Process(self.process.pid)
        return [own, *own.children(recursive=True)]

    def child(self, command: str) -> psutil.Process:
        """The `ilb` process with this command."""
        return next(p for p in self.family() if p.cmdline()[-2:] == ["ilb", command])

    def interrupt(self) -> int:
        """Ctrl-C: the terminal sends it to the whole group. Answers the exit code."""
        os.killpg(self.process.pid, signal.SIGINT)
        return self.process.wait(PATIENCE)


def start(folder: Path, *options: str) -> Up:
    """Start it and return when the address is printed."""
    output = folder.parent / f"{folder.name}.out"
    began = time.monotonic()
    with output.open("wb") as out:
        command: list[str | Path] = [ILB, "up", "--data-dir", folder, "--port", str(free_port()), *options]
        process = subprocess.Popen(command, stdout=out, stderr=out, env=plain_environment(), start_new_session=True)
    while (found := ADDRESS.search(output.read_text(encoding="utf-8"))) is None:
        if process.poll() is not None or time.monotonic() - began > PATIENCE:
            process.kill()
            message = f"`ilb up` did not get ready:\n{output.read_text(encoding='utf-8')}"
            raise AssertionError(message)
        time.sleep(0.05)
    return Up(process, folder, output, found[1], time.monotonic() - began)


@contextmanager
def started(folder: Path, *options: str) -> Iterator[Up]:
    """As `start`; what a failing test leaves is ended."""
    running = start(folder, *options)
    family = running.family()
    try:
        yield running
    finally:
        for process in family:
            if process.is_running():
                process.kill()
        running.process.wait()


def still_running(family: list[psutil.Process], within: float = 0) -> list[psutil.Process]:
    """Those that are alive after ``within`` seconds; one that nobody has asked about yet is not."""
    _, alive = psutil.wait_procs(family, timeout=within)
    return [process for process in alive if process.status() != psutil.STATUS_ZOMBIE]


def plain_environment() -> dict[str, str]:
    """Nothing of ours, neither the product's nor what makes the tests' own servers fast."""
    return {name: value for name, value in os.environ.items() if not name.startswith("ILB_") and name != "GOGC"}

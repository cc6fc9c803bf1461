"""The processes of `ilb up`: started in order, watched, started again when one ends, stopped in reverse."""

from __future__ import annotations

import asyncio
import os
import subprocess
import sys
from collections import deque
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Protocol

from cli.running import Trouble
from embedded import BEHIND, TETHER, tethered

LOOK_EVERY = 0.3
TRIES, WITHIN_SECONDS = 3, 60.0
STOP_SECONDS = 15
TAIL = 1500


class Part(Protocol):
    """A process of our own."""

    @property
    def log_file(self) -> Path: ...

    def is_running(self) -> bool: ...

    async def start(self) -> None: ...

    async def stop(self) -> None: ...

    async def kill(self) -> None: ...


class Child:
    """One `ilb` command as a process: it writes to a log file, hears no Ctrl-C of the terminal, ends with its parent.

    It has a group of its own and no session, see ``embedded``.
    """

    def __init__(
        self, arguments: Sequence[str], environment: Mapping[str, str], log_file: Path, *, behind: bool = False
    ) -> None:
        self.log_file = log_file
        self._script = BEHIND if behind else TETHER
        self._command = [sys.executable, "-P", "-m", "ilb", *arguments]
        self._environment = {**os.environ, **environment}
        self._process: subprocess.Popen[bytes] | None = None

    def is_running(self) -> bool:
        return self._process is not None and self._process.poll() is None

    async def start(self) -> None:
        """Start it from this thread, which lives as long as the process: the tether watches the thread."""
        with self.log_file.open("ab") as log:
            self._process = subprocess.Popen(  # noqa: ASYNC220, S603 - a fork takes no time; our own program
                tethered(self._command, self._script),
                env=self._environment,
                stdin=subprocess.DEVNULL,
                stdout=log,
                stderr=subprocess.STDOUT,
                process_group=0,
            )

    async def stop(self) -> None:
        """Ask it to finish, and insist if it does not."""
        if self._process is None:
            return
        self._process.terminate()
        try:
            await asyncio.to_thread(self._process.wait, STOP_SECONDS)
        except subprocess.TimeoutExpired:
            await self.kill()

    async def kill(self) -> None:
        if self._process is not None:
            self._process.kill()
            await asyncio.to_thread(self._process.wait)


@dataclass
class Supervisor:
    """``parts`` by name: each needs those before it, so they stop in reverse: API, worker, Temporal.

    ``tell`` is given a sentence when one had to be started again.
    """

    parts: Mapping[str, Part]
    tell: Callable[[str], None]
    _started: list[str] = field(default_factory=list)
    _ended: dict[str, deque[float]] = field(default_factory=dict)

    async def start(self, name: str) -> None:
        if name not in self._started:
            self._started.append(name)
            await self.parts[name].start()

    async def watch(self) -> None:
        """Start again what ended. Raises: Trouble when one keeps ending."""
        while True:
            for name, part in self.parts.items():
                if not part.is_running():
                    await self._revive(name, part)
            await asyncio.sleep(LOOK_EVERY)

    def refuse_ended(self) -> None:
        """While starting: a part that ended will not get better by itself. Raises: Trouble."""
        for name in self._started:
            if not self.parts[name].is_running():
                raise Trouble(f"The {name} did not start. {last_words(self.parts[name])}")

    async def stop(self) -> None:
        for part in reversed(list(self.parts.values())):
            await part.stop()

    async def kill(self) -> None:
        for part in reversed(list(self.parts.values())):
            await part.kill()

    async def _revive(self, name: str, part: Part) -> None:
        now = asyncio.get_running_loop().time()
        ended = self._ended.setdefault(name, deque(maxlen=TRIES))
        if len(ended) == TRIES and now - ended[0] < WITHIN_SECONDS:
            raise Trouble(f"The {name} keeps ending; everything was stopped. {last_words(part)}")
        ended.append(now)
        self.tell(f"The {name} ended unexpectedly and is started again; see {part.log_file}.")
        await part.start()


def last_words(part: Part) -> str:
    """Where its log is, and how that ends."""
    try:
        said = part.log_file.read_bytes()[-TAIL:].decode(errors="replace").strip()
    except OSError:
        said = ""
    return f"{part.log_file} ends with:\n{said or '(nothing)'}"

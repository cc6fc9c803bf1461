"""The folder in which `ilb up` keeps everything: databases, logs, lock, and what it was started as."""

from __future__ import annotations

import fcntl
import os
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from cli.configuration import PORT_FILE, kept_port, sqlite_url
from cli.running import Trouble
from embedded import free_port, port_is_free

PREFERRED_PORT = 7233
DEMO, EMPTY = "demo", "empty"


@dataclass(frozen=True, slots=True)
class DataFolder:
    """Absolute, so that children find it wherever they start."""

    path: Path

    @property
    def database(self) -> Path:
        return self.path / "ilb.sqlite"

    @property
    def database_url(self) -> str:
        return sqlite_url(self.path)

    @property
    def _mark(self) -> Path:
        return self.path / "complete"

    @contextmanager
    def locked(self) -> Iterator[None]:
        """Keep a second `ilb up` out. The kernel releases the lock when its holder ends, however it ends."""
        try:
            self.path.mkdir(parents=True, exist_ok=True)
            file = (self.path / "lock").open("a+", encoding="ascii")
        except OSError as error:
            raise Trouble(f"The data folder {self.path} cannot be used: {error.strerror} (--data-dir).") from None
        with file:
            try:
                fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
            except BlockingIOError:
                file.seek(0)
                raise Trouble(
                    f"`ilb up` already runs in {self.path} (process {file.read().strip() or 'unknown'}). "
                    "Stop it, or choose another --data-dir."
                ) from None
            file.truncate(0)
            file.write(str(os.getpid()))
            file.flush()
            yield

    def temporal_port(self) -> int:
        """The port of last time, else Temporal's usual one, else any that is free; kept for the next start."""
        wishes = (kept_port(self.path), PREFERRED_PORT)
        port = next((wish for wish in wishes if wish and port_is_free(wish)), None) or free_port()
        (self.path / PORT_FILE).write_text(str(port), encoding="ascii")
        return port

    def holds_demo(self, wanted: bool | None) -> bool:
        """Whether this folder is a demo: as wanted the first time (None: yes), for ever after. Raises: Trouble."""
        kind = self.path / "kind"
        if kind.exists():
            is_demo = kind.read_text(encoding="ascii") == DEMO
            if wanted is not None and wanted != is_demo:
                has, asked = (DEMO, EMPTY) if is_demo else (EMPTY, DEMO)
                raise Trouble(f"{self.path} was started with --{has}. Choose another --data-dir for --{asked}.")
            return is_demo
        kind.write_text(EMPTY if wanted is False else DEMO, encoding="ascii")
        return wanted is not False

    def is_complete(self) -> bool:
        """Whether everything was written that is there before the worker starts; a start may be interrupted."""
        return self._mark.exists() and self.database.exists()

    def mark_complete(self) -> None:
        self._mark.touch()

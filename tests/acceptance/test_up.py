"""One command starts everything, one key stops it, and the next start goes on where this one was."""

from __future__ import annotations

import asyncio
import shutil
import signal
import sqlite3
import subprocess
import time
from collections import Counter
from collections.abc import Iterator
from contextlib import closing
from dataclasses import dataclass
from pathlib import Path

import httpx
import psutil
import pytest

from tests.acceptance.up import Up, plain_environment, started, still_running
from tests.programs import ilb
from workflows.connecting import connect

pytestmark = [pytest.mark.slow, pytest.mark.temporal]

OFFICES = 451
WAVES = 2
RUNNING = "WorkflowType='UnitRollout' AND ExecutionStatus='Running'"
CENTRAL = {"Authorization": "Bearer demo:zentrale"}
Heads = dict[str, tuple[int, str]]


@dataclass(frozen=True)
class FirstStart:
    """What a first start showed until it was stopped, and the folder it left."""

    folder: Path
    said: str
    seconds: float
    seconds_until_running: float
    codes: list[str]
    heads: Heads
    exit_code: int
    left: list[psutil.Process]
    stream: list[str]
    """What a window that followed the changes was sent; it was open when Ctrl-C was pressed."""


@pytest.fixture(scope="module")
def first(tmp_path_factory: pytest.TempPathFactory) -> FirstStart:
    folder = tmp_path_factory.mktemp("up") / "data"
    with started(folder, "--demo") as up:
        seconds_until_running = asyncio.run(_until_all_run(up.temporal_address))
        codes, family = _codes(up.address), up.family()
        _until_told(folder, "periods_started")
        code, stream = _interrupted_while_followed(up)
        left = still_running(family)
        return FirstStart(folder, up.said, up.seconds, seconds_until_running, codes, _heads(folder), code, left, stream)


def _interrupted_while_followed(up: Up) -> tuple[int, list[str]]:
    """The exit code, and the lines that a window got."""
    headers = {**CENTRAL, "Accept": "text/event-stream"}
    with (
        httpx.Client(base_url=up.address, headers=headers, trust_env=False, timeout=30) as client,
        client.stream("GET", "/api/events") as stream,
    ):
        lines = stream.iter_lines()
        first = next(lines)
        code = up.interrupt()
        return code, [first, *lines]


@pytest.fixture(scope="module")
def second(first: FirstStart, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Up]:
    """A later start, running, in a copy of the folder that the first one left."""
    folder = tmp_path_factory.mktemp("second") / "data"
    shutil.copytree(first.folder, folder)
    with started(folder) as up:
        yield up


async def _until_all_run(address: str) -> float:
    client, began = await connect(address, "default"), time.monotonic()
    async with asyncio.timeout(60):
        while True:
            if (await client.count_workflows(RUNNING)).count == OFFICES:
                return time.monotonic() - began
            await asyncio.sleep(0.1)


def _until_told(folder: Path, event: str, seconds: float = 90) -> None:
    """Wait for a line of the worker, which starts the workflow of the open period when everything else runs."""
    began = time.monotonic()
    while event not in (folder / "worker.log").read_text(encoding="utf-8"):
        assert time.monotonic() - began < seconds, f"the worker has not told {event}"
        time.sleep(0.1)


def _codes(address: str) -> list[str]:
    codes: list[str] = []
    cursor: str | None = None
    with httpx.Client(base_url=address, headers=CENTRAL, trust_env=False, timeout=30) as client:
        while True:
            page = client.get("/api/units", params={"limit": 200} | ({"cursor": cursor} if cursor else {})).json()
            codes += [item["code"] for item in page["items"]]
            if (cursor := page["next_cursor"]) is None:
                return codes


def _heads(folder: Path) -> Heads:
    with closing(sqlite3.connect(folder / "ilb.sqlite")) as database:
        rows = database.execute("SELECT stream, seq, hash FROM heads")
        return {stream: (seq, digest) for stream, seq, digest in rows}


def _ilb(*arguments: str | Path) -> subprocess.CompletedProcess[str]:
    return ilb(plain_environment(), *arguments)


# --- the first start -----------------------------------------------------------------------------------------


def test_the_address_is_printed_within_a_minute(first: FirstStart) -> None:
    assert first.seconds < 60


def test_every_office_has_a_running_rollout_within_ten_seconds_of_the_address(first: FirstStart) -> None:
    assert first.seconds_until_running < 10


def test_the_paged_units_are_all_offices_each_once(first: FirstStart) -> None:
    assert OFFICES == len(first.codes) == len(set(first.codes))


def test_it_says_what_to_do_first_and_how_to_stop(first: FirstStart) -> None:
    for words in ("sign-in?as=aqua", "sign-in?as=rd", "sign-in?as=zentrale", str(first.folder), "Ctrl-C"):
        assert words in first.said


def test_ctrl_c_ends_everything_with_exit_code_0(first: FirstStart) -> None:
    assert 0 == first.exit_code
    assert [] == first.left


def test_windows_that_follow_the_changes_do_not_hold_up_the_end(first: FirstStart) -> None:
    assert "event: hello" == first.stream[0]
    assert "timeout graceful shutdown exceeded" not in (first.folder / "api.log").read_text(encoding="utf-8")
    assert "" == first.stream[-1]  # the stream has ended, it was not cut


# --- later starts --------------------------------------------------------------------------------------------


def test_a_second_start_goes_on_where_the_first_one_stopped(first: FirstStart, second: Up) -> None:
    assert second.seconds < 20
    assert asyncio.run(_until_all_run(second.temporal_address)) < 10
    assert first.codes == _codes(second.address)
    assert first.heads == _heads(second.folder)


def test_the_record_verifies_and_the_workflows_agree_with_it(second: Up) -> None:
    result = _ilb("verify", "--temporal", "--data-dir", second.folder)

    assert (0, "") == (result.returncode, result.stderr)
    kinds = Counter(stream.partition("/")[0] for stream in _heads(second.folder))
    assert (OFFICES, WAVES) == (kinds["unit"], kinds["wave"])
    assert f"{kinds.total()} streams" in result.stdout


def test_another_start_in_the_same_folder_is_refused(second: Up) -> None:
    result = _ilb("up", "--data-dir", second.folder, "--port", "1")

    assert 1 == result.returncode
    assert f"process {second.process.pid}" in result.stderr


def test_a_taken_port_is_refused_by_name(second: Up, tmp_path: Path) -> None:
    port = second.address.rpartition(":")[2]
    result = _ilb("up", "--data-dir", tmp_path, "--port", port)

    assert 1 == result.returncode
    assert f"Port {port} on 127.0.0.1 cannot be used" in result.stderr


def test_a_killed_worker_is_started_again_within_seconds(second: Up) -> None:
    worker = second.child("worker")
    worker.kill()
    deadline = time.monotonic() + 10
    while "The worker ended unexpectedly" not in second.said and time.monotonic() < deadline:
        time.sleep(0.1)

    assert "The worker ended unexpectedly and is started again" in second.said
    assert worker.pid != second.child("worker").pid


def test_a_killed_parent_takes_every_child_along_and_the_folder_can_be_used_at_once(second: Up) -> None:
    """The last test of this start; what is on record by now is what the next one begins with."""
    before, family = _heads(second.folder), second.family()
    second.process.kill()
    second.process.wait()

    assert len(family) >= 4
    assert [] == still_running(family, within=3)

    with started(second.folder) as up:
        family = up.family()
        up.process.send_signal(signal.SIGTERM)
        assert 0 == up.process.wait(30)

    assert [] == still_running(family)
    assert before == _heads(second.folder)


def test_demo_sign_in_is_refused_on_every_other_address_than_loopback(tmp_path: Path) -> None:
    result = _ilb("up", "--data-dir", tmp_path, "--host", "0.0.0.0")  # noqa: S104 - refused

    assert 2 == result.returncode
    assert "ILB_AUTH=demo" in result.stderr

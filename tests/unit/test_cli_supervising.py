"""The processes of `ilb up` are watched, started again, and stopped in the right order."""

from __future__ import annotations

import asyncio
from dataclasses import dataclass, field
from pathlib import Path

import pytest

from cli.running import Trouble
from cli.supervising import TRIES, Supervisor


@dataclass
class Pretended:
    """A part that runs until it is told to end, or ends at once when ``frail``."""

    name: str
    did: list[str]
    log_file: Path
    frail: bool = False
    running: bool = field(default=False, init=False)

    def is_running(self) -> bool:
        return self.running

    async def start(self) -> None:
        self.did.append(f"start {self.name}")
        self.running = not self.frail

    async def stop(self) -> None:
        self.did.append(f"stop {self.name}")
        self.running = False

    async def kill(self) -> None:
        self.did.append(f"kill {self.name}")
        self.running = False


@pytest.fixture
def did() -> list[str]:
    return []


@pytest.fixture
def parts(tmp_path: Path, did: list[str]) -> dict[str, Pretended]:
    return {name: Pretended(name, did, tmp_path / f"{name}.log") for name in ("temporal", "worker", "api")}


@pytest.fixture
def said() -> list[str]:
    return []


@pytest.fixture
def supervisor(parts: dict[str, Pretended], said: list[str]) -> Supervisor:
    return Supervisor(parts, tell=said.append)


async def test_parts_stop_in_reverse_whatever_the_order_of_their_start(supervisor: Supervisor, did: list[str]) -> None:
    for name in ("api", "temporal", "worker"):
        await supervisor.start(name)
    did.clear()
    await supervisor.stop()

    assert ["stop api", "stop worker", "stop temporal"] == did


async def test_a_part_is_started_once(supervisor: Supervisor, did: list[str]) -> None:
    await supervisor.start("worker")
    await supervisor.start("worker")

    assert ["start worker"] == did


async def test_a_part_that_ends_is_started_again_and_people_are_told(
    supervisor: Supervisor, parts: dict[str, Pretended], said: list[str]
) -> None:
    for name in parts:
        await supervisor.start(name)
    parts["worker"].running = False
    watching = asyncio.create_task(supervisor.watch())
    await asyncio.sleep(0)
    watching.cancel()

    assert parts["worker"].running
    assert [f"The worker ended unexpectedly and is started again; see {parts['worker'].log_file}."] == said


async def test_a_part_that_keeps_ending_ends_everything_with_its_last_words(
    supervisor: Supervisor, parts: dict[str, Pretended], monkeypatch: pytest.MonkeyPatch, did: list[str]
) -> None:
    monkeypatch.setattr("cli.supervising.LOOK_EVERY", 0)
    parts["worker"].frail = True
    parts["worker"].log_file.write_text("no memory left", encoding="utf-8")
    for name in parts:
        await supervisor.start(name)

    with pytest.raises(Trouble, match=r"The worker keeps ending[\s\S]*no memory left"):
        await supervisor.watch()

    assert TRIES + 1 == did.count("start worker")


async def test_a_part_that_ends_while_starting_is_named(
    supervisor: Supervisor, parts: dict[str, Pretended], tmp_path: Path
) -> None:
    parts["api"].frail = True
    await supervisor.start("api")

    with pytest.raises(Trouble, match=rf"The api did not start. {tmp_path}/api.log ends with:\n\(nothing\)"):
        supervisor.refuse_ended()


async def test_a_part_not_started_yet_is_not_missed(supervisor: Supervisor) -> None:
    await supervisor.start("temporal")

    supervisor.refuse_ended()

"""How many may listen to changes in one process."""

from __future__ import annotations

from contextlib import ExitStack
from pathlib import Path

import pytest

from api.live import EACH, Live, TooManyListening, TooManyStreams
from models.database import Database


@pytest.fixture
async def live(tmp_path: Path) -> Live:
    return Live(Database(f"sqlite+aiosqlite:///{tmp_path / 'ilb.sqlite'}"), every=60, at_most=EACH + 1)


async def test_who_listens_is_counted_at_once(live: Live) -> None:
    with ExitStack() as stack:
        for _ in range(EACH):
            stack.enter_context(live.listening("one"))
        with pytest.raises(TooManyStreams):
            stack.enter_context(live.listening("one"))


async def test_a_process_lets_so_many_listen_and_no_more(live: Live) -> None:
    with ExitStack() as stack:
        for number in range(EACH + 1):
            stack.enter_context(live.listening(f"person-{number}"))
        with pytest.raises(TooManyListening):
            stack.enter_context(live.listening("another"))


async def test_who_leaves_makes_room(live: Live) -> None:
    for _ in range(3 * EACH):
        with live.listening("one"):
            pass

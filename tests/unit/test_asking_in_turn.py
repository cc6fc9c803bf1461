"""A wave's asks go through a gate of their process: few at once, and nobody who is silent holds up the others."""

from __future__ import annotations

import asyncio

import pytest

from activities import asking
from activities.asking import in_turn


async def most_at_once(gate: asyncio.Semaphore, asks: int) -> int:
    """How many of so many short asks were under way together at most."""
    inside = most = 0

    async def ask() -> None:
        nonlocal inside, most
        async with in_turn(gate):
            inside += 1
            most = max(most, inside)
            await asyncio.sleep(0)
            inside -= 1

    await asyncio.gather(*(ask() for _ in range(asks)))
    return most


async def test_so_many_are_asked_at_once_and_no_more() -> None:
    assert 3 == await most_at_once(asyncio.Semaphore(3), asks=10)


async def test_who_does_not_answer_holds_up_no_other_one(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(asking, "HELD", 0.01)
    gate, answered = asyncio.Semaphore(1), asyncio.Event()

    async def silent() -> None:
        async with in_turn(gate):
            await answered.wait()

    waiting = asyncio.create_task(silent())
    await asyncio.sleep(0)
    async with asyncio.timeout(5), in_turn(gate):
        assert not waiting.done()
    answered.set()
    await waiting


async def test_a_place_that_was_taken_away_is_not_given_back_twice(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(asking, "HELD", 0.01)
    gate = asyncio.Semaphore(1)
    async with in_turn(gate):
        await asyncio.sleep(0.05)

    assert 1 == await most_at_once(gate, asks=4)


async def test_who_is_cancelled_gives_the_place_back() -> None:
    gate = asyncio.Semaphore(1)

    async def for_ever() -> None:
        async with in_turn(gate):
            await asyncio.Event().wait()

    cancelled = asyncio.create_task(for_ever())
    await asyncio.sleep(0)
    cancelled.cancel()
    await asyncio.wait({cancelled})

    async with asyncio.timeout(5), in_turn(gate):
        pass

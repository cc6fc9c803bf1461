"""Whoever follows what changes: a stream of events, or an open page."""

from __future__ import annotations

import asyncio
import json
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import Any

import httpx
from playwright.async_api import Page

from tests.acceptance.serving import World

STREAM = {"Accept": "text/event-stream"}


class Stream:
    """One stream of events, read as it comes."""

    def __init__(self, answer: httpx.Response) -> None:
        self.answer = answer
        self._lines = answer.aiter_lines()

    async def next(self, kind: str = "units") -> tuple[str, Any]:
        """Id and data of the next event of this kind."""
        event: dict[str, str] = {}
        async with asyncio.timeout(10):
            async for line in self._lines:
                name, _, value = line.partition(": ")
                if name in ("event", "id", "data"):
                    event[name] = value
                if line == "" and event.get("event") == kind:
                    return event["id"], json.loads(event["data"])
                event = {} if line == "" else event
        raise EOFError

    async def until(self, code: str) -> tuple[set[str], str]:
        """All units told until this one is, and the id of that event: several may come together, or one by one."""
        told: set[str] = set()
        number = ""
        async with asyncio.timeout(10):
            while code not in told:
                number, data = await self.next()
                assert ["units"] == [*data]
                told |= {*data["units"]}
        return told, number

    async def is_silent(self, seconds: float) -> bool:
        """Whether nothing at all comes in this time, no comment either."""
        try:
            async with asyncio.timeout(seconds):
                await anext(self._lines)
        except TimeoutError:
            return True
        return False

    async def is_over(self, within: float) -> bool:
        try:
            async with asyncio.timeout(within):
                async for _ in self._lines:
                    pass
        except TimeoutError:
            return False
        return True


@asynccontextmanager
async def listening(tracker: World, username: str, **more: str) -> AsyncIterator[Stream]:
    client = tracker.as_(username)
    async with client.stream("GET", "/api/events", headers=STREAM | more) as answer:
        assert 200 == answer.status_code
        stream = Stream(answer)
        await stream.next("hello")
        await looked(tracker)
        yield stream


async def looked(tracker: World) -> None:
    """Wait for the first look: what was there before is no news."""
    while not tracker.app.state.live._seen:  # noqa: ASYNC110 - nobody is told of it
        await asyncio.sleep(0.01)


async def follows(page: Page, tracker: World) -> None:
    """Wait until the page would hear of a change."""
    async with asyncio.timeout(10):
        while not await page.evaluate("live.after"):  # noqa: ASYNC110 - the policy of the page forbids to wait inside
            await asyncio.sleep(0.02)
    await looked(tracker)


async def hurries(page: Page) -> None:
    """Let the page fetch itself again as soon as it hears of something: what it fetched last was long ago."""
    await page.evaluate("clearTimeout(live.timer); live.timer = live.fetchedAt = 0")

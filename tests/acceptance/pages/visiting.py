"""Visitors of the pages: a browser's headers, a session of their own."""

from __future__ import annotations

import re
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

import httpx

from models.demo.chance import opaque
from tests.acceptance.serving import NO_CERTIFICATES, World

HTML = {"Accept": "text/html", "Sec-Fetch-Site": "same-origin"}


@asynccontextmanager
async def visitor(tracker: World, username: str | None = None) -> AsyncIterator[httpx.AsyncClient]:
    """Somebody with a browser's headers, signed in as ``username``."""
    async with httpx.AsyncClient(base_url=tracker.address, headers=HTML, timeout=30, verify=NO_CERTIFICATES) as client:
        if username is not None:
            answer = await client.get("/demo/sign-in", params={"as": username})
            assert answer.status_code == 303
        yield client


def post_of(team: str) -> str:
    """The post of the lead of an AQua team of the demo, as addresses name it."""
    return f"aqua_lead.{team}.{opaque('f', 'demo', f'aqua-{team}')}"


def hidden(page: httpx.Response) -> dict[str, str]:
    """What a form carries unseen."""
    return dict(re.findall(r'<input type="hidden" name="([^"]+)" value="([^"]*)">', page.text))


def day_in(form: httpx.Response) -> str:
    """The day that a form starts from."""
    found = re.search(r'type="date" value="(\d{4}-\d\d-\d\d)"', form.text)
    assert found is not None
    return found[1]

"""One running tracker and one browser for all tests of the pages."""

from __future__ import annotations

import shutil
from collections.abc import AsyncIterator
from pathlib import Path

import pytest
from playwright.async_api import Browser, async_playwright

from embedded import TemporalDevServer
from tests.acceptance.pages.apart import pages_apart
from tests.acceptance.pages.browsing import CHROMIUM, FLAGS
from tests.acceptance.pages.wandering import Seen, wander
from tests.acceptance.serving import World, running

REGIONS = ("200", "700", "300")
"""Those of the prepared cases, and a spare one; the others would only take time."""


@pytest.fixture(scope="session")
async def tracker(
    temporal_server: TemporalDevServer, sqlite_template: Path, tmp_path_factory: pytest.TempPathFactory
) -> AsyncIterator[World]:
    """A demo of its own: stories change the prepared cases."""
    folder = tmp_path_factory.mktemp("tracker")
    url = f"sqlite+aiosqlite:///{shutil.copy(sqlite_template, folder / 'ilb.sqlite')}"
    async with running(url, temporal_server.address, folder, *REGIONS) as started:
        yield started


@pytest.fixture(scope="session")
async def wandered(tracker: World) -> dict[str | None, dict[str, Seen]]:
    """Every kind of page that somebody reaches, in English, by person and kind."""
    return await wander(tracker, "en", await pages_apart(tracker))


@pytest.fixture(scope="session")
async def browser() -> AsyncIterator[Browser]:
    if not CHROMIUM.exists():
        pytest.skip(f"{CHROMIUM} is missing: pages were not looked at in a browser")
    async with async_playwright() as playwright:
        started = await playwright.chromium.launch(executable_path=CHROMIUM, args=FLAGS)
        yield started
        await started.close()

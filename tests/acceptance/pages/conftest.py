"""One running tracker and one browser for all tests of the pages."""

from __future__ import annotations

import shutil
from collections.abc import AsyncIterator
from pathlib import Path

import pytest
from playwright.async_api import Browser

from embedded import TemporalDevServer
from tests.acceptance.pages import report_places
from tests.acceptance.pages.apart import pages_apart
from tests.acceptance.pages.browsing import launched
from tests.acceptance.pages.looking import no_language_is_chosen
from tests.acceptance.pages.wandering import Wandered, wander
from tests.acceptance.serving import World, running

REGIONS = ("200", "700", "300")
"""Those of the prepared cases, and a spare one; the others would only take time."""


@pytest.fixture(scope="package")
async def tracker(
    temporal_server: TemporalDevServer, sqlite_template: Path, tmp_path_factory: pytest.TempPathFactory
) -> AsyncIterator[World]:
    """A demo of its own: stories change the prepared cases."""
    folder = tmp_path_factory.mktemp("tracker")
    url = f"sqlite+aiosqlite:///{shutil.copy(sqlite_template, folder / 'ilb.sqlite')}"
    async with running(url, temporal_server.address, folder, *REGIONS) as started:
        yield started


@pytest.fixture(scope="package")
async def half_attested(tracker: World) -> str:
    """A month that nobody attests in 200, and that is attested in 700."""
    return await report_places.half_attested(tracker)


@pytest.fixture(scope="package")
async def wandered(tracker: World) -> Wandered:
    """Every kind of page that somebody reaches, in English, by person and kind."""
    await no_language_is_chosen(tracker)
    return await wander(tracker, "en", await pages_apart(tracker))


@pytest.fixture(scope="package")
async def browser() -> AsyncIterator[Browser]:
    async with launched() as started:
        yield started

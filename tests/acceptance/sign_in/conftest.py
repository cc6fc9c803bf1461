"""The product with a provider of sign-ins: one region, a worker, and people whom the provider knows."""

from __future__ import annotations

import shutil
from collections.abc import AsyncIterator, Iterator
from pathlib import Path

import pytest
from playwright.async_api import Browser

from embedded import TemporalDevServer
from tests.acceptance.pages.browsing import launched
from tests.acceptance.serving import World, running
from tests.acceptance.sign_in.signing import House, opened_house
from tests.providers import ProviderMissing, RunningProvider, installed, quick_provider, real_provider


@pytest.fixture(scope="package")
async def offices(
    sqlite_template: Path, temporal_server: TemporalDevServer, tmp_path_factory: pytest.TempPathFactory
) -> AsyncIterator[World]:
    """What the houses below share: database, Temporal, worker."""
    folder = tmp_path_factory.mktemp("offices")
    url = f"sqlite+aiosqlite:///{shutil.copy(sqlite_template, folder / 'ilb.sqlite')}"
    async with running(url, temporal_server.address, folder, "200") as started:
        yield started


@pytest.fixture(scope="package")
def quick() -> Iterator[RunningProvider]:
    with quick_provider() as provider:
        yield provider


@pytest.fixture(scope="package")
async def house(offices: World, quick: RunningProvider) -> AsyncIterator[House]:
    """The tracker with the quick provider."""
    async with opened_house(offices, quick) as opened:
        yield opened


@pytest.fixture(scope="package")
async def real_house(offices: World) -> AsyncIterator[House]:
    """The tracker with the real provider, which must know beforehand where it leads back to."""
    try:
        installed()
    except ProviderMissing as missing:
        pytest.skip(str(missing))
    async with opened_house(offices, real_provider) as opened:
        yield opened


@pytest.fixture(scope="package")
async def browser() -> AsyncIterator[Browser]:
    async with launched() as started:
        yield started

"""No page has a barrier that a machine can find: on a desk and on a phone, in light and dark, in both languages.

Narrow windows, strong magnification, other spacing: nothing scrolls sideways, nothing is cut off.
"""

from __future__ import annotations

import pytest
from playwright.async_api import Browser

from tests.acceptance.pages.browsing import window
from tests.acceptance.pages.looking import WAYS, Found, Opened, look_at
from tests.acceptance.pages.test_pages import EVERY_PAGE
from tests.acceptance.pages.wandering import MISSING, Seen, kind_of
from tests.acceptance.pages.wave_states import rare_waves
from tests.acceptance.serving import World

pytestmark = [pytest.mark.temporal, pytest.mark.browser, pytest.mark.timeout(600)]

ELSEWHERE = ("/reports", "/bottlenecks")
"""Looked at in test_reports.py, in more states than links lead to."""


@pytest.fixture(scope="module")
async def every_page(tracker: World, wandered: dict[str | None, dict[str, Seen]]) -> list[Opened]:
    """One page of every kind that somebody can reach, that with most to see; and known states of the usual ones."""
    longest: dict[str, tuple[int, Opened]] = {}
    for username, seen in wandered.items():
        for page in seen.values():
            kind = _alike(kind_of(tracker.app, page.path) or page.path)
            longest[kind] = max(longest.get(kind, (0, ("", ""))), (len(page.text), (username or "", page.path)))
    usual = {path: (username, path) for username, path in EVERY_PAGE.values()}
    known = {_alike(kind_of(tracker.app, path) or path) for path in usual}
    others = {path: (who or None, path) for kind, (_, (who, path)) in longest.items() if kind not in known}
    rare: dict[str, Opened] = {path: ("zentrale", path) for path in await rare_waves(tracker)}
    pages = {**usual, **others, **rare}
    return [page for path, page in pages.items() if path != MISSING and not path.startswith(ELSEWHERE)]


def _alike(kind: str) -> str:
    """The forms of commands to one office, or to several, are made by one macro from the same few fields."""
    return kind.partition(" ")[0] if kind.startswith(("/units/{code}/commands", "/several/")) else kind


@pytest.fixture(scope="module")
async def found(browser: Browser, tracker: World, every_page: list[Opened]) -> Found:
    """All ways of all pages, each loaded once for each language."""
    return await look_at(browser, tracker, every_page)


@pytest.mark.parametrize("way", WAYS)
async def test_no_page_has_a_barrier_that_a_machine_can_find(found: Found, way: str) -> None:
    assert {} == found.get(way, {})


async def test_nothing_moves_for_those_who_want_it_still(browser: Browser, tracker: World) -> None:
    async with window(browser, tracker.address, "rd-200", reduced_motion="reduce") as page:
        await page.goto("/overview")
        moving = await page.evaluate(
            "() => [getComputedStyle(document.documentElement).scrollBehavior, document.getAnimations().length]"
        )
    assert ["auto", 0] == moving

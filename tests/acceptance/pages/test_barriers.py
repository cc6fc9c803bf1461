"""No page has a barrier that a machine can find: on a desk and on a phone, in light and dark, in both languages.

Narrow windows, strong magnification, other spacing: nothing scrolls sideways, nothing is cut off.
"""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from playwright.async_api import Browser

import api
from tests.acceptance.pages.browsing import NOT_DRAWN, launched, window
from tests.acceptance.pages.looking import WAYS, Found, Opened, look_at
from tests.acceptance.pages.report_places import report_pages
from tests.acceptance.pages.test_pages import EVERY_PAGE
from tests.acceptance.pages.wandering import Wandered, kind_of
from tests.acceptance.pages.wave_states import rare_waves
from tests.acceptance.serving import World

pytestmark = [pytest.mark.temporal, pytest.mark.browser, pytest.mark.timeout(600)]

MADE_ALIKE = ("/units/{code}/commands", "/several/", "/waves/{wave_id}/commands/{deed}")
PLAYED: list[Opened] = [
    ("aqua", "/units/244 > dialog"),
    ("rd-700", "/units/759/commands/assign_manager > errors"),
    ("zentrale", "/overview > help"),
    ("zentrale", "/people/new > errors"),
    ("zentrale", "/waves/new > errors"),
]


@pytest.fixture(scope="module")
async def every_page(tracker: World, half_attested: str, wandered: Wandered) -> list[Opened]:
    """One page of every kind that somebody can reach, that with most to see; and known states of the usual ones."""
    usual: list[Opened] = [*EVERY_PAGE.values(), *report_pages(half_attested).values()]
    known = {_kind(tracker, path) for _, path in usual}
    longest: dict[str, tuple[int, Opened]] = {}
    for username, seen in wandered.items():
        for page in seen.values():
            kind = _kind(tracker, page.path)
            longest[kind] = max(longest.get(kind, (0, ("", ""))), (len(page.text), (username or "", page.path)))
    others = [(who or None, path) for kind, (_, (who, path)) in longest.items() if kind not in known]
    rare = [("zentrale", path) for path in await rare_waves(tracker)]
    return list(dict.fromkeys([*usual, *others, *rare, *PLAYED]))


def _kind(tracker: World, path: str) -> str:
    """The forms of commands to one office, to several, to a wave are made by one macro from the same few fields."""
    kind = kind_of(tracker.app, path) or path
    return kind.partition(" ")[0] if kind.startswith(MADE_ALIKE) else kind


@pytest.fixture(scope="module")
async def found(tracker: World, every_page: list[Opened]) -> Found:
    """All ways of all pages, each loaded once for each language."""
    async with launched(NOT_DRAWN) as browser:
        return await look_at(browser, tracker, every_page)


@pytest.mark.parametrize("way", WAYS)
async def test_no_page_has_a_barrier_that_a_machine_can_find(found: Found, way: str) -> None:
    assert {} == found.get(way, {})


def test_no_style_asks_for_the_language_nor_for_colours_in_one_size_alone() -> None:
    """So that not every language has to be looked at in every size and in all colours."""
    styles = "".join(file.read_text() for file in (Path(api.__file__).parent / "static" / "style").glob("*.css"))
    asked = re.findall(r"@media ([^{]+)", styles)
    assert [] == [media for media in asked if "width" in media and "color" in media]
    assert [] == re.findall(r":lang\(|\[lang\b|@container|@media[^{]+\{[^{}]*(?:\{[^{}]*\}[^{}]*)*@media", styles)


async def test_nothing_moves_for_those_who_want_it_still(browser: Browser, tracker: World) -> None:
    async with window(browser, tracker.address, "rd-200", reduced_motion="reduce") as page:
        await page.goto("/overview")
        moving = await page.evaluate(
            "() => [getComputedStyle(document.documentElement).scrollBehavior, document.getAnimations().length]"
        )
    assert ["auto", 0] == moving

"""Narrow windows, strong magnification, other spacing: nothing scrolls sideways, nothing is cut off."""

from __future__ import annotations

from typing import Any

import pytest
from playwright.async_api import Browser, Page

from tests.acceptance.pages.browsing import window
from tests.acceptance.pages.test_pages import EVERY_PAGE
from tests.acceptance.serving import World

pytestmark = [pytest.mark.temporal, pytest.mark.browser]

SPACING = "* { line-height: 1.5 !important; letter-spacing: .12em !important; word-spacing: .16em !important; }"
"""WCAG 1.4.12: readers may set these, and nothing may be lost."""
CLIPPED = """() => [...document.querySelectorAll("main a, main button, main th, main td, main p, main dd, h1, h2, h3")]
  .filter((each) => each.scrollWidth > each.clientWidth + 1 && getComputedStyle(each).overflowX !== "visible"
    && !each.closest(".vh, .scroll, svg") && !each.matches(".vh") && each.clientWidth > 1)
  .map((each) => each.outerHTML.slice(0, 90))"""
WAYS: dict[str, tuple[tuple[int, int], dict[str, Any], str]] = {
    "320 px, as at 400 % on a desk": ((320, 256), {}, ""),
    "text spacing": ((1280, 860), {"bypass_csp": True}, SPACING),
    "text spacing on a phone": ((390, 844), {"bypass_csp": True}, SPACING),
    "forced colours": ((390, 844), {"forced_colors": "active", "reduced_motion": "reduce"}, ""),
}


@pytest.mark.parametrize("way", WAYS)
async def test_no_page_scrolls_sideways_or_cuts_text_off(browser: Browser, tracker: World, way: str) -> None:
    size, options, style = WAYS[way]
    found: dict[str, list[str]] = {}
    async with window(browser, tracker.address, size=size, **options) as page:
        signed_in = ""
        for username, path in sorted(EVERY_PAGE.values(), key=lambda each: each[0] or ""):
            if username is not None and username != signed_in:
                await page.goto("about:blank")  # nothing of the person before listens on while another one signs in
                await page.goto(f"/demo/sign-in?as={username}&next=/accessibility")
                signed_in = username
            await page.goto(path, wait_until="domcontentloaded")
            if broken := await _broken(page, style):
                found[path] = broken
    assert {} == found


async def _broken(page: Page, style: str) -> list[str]:
    if style:
        await page.add_style_tag(content=style)
    await page.evaluate("document.querySelectorAll('details').forEach(each => each.open = true)")
    broken: list[str] = await page.evaluate(CLIPPED)
    if await page.evaluate("document.documentElement.scrollWidth > innerWidth"):
        broken.append("the page scrolls sideways")
    return broken


async def test_nothing_moves_for_those_who_want_it_still(browser: Browser, tracker: World) -> None:
    async with window(browser, tracker.address, "rd-200", reduced_motion="reduce") as page:
        await page.goto("/overview")
        moving = await page.evaluate(
            "() => [getComputedStyle(document.documentElement).scrollBehavior, document.getAnimations().length]"
        )
    assert ["auto", 0] == moving

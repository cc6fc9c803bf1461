"""A real browser on the pages."""

from __future__ import annotations

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from http import HTTPStatus
from pathlib import Path
from typing import Any

import pytest
from playwright.async_api import Browser, ConsoleMessage, Page, async_playwright

from tests.acceptance.pages.wandering import MISSING

CHROMIUM = Path("/usr/bin/chromium")
SHELL = Path("/usr/lib/chromium/chromium-headless-shell")
"""The same without windows, of a package of its own: a quarter less of the processors than Chromium without a head."""
HIDDEN_PARTS = "WebUIOmniboxPopup,WebUIOmniboxAimPopup"
"""Every window would get pages of its own for an address bar that nobody sees: a second of a processor for each."""
OF_PLAYWRIGHT = "HttpsUpgrades,LensOverlay,MediaRouter,OptimizationHints,PaintHolding,ThirdPartyStoragePartitioning"
"""What it switches off itself; only the last of several lists counts."""
A_FRAME_FOR_EVERY_PAGE = "RenderDocument"
"""A page would get a frame of its own also where it comes from the same place: a fifth of what opening it costs."""
FOR_SHORT = "--js-flags=--no-opt --no-maglev"
"""No page stands long enough for its scripts to be worth compiling well: a tenth of what looking at one costs."""
FLAGS = [
    f"--disable-features={OF_PLAYWRIGHT},{HIDDEN_PARTS},{A_FRAME_FOR_EVERY_PAGE}",
    FOR_SHORT,
    "--no-sandbox",
    "--disable-gpu",
    "--disable-background-networking",
    "--disable-component-update",
    "--no-first-run",
]
NOT_DRAWN = "--disable-threaded-compositing"
"""For whoever only measures: half of what a change of size or colours costs is drawing. Nothing can be clicked then."""
DESKTOP, PHONE = (1440, 900), (390, 844)
ALL_RULES = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]


@asynccontextmanager
async def launched(*flags: str) -> AsyncIterator[Browser]:
    program = SHELL if SHELL.exists() else CHROMIUM  # noqa: ASYNC240 - once
    if not program.exists():
        pytest.skip(f"{CHROMIUM} is missing: pages were not looked at in a browser")
    async with async_playwright() as playwright:
        started = await playwright.chromium.launch(executable_path=program, args=[*FLAGS, *flags])
        yield started
        await started.close()


def _is_error(message: ConsoleMessage, address: str) -> bool:
    """What the console says of a form that comes back with its errors (422) is none, nor what of others' pages."""
    url = message.location.get("url") or address
    as_asked = "status of 422" in message.text or url == f"{address}{MISSING}"
    return message.type == "error" and url.startswith(address) and not as_asked


@asynccontextmanager
async def window(
    browser: Browser,
    address: str,
    username: str | None = None,
    size: tuple[int, int] = DESKTOP,
    **options: Any,  # noqa: ANN401 - as playwright takes them
) -> AsyncIterator[Page]:
    """A window of its own, signed in as ``username``; what the page's console says is an error."""
    width, height = size
    viewport = {"width": width, "height": height}
    context = await browser.new_context(base_url=address, viewport=viewport, **{"locale": "de-DE", **options})  # type: ignore[arg-type]
    page = await context.new_page()
    said: list[str] = []
    page.on("console", lambda each: said.append(f"{each.text} {each.location}") if _is_error(each, address) else None)
    try:
        if username is not None:
            await sign_in(page, username)
        yield page
    finally:
        await context.close()  # also after a failure: a page that goes on listening disturbs whoever counts statements
    assert said == [], said


async def sign_in(page: Page, username: str) -> None:
    """For all that the window opens from now on; nothing is shown."""
    answer = await page.request.get(f"/demo/sign-in?as={username}", max_redirects=0)
    assert HTTPStatus.SEE_OTHER == answer.status

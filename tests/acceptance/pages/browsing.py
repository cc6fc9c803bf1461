"""A real browser on the pages."""

from __future__ import annotations

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Any

from playwright.async_api import Browser, ConsoleMessage, Page

CHROMIUM = Path("/usr/bin/chromium")
HIDDEN_PARTS = "WebUIOmniboxPopup,WebUIOmniboxAimPopup"
"""Every window would get pages of its own for an address bar that nobody sees: a second of a processor for each."""
OF_PLAYWRIGHT = "HttpsUpgrades,LensOverlay,MediaRouter,OptimizationHints,PaintHolding,ThirdPartyStoragePartitioning"
"""What it switches off itself; only the last of several lists counts."""
FLAGS = [
    f"--disable-features={OF_PLAYWRIGHT},{HIDDEN_PARTS}",
    "--no-sandbox",
    "--disable-gpu",
    "--disable-background-networking",
    "--disable-component-update",
    "--no-first-run",
]
DESKTOP, PHONE = (1440, 900), (390, 844)
ALL_RULES = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]
COLOURS = ["color-contrast"]
"""What another colour scheme changes, and another language does not; looking at every text takes most of the time."""


def _is_error(message: ConsoleMessage, address: str) -> bool:
    """What the console says of a form that comes back with its errors (422) is none, nor what of others' pages."""
    is_ours = (message.location.get("url") or address).startswith(address)
    return message.type == "error" and is_ours and "status of 422" not in message.text


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
    page.on("console", lambda message: said.append(message.text) if _is_error(message, address) else None)
    try:
        if username is not None:
            await page.goto(f"/demo/sign-in?as={username}&next=/accessibility")
        yield page
    finally:
        await context.close()  # also after a failure: a page that goes on listening disturbs whoever counts statements
    assert said == [], said

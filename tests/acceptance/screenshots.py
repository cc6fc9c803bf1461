"""Draw the pictures of the documentation anew, from the running demo: ``make screenshots [ARGS="overview unit"]``."""

from __future__ import annotations

import asyncio
import logging
import os
import sys
import tempfile
from dataclasses import dataclass
from pathlib import Path
from typing import Literal

import structlog
from playwright.async_api import Browser, Page, async_playwright

from embedded import TemporalDevServer
from models.database import migrate
from tests.acceptance.pages.browsing import CHROMIUM, FLAGS, window
from tests.acceptance.serving import running

FOLDER = Path(__file__).resolve().parents[2] / "docs" / "screenshots"
LIMIT = 150 * 1024
GERMAN = {"LANGUAGE": "de", "LANG": "de_DE.UTF-8"}
NOTICE = """
.demo { position: fixed; inset: auto 0 0; margin: 0; padding: 6px 32px; background: var(--card);
  border-top: 1px solid var(--line); }
"""
"""Every picture says that its figures are invented, also where the foot of the page is not in it."""


@dataclass(frozen=True, slots=True)
class Picture:
    """One page as somebody sees it; ``opens`` is a link that opens a dialog first, ``at`` what is scrolled to."""

    name: str
    username: str | None
    path: str
    size: tuple[int, int]
    scheme: Literal["light", "dark"] = "light"
    at: str = ""
    opens: str = ""


DESK, PHONE = (1180, 760), (390, 780)
PAGES: dict[str, tuple[str | None, str]] = {
    "start": (None, "/"),
    "overview": ("zentrale", "/overview"),
    "trend": ("zentrale", "/overview/trend"),
    "needs": ("rd-200", "/regions/200"),
    "changes": ("rd-200", "/regions/200/since?since=2026-06-30"),
    "responsible": ("rd-200", "/regions/200/people"),
    "offices": ("aqua", "/units"),
    "unit": ("rd-200", "/units/244"),
    "worklist": ("rd-700", "/worklist"),
    "search": ("rd-200", "/search?q=hildsheim"),
    "waves": ("zentrale", "/waves"),
    "wave-new": ("zentrale", "/waves/new"),
    "reports": ("rd-200", "/reports"),
    "report": ("rd-200", "/reports/asked?scope=200"),
    "bottlenecks": ("zentrale", "/bottlenecks"),
    "people": ("rd-200", "/people"),
    "aqua-teams": ("zentrale", "/aqua-teams"),
    "substitutions": ("rd-200", "/substitutions"),
    "import": ("zentrale", "/imports"),
    "programme": ("auditor", "/programme"),
    "terms": ("auditor", "/terms"),
    "notices": ("rd-200", "/notices"),
    "settings": ("rd-200", "/settings"),
    "accessibility": (None, "/accessibility"),
    "outbox": ("zentrale", "/outbox"),
}
"""Every page, on a desk in the light and on a phone in the dark."""
PICTURES = (
    Picture("region", "rd-200", "/regions/200", DESK, at="#matrix-agentur"),
    Picture("confirm", "aqua", "/units/244", (1180, 900), opens="Umsetzungsworkshop bestätigen"),
    *(Picture(name, username, path, DESK) for name, (username, path) in PAGES.items()),
    *(Picture(f"{name}-phone", username, path, PHONE, "dark") for name, (username, path) in PAGES.items()),
)


async def draw(wanted: frozenset[str]) -> None:
    """Start the whole demo in a folder of its own, draw what is ``wanted`` (nothing named: all), and stop it."""
    with tempfile.TemporaryDirectory() as temporary:
        folder = Path(temporary)
        url = f"sqlite+aiosqlite:///{folder / 'ilb.sqlite'}"
        await migrate(url)
        async with (
            TemporalDevServer(folder / "temporal") as server,
            running(url, server.address, folder) as tracker,
            async_playwright() as playwright,
        ):
            browser = await playwright.chromium.launch(
                executable_path=CHROMIUM, args=FLAGS, env={**os.environ, **GERMAN}
            )
            for picture in (each for each in PICTURES if not wanted or each.name in wanted):
                await _draw(browser, tracker.address, picture)
            await browser.close()


async def _draw(browser: Browser, address: str, picture: Picture) -> None:
    options = {"color_scheme": picture.scheme, "reduced_motion": "reduce", "bypass_csp": True}
    async with window(browser, address, picture.username, picture.size, **options) as page:
        await page.goto(picture.path)
        await page.add_style_tag(content=NOTICE)
        await _prepare(page, picture)
        file = FOLDER / f"{picture.name}.png"
        written = await page.screenshot(path=file, scale="css")
        sys.stdout.write(f"{file.name:16} {len(written) / 1024:5.0f} KiB\n")
        assert len(written) <= LIMIT, f"{file.name} is too large for the documentation"


async def _prepare(page: Page, picture: Picture) -> None:
    await page.evaluate("document.fonts.ready")
    if picture.at:
        await page.evaluate("at => document.querySelector(at).scrollIntoView()", picture.at)
    if picture.opens:
        await page.get_by_role("link", name=picture.opens).click()
        await page.get_by_role("dialog").wait_for()


if __name__ == "__main__":
    structlog.configure(wrapper_class=structlog.make_filtering_bound_logger(logging.WARNING))
    FOLDER.mkdir(parents=True, exist_ok=True)
    asyncio.run(draw(frozenset(sys.argv[1:])))

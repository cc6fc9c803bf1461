"""Draw the pictures of the documentation anew, from the running demo: ``make screenshots``."""

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
    username: str
    path: str
    size: tuple[int, int]
    scheme: Literal["light", "dark"] = "light"
    at: str = ""
    opens: str = ""


PICTURES = (
    Picture("overview", "zentrale", "/overview", (1280, 860)),
    Picture("region", "rd-200", "/regions/200", (1280, 860), at="#matrix-agentur"),
    Picture("confirm", "aqua", "/units/244", (1280, 860), opens="Umsetzungsworkshop bestätigen"),
    Picture("phone-dark", "aqua", "/units", (390, 844), "dark"),
)


async def draw() -> None:
    """Start the whole demo in a folder of its own, draw, and stop it."""
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
            for picture in PICTURES:
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
    asyncio.run(draw())

"""Draw the pictures of the documentation anew, from the running demo: ``make screenshots [ARGS="overview unit"]``."""

from __future__ import annotations

import asyncio
import logging
import os
import sys
import tempfile
from collections.abc import Awaitable
from pathlib import Path

import structlog
from playwright.async_api import Browser, Error, Page, async_playwright

from embedded import TemporalDevServer
from models.database import migrate
from tests.acceptance.pages.browsing import CHROMIUM, FLAGS, window
from tests.acceptance.screenshots.pictures import FOLDER, LIMIT, PICTURES, Picture
from tests.acceptance.screenshots.stage import Places, stage
from tests.acceptance.serving import running

SPARE = "500"
"""The region whose offices are led where a page needs them."""
GERMAN = {"LANGUAGE": "de", "LANG": "de_DE.UTF-8"}
NOTICE = """
.demo { position: fixed; inset: auto 0 0; margin: 0; padding: 6px 32px; background: var(--card);
  border-top: 1px solid var(--line); }
"""
"""Every picture says that its figures are invented, also where the foot of the page is not in it."""


async def draw(wanted: frozenset[str]) -> None:
    """Start the whole demo in a folder of its own, draw what is ``wanted`` (nothing named: all), and stop it."""
    with tempfile.TemporaryDirectory() as temporary:
        folder = Path(temporary)
        url = f"sqlite+aiosqlite:///{folder / 'ilb.sqlite'}"
        await migrate(url)
        async with (
            TemporalDevServer(folder / "temporal") as server,
            running(url, server.address, folder, waves=True) as tracker,
            async_playwright() as playwright,
        ):
            tracker.spare = SPARE
            places = await stage(tracker)
            browser = await playwright.chromium.launch(
                executable_path=CHROMIUM, args=FLAGS, env={**os.environ, **GERMAN}
            )
            failed = [
                f"{picture.name}: {why}"
                for picture in PICTURES
                if (not wanted or picture.name in wanted)
                and (why := await _refused(_draw(browser, tracker.address, picture, places), picture.status))
            ]
            await browser.close()
    if failed:
        raise SystemExit("\n".join(failed))


async def _refused(drawing: Awaitable[None], status: int) -> str:
    """Why a picture could not be drawn; the others are all the same. What a browser says of ``status`` is known."""
    try:
        await drawing
    except (Error, AssertionError) as error:
        return "" if f"status of {status}" in str(error) else str(error)
    return ""


async def _draw(browser: Browser, address: str, picture: Picture, places: Places) -> None:
    options = {"color_scheme": picture.scheme, "reduced_motion": "reduce", "bypass_csp": True}
    username = picture.username and picture.username.format_map(places)
    async with window(browser, address, username, picture.size, **options) as page:
        await page.goto(picture.path.format_map(places))
        await _prepare(page, picture)
        await page.add_style_tag(content=NOTICE)
        file = FOLDER / f"{picture.name}.png"
        written = await page.screenshot(path=file, scale="css")
        sys.stdout.write(f"{file.name:16} {len(written) / 1024:5.0f} KiB\n")
        assert len(written) <= LIMIT, f"{file.name} is too large for the documentation"


async def _prepare(page: Page, picture: Picture) -> None:
    if picture.types is not None:
        await page.fill(*picture.types)
    if picture.sends:
        await page.evaluate("document.querySelectorAll('main form').forEach((each) => each.noValidate = true)")
        await page.locator("main").get_by_role("button", name=picture.sends).first.click()
        await page.locator("[aria-invalid=true], [role=alert]").first.wait_for()
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

"""The pages around signing in: no barriers, on a desk and on a phone, in light and dark, in both languages."""

from __future__ import annotations

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import Any, cast

import pytest
from playwright.async_api import Browser, Page

from tests.acceptance.pages.browsing import window
from tests.acceptance.pages.colours import Judged
from tests.acceptance.pages.looking import LANGUAGES, look
from tests.acceptance.sign_in.signing import House

pytestmark = [pytest.mark.browser]


@asynccontextmanager
async def without_access(page: Page, house: House) -> AsyncIterator[None]:
    """Somebody signs in who has no function."""
    async with house.signed_in(await house.appointed(None)) as someone:
        cookie: Any = {"name": "sid", "value": someone.cookies["sid"], "url": house.world.address}
        await page.context.add_cookies(cast("Any", [cookie]))
        yield


@pytest.mark.parametrize("language", LANGUAGES)
async def test_no_page_around_signing_in_has_a_barrier_that_a_machine_can_find(
    browser: Browser, house: House, language: str
) -> None:
    found: dict[str, dict[str, list[str]]] = {}
    judged = Judged()
    async with window(browser, house.world.address, locale=LANGUAGES[language]) as page:
        for path in ("/", "/sign-in?next=/overview", "/signed-out"):
            await page.goto(path)
            found[path] = await look(page, language, judged)
        async with without_access(page, house):
            await page.goto("/no-access")
            found["/no-access"] = await look(page, language, judged)
    assert {} == {path: broken for path, broken in found.items() if broken}

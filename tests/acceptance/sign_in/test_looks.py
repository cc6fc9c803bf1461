"""The pages around signing in: no barriers, on a desk and on a phone."""

from __future__ import annotations

from typing import Any, cast

import pytest
from axe_playwright_python.async_playwright import Axe  # type: ignore[import-untyped]
from playwright.async_api import Browser, Page

from tests.acceptance.pages.browsing import ALL_RULES, COLOURS, DESKTOP, PHONE, window
from tests.acceptance.sign_in.signing import House

pytestmark = [pytest.mark.browser]


@pytest.mark.parametrize("size", [DESKTOP, PHONE], ids=["desktop", "phone"])
async def test_no_page_around_signing_in_has_a_barrier_that_a_machine_can_find(
    browser: Browser, house: House, size: tuple[int, int]
) -> None:
    found: dict[str, list[str]] = {}
    async with window(browser, house.world.address, size=size) as page:
        for path in ("/", "/sign-in?next=/overview", "/signed-out"):
            await page.goto(path)
            found |= await _barriers(page, path)
        async with house.signed_in(await house.appointed(None)) as someone:
            cookie: Any = {"name": "sid", "value": someone.cookies["sid"], "url": house.world.address}
        await page.context.add_cookies(cast("Any", [cookie]))
        await page.goto("/no-access")
        found |= await _barriers(page, "/no-access")
    assert found == {}


async def _barriers(page: Page, name: str) -> dict[str, list[str]]:
    broken: list[str] = []
    for scheme, rules in (("light", ALL_RULES), ("dark", COLOURS)):
        await page.emulate_media(color_scheme=scheme)  # type: ignore[arg-type]
        result = await Axe().run(page, options={"runOnly": rules, "resultTypes": ["violations"]})
        broken += [f"{scheme} {each['id']}: {each['nodes'][0]['html'][:120]}" for each in result.response["violations"]]
    if await page.evaluate("document.documentElement.scrollWidth > innerWidth"):
        broken.append("the page scrolls sideways")
    return {name: broken} if broken else {}

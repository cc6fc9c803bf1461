"""How much a visit brings over the wire: the first one with everything a page is made of, later ones the page alone."""

from __future__ import annotations

import re

import httpx
import pytest

from tests.acceptance.pages.test_pages import EVERY_PAGE
from tests.acceptance.pages.visiting import visitor
from tests.acceptance.serving import World

pytestmark = [pytest.mark.temporal]

FIRST_VISIT, LATER_VISIT = 100 * 1024, 30 * 1024
STATIC = re.compile(r'(?:href|src)="(/static/[^"]+)"')


async def test_a_first_visit_brings_little_and_a_later_one_less(tracker: World) -> None:
    too_much: dict[str, tuple[int, int]] = {}
    weights: dict[str, int] = {}
    for name, (username, path) in EVERY_PAGE.items():
        async with visitor(tracker, username) as browser:
            browser.headers["Accept-Encoding"] = "br, gzip"
            page = await browser.get(path)
            for file in set(STATIC.findall(page.text)):
                if file not in weights:
                    weights[file] = await _weight(tracker, file)
            alone = await _weight_of(browser, path)
            whole = alone + sum(weights[file] for file in set(STATIC.findall(page.text)))
        if alone > LATER_VISIT or whole > FIRST_VISIT:
            too_much[name] = (alone, whole)
    assert {} == too_much
    assert any(file.endswith(".css") for file in weights)


async def _weight(tracker: World, path: str) -> int:
    async with visitor(tracker) as browser:
        browser.headers["Accept-Encoding"] = "br, gzip"
        return await _weight_of(browser, path)


async def _weight_of(browser: httpx.AsyncClient, path: str) -> int:
    async with browser.stream("GET", path) as answer:
        return sum([len(part) async for part in answer.aiter_raw()])

"""No page has a barrier that a machine can find: on a desk and on a phone, in light and dark, in both languages."""

from __future__ import annotations

from typing import Any

import pytest
from axe_playwright_python.async_playwright import Axe  # type: ignore[import-untyped]
from playwright.async_api import Browser, Page

from tests.acceptance.pages.browsing import ALL_RULES, COLOURS, DESKTOP, PHONE, window
from tests.acceptance.pages.test_pages import EVERY_PAGE
from tests.acceptance.pages.wandering import MISSING, WANDERERS, kind_of, wander
from tests.acceptance.serving import World

pytestmark = [pytest.mark.temporal, pytest.mark.browser, pytest.mark.timeout(400)]

OPENED = "() => document.querySelectorAll('details').forEach(each => each.open = true)"
SIDEWAYS = "() => document.documentElement.scrollWidth > innerWidth"
TWICE = "() => [...document.querySelectorAll('[id]')].map(e => e.id).filter((id, at, ids) => ids.indexOf(id) < at)"
FEWER_ALIKE = """() => {
  const seen = new Map();
  const look = (node) => `${node.tagName}.${node.getAttribute("class")}`;
  for (const node of document.querySelectorAll("tbody > tr, ul > li, ol > li, dl > div, option, svg text")) {
    if (!node.isConnected) continue;
    const looks = new Set([node.parentElement, node, ...node.querySelectorAll("*")].map(look));
    const kind = [...looks].sort().join(" ");
    seen.set(kind, (seen.get(kind) ?? 0) + 1);
    if (seen.get(kind) > 2) node.remove();
  }
}"""
"""Of rows that are made alike two are enough: axe looks at every one of hundreds anew."""
Opened = tuple[str | None, str]


@pytest.fixture(scope="module")
async def every_page(tracker: World, apart: dict[str | None, tuple[str, ...]]) -> list[Opened]:
    """One page of every kind that somebody can reach, that with most to see; and known states of the usual ones."""
    longest: dict[str, tuple[int, Opened]] = {}
    for username in WANDERERS:
        for page in (await wander(tracker, username, "de", apart.get(username, ()))).values():
            kind = _alike(kind_of(tracker.app, page.path) or page.path)
            longest[kind] = max(longest.get(kind, (0, ("", ""))), (len(page.text), (username or "", page.path)))
    usual = {path: (username, path) for username, path in EVERY_PAGE.values()}
    known = {_alike(kind_of(tracker.app, path) or path) for path in usual}
    others = {path: (who or None, path) for kind, (_, (who, path)) in longest.items() if kind not in known}
    pages = [page for path, page in {**usual, **others}.items() if path != MISSING]
    return sorted(pages, key=lambda page: page[0] or "")


def _alike(kind: str) -> str:
    """The forms of commands to an office are made by one macro from the same few fields."""
    return kind.partition(" ")[0] if kind.startswith("/units/{code}/commands") else kind


@pytest.mark.parametrize("language", ["de", "en"])
@pytest.mark.parametrize("size", [DESKTOP, PHONE], ids=["desktop", "phone"])
async def test_no_page_has_a_barrier_that_a_machine_can_find(
    browser: Browser, tracker: World, every_page: list[Opened], size: tuple[int, int], language: str
) -> None:
    found: dict[str, list[str]] = {}
    async with window(browser, tracker.address, size=size, locale="de-DE" if language == "de" else "en-GB") as page:
        signed_in: str | None = None
        for username, path in every_page:
            if username != signed_in:
                await page.goto("about:blank")  # nothing of the person before listens on while another one signs in
                await page.goto(f"/demo/sign-in?as={username}&next=/accessibility")
                signed_in = username
            await page.goto(path, wait_until="domcontentloaded")
            if broken := await _barriers(page, language):
                found[path] = broken
    assert {} == found


async def _barriers(page: Page, language: str) -> list[str]:
    await page.evaluate(OPENED)
    broken = ["the page scrolls sideways"] if await page.evaluate(SIDEWAYS) else []
    broken += [f"two elements are called {name}" for name in await page.evaluate(TWICE)]
    if await page.evaluate("document.documentElement.lang") != language:
        broken.append("the page speaks another language")
    await page.evaluate(FEWER_ALIKE)
    if language == "en":
        return broken + await _broken(page, ALL_RULES, rules={rule: {"enabled": False} for rule in COLOURS})
    return [*broken, *await _broken(page, ALL_RULES), *await _broken(page, COLOURS, dark=True)]


async def _broken(page: Page, kinds: list[str], *, dark: bool = False, **options: Any) -> list[str]:  # noqa: ANN401 - axe's
    await page.emulate_media(color_scheme="dark" if dark else "light")
    result = await Axe().run(page, options={"runOnly": kinds, "resultTypes": ["violations"], **options})
    scheme = "dark" if dark else "light"
    return [f"{scheme} {each['id']}: {each['nodes'][0]['html'][:120]}" for each in result.response["violations"]]

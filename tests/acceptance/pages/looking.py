"""Looking at a page in every way that people have: axe, widths, colours, spacing, both languages.

A page is loaded once for each language; its window then becomes a phone, or dark, while it stands there. What is wrong
is told by way, so that a test can ask for each of its own. Any two of size, colours and language meet, and all rules of
axe are asked in each size and in each language; all three meet in German alone: no style asks for the language.
"""

from __future__ import annotations

import asyncio
from collections import defaultdict
from collections.abc import Iterable
from typing import Any, Literal

import sqlalchemy as sa
from axe_playwright_python.base import AXE_SCRIPT  # type: ignore[import-untyped]
from playwright.async_api import Browser, Page

from models.people_tables import PersonRow
from tests.acceptance.pages.browsing import ALL_RULES, DESKTOP, PHONE, sign_in, window
from tests.acceptance.pages.colours import COLOURS, Judged, colours
from tests.acceptance.pages.scenes import PLAYED
from tests.acceptance.serving import World

LANGUAGES = {"de": "de-DE", "en": "en-GB"}
SIZES = {"desktop": DESKTOP, "phone": PHONE}
NARROWEST, MAGNIFIED = "320 px, as at 400 % on a desk", (320, 256)
SPACED, SPACED_PHONE, FORCED = "text spacing", "text spacing on a phone", "forced colours"
Scheme = Literal["light", "dark"]
OF_SIZE = ["target-size", "scrollable-region-focusable"]
"""What longer words can change, too."""
LOOKS: dict[str, tuple[tuple[str, Scheme, list[str]], ...]] = {
    "de": (
        ("phone", "light", ALL_RULES),
        ("phone", "dark", []),
        ("desktop", "dark", OF_SIZE),
        ("desktop", "light", []),
    ),
    "en": (("phone", "dark", OF_SIZE), ("desktop", "light", ALL_RULES)),
}
"""Size, colours, and which of axe's rules are asked besides those of colours.

Every step changes little, and the last is how the next page is opened.
"""
SEEN = tuple(f"{size}, {scheme}, {language}" for language, looks in LOOKS.items() for size, scheme, _ in looks)
WAYS = (*SEEN, NARROWEST, SPACED, SPACED_PHONE, FORCED)
"""Another language has no other narrow windows or spacing; what is cut off in one is cut off in the other."""

Opened = tuple[str | None, str]
"""Who opens which path; ``/path > dialog``: and what they do there, as `scenes.py` has it."""
Found = dict[str, dict[Opened, list[str]]]
"""What is wrong, by way and page."""

AS_IT_COMES = """(language) => {
  const names = [...document.querySelectorAll("[id]")].map((each) => each.id);
  const spoken = document.documentElement.lang;
  return [
    ...names.filter((id, at) => names.indexOf(id) < at).map((id) => `two elements are called ${id}`),
    ...(spoken === language ? [] : [`the page speaks ${spoken}`]),
  ];
}"""
OPENED = "() => document.querySelectorAll('details').forEach((each) => each.open = true)"
SIDEWAYS = "() => document.documentElement.scrollWidth > innerWidth ? ['the page scrolls sideways'] : []"
CLIPPED = """() => [...document.querySelectorAll("main a, main button, main th, main td, main p, main dd, h1, h2, h3")]
  .filter((each) => each.scrollWidth > each.clientWidth + 1 && getComputedStyle(each).overflowX !== "visible"
    && !each.closest(".vh, .scroll, svg") && !each.matches(".vh") && each.clientWidth > 1)
  .map((each) => each.outerHTML.slice(0, 90))"""
AS_OPENED = f"(language) => {{ ({OPENED})(); return [...({AS_IT_COMES})(language), ...({SIDEWAYS})()]; }}"
WHOLE = f"() => [...({CLIPPED})(), ...({SIDEWAYS})()]"
SPACED_OUT = "line-height: 1.5 !important; letter-spacing: .12em !important; word-spacing: .16em !important"
SPACING = f"""(on) => {{
  const sheet = new CSSStyleSheet();
  sheet.replaceSync("* {{ {SPACED_OUT} }}");
  document.adoptedStyleSheets = on ? [sheet] : [];
}}"""
"""WCAG 1.4.12: readers may set these, and nothing may be lost."""
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
IN_EFFECT = "async (media) => { while (!matchMedia(media).matches) await new Promise((tell) => setTimeout(tell, 2)); }"
OPTIONS = {"resultTypes": ["violations"], "preload": False}
"""Style sheets are not looked at by themselves: no rule of ours asks for that."""
UNSEEN = "Object.defineProperty(document, 'visibilityState', { get: () => 'hidden' });"
"""What nobody sees does not follow what changes: the page stays as it was opened, whoever signs in meanwhile."""
AXE = """async (options) => !window.axe ? null : (await axe.run(options)).violations.map(
  (each) => `${each.id}: ${each.nodes.map((node) => node.html.slice(0, 120)).slice(0, 3).join(" ")}`)"""
"""None where axe has to be brought first."""


async def look_at(browser: Browser, tracker: World, pages: Iterable[Opened]) -> Found:
    """Every page in every way, whoever opens it; both languages at once: browser and server would take turns."""
    found: Found = defaultdict(dict)
    await no_language_is_chosen(tracker)
    by_reader = sorted(pages, key=lambda page: page[0] or "")
    judged = Judged()
    async with asyncio.TaskGroup() as both:
        for language in LANGUAGES:
            both.create_task(_look_at(browser, tracker, by_reader, language, judged, found))
    return found


async def _look_at(
    browser: Browser, tracker: World, by_reader: list[Opened], language: str, judged: Judged, found: Found
) -> None:
    async with window(browser, tracker.address, locale=LANGUAGES[language]) as page:
        await page.add_init_script(UNSEEN + AXE_SCRIPT)
        signed_in: str | None = None
        for username, scene in by_reader:
            if username is not None and username != signed_in:
                await sign_in(page, username)
                signed_in = username
            await _open(page, scene)
            for way, broken in (await look(page, language, judged)).items():
                found[way][username, scene] = broken


async def _open(page: Page, scene: str) -> None:
    path, _, played = scene.partition(" > ")
    await page.goto(path, wait_until="domcontentloaded")
    if played:
        await PLAYED[played](page)


async def no_language_is_chosen(tracker: World) -> None:
    """Another test may have chosen one for somebody, which would come before that of the window."""
    async with tracker.database.write() as connection:
        await connection.execute(sa.update(PersonRow).where(PersonRow.issuer == "demo").values(language=None))


async def look(page: Page, language: str = "de", judged: Judged | None = None) -> dict[str, list[str]]:
    """What is wrong with the page that is open, by way; afterwards it is not what it was.

    ``judged``: looks of texts that need not be looked at any more.
    """
    judged = Judged() if judged is None else judged
    found: dict[str, list[str]] = defaultdict(list)
    found[f"desktop, light, {language}"] += await page.evaluate(AS_OPENED, language)
    if language == "de":
        await _look_at_narrow(page, found)
    await become(page, PHONE)
    found[f"phone, dark, {language}"] += await page.evaluate(SIDEWAYS)
    await page.evaluate(FEWER_ALIKE)
    for name, scheme, rules in LOOKS[language]:
        await become(page, SIZES[name], scheme)
        found[f"{name}, {scheme}, {language}"] += await barriers(page, rules, but=COLOURS) if rules else []
        found[f"{name}, {scheme}, {language}"] += await colours(page, judged, OPTIONS)
    return {way: broken for way, broken in found.items() if broken}


async def _look_at_narrow(page: Page, found: dict[str, list[str]]) -> None:
    """Narrow windows, strong magnification, other spacing: nothing scrolls sideways, nothing is cut off."""

    async def whole(way: str) -> None:
        found[way] += await page.evaluate(WHOLE)

    await page.evaluate(SPACING, True)  # noqa: FBT003 - what the script is told
    await become(page, (1280, 860))
    await whole(SPACED)
    await page.evaluate(SPACING, False)  # noqa: FBT003 - see above
    await become(page, MAGNIFIED)
    await whole(NARROWEST)
    await become(page, PHONE)
    await page.evaluate(SPACING, True)  # noqa: FBT003 - see above
    await whole(SPACED_PHONE)
    await page.evaluate(SPACING, False)  # noqa: FBT003 - see above
    await page.emulate_media(forced_colors="active", reduced_motion="reduce")
    await page.evaluate(IN_EFFECT, "(forced-colors: active)")
    await whole(FORCED)
    await page.emulate_media(forced_colors="none", reduced_motion="null")


async def become(page: Page, size: tuple[int, int], scheme: Scheme | None = None) -> None:
    """Return when the page has noticed; without ``scheme`` it keeps its colours."""
    width, height = size
    media = f"(width: {width}px)"
    if scheme is not None:
        media += f" and (prefers-color-scheme: {scheme})"
        await page.emulate_media(color_scheme=scheme)
    if page.viewport_size != {"width": width, "height": height}:
        await page.set_viewport_size({"width": width, "height": height})
    await page.evaluate(IN_EFFECT, media)


async def barriers(page: Page, kinds: list[str] = ALL_RULES, *, but: Iterable[str] = ()) -> list[str]:
    """What axe finds on the page as it is now."""
    options: dict[str, Any] = {**OPTIONS, "runOnly": kinds, "rules": {rule: {"enabled": False} for rule in but}}
    broken: list[str] | None = await page.evaluate(AXE, options)
    if broken is None:
        await page.evaluate(AXE_SCRIPT)
        broken = await page.evaluate(AXE, options)
    return broken

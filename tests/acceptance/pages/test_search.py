"""The search: a page for everybody, proposals for those with JavaScript, all by keyboard."""

from __future__ import annotations

import pytest
from playwright.async_api import Browser, Locator, Page, expect

from tests.acceptance.pages.browsing import window
from tests.acceptance.pages.visiting import visitor
from tests.acceptance.serving import World

pytestmark = [pytest.mark.temporal]


async def test_results_are_a_plain_page(tracker: World) -> None:
    async with visitor(tracker, "rd-200") as browser:
        page = (await browser.get("/search?q=hildsheim")).text
    assert 'href="/units/244"' in page
    assert "Niedersachsen-Bremen" in page


@pytest.mark.parametrize(("username", "typed"), [("rd-200", "244"), ("manager-244", "244"), ("zentrale", " 244 ")])
async def test_who_types_a_whole_code_is_led_to_the_office(tracker: World, username: str, typed: str) -> None:
    async with visitor(tracker, username) as browser:
        answer = await browser.get("/search", params={"q": typed})
    assert (303, "/units/244") == (answer.status_code, answer.headers["location"])


async def test_the_page_says_what_to_do_when_nothing_fits_and_nothing_of_foreign_offices(tracker: World) -> None:
    async with visitor(tracker, "rd-700") as browser:
        pages = [(await browser.get("/search", params={"q": q})).text for q in ("244", "999")]
    assert all("Keine Dienststelle in Ihrem Bereich passt" in page for page in pages)
    assert pages[0].replace("244", "999").split("<main")[1] == pages[1].split("<main")[1]


@pytest.mark.browser
async def test_the_slash_leads_to_the_search_and_arrows_to_an_office(browser: Browser, tracker: World) -> None:
    async with window(browser, tracker.address, "rd-200") as page:
        await page.goto("/worklist")
        await page.keyboard.press("/")
        await page.keyboard.type("hildsh")
        field = page.get_by_role("combobox", name="Dienststelle suchen")
        await expect(field).to_have_attribute("aria-expanded", "true")
        await page.keyboard.press("ArrowDown")
        chosen = page.get_by_role("option", selected=True)
        await expect(chosen).to_contain_text("Agentur für Arbeit Hildesheim")
        assert await chosen.get_attribute("id") == await field.get_attribute("aria-activedescendant")
        await page.keyboard.press("Enter")
        await page.wait_for_url("**/units/244")


@pytest.mark.browser
async def test_escape_closes_the_proposals_and_then_empties_the_field(browser: Browser, tracker: World) -> None:
    async with window(browser, tracker.address, "rd-200") as page:
        field = await _proposed(page, "hannov")
        await page.keyboard.press("Escape")
        await expect(page.get_by_role("option")).to_have_count(0)
        await expect(field).to_have_value("hannov")
        await page.keyboard.press("Escape")
        await expect(field).to_have_value("")


@pytest.mark.browser
async def test_enter_without_a_choice_shows_the_results(browser: Browser, tracker: World) -> None:
    async with window(browser, tracker.address, "rd-200") as page:
        await _proposed(page, "hannov")
        await page.keyboard.press("Enter")
        await expect(page.get_by_role("heading", name="Suche")).to_be_visible()
        await expect(page.get_by_role("main")).to_contain_text("passen zu „hannov“")


@pytest.mark.browser
async def test_a_slash_in_a_field_is_a_slash(browser: Browser, tracker: World) -> None:
    async with window(browser, tracker.address, "rd-200") as page:
        await page.goto("/people")
        field = page.get_by_role("searchbox", name="Name", exact=True)
        await field.focus()
        await page.keyboard.type("a/b")
        await expect(field).to_have_value("a/b")


@pytest.mark.browser
async def test_without_javascript_the_search_works(browser: Browser, tracker: World) -> None:
    async with window(browser, tracker.address, "manager-244", java_script_enabled=False) as page:
        await page.goto("/worklist")
        await page.get_by_role("searchbox", name="Dienststelle suchen").fill("Haus")
        await page.keyboard.press("Enter")
        await expect(page.get_by_role("list").get_by_role("link", name="Agentur für Arbeit Hildesheim")).to_be_visible()


async def _proposed(page: Page, typed: str) -> Locator:
    await page.goto("/worklist")
    field = page.get_by_role("combobox", name="Dienststelle suchen")
    await field.focus()
    await page.keyboard.type(typed)
    await expect(page.get_by_role("option").first).to_be_visible()
    return field

"""The stories of the first page with the keyboard alone, and without JavaScript."""

from __future__ import annotations

import pytest
from playwright.async_api import Browser, Page, expect

from tests.acceptance.offices import told, without_manager
from tests.acceptance.pages.browsing import window
from tests.acceptance.serving import World

pytestmark = [pytest.mark.temporal, pytest.mark.browser]

FOCUSED = "() => (document.activeElement.closest('label') ?? document.activeElement).innerText.trim()"


async def reached(page: Page, words: str) -> None:
    """Go on with the tabulator until something with these words has the focus."""
    for _ in range(150):
        await page.keyboard.press("Tab")
        found: str = await page.evaluate(FOCUSED)
        if found == words:
            return
    raise AssertionError(f"the keyboard does not reach {words}")


async def followed(page: Page, words: str) -> None:
    await reached(page, words)
    await page.keyboard.press("Enter")


async def test_the_first_story_from_the_first_page_to_the_form(browser: Browser, tracker: World) -> None:
    """Confirming itself, with the keyboard alone, is told in ``test_stories``."""
    async with window(browser, tracker.address) as page:
        await page.goto("/")
        await page.get_by_role("link", name="AQua: einen Workshop bestätigen").focus()
        await page.keyboard.press("Enter")
        await expect(page.get_by_role("heading", level=1)).to_contain_text("Hildesheim")


async def test_a_manager_is_entered_with_the_keyboard_alone(browser: Browser, tracker: World) -> None:
    code = await without_manager(tracker, "700")
    async with window(browser, tracker.address, "rd-700") as page:
        await page.goto(f"/units/{code}")
        await followed(page, "Führungskraft eintragen")
        await expect(page.get_by_role("dialog")).to_be_visible()
        await followed(page, "Führungskraft eintragen")
        await expect(page.get_by_role("status")).to_contain_text("Führungskraft eingetragen")
    assert "manager_assigned" == [each for each in await told(tracker, code) if each.startswith("manager_")][-1]


async def test_a_manager_is_entered_without_javascript(browser: Browser, tracker: World) -> None:
    code = await without_manager(tracker, "200")
    async with window(browser, tracker.address, "rd-200", java_script_enabled=False) as page:
        await page.goto(f"/units/{code}")
        await page.get_by_role("link", name="Führungskraft eintragen").first.click()
        await page.get_by_role("button", name="Führungskraft eintragen").click()
        await expect(page.get_by_role("status")).to_contain_text("Führungskraft eingetragen")
    assert "manager_assigned" == [each for each in await told(tracker, code) if each.startswith("manager_")][-1]


async def test_where_decisions_are_missing_is_found_with_the_keyboard_alone(browser: Browser, tracker: World) -> None:
    async with window(browser, tracker.address, "zentrale") as page:
        await page.goto("/overview")
        await followed(page, "gemeinsame Einrichtungen")
        await page.wait_for_url("**kind=gemeinsame_einrichtung*")
        decisions = page.locator("main .lead a")
        await followed(page, await decisions.inner_text())
        await page.wait_for_url("**status=decision*")
        office = (
            page.get_by_role("region", name="Unterstützungsbedarf").get_by_role("heading").nth(1).get_by_role("link")
        )
        await followed(page, await office.inner_text())
        await expect(page.get_by_role("heading", name="Was fehlt, und wer zuständig ist")).to_be_visible()


async def test_where_decisions_are_missing_is_found_without_javascript(browser: Browser, tracker: World) -> None:
    async with window(browser, tracker.address, "zentrale", java_script_enabled=False) as page:
        await page.goto("/overview?kind=gemeinsame_einrichtung")
        await page.locator("main .lead a").click()
        needs = page.get_by_role("region", name="Unterstützungsbedarf")
        await needs.get_by_role("heading").nth(1).get_by_role("link").click()
        await expect(page.get_by_role("heading", name="Was fehlt, und wer zuständig ist")).to_be_visible()


async def test_the_first_stop_of_every_page_leads_to_its_content(browser: Browser, tracker: World) -> None:
    async with window(browser, tracker.address, "rd-200") as page:
        for path in ("/overview", "/regions/200", "/units/244", "/notices", "/imports", "/search?q=han", "/programme"):
            await page.goto(path)
            await page.evaluate("document.activeElement?.blur()")
            await page.keyboard.press("Tab")
            await page.keyboard.press("Enter")
            assert "content" == await page.evaluate("document.activeElement.id"), path

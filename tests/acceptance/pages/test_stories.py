"""The three stories of the first page, in a real browser; and what holds for everybody who looks."""

from __future__ import annotations

import pytest
from playwright.async_api import Browser, Page, expect

from tests.acceptance.offices import told, waiting_workshop
from tests.acceptance.pages.browsing import window
from tests.acceptance.serving import World

pytestmark = [pytest.mark.temporal, pytest.mark.browser]


async def test_without_javascript_an_aqua_lead_confirms_the_prepared_workshop(browser: Browser, tracker: World) -> None:
    async with window(browser, tracker.address, java_script_enabled=False) as page:
        await page.goto("/")
        await page.get_by_role("link", name="AQua: einen Workshop bestätigen").click()
        await page.get_by_role("link", name="Umsetzungsworkshop bestätigen").click()
        await page.get_by_role("radio", name="5 bis 9").check()
        await page.get_by_role("button", name="Umsetzungsworkshop bestätigen").click()
        await expect(page.get_by_role("status")).to_contain_text("Umsetzungsworkshop bestätigt. Neue Stufe: Umsetzung.")
        await expect(page.get_by_role("main")).to_contain_text("teilgenommen haben 5 bis 9 Personen")
    unit = (await tracker.as_("zentrale").get("/api/units/244")).json()
    assert "operation" == unit["stage"]
    assert 1 == (await told(tracker, "244")).count("workshop_confirmed")


async def test_a_regional_lead_enters_the_missing_manager_in_a_dialog(browser: Browser, tracker: World) -> None:
    async with window(browser, tracker.address) as page:
        await page.goto("/")
        await page.get_by_role("link", name="Region: eine fehlende Führungskraft eintragen").click()
        await expect(page.get_by_role("main")).to_contain_text("fehlt seit 9 Arbeitstagen")
        await page.get_by_role("link", name="Führungskraft eintragen").first.click()
        dialog = page.get_by_role("dialog", name="Umsetzungsverantwortliche Führungskraft in Würzburg eintragen")
        await dialog.get_by_role("button", name="Führungskraft eintragen").click()
        await expect(page.get_by_role("status")).to_contain_text("Führungskraft eingetragen")
        await expect(page.get_by_text("Zurzeit fehlt nichts")).to_be_visible()
    unit = (await tracker.as_("zentrale").get("/api/units/759")).json()
    assert "sustained" == unit["status"]["code"]


async def test_the_zentrale_finds_where_decisions_are_missing(browser: Browser, tracker: World) -> None:
    async with window(browser, tracker.address) as page:
        await page.goto("/")
        await page.get_by_role("link", name="Zentrale: sehen, wo Entscheidungen fehlen").click()
        await page.get_by_role("link", name="gemeinsame Einrichtungen").first.click()
        await page.get_by_role("link", name="eine Entscheidung").click()
        needs = page.get_by_role("region", name="Unterstützungsbedarf")
        await expect(needs.get_by_role("listitem").first).to_contain_text("Jobcenter")
        await needs.get_by_role("heading").nth(1).get_by_role("link").click()
        await expect(page.get_by_role("heading", name="Was fehlt, und wer zuständig ist")).to_be_visible()


async def test_a_workshop_is_confirmed_with_the_keyboard_alone(browser: Browser, tracker: World) -> None:
    asked = await waiting_workshop(tracker, due=True)
    code, lead = asked.code, asked.lead
    async with window(browser, tracker.address, lead) as page:
        await page.goto(f"/units/{code}")
        await _tab_to(page, "Umsetzungsworkshop bestätigen")
        await page.keyboard.press("Escape")
        await page.keyboard.press("Enter")
        await expect(page.get_by_role("dialog")).to_be_visible()
        await page.keyboard.press("Escape")
        await expect(page.get_by_role("dialog")).to_have_count(0)
        assert "Umsetzungsworkshop bestätigen" == await _focused(page)
        await page.keyboard.press("Enter")
        await expect(page.get_by_role("dialog")).to_be_visible()
        await _tab_to(page, "1 bis 4")
        await page.keyboard.press("Space")
        await _tab_to(page, "Umsetzungsworkshop bestätigen")
        await page.keyboard.press("Enter")
        await expect(page.get_by_role("status")).to_contain_text("Umsetzungsworkshop bestätigt.")
    assert 1 == (await asked.told(tracker)).count("workshop_confirmed")


FOCUSED = "() => (document.activeElement.closest('label') ?? document.activeElement).innerText.trim()"


async def _focused(page: Page) -> str:
    words: str = await page.evaluate(FOCUSED)
    return words


async def _tab_to(page: Page, words: str) -> None:
    passed: list[str] = []
    while len(passed) < 150:
        await page.keyboard.press("Tab")
        passed.append(await _focused(page))
        if passed[-1] == words:
            return
    raise AssertionError(f"the keyboard does not reach {words}, only {passed}")


async def test_after_a_refusal_the_focus_is_on_what_was_wrong(browser: Browser, tracker: World) -> None:
    async with window(browser, tracker.address, "rd-700") as page:
        await page.goto("/units/759/commands/pause")
        await page.get_by_role("button", name="Ruhen lassen").click()
        await expect(page.get_by_role("radio").first).to_be_focused()
        await page.get_by_role("heading", level=1).click()
        await page.get_by_role("link", name="Grund: Bitte ausfüllen.").click()
        await expect(page.get_by_role("radio").first).to_be_focused()

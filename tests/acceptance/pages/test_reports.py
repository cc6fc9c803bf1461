"""Pages of reports: attested in one click without a script, or with words; nothing out of scope."""

from __future__ import annotations

import httpx
import pytest
import sqlalchemy as sa
from playwright.async_api import Browser

from models.people_tables import NoteRow
from tests.acceptance.pages.browsing import window
from tests.acceptance.pages.report_places import report_pages
from tests.acceptance.pages.test_pages import NOTICE
from tests.acceptance.pages.visiting import hidden, visitor
from tests.acceptance.reporting import month
from tests.acceptance.serving import World

pytestmark = [pytest.mark.temporal, pytest.mark.browser]

MOST_STATEMENTS = 14
"""A report is looked at once a quarter; a form of attestation also compares with the report before."""


async def _statements(tracker: World, browser: httpx.AsyncClient, path: str) -> int:
    before = len(tracker.statements)
    await browser.get(path)
    return sum(text.startswith("SELECT") for text in tracker.statements[before:])


async def test_every_page_says_that_its_figures_are_invented_and_asks_few_statements(
    tracker: World, half_attested: str
) -> None:
    many: dict[str, int] = {}
    for name, (username, path) in report_pages(half_attested).items():
        async with visitor(tracker, username) as browser:
            page = await browser.get(path)
            asked = min([await _statements(tracker, browser, path) for _ in range(3)])
        assert 200 == page.status_code, name
        assert NOTICE in page.text, name
        if asked > MOST_STATEMENTS:
            many[name] = asked
    assert {} == many


async def test_a_picture_can_be_heard_and_read_as_a_table(browser: Browser, tracker: World, half_attested: str) -> None:
    async with window(browser, tracker.address, "rd-200") as page:
        await page.goto(f"/reports/{half_attested}-200")
        pictures = await page.locator("svg.drawing").all()
        assert pictures
        for picture in pictures:
            assert len(str(await picture.get_attribute("aria-label"))) > 40
        tables = page.locator("figure.picture details table")
        assert len(pictures) == await tables.count()


async def test_a_region_is_attested_in_one_click_without_a_script(browser: Browser, tracker: World) -> None:
    period = await month(tracker, 3)
    async with window(browser, tracker.address, "rd-200", java_script_enabled=False) as page:
        await page.goto("/reports")
        await page.click(f"li:has-text('Bericht {period}') >> text=Ansehen und bestätigen")
        await page.click("text=Unverändert bestätigen")
        assert f"{tracker.address}/reports/{period}-200" == page.url
        assert "Der Bericht ist bestätigt." in await page.inner_text("main")
        assert "keine, unverändert bestätigt" in await page.inner_text("dl.facts")


async def test_remarks_stand_in_the_report(browser: Browser, tracker: World) -> None:
    period = await month(tracker, 4)
    async with window(browser, tracker.address, "rd-200") as page:
        await page.goto(f"/reports/{period}-200/attest")
        await page.locator(".looked select").first.select_option("in_clarification")
        await page.fill("#regional_needs", "Mehr Plätze im Frühjahr.")
        await page.click("text=Mit diesen Angaben bestätigen")
        assert "Mehr Plätze im Frühjahr." in await page.inner_text("main")
        assert "wird noch geklärt 1" in await page.inner_text("dl.facts")


async def test_a_text_that_seems_to_name_somebody_is_asked_about_once(tracker: World) -> None:
    """Nothing is stored before; what was typed is still there."""
    period = await month(tracker, 5)
    path, said = f"/reports/{period}-200/attest", "Rückfragen unter 0911 1234567"
    async with visitor(tracker, "rd-200") as browser:
        form = await browser.get(path)
        body = {**_remarks(form), "do": "remarks", "situation": said}
        again = await browser.post(path, data=body)
        assert 422 == again.status_code
        assert "eine Telefonnummer" in again.text
        assert said in again.text
        assert 0 == await tracker.scalar(sa.select(sa.func.count()).where(NoteRow.text == said))
        done = await browser.post(path, data={**_remarks(again), "do": "remarks", "situation": said})
    assert 303 == done.status_code
    assert 1 == await tracker.scalar(sa.select(sa.func.count()).where(NoteRow.text == said))


def _remarks(page: httpx.Response) -> dict[str, str]:
    """What the second form of the page carries: the last key."""
    return hidden(page)


async def test_who_comes_second_reads_why(tracker: World) -> None:
    """Holder and substitute have the form open; one of them is quicker."""
    period = await month(tracker, 6)
    path = f"/reports/{period}-200/attest"
    async with visitor(tracker, "rd-200") as second:
        form = await second.get(path)
        first = await tracker.as_("rd-200").post(
            f"/api{path.removesuffix('/attest')}/commands", json={"type": "attest"}
        )
        assert 200 == first.status_code
        late = await second.post(path, data={**hidden(form), "do": "unchanged"})
    assert 409 == late.status_code
    assert "bereits bestätigt, vielleicht von Ihrer Vertretung" in late.text


async def test_central_staff_ask_back_the_region_answers_and_it_is_acknowledged(
    browser: Browser, tracker: World
) -> None:
    period = await month(tracker, 7)
    report = f"/reports/{period}-200"
    await tracker.as_("rd-200").post(f"/api{report}/commands", json={"type": "attest"})
    async with window(browser, tracker.address, "zentrale") as page:
        await page.goto(report)
        await page.click("text=Zurückfragen")
        await page.check("text=Eine Zahl ist unklar")
        await page.fill("#note", "Stimmt die Zahl der Workshops?")
        await page.click("button:has-text('Zurückfragen')")
        assert "Stimmt die Zahl der Workshops?" in await page.inner_text("main")
    async with window(browser, tracker.address, "rd-200") as page:
        await page.goto(report)
        assert "Rückfrage der Zentrale: Eine Zahl ist unklar" in await page.inner_text("main")
        await page.click("text=Ansehen und bestätigen")
        assert "Stimmt die Zahl der Workshops?" in await page.inner_text("main")
        await page.click("text=Unverändert bestätigen")
    async with window(browser, tracker.address, "zentrale") as page:
        await page.goto(f"{report}/acknowledge")
        await page.click("button:has-text('Zur Kenntnis nehmen')")
        assert "Der Bericht ist zur Kenntnis genommen." in await page.inner_text("main")
        assert "Was Sie hier tun können" not in await page.inner_text("main")


@pytest.mark.parametrize("username", ["rd-700", "aqua", "manager-231"])
async def test_a_regions_report_is_not_there_for_others(tracker: World, half_attested: str, username: str) -> None:
    async with visitor(tracker, username) as browser:
        for path in ("", "/attest", "/ask-back"):
            assert 404 == (await browser.get(f"/reports/{half_attested}-200{path}")).status_code
        assert f"{half_attested}-200" not in (await browser.get("/reports")).text


async def test_who_may_read_a_report_may_not_therefore_attest_it(tracker: World, half_attested: str) -> None:
    async with visitor(tracker, "zentrale") as browser:
        page = await browser.get(f"/reports/{half_attested}-200")
        form = await browser.get(f"/reports/{half_attested}-200/attest")
    assert "Ansehen und bestätigen" not in page.text
    assert 403 == form.status_code


async def test_the_offices_that_wait_are_listed_within_ones_scope(tracker: World) -> None:
    """A regional lead sees how many wait elsewhere, and nobody of them."""
    async with visitor(tracker, "rd-200") as browser:
        here = (await browser.get("/bottlenecks?scope=200&milestone=companions_qualified")).text
        there = (await browser.get("/bottlenecks?scope=700&milestone=companions_qualified")).text
    assert 'href="/units/' in here
    assert 'href="/units/' not in there
    assert "nicht in Ihrem Bereich" in there


async def test_a_report_that_waits_stands_in_the_worklist_and_where_its_lead_begins(
    tracker: World, half_attested: str
) -> None:
    async with visitor(tracker, "rd-200") as lead:
        mine = [(await lead.get(path)).text for path in ("/worklist", "/regions/200", "/reports")]
    async with visitor(tracker, "rd-700") as other:
        others = [(await other.get(path)).text for path in ("/worklist", "/regions/700", "/reports")]
    assert all(f"/reports/{half_attested}-200/attest" in page for page in mine)
    assert not any(f"/reports/{half_attested}-700/attest" in page for page in others)


async def test_the_number_beside_the_worklist_counts_steps_and_reports(tracker: World, half_attested: str) -> None:
    for username in ("rd-200", "zentrale"):
        listed = (await tracker.as_(username).get("/api/worklist")).json()
        waiting = len(listed["items"]) + sum(not each["vacant"] for each in listed["reports"])
        async with visitor(tracker, username) as browser:
            page = (await browser.get("/reports")).text
        assert listed["reports"]
        assert f'<span class="count">{waiting}<' in page[page.index('href="/worklist"') :][:300]

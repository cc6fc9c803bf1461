"""What stands at the foot of the pages: programme, terms, notices, settings."""

from __future__ import annotations

import re

import pytest
import sqlalchemy as sa
from playwright.async_api import Browser, expect

from activities.clock import now
from models.mail_tables import DeliveryRow
from models.people_tables import PersonRow
from tests.acceptance.pages.browsing import window
from tests.acceptance.pages.visiting import hidden, visitor
from tests.acceptance.serving import World

pytestmark = [pytest.mark.temporal]


@pytest.mark.parametrize("username", ["zentrale", "rd-200", "aqua", "manager-244", "fachkraft", "auditor"])
async def test_the_foot_leads_everybody_only_to_pages_that_open(tracker: World, username: str) -> None:
    async with visitor(tracker, username) as browser:
        page = (await browser.get("/overview")).text
        foot = page.split('class="more-places"')[1].split("</nav>")[0]
        places = re.findall(r'href="([^"]+)"', foot)
        answers = {place: (await browser.get(place)).status_code for place in places}
    assert {"/programme", "/terms", "/notices", "/settings"} <= set(places)
    assert dict.fromkeys(places, 200) == answers


@pytest.mark.parametrize(
    ("username", "path", "marked"),
    [
        ("zentrale", "/waves", [("/waves", "page")]),
        ("zentrale", "/waves/new", [("/waves", "true")]),
        ("zentrale", "/people/new", [("/people", "true")]),
        ("rd-200", "/regions/200", [("/regions/200", "page")]),
        ("rd-200", "/regions/200/people", [("/regions/200", "true")]),
        ("rd-200", "/regions/700", []),
        ("aqua", "/units/244", [("/units", "true")]),
        ("zentrale", "/imports", [("/imports", "page")]),
    ],
)
async def test_navigation_marks_the_place_to_which_a_page_belongs(
    tracker: World, username: str, path: str, marked: list[tuple[str, str]]
) -> None:
    async with visitor(tracker, username) as browser:
        page = (await browser.get(path)).text
    lists = re.findall(r'<nav aria-label="Hauptnavigation">.*?</nav>|class="more-places".*?</nav>', page, re.DOTALL)
    assert marked == re.findall(r'href="([^"]+)" aria-current="(\w+)"', " ".join(lists))


async def test_who_reports_a_barrier_need_not_say_on_which_page(tracker: World) -> None:
    async with visitor(tracker, "rd-200") as browser:
        page = (await browser.get("/units/244")).text
    assert 'href="/accessibility?page=/units/244"' in page


async def test_notices_tell_what_concerns_me_and_the_newest_first(tracker: World) -> None:
    async with visitor(tracker, "rd-200") as browser:
        page = (await browser.get("/notices")).text
    days = re.findall(r'<time datetime="([\d-]+)"', page.split('id="told"')[1].split("</section>")[0])
    assert days
    assert sorted(days, reverse=True) == days


async def test_nobody_is_told_of_foreign_offices(tracker: World) -> None:
    async with visitor(tracker, "rd-700") as browser:
        pages, path = [], "/notices"
        while path:
            page = (await browser.get(path)).text
            pages.append(page)
            further = re.search(r'href="(/notices\?before=[\d-]+)"', page)
            path = further[1] if further else ""
    codes = set(re.findall(r'href="/units/([^"]+)"', " ".join(pages)))
    regions = {(await tracker.as_("zentrale").get(f"/api/units/{code}")).json()["region"] for code in codes}
    assert {"700"} == regions


async def test_notices_say_whether_a_mail_went_out(tracker: World) -> None:
    """A regional lead without an address is told all the same."""
    person = PersonRow.subject == "rd-200"
    async with tracker.database.write() as connection:
        before = await connection.scalar(sa.select(PersonRow.email).where(person))
        await connection.execute(sa.update(PersonRow).where(person).values(email=None))
    async with visitor(tracker, "rd-200") as browser:
        page = (await browser.get("/notices")).text
    async with tracker.database.write() as connection:
        await connection.execute(sa.update(PersonRow).where(person).values(email=before))
    assert "keine E-Mail-Adresse hinterlegt" in page


async def test_mails_that_are_about_no_office_are_listed_with_what_they_are_about(tracker: World) -> None:
    """Reports to attest and issued ones, substitutions, overviews; and nobody else's."""
    about = ("attest/2025-Q4-200/1", "report/2025-Q4", "substitution/s-1/named", "substitution/s-1/ended")
    async with tracker.database.write() as connection:
        person = await connection.scalar(sa.select(PersonRow.id).where(PersonRow.subject == "rd-200"))
        rows = [
            {
                "about": each,
                "person_id": person,
                "message_id": f"<{number}@told.invalid>",
                "state": "sent",
                "tries": 1,
                "next_try": now(),
                "settled_at": now(),
                "created_at": now(),
            }
            for number, each in enumerate(about)
        ]
        await connection.execute(sa.insert(DeliveryRow), rows)
    listed = {}
    for username in ("rd-200", "rd-700"):
        async with visitor(tracker, username) as browser:
            page = (await browser.get("/notices")).text
        listed[username] = page.partition('id="mails"')[2]
    for words in (
        '<a href="/reports/2025-Q4-200">Bericht 2025-Q4: Niedersachsen-Bremen war zu bestätigen</a>',
        '<a href="/reports">Der Bericht 2025-Q4 ist ausgegeben</a>',
        '<a href="/substitutions">Vertretung benannt</a>',
        '<a href="/substitutions">Vertretung vorzeitig beendet</a>',
    ):
        assert words in listed["rd-200"]
        assert words not in listed["rd-700"]


async def test_pages_of_notices_follow_each_other_without_a_gap(
    tracker: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("api.pages.notices.AMONG", 7)
    told, path = [], "/notices"
    async with visitor(tracker, "rd-200") as browser:
        while path:
            page = (await browser.get(path)).text
            listed = page.split('id="told"')[1].split("</section>")[0]
            told += re.findall(r'<a href="(/units/[^"]+)">[^<]*</a>: ([^<]*)<', listed)
            further = re.search(r'href="(/notices\?before=[\d-]+)"', page)
            path = further[1] if further else ""
        monkeypatch.setattr("api.pages.notices.AMONG", 10_000)
        whole = (await browser.get("/notices")).text.split('id="told"')[1].split("</section>")[0]
    assert re.findall(r'<a href="(/units/[^"]+)">[^<]*</a>: ([^<]*)<', whole) == told


async def test_the_key_for_the_search_can_be_switched_off_and_on(tracker: World) -> None:
    async with visitor(tracker, "rd-200") as browser:
        seen = ['data-key="/"' in (await browser.get("/worklist")).text]
        for wanted in ("off", "on"):
            form = await browser.get("/settings")
            assert 303 == (await browser.post("/settings", data={**hidden(form), "keys": wanted})).status_code
            seen.append('data-key="/"' in (await browser.get("/worklist")).text)
    assert [True, False, True] == seen


async def test_settings_say_where_messages_go(tracker: World) -> None:
    async with visitor(tracker, "rd-200") as browser:
        page = (await browser.get("/settings")).text
    assert "rd-200@demo.invalid" in page
    assert "iLB-Verantwortliche/r Niedersachsen-Bremen" in page


@pytest.mark.browser
async def test_a_word_is_explained_where_it_is_used_by_keyboard(browser: Browser, tracker: World) -> None:
    async with window(browser, tracker.address, "rd-200") as page:
        await page.goto("/regions/200")
        button = page.get_by_role("button", name="Was heißt „Unterstützungsbedarf“?")
        await button.focus()
        await page.keyboard.press("Enter")
        meaning = page.locator("#help-support")
        await expect(meaning).to_be_visible()
        await expect(meaning).to_contain_text("Aufgezählt wird nach Datum, nie nach Rang.")
        await page.keyboard.press("Escape")
        await expect(meaning).to_be_hidden()
        await expect(button).to_be_focused()


async def test_the_programme_is_told_to_every_function(tracker: World) -> None:
    async with visitor(tracker, "auditor") as browser:
        page = (await browser.get("/programme")).text
    assert "Was davon Annahmen sind" in page
    assert "frühestens 9 Monate nach „Umsetzungsworkshop“" in page

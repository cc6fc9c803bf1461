"""What the demo would have sent can be looked at, and leads back into the tracker."""

from __future__ import annotations

import asyncio
import re

import httpx
import pytest
from playwright.async_api import Browser

from tests.acceptance.offices import waiting_workshop
from tests.acceptance.pages.browsing import PHONE, window
from tests.acceptance.pages.looking import SIDEWAYS, barriers
from tests.acceptance.pages.visiting import visitor
from tests.acceptance.serving import World

pytestmark = [pytest.mark.temporal]

MAIL = re.compile(r'<li><a href="(/outbox/[0-9a-f]{32})" lang="de">([^<]*)</a>')


@pytest.fixture(scope="module")
async def moved(tracker: World) -> str:
    """An office whose workshop was just moved by the AQua lead."""
    asked = await waiting_workshop(tracker)
    command = {"type": "move_workshop", "workshop": "implementation", "planned_on": "2027-06-07", "reason": "room"}
    answer = await tracker.as_(asked.lead).post(f"/api/units/{asked.code}/commands", json=command)
    assert 200 == answer.status_code, answer.text
    return str(answer.json()["name"])


async def mail_about(browser: httpx.AsyncClient, name: str) -> str:
    """Where the mail about this office is, as soon as it is there."""
    async with asyncio.timeout(60):
        while True:
            page = await browser.get("/outbox")
            for href, subject in MAIL.findall(page.text):
                if f"verschoben: {name}" in subject:
                    return str(href)
            await asyncio.sleep(0.2)


async def test_a_moved_workshop_is_in_the_outbox_with_its_calendar(tracker: World, moved: str) -> None:
    async with visitor(tracker) as browser:
        href = await mail_about(browser, moved)
        mail = (await browser.get(href)).text
        calendar = await browser.get(f"{href}/termin.ics")
        whole = await browser.get(f"{href}/mail.eml")
    assert "Neuer Termin: 07.06.2027, bisher" in mail
    assert f'<a href="{tracker_url(tracker)}/units/' in mail
    assert "DTSTART;VALUE=DATE:20270607" in calendar.text
    assert "attachment" in calendar.headers["content-disposition"]
    assert b"Message-ID: <" in whole.content


def tracker_url(tracker: World) -> str:
    """Mails of these tests name the address of the settings, which is not the one that was free."""
    return f"http://{tracker.settings.host}:{tracker.settings.port}"


@pytest.mark.parametrize("path", ["/outbox/" + "0" * 32, "/outbox/" + "0" * 32 + "/termin.ics", "/outbox/../secret"])
async def test_what_was_never_sent_is_not_found(tracker: World, path: str) -> None:
    async with visitor(tracker) as browser:
        assert 404 == (await browser.get(path)).status_code


@pytest.mark.browser
async def test_the_outbox_has_no_barrier_that_a_machine_can_find(browser: Browser, tracker: World, moved: str) -> None:
    found: list[str] = []
    async with visitor(tracker) as visiting:
        href = await mail_about(visiting, moved)
    async with window(browser, tracker.address, size=PHONE) as page:
        for path in ("/outbox", href):
            await page.goto(path)
            found += [*await barriers(page), *await page.evaluate(SIDEWAYS)]
    assert [] == found

"""From the link in a mail to a receipt: one screen, whatever there is to say about a workshop."""

from __future__ import annotations

import re
from dataclasses import replace

import httpx
import pytest
from playwright.async_api import Browser, expect

from tests.acceptance.offices import Asked, told, waiting_workshop
from tests.acceptance.pages.browsing import PHONE, window
from tests.acceptance.pages.looking import OPENED, SIDEWAYS, barriers
from tests.acceptance.pages.visiting import visitor
from tests.acceptance.serving import World

pytestmark = [pytest.mark.temporal]

FORM = re.compile(r"<form method=\"post\".*?</form>", re.DOTALL)
HIDDEN = re.compile(r'<input type="hidden" name="([^"]+)" value="([^"]*)">')


def form(page: httpx.Response, answer: str) -> dict[str, str]:
    """What the form of this answer carries."""
    forms = [dict(HIDDEN.findall(found)) for found in FORM.findall(page.text)]
    return next(fields for fields in forms if fields.get("answer") == answer)


def path(code: str) -> str:
    return f"/units/{code}/workshops/implementation/answer"


@pytest.fixture(scope="module")
async def office(tracker: World) -> Asked:
    return await waiting_workshop(tracker)


@pytest.fixture
async def asked(tracker: World, office: Asked) -> Asked:
    """The same workshop, waiting again, whatever the test before has answered."""
    unit = (await tracker.as_("zentrale").get(f"/api/units/{office.code}")).json()
    workshop = next(w for w in unit["workshops"] if w["workshop"] == "implementation")
    todo: list[dict[str, str]] = []
    if workshop["held_on"] is not None:
        todo = [{"type": "withdraw_confirmation", "reason": "mistake"}]
    elif workshop["planned_on"] is None:
        todo = [{"type": "plan_workshop", "planned_on": office.day}]
    elif workshop["planned_on"] != office.day:
        todo = [{"type": "move_workshop", "planned_on": office.day, "reason": "room"}]
    elif workshop["returned_on"] is not None:
        there_and_back = ("2027-01-04", office.day)
        todo = [{"type": "move_workshop", "planned_on": day, "reason": "room"} for day in there_and_back]
    for body in todo:
        command = {**body, "workshop": "implementation"}
        answer = await tracker.as_(office.lead).post(f"/api/units/{office.code}/commands", json=command)
        assert 200 == answer.status_code, answer.text
    return replace(office, before=len(await told(tracker, office.code)))


async def test_whoever_follows_the_link_signs_in_and_lands_on_the_screen(tracker: World, asked: Asked) -> None:
    code = asked.code
    async with visitor(tracker) as browser:
        led = await browser.get(path(code))
    assert 303 == led.status_code
    assert f"/?next=%2Funits%2F{code}%2Fworkshops%2Fimplementation%2Fanswer" == led.headers["location"]


async def test_yes_is_a_day_and_a_band_and_ends_in_a_receipt(tracker: World, asked: Asked) -> None:
    code, lead = asked.code, asked.lead
    async with visitor(tracker, lead) as browser:
        page = await browser.get(path(code))
        day = asked.day
        fields = {**form(page, "confirm_workshop"), "held_on": day, "headcount": "5-9", "note": "Raum war zu klein"}
        sent = await browser.post(path(code), data=fields)
        receipt = await browser.get(sent.headers["location"])
    assert f'value="{day}"' in page.text
    assert 303 == sent.status_code
    assert fields["key"] in receipt.text
    assert "Umsetzungsworkshop bestätigt; teilgenommen haben 5 bis 9 Personen." in receipt.text
    assert 1 == (await asked.told(tracker)).count("workshop_confirmed")


async def test_sent_twice_it_is_one_command_with_one_receipt(tracker: World, asked: Asked) -> None:
    code, lead = asked.code, asked.lead
    async with visitor(tracker, lead) as browser:
        page = await browser.get(path(code))
        fields = {**form(page, "confirm_workshop"), "held_on": asked.day, "headcount": "1-4"}
        places = [(await browser.post(path(code), data=fields)).headers["location"] for _ in range(2)]
    assert places[0] == places[1]
    assert 1 == (await asked.told(tracker)).count("workshop_confirmed")


@pytest.mark.parametrize(
    ("answer", "said", "event", "title"),
    [
        ("move_workshop", {"planned_on": "2027-03-01", "reason": "room"}, "workshop_moved", "Verschoben"),
        ("cancel_workshop", {"reason": "too_few"}, "workshop_cancelled", "Ausfall eingetragen"),
        ("return_to_region", {"reason": "not_our_team"}, "workshop_returned", "An die Region zurückgegeben"),
    ],
)
async def test_no_has_three_forms_each_with_its_receipt(
    tracker: World, asked: Asked, answer: str, said: dict[str, str], event: str, title: str
) -> None:
    code, lead = asked.code, asked.lead
    async with visitor(tracker, lead) as browser:
        page = await browser.get(path(code))
        sent = await browser.post(path(code), data={**form(page, answer), **said})
        receipt = await browser.get(sent.headers["location"])
    assert f'<h1 id="receipt">{title}</h1>' in receipt.text
    assert 1 == (await asked.told(tracker)).count(event)


async def test_a_mistake_is_taken_back_from_the_receipt(tracker: World, asked: Asked) -> None:
    code, lead = asked.code, asked.lead
    async with visitor(tracker, lead) as browser:
        page = await browser.get(path(code))
        fields = {**form(page, "confirm_workshop"), "held_on": asked.day, "headcount": "1-4"}
        receipt = await browser.get((await browser.post(path(code), data=fields)).headers["location"])
        undone = await browser.post(path(code), data=form(receipt, "withdraw_confirmation"))
        second = await browser.get(undone.headers["location"])
        first = await browser.get(str(receipt.url))
        again = await browser.get(path(code))
    assert "Bestätigung zurückgenommen: Umsetzungsworkshop" in second.text
    assert "(Versehen)" in second.text
    assert "Das war ein Versehen" not in first.text
    assert "Ja, er hat stattgefunden" in again.text


async def test_what_was_typed_stays_and_the_form_with_the_error_is_open(tracker: World, asked: Asked) -> None:
    code, lead = asked.code, asked.lead
    async with visitor(tracker, lead) as browser:
        page = await browser.get(path(code))
        moved = {**form(page, "move_workshop"), "planned_on": "2199-01-01", "reason": "room", "note": "Neuer Anlauf"}
        refused = await browser.post(path(code), data=moved)
        empty = await browser.post(path(code), data=form(page, "confirm_workshop") | {"held_on": ""})
    assert 409 == refused.status_code
    assert 'value="2199-01-01"' in refused.text
    assert "Neuer Anlauf" in refused.text
    assert 1 == refused.text.count("<details open>")
    assert 422 == empty.status_code
    assert '<a href="#confirm_workshop-held_on">Stattgefunden am: Bitte ausfüllen.</a>' in empty.text
    assert [] == await asked.told(tracker)


async def test_an_answer_that_is_given_shows_what_is_on_record_and_asks_no_more(tracker: World, asked: Asked) -> None:
    code, lead = asked.code, asked.lead
    async with visitor(tracker, lead) as browser:
        page = await browser.get(path(code))
        fields = {**form(page, "confirm_workshop"), "held_on": asked.day, "headcount": "1-4"}
        await browser.post(path(code), data=fields)
        again = await browser.get(path(code))
    assert "stattgefunden, bestätigt von Teamleitung AQua" in again.text
    assert "Ja, er hat stattgefunden" not in again.text


async def test_who_may_not_answer_reads_who_does(tracker: World, asked: Asked) -> None:
    code = asked.code
    region = (await tracker.as_("zentrale").get(f"/api/units/{code}")).json()["region"]
    async with visitor(tracker, f"rd-{region}") as browser:
        page = await browser.get(path(code))
        fields = {"csrf": page.text.partition('name="csrf" value="')[2].partition('"')[0], "answer": "return_to_region"}
        refused = await browser.post(path(code), data=fields)
    assert "zuständig: Teamleitung AQua" in page.text
    assert "Ja, er hat stattgefunden" not in page.text
    assert 403 == refused.status_code


@pytest.mark.parametrize(
    "wanted", ["/units/{code}/workshops/party/answer", "/units/999/workshops/implementation/answer"]
)
async def test_what_is_not_there_is_not_found(tracker: World, wanted: str) -> None:
    async with visitor(tracker, "aqua") as browser:
        assert 404 == (await browser.get(wanted.format(code="244"))).status_code


@pytest.mark.parametrize("key", ["page-000000000000", "seed"])
async def test_a_key_that_nobody_used_here_has_no_receipt(tracker: World, key: str) -> None:
    async with visitor(tracker, "aqua") as browser:
        page = await browser.get(f"/units/244/workshops/implementation/receipts/{key}")
    assert 404 == page.status_code


@pytest.mark.browser
async def test_on_a_phone_without_javascript_it_takes_two_answers_and_has_no_barriers(
    browser: Browser, tracker: World, asked: Asked
) -> None:
    code, lead = asked.code, asked.lead
    async with window(browser, tracker.address, lead, PHONE, java_script_enabled=False) as page:
        await page.goto(path(code))
        await expect(page.get_by_role("heading", level=1)).to_contain_text("Hat er stattgefunden?")
        await page.get_by_role("radio", name="5 bis 9").check()
        await page.get_by_role("button", name="Umsetzungsworkshop bestätigen").click()
        await expect(page.get_by_role("heading", name="Bestätigt")).to_be_visible()
        await page.get_by_text("Das war ein Versehen").click()
        await page.get_by_role("button", name="Versehen: Bestätigung zurücknehmen").click()
        await expect(page.get_by_role("heading", name="Bestätigung zurückgenommen")).to_be_visible()
    assert 1 == (await asked.told(tracker)).count("confirmation_withdrawn")


@pytest.mark.browser
async def test_neither_screen_nor_receipt_has_a_barrier_that_a_machine_can_find(
    browser: Browser, tracker: World, asked: Asked
) -> None:
    code, lead = asked.code, asked.lead
    async with window(browser, tracker.address, lead, PHONE) as page:
        await page.goto(path(code))
        await page.evaluate(OPENED)
        found = await barriers(page) + await page.evaluate(SIDEWAYS)
        await page.get_by_role("button", name="Umsetzungsworkshop bestätigen").click()
        await expect(page.get_by_role("radio").first).to_be_focused()
        found += await barriers(page) + await page.evaluate(SIDEWAYS)
        await page.get_by_role("radio", name="5 bis 9").check()
        await page.get_by_role("button", name="Umsetzungsworkshop bestätigen").click()
        await page.get_by_text("Das war ein Versehen").click()
        found += await barriers(page) + await page.evaluate(SIDEWAYS)
    assert [] == found

"""What every form promises: what was typed is not lost, what is wrong is said at its field, twice sent happens once."""

from __future__ import annotations

import re
from secrets import token_urlsafe

import pytest
import sqlalchemy as sa
from axe_playwright_python.async_playwright import Axe  # type: ignore[import-untyped]
from playwright.async_api import Browser, expect

from models.people_tables import PersonRow
from tests.acceptance.offices import under_way, waiting_workshop
from tests.acceptance.pages.browsing import ALL_RULES, PHONE, window
from tests.acceptance.pages.filling import page_of
from tests.acceptance.pages.visiting import hidden, visitor
from tests.acceptance.serving import World

pytestmark = [pytest.mark.temporal]


async def test_what_was_typed_comes_back_to_its_own_form_alone(tracker: World) -> None:
    async with visitor(tracker, "zentrale") as browser:
        form = await browser.get("/people/new")
        browser.cookies.delete("sid")
        await browser.post("/people/new", data={**hidden(form), "name": "Getippt"})
        await browser.get("/demo/sign-in", params={"as": "zentrale"})
        other = await browser.get("/aqua-teams/new")
        own = await browser.get("/people/new")
    assert "Getippt" not in other.text
    assert "Getippt" in own.text


async def test_a_very_long_text_is_left_out_and_the_rest_comes_back(tracker: World) -> None:
    """As much as a browser keeps in a cookie: some thousand letters."""
    async with visitor(tracker, "zentrale") as browser:
        form = await browser.get("/people/new")
        browser.cookies.delete("sid")
        long = {"name": "ää" + token_urlsafe(6000), "email": "jemand@example.org"}
        answer = await browser.post("/people/new", data={**hidden(form), **long})
        await browser.get("/demo/sign-in", params={"as": "zentrale"})
        after = await browser.get("/people/new")
    assert max(len(each) for each in answer.headers.get_list("set-cookie")) < 4096
    assert "sehr lange Angaben fehlen" in after.text
    assert "jemand@example.org" in after.text
    assert "ää" not in after.text


async def test_a_workshop_that_was_confirmed_twice_is_confirmed_once(tracker: World) -> None:
    asked = await waiting_workshop(tracker)
    code, lead = asked.code, asked.lead
    path = f"/units/{code}/commands/confirm_workshop"
    async with visitor(tracker, lead) as browser:
        form = await browser.get(f"{path}?workshop=implementation")
        day = re.search(r'type="date" value="([\d-]+)"', form.text)
        assert day is not None
        sent = {**hidden(form), "held_on": day[1], "headcount": "5-9", "workshop": "implementation"}
        answers = [await browser.post(path, data=sent) for _ in range(2)]
    assert [303, 303] == [answer.status_code for answer in answers]
    assert 1 == (await asked.told(tracker)).count("workshop_confirmed")


async def test_a_person_without_a_sign_in_sent_twice_is_one_person(tracker: World) -> None:
    """Nothing else would tell the second from a namesake; another form is another person."""
    name = "Zweimal Gesendet"
    async with visitor(tracker, "zentrale") as browser:
        forms = [await browser.get("/people/new") for _ in range(2)]
        sent = [{**hidden(form), "name": name, "language": "de"} for form in forms]
        answers = [await browser.post("/people/new", data=each) for each in (sent[0], sent[0], sent[1])]
    led = [answer.headers["location"] for answer in answers]
    assert led[0] == led[1] != led[2]
    assert 2 == await tracker.scalar(sa.select(sa.func.count()).where(PersonRow.name == name))


async def test_what_somebody_typed_is_not_shown_to_who_signs_in_next(tracker: World) -> None:
    async with visitor(tracker, "zentrale") as browser:
        form = await browser.get("/people/new")
        browser.cookies.delete("sid")
        await browser.post("/people/new", data={**hidden(form), "name": "Getippt"})
        await browser.get("/demo/sign-in", params={"as": "rd-200"})
        others = await browser.get("/people/new")
    assert 200 == others.status_code
    assert "Getippt" not in others.text
    assert "abgelaufen" not in others.text


async def test_a_form_of_an_earlier_sign_in_comes_back_filled_in_to_who_signed_in_again_in_another_tab(
    tracker: World,
) -> None:
    async with visitor(tracker, "zentrale") as browser:
        form = await browser.get("/people/new")
        await browser.get("/demo/sign-in", params={"as": "zentrale"})
        led = await browser.post("/people/new", data={**hidden(form), "name": "Getippt"})
        again = await browser.get(led.headers["location"])
    assert (303, "/people/new") == (led.status_code, led.headers["location"])
    assert 'value="Getippt"' in again.text


async def test_a_form_of_somebody_elses_sign_in_is_refused(tracker: World) -> None:
    async with visitor(tracker, "zentrale") as browser:
        form = await browser.get("/people/new")
        await browser.get("/demo/sign-in", params={"as": "rd-200"})
        answer = await browser.post("/people/new", data={**hidden(form), "name": "Getippt"})
    assert 403 == answer.status_code
    assert "Das Formular ist nicht mehr gültig" in answer.text


@pytest.mark.browser
async def test_a_form_pressed_twice_is_sent_once(browser: Browser, tracker: World) -> None:
    async with window(browser, tracker.address, "zentrale") as page:
        sent: list[str] = []
        page.on("request", lambda request: sent.append(request.url) if request.method == "POST" else None)
        await page.goto("/people/new")
        await page.get_by_label("Name", exact=True).fill("Doppelt gedrückt")
        await page.get_by_role("button", name="Person eintragen").dblclick()
        await expect(page.get_by_role("status")).to_contain_text("Person eingetragen")
    assert 1 == len(sent)


async def test_a_command_sent_again_with_other_answers_says_what_to_do_and_can_then_be_sent(tracker: World) -> None:
    """Somebody goes back, and changes what was sent already."""
    office = await under_way(tracker)
    code, path = office["code"], f"/units/{office['code']}/commands/pause"
    async with visitor(tracker, f"rd-{office['region']}") as browser:
        form = await browser.get(path)
        sent = {**hidden(form), "since": tracker.today.isoformat(), "reason": "capacity"}
        first = await browser.post(path, data=sent)
        other = await browser.post(path, data={**sent, "reason": "relocation"})
    assert (303, 422) == (first.status_code, other.status_code)
    assert "mit anderen Angaben abgesendet" in other.text
    assert hidden(form)["key"] != hidden(other)["key"]
    assert f'steht hier: <a href="/units/{code}">' in other.text


@pytest.mark.parametrize(
    ("typed", "field", "words"),
    [
        ({"email": "keine-adresse"}, "email", "Das ist keine E-Mail-Adresse."),
        ({"subject": "ohne-dienst"}, "issuer", "Bitte beides angeben, Anmeldedienst und Kennung"),
        ({"issuer": "demo"}, "subject", "Bitte beides angeben, Anmeldedienst und Kennung"),
    ],
)
async def test_what_is_wrong_with_a_person_is_said_where_it_is(
    tracker: World, typed: dict[str, str], field: str, words: str
) -> None:
    async with visitor(tracker, "zentrale") as browser:
        form = await browser.get("/people/new")
        page = page_of((await browser.post("/people/new", data={**hidden(form), "name": "Person", **typed})).text)
    assert words in page.texts[f"{field}-error"]
    assert [field] == page.focus


@pytest.mark.browser
async def test_on_a_phone_the_first_question_in_error_is_in_sight_with_its_label(
    browser: Browser, tracker: World
) -> None:
    office = await under_way(tracker)
    async with window(browser, tracker.address, f"rd-{office['region']}", PHONE) as page:
        await page.goto(f"/units/{office['code']}/commands/pause")
        await page.get_by_role("button", name="Ruhen lassen").click()
        await expect(page.get_by_role("radio").first).to_be_focused()
        await expect(page.get_by_role("radio").first).to_be_in_viewport(ratio=1)
        await expect(page.locator("#reason-error")).to_be_in_viewport(ratio=1)


IN_ERROR = {
    "radio buttons and a text": ("rd-700", "/several/pause", "Ruhen lassen", {"note": "Frau Muster, 0911 123456"}),
    "lines": ("zentrale", "/people/new", "Person eintragen", {"email": "keine-adresse"}),
    "lists that open": ("rd-700", "/functions/assign", "Funktion zuordnen", {}),
    "a file": ("zentrale", "/imports", "Zeilen prüfen", {}),
    "many questions": ("zentrale", "/waves/new", "Welle proben", {"course-1-min_seats": "99"}),
}


@pytest.mark.browser
@pytest.mark.parametrize("name", IN_ERROR)
async def test_a_form_with_errors_has_no_barrier_that_a_machine_can_find(
    browser: Browser, tracker: World, name: str
) -> None:
    username, path, deed, typed = IN_ERROR[name]
    async with window(browser, tracker.address, username, PHONE, color_scheme="dark") as page:
        await page.goto(path)
        for question, answer in typed.items():
            await page.locator(f"[name='{question}']").fill(answer)
        await page.get_by_role("button", name=deed).last.click()
        await expect(page.get_by_role("alert")).to_be_visible()
        result = await Axe().run(page, options={"runOnly": ALL_RULES, "resultTypes": ["violations"]})
        sideways = await page.evaluate("document.documentElement.scrollWidth > innerWidth")
    assert [] == [f"{each['id']}: {each['nodes'][0]['html'][:120]}" for each in result.response["violations"]]
    assert not sideways

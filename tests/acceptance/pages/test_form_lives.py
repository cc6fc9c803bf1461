"""What every form promises: what was typed is not lost, what is wrong is said at its field, twice sent happens once."""

from __future__ import annotations

import re
from html import unescape
from secrets import token_urlsafe

import httpx
import pytest
import sqlalchemy as sa
from playwright.async_api import Browser, expect

from models.tables import PersonRow
from tests.acceptance.offices import waiting_workshop
from tests.acceptance.pages.browsing import window
from tests.acceptance.pages.visiting import hidden, visitor
from tests.acceptance.serving import World

pytestmark = [pytest.mark.temporal]

COMMANDS = ("rd-200", "rd-700", "aqua", "fachkraft", "manager-241")
OTHER_FORMS = {
    "person": ("zentrale", "/people/new"),
    "function": ("zentrale", "/functions/assign"),
    "AQua team": ("zentrale", "/aqua-teams/new"),
    "coverage": ("rd-200", "/aqua-teams/cover"),
}


def typed_into(page: httpx.Response) -> dict[str, str]:
    """A value for each field into which one types."""
    found: dict[str, str] = {}
    for tag in re.findall(r"<(?:input|textarea)\b[^>]*>", page.text.split('id="deed"')[-1]):
        name, kind = re.search(r'name="([a-z_]+)"', tag), re.search(r'type="(\w+)"', tag)
        if name is None or (kind is not None and kind[1] in ("hidden", "radio", "checkbox", "search", "submit")):
            continue
        wanted = {"date": "2026-02-03", "number": "7"}.get(kind[1] if kind else "", f"Getippt, mit Ä & <{name[1]}>")
        found[name[1]] = wanted
    return found


def shown_in(page: httpx.Response, values: dict[str, str]) -> dict[str, bool]:
    text = unescape(page.text)
    return {name: value in text for name, value in values.items()}


async def sent_too_late(browser: httpx.AsyncClient, path: str, username: str) -> tuple[dict[str, str], httpx.Response]:
    """Fill in the form, lose the sign-in, send it, sign in again: what was typed, and the page that follows."""
    form = await browser.get(path)
    assert 200 == form.status_code, path
    typed = typed_into(form)
    browser.cookies.delete("sid")
    led = await browser.post(path.partition("?")[0], data={**hidden(form), **typed})
    assert 303 == led.status_code, path
    target = httpx.URL(led.headers["location"]).params["next"]
    back = await browser.get("/demo/sign-in", params={"as": username, "next": target})
    return typed, await browser.get(back.headers["location"])


@pytest.mark.parametrize("username", COMMANDS)
async def test_a_command_sent_after_the_sign_in_ran_out_comes_back_with_its_content(
    tracker: World, username: str
) -> None:
    seen: set[str] = set()
    async with visitor(tracker, username) as browser:
        listed = (await tracker.as_(username).get("/api/units?limit=60")).json()["items"]
        for unit in listed[::4]:
            page = (await browser.get(f"/units/{unit['code']}")).text
            for link in re.findall(r'href="(/units/[^"]+/commands/[^"]+)"', page):
                path = unescape(link)
                command = path.partition("?")[0].rpartition("/")[2]
                if command in seen:
                    continue
                seen.add(command)
                typed, after = await sent_too_late(browser, path, username)
                assert all(shown_in(after, typed).values()), (path, typed)
                assert "Ihre Angaben sind noch da" in after.text or not typed
    assert seen


@pytest.mark.parametrize("name", OTHER_FORMS)
async def test_other_forms_come_back_with_their_content(tracker: World, name: str) -> None:
    username, path = OTHER_FORMS[name]
    async with visitor(tracker, username) as browser:
        typed, after = await sent_too_late(browser, path, username)
        again = await browser.get(path)
    assert typed
    assert all(shown_in(after, typed).values()), typed
    assert not any(shown_in(again, {k: v for k, v in typed.items() if "Getippt" in v}).values())


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


async def test_a_person_sent_twice_is_one_person(tracker: World) -> None:
    async with visitor(tracker, "zentrale") as browser:
        form = await browser.get("/people/new")
        sent = {**hidden(form), "name": "Zweimal Gesendet", "language": "de", "issuer": "demo", "subject": "zweimal"}
        answers = [await browser.post("/people/new", data=sent) for _ in range(2)]
    query = sa.select(sa.func.count()).where(PersonRow.subject == "zweimal")
    assert 303 == answers[0].status_code
    assert 1 == await tracker.scalar(query)


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

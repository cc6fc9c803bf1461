"""Signing in through a provider: what the browser gets, what the database keeps, and who stays outside."""

from __future__ import annotations

import re
import shutil
from dataclasses import replace
from pathlib import Path

import httpx
import pytest
import sqlalchemy as sa

from models.database import Database
from models.people_tables import SessionRow
from models.tables import Table
from tests.acceptance.serving import World
from tests.acceptance.sign_in.signing import House, opened_house
from tests.providers import RunningProvider

FAILED = "Die Anmeldung hat nicht geklappt"


async def sessions(house: House) -> int:
    return int(await house.world.scalar(sa.select(sa.func.count()).select_from(SessionRow)))


async def test_whoever_signs_in_gets_to_where_they_were_going(house: House) -> None:
    subject = await house.appointed()
    async with house.browser() as browser:
        led = await browser.get("/overview?kind=agentur")
        page = await browser.get(led.headers["location"])
        begin = re.search(r'href="(/sign-in/begin[^"]*)"', page.text)
        assert begin is not None
        path = httpx.URL(begin[1]).params["next"]
        answer = await house.sign_in(browser, subject, path)
        assert "/overview?kind=agentur" == answer.headers["location"]
        assert 200 == (await browser.get(answer.headers["location"])).status_code


async def test_who_somebody_is_comes_from_issuer_and_subject_and_what_they_may_from_us(house: House) -> None:
    subject = await house.appointed("aqua_lead", "AQ-200-02")
    async with house.signed_in(subject) as browser:
        me = (await browser.get("/api/me")).json()
    assert (subject, [("aqua_lead", "AQ-200-02")]) == (
        me["username"],
        [(held["function"], held["scope"]) for held in me["functions"]],
    )


async def test_the_session_cookie_is_for_the_browser_alone(house: House) -> None:
    """Over https it is also Secure and bound to the host by its name; see test_settings."""
    async with house.browser() as browser:
        answer = await house.sign_in(browser, await house.appointed())
    (cookie,) = [each for each in answer.headers.get_list("set-cookie") if each.startswith("sid=")]
    attributes = {part.strip().lower() for part in cookie.split(";")[1:]}
    assert {"httponly", "path=/", "samesite=lax"} == attributes


async def test_the_database_knows_the_hash_alone_and_no_token(house: House) -> None:
    async with house.signed_in() as browser:
        presented = browser.cookies["sid"]
        assert await house.session(browser) is not None
    async with house.world.database.read() as session:
        for table in Table.metadata.sorted_tables:
            kept = str((await session.execute(sa.select(table))).all())
            assert presented not in kept, table.name
            assert "eyJ" not in kept, table.name


async def test_what_a_browser_keeps_of_a_sign_in_is_gone_after_it(house: House) -> None:
    async with house.signed_in() as browser:
        assert "flow" not in browser.cookies


# --- who stays outside -----------------------------------------------------------------------------------------


async def test_whoever_nobody_has_appointed_learns_whom_to_tell_and_sees_nothing_else(house: House) -> None:
    before = await sessions(house)
    async with house.browser() as browser:
        answer = await house.sign_in(browser, "niemand-hier", "/overview")
        assert "/no-access" == answer.headers["location"]
        page = await browser.get("/no-access")
        elsewhere = [await browser.get(path) for path in ("/home", "/overview", "/units/244", "/worklist")]
        api = await browser.get("/api/me")
    assert 200 == page.status_code
    assert f"<code>{house.provider.issuer}</code>" in page.text
    assert "<code>niemand-hier</code>" in page.text
    assert "die iLB-Verantwortlichen ihrer Regionaldirektion" in page.text
    assert {303} == {each.status_code for each in elsewhere}
    assert all(each.headers["location"].startswith("/sign-in") for each in elsewhere)
    assert (401, before) == (api.status_code, await sessions(house))


async def test_whoever_has_lost_the_last_function_is_told_the_same(house: House) -> None:
    subject = await house.appointed(None)
    async with house.signed_in(subject) as browser:
        led = await browser.get("/overview")
        page = await browser.get(led.headers["location"])
    assert (303, 200) == (led.status_code, page.status_code)
    assert f"<code>{subject}</code>" in page.text
    assert "Abmelden" in page.text


async def test_while_nobody_can_appoint_anybody_the_page_says_how_to_begin(
    offices: World, quick: RunningProvider, sqlite_template: Path, tmp_path: Path
) -> None:
    empty = Database(f"sqlite+aiosqlite:///{shutil.copy(sqlite_template, tmp_path / 'ilb.sqlite')}")
    settings = offices.settings.model_copy(update={"database_url": empty.url})
    world = replace(offices, settings=settings, database=empty)
    async with opened_house(world, quick) as house, house.browser() as browser:
        await house.sign_in(browser, "the-first")
        page = (await browser.get("/no-access")).text
        await house.appointed()
        later = (await browser.get("/no-access")).text
    await empty.dispose()
    command = f"ilb grant central all --subject {quick.issuer} the-first"
    assert (True, False) == (command in page, command in later)


async def test_an_address_of_mail_makes_nobody_known(house: House) -> None:
    """The provider calls this person by the e-mail address of somebody on record."""
    known = await house.appointed()
    async with house.browser() as browser:
        answer = await house.sign_in(browser, f"{known}@example.org")
    assert "/no-access" == answer.headers["location"]


# --- answers that no provider gave to this browser -------------------------------------------------------------


async def refused(house: House, browser: httpx.AsyncClient, url: str) -> None:
    """No session comes of it, and people are told."""
    before = await sessions(house)
    answer = await browser.get(url)
    assert (400, before) == (answer.status_code, await sessions(house))
    assert FAILED in answer.text
    assert "set-cookie" not in answer.headers or "sid=" not in answer.headers["set-cookie"]


async def test_an_answer_of_the_provider_counts_once(house: House) -> None:
    async with house.browser() as browser:
        back = await house.way_back(browser, await house.appointed())
        assert 303 == (await browser.get(back)).status_code
        await refused(house, browser, back)


async def test_an_answer_does_not_count_again_with_the_cookie_that_was_kept(house: House) -> None:
    """The browser's own copy of the sign-in under way is not enough: the provider takes its code once."""
    async with house.browser() as browser:
        back = await house.way_back(browser, await house.appointed())
        kept = browser.cookies["flow"]
        assert 303 == (await browser.get(back)).status_code
        async with house.browser(Cookie=f"flow={kept}") as thief:
            await refused(house, thief, back)


async def test_an_answer_to_another_browser_does_not_count(house: House) -> None:
    """Else one could sign somebody in as oneself."""
    async with house.browser() as browser, house.browser() as other:
        back = await house.way_back(browser, await house.appointed())
        await house.way_back(other, await house.appointed())
        await refused(house, other, back)


async def test_an_answer_with_another_nonce_does_not_count(house: House) -> None:
    async with house.browser() as browser:
        await refused(house, browser, await house.way_back(browser, await house.appointed(), nonce="another"))


async def test_an_answer_that_names_another_issuer_does_not_count(house: House) -> None:
    async with house.browser() as browser:
        back = await house.way_back(browser, await house.appointed())
        await refused(house, browser, f"{back}&iss=https%3A%2F%2Fanother.example")


async def test_a_made_up_code_does_not_count(house: House) -> None:
    async with house.browser() as browser:
        back = httpx.URL(await house.way_back(browser, await house.appointed()))
        await refused(house, browser, str(back.copy_set_param("code", "made-up")))


@pytest.mark.parametrize("query", ["", "?code=a", "?state=b", "?error=access_denied&state=b", "?code=a&state=b"])
async def test_an_answer_nobody_asked_for_does_not_count(house: House, query: str) -> None:
    async with house.browser() as browser:
        await refused(house, browser, f"/sign-in/callback{query}")


# --- sessions that others know of ------------------------------------------------------------------------------


async def test_a_session_id_that_was_planted_is_worth_nothing(house: House) -> None:
    """Signing in draws a new one, and the planted one never becomes anybody's."""
    planted = "x" * 43
    async with house.browser() as browser:
        browser.cookies.set("sid", planted, domain="127.0.0.1")
        await house.sign_in(browser, await house.appointed())
        assert [each.value for each in browser.cookies.jar if each.name == "sid"] != [planted]
        assert 200 == (await browser.get("/api/me")).status_code
    async with house.browser(Cookie=f"sid={planted}") as thief:
        assert 401 == (await thief.get("/api/me")).status_code


async def test_signing_in_anew_ends_the_session_before(house: House) -> None:
    async with house.signed_in() as browser:
        earlier = browser.cookies["sid"]
        await house.sign_in(browser, await house.appointed())
        assert earlier != browser.cookies["sid"]
    async with house.browser(Cookie=f"sid={earlier}") as thief:
        assert 401 == (await thief.get("/api/me")).status_code


# --- where one comes out ---------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "path",
    [
        "https://evil.example/",
        "//evil.example",
        "/\\evil.example",
        "\\\\evil.example",
        "/%0d%0aLocation:https://evil.example",
        "/\t/evil.example",
        "javascript:alert(1)",
        "evil.example",
        "/sign-out",
        "/demo/sign-in?as=zentrale",
        "/" + "a" * 200,
        "",
    ],
)
async def test_signing_in_leads_to_no_other_site(house: House, path: str) -> None:
    async with house.browser() as browser:
        subject = await house.appointed()
        answer = await house.sign_in(browser, subject, path)
        led = answer.headers["location"]
    assert led in ("/home", "/%0d%0aLocation:https://evil.example")
    assert httpx.URL("http://tracker").join(led).host == "tracker"


async def test_a_page_that_is_read_signs_nobody_in_or_out(house: House) -> None:
    async with house.signed_in() as browser:
        before = await house.session(browser)
        for path in ("/sign-in", "/signed-out", "/no-access", "/", "/accessibility", "/sign-in/begin"):
            await browser.get(path)
        assert (await browser.get("/sign-out")).is_client_error
        assert before == await house.session(browser)

"""How sessions end, what they protect, and that functions are asked for on every request."""

from __future__ import annotations

from datetime import timedelta

import httpx
import pytest
import sqlalchemy as sa

from activities.clock import now
from models.people_tables import AssignmentRow, PersonRow
from tests.acceptance.http.steps import nominate, problem
from tests.acceptance.sign_in.signing import House

MINUTE = timedelta(minutes=1)


# --- time ------------------------------------------------------------------------------------------------------


async def test_a_session_ends_after_half_an_hour_without_a_request(house: House) -> None:
    async with house.signed_in() as browser:
        with house.world.at(now() + 29 * MINUTE):
            assert 200 == (await browser.get("/api/me")).status_code
        with house.world.at(now() + 58 * MINUTE):
            assert 200 == (await browser.get("/api/me")).status_code
        with house.world.at(now() + 89 * MINUTE):
            assert 401 == (await browser.get("/api/me")).status_code


async def test_a_session_ends_after_ten_hours_however_busy(house: House) -> None:
    async with house.signed_in() as browser:
        for minutes in range(25, 600, 25):
            with house.world.at(now() + minutes * MINUTE):
                assert 200 == (await browser.get("/api/me")).status_code
        with house.world.at(now() + 601 * MINUTE):
            assert 401 == (await browser.get("/api/me")).status_code


async def test_whoever_comes_back_too_late_signs_in_and_is_where_they_were(house: House) -> None:
    subject = await house.appointed()
    async with house.signed_in(subject) as browser:
        with house.world.at(now() + 45 * MINUTE):
            led = await browser.get("/overview?kind=agentur")
            page = await browser.get(led.headers["location"])
        back = await house.sign_in(browser, subject, httpx.URL(led.headers["location"]).params["next"])
    assert "Ihre Sitzung ist abgelaufen." in page.text
    assert "/overview?kind=agentur" == back.headers["location"]


async def test_a_form_that_is_sent_too_late_is_opened_again_after_signing_in(house: House) -> None:
    async with house.signed_in() as browser:
        token = await house.form_token(browser)
        with house.world.at(now() + 45 * MINUTE):
            led = await browser.post("/units/244/commands/pause", data={"csrf": token})
    assert (303, "/units/244/commands/pause") == (led.status_code, httpx.URL(led.headers["location"]).params["next"])


async def test_the_last_request_is_written_down_once_a_minute(house: House) -> None:
    async with house.signed_in() as browser:
        began = await house.session(browser)
        await browser.get("/api/me")
        soon = await house.session(browser)
        with house.world.at(now() + 2 * MINUTE):
            await browser.get("/api/me")
        later = await house.session(browser)
    assert began is not None
    assert soon is not None
    assert later is not None
    assert began.seen_at == soon.seen_at < later.seen_at


# --- other sites -----------------------------------------------------------------------------------------------

FOREIGN = {
    "fetch metadata": {"Sec-Fetch-Site": "cross-site"},
    "fetch metadata of a sister site": {"Sec-Fetch-Site": "same-site"},
    "origin": {"Origin": "https://evil.example"},
    "origin with our port": {"Origin": "http://localhost"},
    "no origin": {"Origin": "null"},
}


@pytest.mark.parametrize("headers", FOREIGN.values(), ids=list(FOREIGN))
async def test_another_sites_form_is_refused(house: House, headers: dict[str, str]) -> None:
    """Even one that knows the session's token."""
    async with house.signed_in() as browser:
        typed = {"csrf": await house.form_token(browser)}
        for path in ("/sign-out", "/units/244/commands/nominate_companion"):
            answer = await browser.post(path, data=typed, headers=headers)
            assert (403, True) == (answer.status_code, "andere" in answer.text), path
        assert await house.session(browser) is not None


@pytest.mark.parametrize("token", ["", "wrong"])
async def test_a_form_without_the_sessions_token_is_refused(house: House, token: str) -> None:
    subject = await house.appointed("aqua_lead", "AQ-200-02")
    async with house.signed_in(subject) as browser:
        for path in ("/sign-out", "/units/244/commands/nominate_companion"):
            answer = await browser.post(path, data={"csrf": token})
            assert (403, True) == (answer.status_code, "Das Formular ist nicht mehr gültig" in answer.text), path


async def test_a_session_gives_commands_over_the_api_only_with_an_origin_or_the_token(house: House) -> None:
    """What a browser sends by itself, its cookie, is no proof that somebody meant it."""
    subject = await house.appointed("aqua_lead", "AQ-200-02")
    async with house.signed_in(subject) as browser:
        token = await house.form_token(browser)
        answers = [
            await browser.post("/api/commands", json={}, headers=headers)
            for headers in (
                {},
                {"X-Form-Token": "wrong"},
                {"X-Form-Token": token},
                {"Origin": house.world.address},
                {"Sec-Fetch-Site": "same-origin"},
            )
        ]
    assert [403, 403, 422, 422, 422] == [answer.status_code for answer in answers]
    assert (403, "foreign_origin") == problem(answers[0])


async def test_a_session_and_a_token_at_once_are_refused(house: House) -> None:
    async with house.signed_in() as browser:
        answer = await browser.get("/api/me", headers={"Authorization": "Bearer anything"})
    assert (400, "two_sign_ins") == problem(answer)


# --- signing out -----------------------------------------------------------------------------------------------


async def test_signing_out_ends_the_session_on_the_server(house: House) -> None:
    async with house.signed_in() as browser:
        kept, token = browser.cookies["sid"], await house.form_token(browser)
        answer = await browser.post("/sign-out", data={"csrf": token})
        assert 303 == answer.status_code
        assert "sid" not in browser.cookies
    async with house.browser(Cookie=f"sid={kept}") as thief:
        assert 401 == (await thief.get("/api/me")).status_code


async def test_signing_out_also_leads_to_the_providers_own_end(house: House) -> None:
    async with house.signed_in() as browser:
        answer = await browser.post("/sign-out", data={"csrf": await house.form_token(browser)})
    led = httpx.URL(answer.headers["location"])
    assert f"{house.provider.issuer}/oauth2/end_session" == str(led.copy_with(query=None))
    assert f"{house.world.address}/signed-out" == led.params["post_logout_redirect_uri"]
    assert house.provider.issuer in answer.headers["content-security-policy"]  # browsers look there before they follow


async def test_whoever_is_signed_out_already_is_told_so(house: House) -> None:
    async with house.browser() as browser:
        answer = await browser.post("/sign-out")
        page = await browser.get(answer.headers["location"])
    assert (303, 200) == (answer.status_code, page.status_code)
    assert "Sie sind abgemeldet" in page.text


# --- functions are asked for on every request ------------------------------------------------------------------


async def end_functions(house: House, subject: str) -> None:
    """As if they had ended yesterday."""
    person = sa.select(PersonRow.id).where(PersonRow.subject == subject).scalar_subquery()
    yesterday = house.world.today - timedelta(days=1)
    async with house.world.database.write() as connection:
        held = sa.update(AssignmentRow).where(AssignmentRow.person_id == person)
        await connection.execute(held.values(since=yesterday, until=yesterday))


async def test_a_function_that_is_taken_away_is_gone_with_the_next_request(house: House) -> None:
    subject = await house.appointed("aqua_lead", "AQ-200-02")
    async with house.signed_in(subject) as browser:
        before = await browser.get("/api/units/244")
        await end_functions(house, subject)
        after = await browser.get("/api/units/244")
        page = await browser.get("/units/244")
    assert (200, 404, "/no-access") == (before.status_code, after.status_code, page.headers["location"])


async def test_what_was_accepted_before_a_function_ended_stands_and_nothing_after_it(house: House) -> None:
    subject = await house.appointed("aqua_lead", "AQ-200-02")
    unit = await house.unit_of("AQ-200-02")
    body, headers = nominate(house.world.today), {"Origin": house.world.address}
    async with house.signed_in(subject) as browser:
        given = await browser.post(f"/api/units/{unit}/commands", json=body, headers=headers)
        told = (await house.world.head(unit))[0]
        await end_functions(house, subject)
        refused = await browser.post(f"/api/units/{unit}/commands", json=body, headers=headers)
    assert (200, 404) == (given.status_code, refused.status_code)
    assert told == (await house.world.head(unit))[0]

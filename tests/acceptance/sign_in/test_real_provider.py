"""With a real provider: PKCE enforced, its own tokens, its keys rotated, its own session ended."""

from __future__ import annotations

import time

import httpx
import pytest
from playwright.async_api import Browser, expect

from tests.acceptance.http.steps import problem
from tests.acceptance.pages.browsing import window
from tests.acceptance.serving import NO_CERTIFICATES, World
from tests.acceptance.sign_in.signing import House, opened_house
from tests.acceptance.sign_in.test_signing_in import FAILED
from tests.providers import RunningProvider, new_key, real_provider, unsigned, walk


async def me(house: House, token: str) -> httpx.Response:
    async with httpx.AsyncClient(
        base_url=house.world.address, timeout=30, trust_env=False, verify=NO_CERTIFICATES
    ) as client:
        return await client.get("/api/me", headers={"Authorization": f"Bearer {token}"})


async def refused(house: House, token: str) -> None:
    answer = await me(house, token)
    assert (401, "sign_in_required") == problem(answer)
    assert "Bearer" == answer.headers["WWW-Authenticate"]


# --- people ----------------------------------------------------------------------------------------------------


async def test_somebody_signs_in_through_the_real_provider(real_house: House) -> None:
    subject = await real_house.appointed()
    async with real_house.browser() as browser:
        answer = await real_house.sign_in(browser, subject, "/overview")
        assert "/overview" == answer.headers["location"]
        assert subject == (await browser.get("/api/me")).json()["username"]


async def test_the_provider_is_asked_with_a_hashed_verifier_state_and_nonce(real_house: House) -> None:
    async with real_house.browser() as browser:
        asked = httpx.URL((await browser.get("/sign-in/begin")).headers["location"]).params
    assert ("S256", "code", "openid") == (asked["code_challenge_method"], asked["response_type"], asked["scope"])
    assert all(len(asked[name]) >= 20 for name in ("code_challenge", "state", "nonce"))


async def test_a_code_is_worth_nothing_without_the_verifier_it_was_asked_with(real_house: House) -> None:
    async with real_house.browser() as browser:
        challenge = "E9Melhoa2OwvFrEMTJguCHaoeK1t8URWbuGJSstw-cM"
        back = await real_house.way_back(browser, await real_house.appointed(), code_challenge=challenge)
        answer = await browser.get(back)
    assert 400 == answer.status_code
    assert FAILED in answer.text


async def test_a_wrong_nonce_is_refused_here_too(real_house: House) -> None:
    async with real_house.browser() as browser:
        back = await real_house.way_back(browser, await real_house.appointed(), nonce="another")
        assert 400 == (await browser.get(back)).status_code


async def test_signing_out_ends_the_session_at_the_provider_too(real_house: House) -> None:
    subject = await real_house.appointed()
    async with (
        real_house.browser() as browser,
        httpx.AsyncClient(timeout=30, trust_env=False, verify=NO_CERTIFICATES) as elsewhere,
    ):
        begun = await browser.get("/sign-in/begin")
        address = real_house.world.address
        await browser.get(await walk(elsewhere, begun.headers["location"], subject, address))
        assert "_session" in elsewhere.cookies
        token = await real_house.form_token(browser)
        led = await browser.post("/sign-out", data={"csrf": token})
        page = await elsewhere.get(led.headers["location"])
        back = await _confirmed(elsewhere, page)
    assert back.startswith(f"{address}/signed-out")


async def _confirmed(browser: httpx.AsyncClient, page: httpx.Response) -> str:
    """Say yes to the provider's question whether to sign out; where it leads to."""
    hidden = page.text.partition('name="xsrf" value="')[2].partition('"')[0]
    url = str(page.request.url.copy_with(path="/session/end/confirm", query=None))
    answer = await browser.post(url, data={"xsrf": hidden, "logout": "yes"})
    return str(answer.headers["location"])


# --- programs --------------------------------------------------------------------------------------------------


@pytest.fixture(scope="package")
async def program(real_house: House) -> RunningProvider:
    """The provider, whose client `program` has a function here."""
    await real_house.appointed(subject="program")
    return real_house.provider


async def test_a_token_that_the_provider_issues_is_believed(real_house: House, program: RunningProvider) -> None:
    answer = await me(real_house, program.token_of_a_program())
    assert (200, "program") == (answer.status_code, answer.json()["username"])


async def test_a_token_of_somebody_whom_nobody_has_appointed_is_told_so(
    real_house: House, program: RunningProvider
) -> None:
    assert (403, "not_appointed") == problem(await me(real_house, program.token(sub="nobody-here")))


async def test_an_expired_token_is_refused(real_house: House, program: RunningProvider) -> None:
    await refused(real_house, program.token(exp=int(time.time()) - 60))


async def test_a_token_for_another_audience_is_refused(real_house: House, program: RunningProvider) -> None:
    await refused(real_house, program.token(aud="tracker"))


async def test_a_token_of_another_issuer_is_refused(real_house: House, program: RunningProvider) -> None:
    await refused(real_house, program.token(iss="http://127.0.0.1:1"))


async def test_an_unsigned_token_is_refused(real_house: House, program: RunningProvider) -> None:
    await refused(real_house, unsigned(program.token()))


async def test_a_token_of_another_type_is_refused(real_house: House, program: RunningProvider) -> None:
    await refused(real_house, program.token({"typ": "JWT"}))


async def test_a_token_signed_by_somebody_else_is_refused(real_house: House, program: RunningProvider) -> None:
    await refused(real_house, RunningProvider(program.issuer, new_key(str(program.key and program.key.kid))).token())


async def test_a_demo_token_is_nothing_here(real_house: House) -> None:
    await refused(real_house, "demo:zentrale")


async def test_a_provider_that_changes_its_key_is_believed_again(offices: World, real_house: House) -> None:
    """A tracker that has seen only the old key meets the new one; the provider was restarted in between."""
    port = int(real_house.provider.issuer.rpartition(":")[2]) + 1
    with real_provider("http://127.0.0.1:1", new_key("old"), port) as old:
        async with opened_house(offices, old) as house:
            assert (403, "not_appointed") == problem(await me(house, old.token()))
            house.world.app.state.bearers._keys._clock = lambda: time.monotonic() + 60
            old.stop()
            with real_provider("http://127.0.0.1:1", new_key("new"), port) as new:
                assert (403, "not_appointed") == problem(await me(house, new.token()))
                await refused(house, old.token())


# --- in a browser ----------------------------------------------------------------------------------------------


@pytest.mark.browser
async def test_somebody_signs_in_and_out_in_a_browser(browser: Browser, real_house: House) -> None:
    subject = await real_house.appointed()
    async with window(browser, real_house.world.address) as page:
        await page.goto("/overview")
        await expect(page.get_by_role("heading", name="Anmelden")).to_be_visible()
        await page.get_by_role("link", name="Zum Anmeldedienst").click()
        await page.get_by_placeholder("Enter any login").fill(subject)
        await page.get_by_placeholder("and password").fill("any")
        await page.get_by_role("button", name="Sign-in").click()
        await page.get_by_role("button", name="Continue").click()
        await expect(page).to_have_url(f"{real_house.world.address}/overview")
        await expect(page.get_by_role("banner")).to_contain_text(f"Name von {subject}")
        await page.get_by_role("button", name="Abmelden").click()
        await page.get_by_role("button", name="Yes, sign me out").click()
        await expect(page.get_by_role("heading", name="Sie sind abgemeldet")).to_be_visible()
        await page.goto("/overview")
        await expect(page.get_by_role("heading", name="Anmelden")).to_be_visible()

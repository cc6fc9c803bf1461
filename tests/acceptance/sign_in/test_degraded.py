"""The provider is away, or is not whom it should be: whoever is signed in goes on working."""

from __future__ import annotations

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

from embedded import LOOPBACK, free_port
from tests.acceptance.serving import World
from tests.acceptance.sign_in.signing import House, opened_house
from tests.providers import RunningProvider, quick_provider

AWAY = "Der Anmeldedienst antwortet nicht"


@asynccontextmanager
async def house_of(offices: World, issuer: str) -> AsyncIterator[House]:
    async with opened_house(offices, RunningProvider(issuer)) as opened:
        yield opened


async def test_while_the_provider_is_away_nobody_signs_in_and_people_are_told(offices: World) -> None:
    async with house_of(offices, f"http://{LOOPBACK}:{free_port()}") as house, house.browser() as browser:
        page = await browser.get("/sign-in")
        answer = await browser.get("/sign-in/begin")
        ready = await browser.get("/readyz")
    assert (200, 503, 200) == (page.status_code, answer.status_code, ready.status_code)
    assert AWAY in answer.text
    assert "retry-after" in answer.headers


async def test_whoever_is_signed_in_works_on_and_can_sign_out_without_the_provider(offices: World) -> None:
    with quick_provider() as provider:
        async with opened_house(offices, provider) as house, house.signed_in() as browser:
            provider.stop()
            assert 200 == (await browser.get("/overview")).status_code
            await browser.post("/sign-out", data={"csrf": await house.form_token(browser)})
            assert await house.session(browser) is None


async def test_a_provider_that_calls_itself_differently_is_not_believed(offices: World, quick: RunningProvider) -> None:
    """The same server under another name: who it says it is, is not whom we were told to trust."""
    other = quick.issuer.replace(LOOPBACK, "localhost") + "/"
    async with house_of(offices, other) as house, house.browser() as browser:
        assert 503 == (await browser.get("/sign-in/begin")).status_code

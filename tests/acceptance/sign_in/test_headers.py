"""What every answer carries where people sign in for real, and names that the tracker does not answer to."""

from __future__ import annotations

from collections.abc import AsyncIterator
from pathlib import Path

import httpx
import pytest

from api.app import create_app
from models.database import Database
from settings import AuthMode, Settings
from tests.acceptance.http.steps import problem
from tests.acceptance.sign_in.signing import HTML, House
from tests.providers import CLIENT, RunningProvider

PUBLIC = "https://ilb.example"


@pytest.fixture
async def encrypted(sqlite_url: str, quick: RunningProvider, tmp_path: Path) -> AsyncIterator[httpx.AsyncClient]:
    """The application as it is behind a proxy that ends TLS, asked directly."""
    settings = Settings(
        auth=AuthMode.OIDC, public_url=PUBLIC, oidc_issuer=quick.issuer, oidc_client_id=CLIENT, data_dir=tmp_path
    )
    app = create_app(settings)
    app.state.database = Database(sqlite_url)
    transport = httpx.ASGITransport(app=app)
    async with httpx.AsyncClient(transport=transport, base_url=PUBLIC, headers=HTML) as client:
        yield client
    await app.state.database.dispose()


async def test_over_https_cookies_are_secure_and_bound_to_the_host(encrypted: httpx.AsyncClient) -> None:
    answer = await encrypted.get("/sign-in/begin?next=/overview")
    (cookie,) = answer.headers.get_list("set-cookie")
    name, _, rest = cookie.partition("=")
    attributes = {part.strip().lower() for part in rest.split(";")[1:]}
    assert "__Host-flow" == name
    assert {"httponly", "secure", "samesite=lax", "path=/", "max-age=600"} == attributes


async def test_the_provider_leads_back_to_the_public_address(encrypted: httpx.AsyncClient) -> None:
    led = httpx.URL((await encrypted.get("/sign-in/begin")).headers["location"])
    assert f"{PUBLIC}/sign-in/callback" == led.params["redirect_uri"]


async def test_over_https_browsers_are_told_to_stay_there(encrypted: httpx.AsyncClient) -> None:
    assert (
        "max-age=31536000; includeSubDomains" == (await encrypted.get("/sign-in")).headers["strict-transport-security"]
    )


async def test_without_https_nobody_is_told_so(house: House) -> None:
    async with house.browser() as browser:
        assert "strict-transport-security" not in (await browser.get("/sign-in")).headers


@pytest.mark.parametrize("host", ["evil.example", "ilb.example.evil.example", "127.0.0.1.evil.example"])
async def test_under_another_name_nothing_is_answered(encrypted: httpx.AsyncClient, host: str) -> None:
    """Else a page of another site could point its name at this server and read what it answers."""
    answers = [await encrypted.get(path, headers={"Host": host, "Accept": "*/*"}) for path in ("/", "/api/me")]
    assert [(421, "unknown_host")] * 2 == [problem(answer) for answer in answers]
    assert 421 == (await encrypted.get("/", headers={"Host": host})).status_code


async def test_whoever_watches_over_the_process_may_call_it_anything(encrypted: httpx.AsyncClient) -> None:
    assert 200 == (await encrypted.get("/healthz", headers={"Host": "10.1.2.3:8000"})).status_code


async def test_an_origin_with_another_scheme_is_another_site(encrypted: httpx.AsyncClient) -> None:
    answer = await encrypted.post("/sign-out", headers={"Origin": "http://ilb.example"})
    assert 403 == answer.status_code


async def test_what_somebody_signed_in_is_shown_stays_in_no_cache(house: House) -> None:
    async with house.signed_in() as browser:
        for path in ("/overview", "/api/me", "/no-access", "/signed-out"):
            assert "no-store" == (await browser.get(path)).headers["cache-control"], path

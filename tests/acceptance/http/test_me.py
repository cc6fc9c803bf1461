"""Who is asking: tokens, sessions, functions."""

from __future__ import annotations

import httpx
import pytest

from tests.acceptance.serving import World

FUNCTIONS = {
    "zentrale": ("central", "Zentrale", "all"),
    "fachkraft": ("first_specialist", "Erste Fachkraft iLB", "all"),
    "rd-200": ("regional_lead", "iLB-Verantwortliche/r Niedersachsen-Bremen", "200"),
    "aqua": ("aqua_lead", "Teamleitung AQua Hildesheim/Hannover", "AQ-200-02"),
    "manager-244": ("manager", "umsetzungsverantwortliche Führungskraft Agentur für Arbeit Hildesheim", "244"),
    "auditor": ("auditor", "Revision / Datenschutz", "all"),
}


@pytest.mark.parametrize("username", FUNCTIONS)
async def test_everybody_learns_their_function_and_its_scope(api: World, username: str) -> None:
    """A manager's scope is the office's code, which the other calls understand."""
    me = (await api.as_(username).get("/api/me")).json()
    (held,) = me["functions"]
    assert FUNCTIONS[username] == (held["function"], held["title"], held["scope"])
    assert (True, []) == (held["valid"], me["substitutions"])


async def test_the_title_comes_in_the_language_asked_for(api: World) -> None:
    (held,) = (await api.as_("aqua", "en").get("/api/me")).json()["functions"]
    assert "AQua team lead Hildesheim/Hannover" == held["title"]


@pytest.mark.parametrize("header", ["", "demo:zentrale", "Bearer zentrale", "Basic ZGVtbw=="])
async def test_an_unknown_token_is_no_token(api: World, header: str) -> None:
    answer = await api.as_(None).get("/api/me", headers={"Authorization": header})
    assert (401, "urn:ilb:problem:sign_in_required") == (answer.status_code, answer.json()["type"])
    assert "Bearer" == answer.headers["WWW-Authenticate"]


async def test_a_token_of_somebody_whom_nobody_has_appointed_is_told_so(api: World) -> None:
    """Signing in once more would not help: 403, not 401."""
    answer = await api.as_("niemand").get("/api/me")
    assert (403, "urn:ilb:problem:not_appointed") == (answer.status_code, answer.json()["type"])


async def test_a_session_serves_as_well_as_a_token_but_never_both(api: World) -> None:
    async with httpx.AsyncClient(base_url=api.address) as browser:
        await browser.get("/demo/sign-in", params={"as": "auditor"})
        assert "auditor" == (await browser.get("/api/me")).json()["username"]
        both = await browser.get("/api/me", headers={"Authorization": "Bearer demo:zentrale"})
        assert (400, "urn:ilb:problem:two_sign_ins") == (both.status_code, both.json()["type"])


async def test_another_sites_page_cannot_use_the_session(api: World) -> None:
    async with httpx.AsyncClient(base_url=api.address) as browser:
        await browser.get("/demo/sign-in", params={"as": "aqua"})
        for header in ({"Origin": "https://example.org"}, {"Sec-Fetch-Site": "cross-site"}, {"Origin": "null"}):
            answer = await browser.post("/api/units/244/commands", json={}, headers=header)
            assert (403, "urn:ilb:problem:foreign_origin") == (answer.status_code, answer.json()["type"])

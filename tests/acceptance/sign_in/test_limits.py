"""Too often: people get a page, programs a problem, both with the time to wait."""

from __future__ import annotations

from collections.abc import AsyncIterator

import pytest

from tests.acceptance.http.steps import problem
from tests.acceptance.serving import World
from tests.acceptance.sign_in.signing import House, opened_house
from tests.providers import RunningProvider

RATES = {"limit_sign_in": "4/hour", "limit_writes": "3/hour", "limit_exports": "2/hour"}


@pytest.fixture
async def strict(offices: World, quick: RunningProvider) -> AsyncIterator[House]:
    """A house that counts from nothing, and lets little through."""
    async with opened_house(offices, quick, **RATES) as opened:
        yield opened


async def test_an_address_begins_only_so_many_sign_ins(strict: House) -> None:
    async with strict.browser() as browser:
        answers = [await browser.get("/sign-in/begin") for _ in range(5)]
    assert [303, 303, 303, 303, 429] == [answer.status_code for answer in answers]
    assert "Das war zu oft in kurzer Zeit" in answers[-1].text
    assert 1 <= int(answers[-1].headers["retry-after"]) <= 3600


async def test_as_many_come_back_from_one_address_as_have_left(strict: House) -> None:
    """A whole office signs in behind one address."""
    codes = []
    for _ in range(4):
        async with strict.browser() as browser:
            codes.append((await strict.sign_in(browser, await strict.appointed())).status_code)
    assert [303] * 4 == codes


async def test_an_address_comes_back_with_nothing_only_so_often(strict: House) -> None:
    async with strict.browser() as browser:
        made_up = "/sign-in/callback?state=made-up&code=made-up"
        answers = [await browser.get(made_up) for _ in range(6)]
    assert [400, 400, 400, 400, 429, 429] == [answer.status_code for answer in answers]


async def test_a_person_changes_only_so_much_whatever_browser_they_use(strict: House) -> None:
    subject = await strict.appointed()
    headers = {"Origin": strict.world.address}
    async with strict.signed_in(subject) as one, strict.signed_in(subject) as other:
        answers = [await who.post("/api/commands", json={}, headers=headers) for who in (one, other, one, other)]
        reading = await one.get("/api/me")
    assert [422, 422, 422, 429] == [answer.status_code for answer in answers]
    assert (429, "too_many_requests") == problem(answers[-1])
    assert 1 <= int(answers[-1].headers["Retry-After"]) <= 3600
    assert 200 == reading.status_code


async def test_one_persons_haste_is_not_anothers(strict: House) -> None:
    headers = {"Origin": strict.world.address}
    async with strict.signed_in() as one, strict.signed_in() as other:
        for _ in range(4):
            await one.post("/api/commands", json={}, headers=headers)
        assert 422 == (await other.post("/api/commands", json={}, headers=headers)).status_code


async def test_a_command_to_many_offices_counts_once(strict: House) -> None:
    bulk = {"units": [str(code) for code in range(200, 400)], "command": {"type": "resume", "resumed_on": "2026-01-05"}}
    async with strict.signed_in() as browser:
        answers = [
            await browser.post("/api/commands?dry_run=true", json=bulk, headers={"Origin": strict.world.address})
            for _ in range(4)
        ]
    assert [200, 200, 200, 429] == [answer.status_code for answer in answers]


async def test_a_form_that_is_sent_too_often_is_answered_by_a_page(strict: House) -> None:
    async with strict.signed_in() as browser:
        token = await strict.form_token(browser)
        path = "/units/244/commands/pause"
        answers = [await browser.post(path, data={"csrf": token}) for _ in range(4)]
    assert [403, 403, 403, 429] == [answer.status_code for answer in answers]
    assert "es wurde nichts eingetragen" in answers[-1].text


async def test_signing_out_is_always_possible(strict: House) -> None:
    async with strict.signed_in() as browser:
        for _ in range(4):
            await browser.post("/api/commands", json={}, headers={"Origin": strict.world.address})
        answer = await browser.post("/sign-out", data={"csrf": await strict.form_token(browser)})
    assert 303 == answer.status_code

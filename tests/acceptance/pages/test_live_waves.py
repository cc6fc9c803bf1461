"""Pages of waves follow what others do to them; of a wave without an office in one's scope nothing is heard."""

from __future__ import annotations

import pytest
from playwright.async_api import Browser, expect

from tests.acceptance.http.waving import command, scheduled
from tests.acceptance.pages.browsing import window
from tests.acceptance.pages.listening import follows, listening
from tests.acceptance.serving import World

pytestmark = [pytest.mark.temporal]

OWN = "231"


async def turned(tracker: World, wave: str, deed: str = "pause_wave") -> None:
    body = {"type": deed, "reason": "course_dates"} if deed == "pause_wave" else {"type": deed}
    answer = await command(tracker, "zentrale", wave, body)
    assert 200 == answer.status_code, answer.text


async def test_a_wave_that_others_pause_is_told_by_its_id_alone(tracker: World) -> None:
    wave = await scheduled(tracker, OWN, "live")
    async with listening(tracker, "rd-200") as stream:
        await turned(tracker, wave)
        _, data = await stream.next("waves")
    assert {"waves": [wave]} == data


async def test_a_wave_without_an_office_of_the_own_scope_is_not_told(tracker: World) -> None:
    wave = await scheduled(tracker, OWN, "live-foreign")
    async with listening(tracker, "rd-700") as stream, listening(tracker, "zentrale") as everything:
        await turned(tracker, wave)
        assert {"waves": [wave]} == (await everything.next("waves"))[1]
        assert await stream.is_silent(1.0)


async def test_programs_may_ask_for_waves_too(tracker: World) -> None:
    wave = await scheduled(tracker, OWN, "live-asked")
    answers = {}
    for username in ("rd-200", "rd-700"):
        client = tracker.as_(username)
        first = (await client.get("/api/events")).json()
        await turned(tracker, wave, "pause_wave" if username == "rd-200" else "resume_wave")
        answers[username] = (await client.get("/api/events", params={"after": first["last_event_id"]})).json()
    assert wave in answers["rd-200"]["waves"]
    assert wave not in answers["rd-700"]["waves"]


@pytest.mark.browser
async def test_an_open_page_of_a_wave_follows_what_others_do(browser: Browser, tracker: World) -> None:
    wave = await scheduled(tracker, OWN, "live-page")
    async with window(browser, tracker.address, "rd-200") as page:
        await page.goto(f"/waves/{wave}")
        await follows(page, tracker)
        await turned(tracker, wave)
        await expect(page.get_by_role("main")).to_contain_text("(Kurstermine)", timeout=10_000)

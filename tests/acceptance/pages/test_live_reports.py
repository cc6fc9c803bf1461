"""Pages of reports follow what others do to them; of another region's attestation nothing is heard."""

from __future__ import annotations

import pytest
from playwright.async_api import Browser, expect

from tests.acceptance.http.test_reports import give
from tests.acceptance.pages.browsing import window
from tests.acceptance.pages.listening import follows, listening
from tests.acceptance.reporting import month
from tests.acceptance.serving import World

pytestmark = [pytest.mark.temporal]


async def attested(tracker: World, period: str, region: str) -> None:
    answer = await give(tracker, f"{period}-{region}", f"rd-{region}", type="attest")
    assert 200 == answer.status_code, answer.text


async def test_an_attestation_is_told_by_the_name_of_its_report_alone(tracker: World) -> None:
    period = await month(tracker, 8)
    async with listening(tracker, "zentrale") as stream:
        await attested(tracker, period, "200")
        _, data = await stream.next("reports")
    assert {"reports": [f"{period}-200"]} == data


async def test_an_attestation_of_another_region_is_not_told(tracker: World) -> None:
    period = await month(tracker, 9)
    async with listening(tracker, "rd-700") as stream, listening(tracker, "zentrale") as everything:
        await attested(tracker, period, "200")
        assert {"reports": [f"{period}-200"]} == (await everything.next("reports"))[1]
        assert await stream.is_silent(1.0)


async def test_programs_may_ask_for_reports_too(tracker: World) -> None:
    period = await month(tracker, 10)
    client = tracker.as_("rd-200")
    first = (await client.get("/api/events")).json()
    await attested(tracker, period, "200")
    answer = (await client.get("/api/events", params={"after": first["last_event_id"]})).json()
    assert f"{period}-200" in answer["reports"]


@pytest.mark.browser
async def test_the_national_page_of_a_period_follows_its_regions(browser: Browser, tracker: World) -> None:
    period = await month(tracker, 11)
    async with window(browser, tracker.address, "zentrale") as page:
        await page.goto(f"/reports/{period}-all")
        await follows(page, tracker)
        await attested(tracker, period, "200")
        line = page.get_by_role("listitem").filter(has=page.get_by_role("link", name="Niedersachsen-Bremen"))
        await expect(line).to_contain_text("bestätigt", timeout=10_000)

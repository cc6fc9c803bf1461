"""Pages that are looked at follow the record: told in words, without taking anything out of anybody's hands."""

from __future__ import annotations

from datetime import UTC, date, datetime

import pytest
import sqlalchemy as sa
from playwright.async_api import Browser, expect

from activities.clock import berlin_day, now
from api.events import LOOK_BACK
from api.live import EACH, OVERLAP
from models.people_tables import ActorRefRow, AssignmentRow, PersonRow
from models.tables import RolloutRow, UnitRow
from tests.acceptance.http.steps import give, nominate
from tests.acceptance.offices import under_way
from tests.acceptance.pages.browsing import window
from tests.acceptance.pages.listening import STREAM, Stream, follows, hurries, listening, looked
from tests.acceptance.pages.visiting import visitor
from tests.acceptance.serving import World

pytestmark = [pytest.mark.temporal]


@pytest.fixture(scope="module")
async def own(tracker: World) -> str:
    """An office of the listening regional lead that this module may change."""
    return str((await under_way(tracker, "200", kind="agentur"))["code"])


@pytest.fixture(scope="module")
async def second(tracker: World) -> str:
    """Another one there, of which no other test here is told."""
    return str((await under_way(tracker, "200"))["code"])


@pytest.fixture(scope="module")
async def foreign(tracker: World) -> str:
    return str((await under_way(tracker, "700", kind="agentur"))["code"])


async def changes(tracker: World, code: str) -> None:
    """Something happens in this office."""
    unit = (await tracker.as_("zentrale").get(f"/api/units/{code}")).json()
    answer = await give(tracker, f"rd-{unit['region']}", code, nominate(berlin_day(now())))
    assert 200 == answer.status_code, answer.text


async def on_record(tracker: World, since: datetime) -> set[str]:
    """Codes of region 200 that have changed since, by whatever test."""
    query = sa.select(UnitRow.code).join(RolloutRow, RolloutRow.unit_id == UnitRow.id)
    async with tracker.database.read() as session:
        found = await session.scalars(query.where(UnitRow.region_code == "200", RolloutRow.updated_at >= since))
        return {*found}


async def test_a_change_is_told_within_seconds_by_code_alone(tracker: World, own: str) -> None:
    async with listening(tracker, "rd-200") as stream:
        await changes(tracker, own)
        told, number = await stream.until(own)
    assert told <= await on_record(tracker, now() - OVERLAP)
    assert number.isdecimal()


async def test_nobody_is_told_of_what_lies_outside_their_scope(tracker: World, own: str, foreign: str) -> None:
    async with listening(tracker, "rd-200") as stream, listening(tracker, "zentrale") as everything:
        await changes(tracker, foreign)
        await everything.until(foreign)
        await changes(tracker, own)
        told, _ = await stream.until(own)
    assert told <= await on_record(tracker, now() - OVERLAP)


async def test_what_changes_elsewhere_does_not_even_hurry_a_sign_of_life(
    tracker: World, own: str, foreign: str
) -> None:
    async with listening(tracker, "rd-200") as stream, listening(tracker, "zentrale") as everything:
        await changes(tracker, foreign)
        await everything.until(foreign)
        assert await stream.is_silent(1.0)


async def test_who_comes_back_is_told_what_changed_meanwhile(tracker: World, own: str, second: str) -> None:
    """And what changed shortly before: it may have come on record while they were away."""
    async with listening(tracker, "rd-200") as stream:
        await changes(tracker, own)
        _, last = await stream.until(own)
    await changes(tracker, second)
    async with tracker.as_("rd-200").stream("GET", "/api/events", headers={**STREAM, "Last-Event-ID": last}) as answer:
        told, _ = await Stream(answer).until(second)
    assert told <= await on_record(tracker, datetime.fromtimestamp(int(last) / 1000, UTC) - LOOK_BACK)


async def test_programs_may_ask_instead_of_listening(tracker: World, own: str, foreign: str) -> None:
    client = tracker.as_("rd-200")
    first = (await client.get("/api/events")).json()
    await changes(tracker, own)
    await changes(tracker, foreign)
    second = (await client.get("/api/events", params={"after": first["last_event_id"]})).json()
    assert [] == first["items"]
    assert own in second["items"]
    assert foreign not in second["items"]


async def test_a_function_that_ended_ends_the_stream(tracker: World, own: str) -> None:
    async with tracker.database.write() as connection:
        person = {"id": "p-live", "issuer": "demo", "subject": "live", "name": "Live", "created_at": now()}
        await connection.execute(sa.insert(PersonRow), {**person, "language": "de"})
        ref = {"ref": "a-live", "person_id": "p-live", "created_at": now()}
        await connection.execute(sa.insert(ActorRefRow), ref)
        held = {
            "id": "f-live",
            "person_id": "p-live",
            "function": "regional_lead",
            "scope": "200",
            "actor_ref": "a-live",
        }
        await connection.execute(sa.insert(AssignmentRow), {**held, "since": date(2020, 1, 1)})
    async with listening(tracker, "live") as stream:
        async with tracker.database.write() as connection:
            ended = sa.update(AssignmentRow).where(AssignmentRow.id == "f-live")
            await connection.execute(ended.values(until=date(2021, 1, 1)))
        await changes(tracker, own)
        assert await stream.is_over(within=5)


async def test_a_stream_of_a_browser_ends_with_its_session(tracker: World, own: str) -> None:
    async with (
        visitor(tracker, "rd-200") as browser,
        browser.stream("GET", "/api/events", headers=STREAM) as answer,
    ):
        stream = Stream(answer)
        await stream.next("hello")
        await looked(tracker)
        page = await browser.get("/worklist")
        token = page.text.partition('name="csrf" value="')[2].partition('"')[0]
        assert 303 == (await browser.post("/sign-out", data={"csrf": token})).status_code
        await changes(tracker, own)
        assert await stream.is_over(within=5)


async def test_one_person_follows_in_so_many_windows_and_no_more(tracker: World) -> None:
    client = tracker.as_("rd-700")
    opened = [client.stream("GET", "/api/events", headers=STREAM) for _ in range(EACH)]
    for each in opened:
        assert 200 == (await each.__aenter__()).status_code
    refused = await client.get("/api/events", headers=STREAM)
    other = await tracker.as_("rd-200").get("/api/events")
    for each in opened:
        await each.__aexit__(None, None, None)
    assert 429 == refused.status_code
    assert "too_many_streams" in refused.json()["type"]
    assert 200 == other.status_code


async def test_nobody_signed_in_hears_nothing(tracker: World) -> None:
    assert 401 == (await tracker.as_(None).get("/api/events", headers=STREAM)).status_code


# --- in a browser ----------------------------------------------------------------------------------------------


@pytest.mark.browser
async def test_an_office_that_is_looked_at_follows_and_says_so(browser: Browser, tracker: World, own: str) -> None:
    async with window(browser, tracker.address, "rd-200") as page:
        await page.goto(f"/units/{own}")
        await follows(page, tracker)
        before = await page.locator(".journal li").count()
        await changes(tracker, own)
        await expect(page.get_by_role("status")).to_contain_text("Aktualisiert: Agentur für Arbeit", timeout=10_000)
        await expect(page.locator(".journal li").first).to_contain_text("Eine Lernbegleitung benannt.")
        assert before <= await page.locator(".journal li").count()


@pytest.mark.browser
async def test_focus_scroll_open_details_and_a_dialog_with_what_is_typed_stay(
    browser: Browser, tracker: World, own: str
) -> None:
    async with window(browser, tracker.address, "rd-200") as page:
        await page.goto(f"/units/{own}")
        await follows(page, tracker)
        await page.locator("main details summary").first.click()
        link = page.get_by_role("link", name="Lernbegleitung benennen").first
        await link.focus()
        await page.evaluate("scrollBy(0, 120)")
        top = await link.evaluate("each => Math.round(each.getBoundingClientRect().top)")
        await changes(tracker, own)
        await expect(page.get_by_role("status")).to_contain_text("Aktualisiert:", timeout=10_000)
        assert await link.evaluate("each => each === document.activeElement")
        assert 3 > abs(top - await link.evaluate("each => Math.round(each.getBoundingClientRect().top)"))
        assert await page.locator("main details").first.get_attribute("open") is not None
        await page.keyboard.press("Enter")
        await page.get_by_role("dialog").get_by_label("Benannt am").fill("2026-01-05")
        await page.evaluate("document.querySelector('#said .live').remove()")
        await hurries(page)
        await changes(tracker, own)
        await expect(page.locator("#said .live")).to_be_attached(timeout=10_000)
        assert "2026-01-05" == await page.get_by_role("dialog").get_by_label("Benannt am").input_value()


@pytest.mark.browser
async def test_a_filter_that_is_being_typed_into_stays(browser: Browser, tracker: World, own: str) -> None:
    async with window(browser, tracker.address, "rd-200") as page:
        await page.goto("/regions/200")
        await follows(page, tracker)
        search = page.get_by_role("searchbox")
        await search.fill("Hann")
        paused = {"type": "pause", "since": berlin_day(now()).isoformat(), "reason": "capacity"}
        assert 200 == (await give(tracker, "rd-200", own, paused)).status_code
        await expect(page.get_by_role("status")).to_contain_text("Aktualisiert", timeout=10_000)
        assert "Hann" == await search.input_value()
        assert await search.evaluate("each => each === document.activeElement")
    resumed = {"type": "resume", "resumed_on": berlin_day(now()).isoformat()}
    assert 200 == (await give(tracker, "rd-200", own, resumed)).status_code


@pytest.mark.browser
async def test_a_language_chosen_elsewhere_is_followed_but_takes_nothing_from_who_is_typing(
    browser: Browser, tracker: World, own: str
) -> None:
    async with window(browser, tracker.address, "rd-200") as page:
        await page.goto(f"/units/{own}")
        await follows(page, tracker)
        await page.get_by_role("link", name="Lernbegleitung benennen").first.click()
        field = page.get_by_role("dialog").get_by_label("Benannt am")
        await field.fill("2026-01-05")
        ours = {"Origin": tracker.address}
        assert (await page.request.post("/language", form={"language": "en"}, headers=ours)).ok
        try:
            async with page.expect_response(lambda answer: "x-live" in answer.request.headers, timeout=10_000):
                await changes(tracker, own)
            await page.wait_for_timeout(500)
            assert "2026-01-05" == await field.input_value()
            await field.evaluate("field => { field.value = field.defaultValue }")
            await hurries(page)
            await changes(tracker, own)
            await expect(page.locator("html")).to_have_attribute("lang", "en", timeout=10_000)
        finally:
            await page.request.post("/language", form={"language": "de"}, headers=ours)


@pytest.mark.browser
async def test_a_window_that_nobody_sees_does_not_listen_until_it_is_seen(
    browser: Browser, tracker: World, own: str
) -> None:
    async with window(browser, tracker.address, "rd-200") as page:
        asked: list[str] = []
        page.on("request", lambda request: asked.append(request.url) if "/api/events" in request.url else None)
        seen = "Object.defineProperty(document, 'visibilityState', { get: () => window.isSeen ? 'visible' : 'hidden' })"
        await page.add_init_script(seen)
        await page.goto(f"/units/{own}")
        assert [] == asked
        async with page.expect_request("**/api/events*", timeout=10_000):  # none if it were listening already
            await page.evaluate("window.isSeen = true; document.dispatchEvent(new Event('visibilitychange'))")
        assert 1 == len(asked)


@pytest.mark.browser
async def test_a_page_that_follows_leaves_the_last_words_for_the_next_page(
    browser: Browser, tracker: World, own: str
) -> None:
    async with visitor(tracker, "rd-200") as visiting:
        form = await visiting.get(f"/units/{own}/commands/nominate_companion")
        fields = {name: form.text.partition(f'name="{name}" value="')[2].partition('"')[0] for name in ("csrf", "key")}
        day = berlin_day(now()).isoformat()
        await visiting.post(f"/units/{own}/commands/nominate_companion", data={**fields, "nominated_on": day})
        by_itself = await visiting.get(f"/units/{own}", headers={"X-Live": "1"})
        by_somebody = await visiting.get(f"/units/{own}")
    assert "flash-success" not in by_itself.text
    assert "Lernbegleitung benannt." in by_somebody.text.partition("flash-success")[2]

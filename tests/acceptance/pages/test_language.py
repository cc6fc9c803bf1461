"""Which language pages speak: the one chosen, else the one the browser asks for, else German."""

from __future__ import annotations

import re
from collections.abc import AsyncIterator

import httpx
import pytest
import sqlalchemy as sa

from activities.clock import now
from models.people_tables import PersonRow, SessionRow
from tests.acceptance.pages.visiting import hidden, visitor
from tests.acceptance.serving import World

pytestmark = [pytest.mark.temporal]

SOMEBODY = "sprachwahl"
SWITCH = re.compile(r'<form method="post" action="/language">.*?</form>', re.DOTALL)


@pytest.fixture
async def somebody(tracker: World) -> AsyncIterator[str]:
    """A person of this test's own, who has not chosen a language; their id."""
    row = {"id": "p-language", "issuer": "demo", "subject": SOMEBODY, "name": "Person ohne Wahl", "created_at": now()}
    async with tracker.database.write() as connection:
        await connection.execute(sa.insert(PersonRow), row)
    yield row["id"]  # type: ignore[misc]
    async with tracker.database.write() as connection:
        await connection.execute(sa.delete(SessionRow).where(SessionRow.person_id == "p-language"))
        await connection.execute(sa.delete(PersonRow).where(PersonRow.id == "p-language"))


def language_of(page: httpx.Response) -> tuple[str, str]:
    """Of the page, and of the button that leads to the other language."""
    page_language = re.search(r'<html lang="(\w+)">', page.text)
    switch = SWITCH.search(page.text)
    assert page_language is not None
    assert switch is not None
    assert page.headers["content-language"] == page_language[1]
    other = re.search(r'name="language" value="(\w+)" lang="(\w+)"', switch[0])
    assert other is not None
    assert other[1] == other[2]
    return page_language[1], other[1]


@pytest.mark.parametrize(
    ("accepted", "expected"), [(None, "de"), ("en-GB, de;q=0.5", "en"), ("fr", "de"), ("de, en", "de")]
)
async def test_whoever_has_not_chosen_reads_what_the_browser_asks_for(
    tracker: World, accepted: str | None, expected: str
) -> None:
    async with visitor(tracker) as browser:
        page = await browser.get("/", headers={"Accept-Language": accepted} if accepted else {})
    assert (expected, "en" if expected == "de" else "de") == language_of(page)
    assert {"Accept-Language", "Cookie"} <= {each.strip() for each in page.headers["vary"].split(",")}


async def test_a_choice_is_remembered_and_leads_back_to_the_same_page(tracker: World) -> None:
    here = "/sign-in?next=%2Foverview%3Fkind%3Dagentur"
    async with visitor(tracker) as browser:
        first = await browser.get("/accessibility?a=1")
        chosen = await browser.post("/language", data={**hidden(first), "language": "en"})
        again = await browser.get("/accessibility")
        kept = await browser.post("/language", data={"back": here, "language": "de"})
    assert (303, "/accessibility?a=1") == (chosen.status_code, chosen.headers["location"])
    assert ("en", "de") == language_of(again)
    assert here == kept.headers["location"]
    cookie = chosen.headers["set-cookie"]
    assert "ilb_lang=en; HttpOnly; Max-Age=31536000; Path=/; SameSite=lax" in cookie


async def test_a_choice_is_the_persons_wherever_they_sign_in(tracker: World, somebody: str) -> None:
    """Whatever another browser asks for, or was told by somebody else."""
    async with visitor(tracker, SOMEBODY) as one, visitor(tracker, SOMEBODY) as other:
        before = await one.get("/no-access")
        await one.post("/language", data={"language": "en"})
        other.cookies.set("ilb_lang", "de")
        after = await other.get("/no-access", headers={"Accept-Language": "de"})
        problem = await other.get("/api/units/999", headers={"Accept-Language": "de"})
    assert ("de", "en") == (language_of(before)[0], language_of(after)[0])
    assert "en" == problem.headers["content-language"]
    language = await tracker.scalar(sa.select(PersonRow.language).where(PersonRow.id == somebody))
    assert "en" == language


@pytest.mark.parametrize("back", ["https://example.org/", "//example.org", "/\\example.org", "", "/" + "x" * 300])
async def test_the_way_back_leads_nowhere_else(tracker: World, back: str) -> None:
    async with visitor(tracker) as browser:
        answer = await browser.post("/language", data={"back": back, "language": "en"})
    assert (303, "/") == (answer.status_code, answer.headers["location"])


async def test_from_an_error_the_way_back_is_where_the_browser_was(tracker: World) -> None:
    async with visitor(tracker) as browser:
        missing = await browser.get("/nowhere?x=1")
        referer = {"Referer": f"{tracker.address}/nowhere?x=1"}
        answer = await browser.post("/language", data={"language": "de", **hidden(missing)}, headers=referer)
    assert "back" not in hidden(missing)
    assert "/nowhere?x=1" == answer.headers["location"]


@pytest.mark.parametrize("language", ["", "fr", "de-DE"])
async def test_a_language_that_there_is_not_is_refused(tracker: World, language: str) -> None:
    async with visitor(tracker) as browser:
        answer = await browser.post("/language", data={"language": language})
    assert 422 == answer.status_code
    assert "set-cookie" not in answer.headers


async def test_another_site_cannot_choose(tracker: World) -> None:
    async with visitor(tracker, "rd-200") as browser:
        answer = await browser.post("/language", data={"language": "en"}, headers={"Sec-Fetch-Site": "cross-site"})
    assert 403 == answer.status_code


@pytest.mark.parametrize(
    ("language", "title", "day"),
    [("de", "Die Dienststelle wird im Tracker geführt.", r"\b\d\d\.\d\d\.\d{4}\b"),
     ("en", "The office is kept in the tracker.", r"\b\d{1,2} [A-Z][a-z]{2,3} \d{4}\b")],
)  # fmt: skip
async def test_history_and_days_are_told_in_the_readers_language(
    tracker: World, language: str, title: str, day: str
) -> None:
    async with visitor(tracker, "rd-200") as browser:
        browser.headers["Accept-Language"] = language
        page = await browser.get("/units/244?before=2")
    assert title in page.text
    assert re.search(day, page.text)


async def test_a_refused_form_says_so_in_english(tracker: World) -> None:
    path = "/units/759/commands/correct_date"
    async with visitor(tracker, "rd-700") as browser:
        browser.headers["Accept-Language"] = "en"
        form = await browser.get(path)
        answers = {**hidden(form), "what": "participation/", "happened_on": "2199-01-05", "note": "Tel. 0911 1234567"}
        again = await browser.post(path, data=answers)
        missing = await browser.get("/units/999")
    assert "<title>Error: Correct a date" in again.text
    assert "Reason: Please fill this in." in again.text
    assert "The text seems to contain a telephone number;" in again.text
    assert "There is no such page, or it does not belong to your area" in missing.text

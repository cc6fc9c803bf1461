"""The statement on accessibility: everybody can report a barrier, once, and the Zentrale settles it."""

from __future__ import annotations

import re
from pathlib import Path

import httpx
import pytest
import sqlalchemy as sa

from activities import feedback
from activities.clock import now
from api.app import create_app
from models.page_tables import FeedbackRow
from settings import AuthMode, Settings
from tests.acceptance.pages.visiting import HTML, hidden, visitor
from tests.acceptance.serving import World

pytestmark = [pytest.mark.temporal]

PAGE = "/accessibility"


async def reported(tracker: World, text: str) -> int:
    return int(await tracker.scalar(sa.select(sa.func.count()).where(FeedbackRow.text == text)))


@pytest.mark.parametrize("username", [None, "rd-200"])
async def test_everybody_can_report_a_barrier_and_a_form_sent_twice_is_one(
    tracker: World, username: str | None
) -> None:
    text = f"Die Tabelle liest mein Programm nicht vor ({username})."
    async with visitor(tracker, None) as browser:
        if username is not None:
            await browser.get("/demo/sign-in", params={"as": username})
        form = await browser.get(PAGE, params={"page": "/overview"})
        answers = [await browser.post(PAGE, data={**hidden(form), "page": "/overview", "text": text}) for _ in "12"]
        said = await browser.get(PAGE)
    assert 'value="/overview"' in form.text
    assert [303, 303] == [answer.status_code for answer in answers]
    assert "Ihre Meldung ist bei der Zentrale angekommen" in said.text
    assert 1 == await reported(tracker, text)


@pytest.mark.parametrize(
    ("sent", "field", "words"),
    [
        ({"text": ""}, "text", "Bitte ausfüllen."),
        ({"text": "x" * 1001}, "text", "Der Text hat 1001 Zeichen"),
        ({"text": "Rufen Sie mich an: 0551 123456"}, "text", "eine Telefonnummer"),
        ({"text": "Der Knopf fehlt.", "email": "keine"}, "email", "Das ist keine E-Mail-Adresse."),
    ],
)
async def test_what_is_wrong_is_said_at_the_field_and_what_was_typed_stays(
    tracker: World, sent: dict[str, str], field: str, words: str
) -> None:
    async with visitor(tracker) as browser:
        form = await browser.get(PAGE)
        answer = await browser.post(PAGE, data={**hidden(form), "page": "Suche", **sent})
    assert 422 == answer.status_code
    assert words in re.findall(f'id="{field}-error">(.*?)</p>', answer.text, re.DOTALL)[0]
    assert 'value="Suche"' in answer.text
    assert sent["text"] in answer.text


async def test_a_text_that_looks_personal_is_taken_when_it_is_sent_again(tracker: World) -> None:
    text = "Die Nummer 0551 123456 auf der Seite ist nicht lesbar."
    async with visitor(tracker) as browser:
        first = await browser.post(PAGE, data={**hidden(await browser.get(PAGE)), "text": text})
        second = await browser.post(PAGE, data={**hidden(first), "text": text})
    assert (422, 303) == (first.status_code, second.status_code)
    assert 1 == await reported(tracker, text)


async def test_the_zentrale_settles_a_report_and_the_address_is_forgotten(tracker: World) -> None:
    text = "Der Fokus ist nicht zu sehen."
    async with visitor(tracker) as browser:
        typed = {**hidden(await browser.get(PAGE)), "text": text, "email": "jemand@example.org"}
        await browser.post(PAGE, data=typed)
    async with visitor(tracker, "zentrale") as browser:
        listed = await browser.get("/feedback")
        place = listed.text.index(text)
        path = re.findall(r'action="(/feedback/\w+)"', listed.text[place:])[0]
        answers = [await browser.post(path, data=hidden(listed)) for _ in range(2)]
        after = await browser.get("/feedback")
    assert "jemand@example.org" in listed.text
    assert [303, 303] == [answer.status_code for answer in answers]  # sent twice is settled once
    assert text in after.text
    assert "jemand@example.org" not in after.text


async def test_a_settled_report_is_removed_after_a_year(tracker: World) -> None:
    row = {"id": "old", "key": "old", "page": "", "text": "Alt.", "received_at": now() - 3 * feedback.TOLD}
    async with tracker.database.write() as connection:
        await connection.execute(sa.insert(FeedbackRow), {**row, "settled_at": now() - 2 * feedback.TOLD})
        assert 1 <= await feedback.sweep(connection, now())
    assert 0 == await reported(tracker, "Alt.")


async def test_reports_are_limited_by_address(tracker: World, tmp_path: Path) -> None:
    settings = Settings(auth=AuthMode.DEMO, data_dir=tmp_path, limit_feedback="1/hour")
    app = create_app(settings, tracker.database)
    app.state.database = tracker.database
    async with httpx.AsyncClient(
        transport=httpx.ASGITransport(app=app), base_url="http://localhost", headers=HTML
    ) as browser:
        answers = [await browser.post(PAGE, data={"text": "Zu oft.", "key": f"often-{n}"}) for n in range(2)]
    assert [303, 429] == [answer.status_code for answer in answers]
    assert 1 == await reported(tracker, "Zu oft.")

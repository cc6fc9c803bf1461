"""Importing a file in the browser: every row is looked at before anything is written, and it is written once."""

from __future__ import annotations

import re

import httpx
import pytest
import sqlalchemy as sa
from playwright.async_api import Browser, expect

from models.page_tables import UploadRow
from models.people_tables import PersonRow
from models.tables import IntentRow
from tests.acceptance.pages.browsing import window
from tests.acceptance.pages.visiting import hidden, visitor
from tests.acceptance.serving import World

pytestmark = [pytest.mark.temporal]

HEADER = "issuer,subject,name,email,language,function,scope,since,until\n"


def people(*subjects: str) -> bytes:
    return (HEADER + "".join(f"demo,{each},Neu {each},,de,,,,\n" for each in subjects)).encode()


async def uploaded(browser: httpx.AsyncClient, kind: str, content: bytes, name: str = "liste.csv") -> httpx.Response:
    form = await browser.get("/imports")
    return await browser.post("/imports", data={**hidden(form), "kind": kind}, files={"file": (name, content)})


async def persons(tracker: World, *subjects: str) -> int:
    query = sa.select(sa.func.count()).where(PersonRow.subject.in_(subjects))
    return int(await tracker.scalar(query))


async def test_nothing_is_written_before_somebody_agrees_and_then_once(tracker: World) -> None:
    async with visitor(tracker, "zentrale") as browser:
        sent = await uploaded(browser, "people", people("einlesen-1", "einlesen-2"))
        preview = await browser.get(sent.headers["location"])
        assert 0 == await persons(tracker, "einlesen-1", "einlesen-2")
        answers = [await browser.post(sent.headers["location"], data=hidden(preview)) for _ in range(2)]
        told = await browser.get(sent.headers["location"])
    assert "<b>2</b> Zeilen würden geschrieben" in preview.text
    assert [303, 303] == [answer.status_code for answer in answers]
    assert 2 == await persons(tracker, "einlesen-1", "einlesen-2")
    assert "Eingelesen: liste.csv" in told.text


async def test_what_was_imported_is_not_kept(tracker: World) -> None:
    async with visitor(tracker, "zentrale") as browser:
        sent = await uploaded(browser, "people", people("einlesen-3"))
        preview = await browser.get(sent.headers["location"])
        await browser.post(sent.headers["location"], data=hidden(preview))
    token = sent.headers["location"].rpartition("/")[2]
    query = sa.select(UploadRow.counts).where(UploadRow.token == token, UploadRow.content.is_(None))
    assert '"new": 1' in await tracker.scalar(query)


async def test_each_row_says_what_becomes_of_it_and_why(tracker: World) -> None:
    content = b"unit_code,milestone,happened_on\n244,manager_qualified,2024-01-01\n999,manager,2019-04-01\n,,\n"
    async with visitor(tracker, "rd-200") as browser:
        preview = await browser.get((await uploaded(browser, "standing", content)).headers["location"])
    rows = re.findall(r'<tr role="row"><td.*?</tr>', preview.text, re.DOTALL)
    told = [re.sub(r"<[^>]+>|\s+", " ", row).split() for row in rows]
    assert [["3", "999", "fehlerhaft"], ["2", "244", "neu"], ["4", "–", "übergangen"]] == [row[:3] for row in told]
    assert "Diese Dienststelle gibt es nicht." in rows[0]


async def test_rows_in_error_are_left_out_only_when_somebody_says_so(tracker: World) -> None:
    content = people("einlesen-4") + b"demo,einlesen-5,,,de,,,,\n"
    async with visitor(tracker, "zentrale") as browser:
        sent = await uploaded(browser, "people", content)
        preview = await browser.get(sent.headers["location"])
        refused = await browser.post(sent.headers["location"], data=hidden(preview))
        assert 0 == await persons(tracker, "einlesen-4", "einlesen-5")
        agreed = await browser.post(sent.headers["location"], data={**hidden(refused), "partial": "yes"})
    assert (422, 303) == (refused.status_code, agreed.status_code)
    assert "Einige Zeilen sind fehlerhaft" in refused.text
    assert 1 == await persons(tracker, "einlesen-4", "einlesen-5")


async def test_what_has_changed_since_it_was_looked_at_is_looked_at_again(tracker: World) -> None:
    async with visitor(tracker, "zentrale") as browser:
        content = people("einlesen-6")
        names = ("liste.csv", "nochmal.csv")
        first, second = [(await uploaded(browser, "people", content, name)).headers["location"] for name in names]
        pages = [await browser.get(path) for path in (first, second)]
        await browser.post(first, data=hidden(pages[0]))
        answer = await browser.post(second, data=hidden(pages[1]))
    assert 409 == answer.status_code
    assert "Der Bestand hat sich inzwischen geändert" in answer.text


@pytest.mark.parametrize(
    ("content", "status", "said"),
    [
        (b"a,b\n1,2\n", 422, "Die Kopfzeile passt nicht"),
        (b"\xff\xfe\x00", 422, "Die Datei ist nicht als Text lesbar"),
        (b"", 422, "Die Datei enthält keine Zeilen"),
    ],
)
async def test_a_file_that_cannot_be_read_is_said_at_the_field(
    tracker: World, content: bytes, status: int, said: str
) -> None:
    async with visitor(tracker, "zentrale") as browser:
        answer = await uploaded(browser, "people", content)
    assert status == answer.status_code
    assert said in re.findall(r'id="file-error">(.*?)</p>', answer.text)[0]
    assert 'value="people" checked' in answer.text


async def test_without_a_file_the_form_says_so(tracker: World) -> None:
    async with visitor(tracker, "zentrale") as browser:
        form = await browser.get("/imports")
        answers = [await browser.post("/imports", data={**hidden(form), **more}) for more in ({"kind": "people"}, {})]
    assert [422, 422] == [answer.status_code for answer in answers]
    assert "Bitte eine Datei wählen." in answers[0].text
    assert "Bitte eine der Antworten wählen." in answers[1].text


async def test_somebody_elses_file_is_as_if_it_were_not_there(tracker: World) -> None:
    async with visitor(tracker, "zentrale") as owner, visitor(tracker, "rd-200") as other:
        path = (await uploaded(owner, "people", people("einlesen-7"))).headers["location"]
        answers = [await other.get(each) for each in (path, "/imports/none")]
        await other.post(path, data=hidden(await other.get("/imports")) | {"do": "drop"})
        still = await owner.get(path)
    assert [404, 404] == [answer.status_code for answer in answers]
    assert 200 == still.status_code


async def test_a_regional_lead_imports_no_organisation(tracker: World) -> None:
    async with visitor(tracker, "rd-200") as browser:
        form = await browser.get("/imports")
        answer = await uploaded(browser, "units", b"code,name,kind,parent_code,legal_area,land,city\n")
    assert 'value="units"' not in form.text
    assert 422 == answer.status_code


async def test_a_file_can_be_discarded(tracker: World) -> None:
    async with visitor(tracker, "zentrale") as browser:
        path = (await uploaded(browser, "people", people("einlesen-8"))).headers["location"]
        dropped = await browser.post(path, data=hidden(await browser.get(path)) | {"do": "drop"})
        gone = await browser.get(path)
    assert (303, 404) == (dropped.status_code, gone.status_code)
    assert 0 == await persons(tracker, "einlesen-8")


@pytest.mark.browser
async def test_standings_are_imported_by_keyboard_and_the_page_says_how_far_they_are(
    browser: Browser, tracker: World
) -> None:
    unit = await tracker.fresh(region="700", kind="agentur", stage="qualification")
    content = f"unit_code;milestone;happened_on\n{unit['code']};manager_qualified;2024-02-29\n".encode()
    async with window(browser, tracker.address, "rd-700") as page:
        await page.goto("/imports")
        await page.get_by_role("radio", name="bisheriger Stand").focus()
        await page.keyboard.press("Space")
        file = {"name": "stand.csv", "mimeType": "text/csv", "buffer": content}
        await page.get_by_label("Datei", exact=True).set_input_files(file)  # type: ignore[arg-type]
        await page.get_by_role("button", name="Zeilen prüfen").focus()
        await page.keyboard.press("Enter")
        await page.get_by_role("button", name="1 Zeile einlesen").focus()
        await page.keyboard.press("Enter")
        await expect(page.get_by_role("status")).to_contain_text("Die Datei ist eingelesen.")
        await expect(page.get_by_role("progressbar")).to_be_visible()
    intents = sa.select(sa.func.count()).where(IntentRow.unit_id == await tracker.unit_id(unit["code"]))
    assert 1 <= await tracker.scalar(intents.where(IntentRow.key.startswith("standing/")))

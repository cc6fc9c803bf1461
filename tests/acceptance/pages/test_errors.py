"""What goes wrong with an address or a form is told to people in words for people, under the status it has."""

from __future__ import annotations

import pytest

from tests.acceptance.pages.visiting import visitor
from tests.acceptance.serving import World

pytestmark = [pytest.mark.temporal]

FOR_PROGRAMS = ("errors", "Allow", "Kopfzeile", "Anfrage")


@pytest.mark.parametrize(
    ("expected", "method", "path"),
    [(405, "GET", "/sign-out"), (405, "PUT", "/worklist"), (422, "GET", "/units/244%00"), (404, "GET", "/nowhere")],
)
async def test_a_page_keeps_the_status_and_says_it_for_people(
    tracker: World, expected: int, method: str, path: str
) -> None:
    async with visitor(tracker, "rd-200") as browser:
        page = await browser.request(method, path)
    assert expected == page.status_code
    assert f"Meldung {expected}" in page.text
    assert [] == [word for word in FOR_PROGRAMS if word in page.text]


async def test_what_is_refused_on_an_address_says_why_and_what_to_do_and_leads_back_to_the_office(
    tracker: World,
) -> None:
    listed = (await tracker.as_("rd-200").get("/api/units?limit=100")).json()["items"]
    code = next(each["code"] for each in listed if each["status"]["code"] in ("in_progress", "sustained"))
    async with visitor(tracker, "rd-200") as browser:
        page = await browser.get(f"/units/{code}/commands/resume")
    assert 409 == page.status_code
    assert "Die Dienststelle ruht nicht." in page.text
    assert "bitte mit dem nächsten offenen Schritt weitermachen." in page.text
    assert f'href="/units/{code}"' in page.text

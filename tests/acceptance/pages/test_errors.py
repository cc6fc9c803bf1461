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

"""Overview and region as of a past day: what was so then, nothing to be done about it."""

from __future__ import annotations

import re
from datetime import timedelta

import pytest

from tests.acceptance.pages.test_pages import MOST_STATEMENTS
from tests.acceptance.pages.visiting import visitor
from tests.acceptance.serving import World

pytestmark = [pytest.mark.temporal]

PAGES = {"overview": "/overview?kind=agentur", "region": "/regions/200?kind=agentur"}


def days_ago(world: World, days: int) -> str:
    return (world.today - timedelta(days=days)).isoformat()


@pytest.mark.parametrize("page", PAGES)
async def test_a_past_day_says_so_and_offers_no_step(tracker: World, page: str) -> None:
    day = days_ago(tracker, 200)
    async with visitor(tracker, "rd-200") as browser:
        now = await browser.get(PAGES[page])
        before = len(tracker.statements)
        then = await browser.get(f"{PAGES[page]}&as_of={day}")
        asked = tracker.statements[before:]
    assert (200, 200) == (now.status_code, then.status_code)
    assert "Stand vom" in then.text
    assert "Stand vom" not in now.text
    assert "/commands/" not in then.text
    assert MOST_STATEMENTS >= len(asked), asked


async def test_fewer_offices_offered_the_method_then(tracker: World) -> None:
    """The rollout went on in between."""
    async with visitor(tracker, "zentrale") as browser:
        reached = [
            int(re.search(r"<b>(\d+)</b> von", (await browser.get(f"/overview?kind=agentur{query}")).text)[1])  # type: ignore[index]
            for query in (f"&as_of={days_ago(tracker, 400)}", f"&as_of={days_ago(tracker, 200)}", "")
        ]
    assert reached == sorted(reached)
    assert reached[0] < reached[-1]


async def test_offices_that_were_not_on_record_yet_are_told(tracker: World) -> None:
    """Fewer offices than today need a reason; today there is nothing to explain."""
    async with visitor(tracker, "zentrale") as browser:
        then = await browser.get(f"/overview?kind=gemeinsame_einrichtung&as_of={days_ago(tracker, 500)}")
        now = await browser.get("/overview?kind=gemeinsame_einrichtung")
    assert "noch nicht in den Aufzeichnungen" in then.text
    assert "noch nicht in den Aufzeichnungen" not in now.text


async def test_links_stay_on_the_day_that_is_shown(tracker: World) -> None:
    day = days_ago(tracker, 100)
    async with visitor(tracker, "rd-200") as browser:
        page = (await browser.get(f"/overview?kind=agentur&as_of={day}&known_at={days_ago(tracker, 50)}")).text
    chips = re.findall(r'class="chip" href="([^"]*)"', page)
    assert chips
    assert all(f"as_of={day}" in href and "known_at=" in href for href in chips)
    assert f"/regions/200?kind=agentur&amp;as_of={day}" in page


async def test_the_form_asks_for_another_day_without_scripts(tracker: World) -> None:
    """Empty fields mean today."""
    async with visitor(tracker, "rd-200") as browser:
        form = (await browser.get("/regions/200?kind=agentur&as_of=&known_at=")).text
    assert 'name="as_of"' in form
    assert 'name="known_at"' in form
    assert "Stand vom" not in form


@pytest.mark.parametrize(
    ("query", "words"),
    [
        ("as_of=2999-01-01", "was dann gilt, weiß noch niemand"),
        ("as_of=2012-01-02", "die aufzeichnungen beginnen am"),
        ("known_at=2999-01-01", "was künftig bekannt sein wird, weiß noch niemand"),
    ],
)
async def test_a_day_that_cannot_be_told_is_refused_in_words(tracker: World, query: str, words: str) -> None:
    async with visitor(tracker, "rd-200") as browser:
        answer = await browser.get(f"/overview?{query}")
    assert 422 == answer.status_code
    assert words in answer.text.lower()


@pytest.mark.parametrize("query", ["as_of=yesterday", "as_of=2026-02-30", "known_at=12"])
async def test_what_is_no_day_is_refused(tracker: World, query: str) -> None:
    async with visitor(tracker, "rd-200") as browser:
        answer = await browser.get(f"/regions/200?{query}")
    assert 422 == answer.status_code


async def test_a_foreign_region_does_not_exist_on_any_day(tracker: World) -> None:
    async with visitor(tracker, "rd-200") as browser:
        answers = [await browser.get(path) for path in ("/regions/968", f"/regions/968?as_of={days_ago(tracker, 100)}")]
    assert [404, 404] == [answer.status_code for answer in answers]

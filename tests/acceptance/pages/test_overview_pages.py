"""What the overview says to the one who looks at it; how it came here; the story of one office, narrowed."""

from __future__ import annotations

import re
from datetime import timedelta

import pytest

from tests.acceptance.pages.visiting import visitor
from tests.acceptance.serving import World

pytestmark = [pytest.mark.temporal]


@pytest.mark.parametrize("username", ["rd-200", "rd-700"])
async def test_the_overview_begins_with_what_lies_with_me(tracker: World, username: str) -> None:
    """As many as the worklist has, Agenturen and gE together, offices that nobody holds included."""
    found = 0
    async with visitor(tracker, username) as browser:
        for kind in ("agentur", "gemeinsame_einrichtung"):
            page = (await browser.get("/overview", params={"kind": kind})).text
            mine = page.split('id="mine"')[1].split("</section>")[0] if 'id="mine"' in page else ""
            total = re.search(r"alle (\d+) in der Arbeitsliste", mine)
            found += int(total[1]) if total else mine.count('<li class="obligation')
    worklist = (await tracker.as_(username).get("/api/worklist")).json()
    orphans = [each for each in worklist["orphans"] if each["form"]]
    assert len(worklist["items"]) + len(orphans) == found


async def test_nothing_lies_with_those_who_only_read_nor_on_a_past_day(tracker: World) -> None:
    past = (tracker.today - timedelta(days=30)).isoformat()
    pages = []
    for username, query in (("auditor", {}), ("rd-200", {"as_of": past})):
        async with visitor(tracker, username) as browser:
            pages.append((await browser.get("/overview", params=query)).text)
    assert not any('id="mine"' in page for page in pages)


@pytest.mark.parametrize("kind", ["agentur", "gemeinsame_einrichtung"])
async def test_the_trend_ends_with_today_and_has_its_numbers_as_a_table(tracker: World, kind: str) -> None:
    async with visitor(tracker, "auditor") as browser:
        page = (await browser.get("/overview/trend", params={"kind": kind})).text
        overview = (await browser.get("/overview", params={"kind": kind})).text
    table = page.split("<tbody>")[1].split("</tbody>")[0]
    rows = [re.findall(r"<t[dh][^>]*>([^<]*)</t[dh]>", row) for row in table.split("</tr>") if "<t" in row]
    assert 13 == len(rows)
    stages = overview.split('id="stages-caption"')[1].split("<tfoot>")[1]
    now = [int(n) for n in re.findall(r"<td[^>]*>(\d+)</td>", stages)]
    last = [int(cell) for cell in rows[-1][1:7]]
    assert [n for n in now if n] == [n for n in last if n]
    assert 'role="img" aria-label="' in page


async def test_a_story_is_narrowed_by_kind_and_days(tracker: World) -> None:
    async with visitor(tracker, "rd-200") as browser:
        whole = (await browser.get("/units/244")).text
        people = (await browser.get("/units/244?what=people")).text
        days = re.findall(r'<time datetime="([\d-]+)">', whole.split('id="journal"')[1])
        span = {"since": days[-1], "until": days[-1]}
        one_day = (await browser.get("/units/244", params=span)).text
        none = (await browser.get("/units/244?until=2012-01-02")).text
    assert "Lernbegleitung" in people.split('id="journal"')[1]
    assert "Arbeitskalender" not in people.split('class="journal"')[1]
    assert {days[-1]} == set(re.findall(r'<time datetime="([\d-]+)">', one_day.split('class="journal"')[1]))
    assert "Kein Eintrag passt zu dieser Auswahl." in none


async def test_older_entries_of_a_kind_follow_without_a_gap(tracker: World, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("api.pages.unit.STORY", 2)
    told, path = [], "/units/244?what=people"
    async with visitor(tracker, "rd-200") as browser:
        while path:
            page = (await browser.get(path)).text.split('class="journal"')[1]
            told += re.findall(r"<div>\s*<p>([^<]+?)\s*<", page)
            further = re.search(r'href="(/units/244\?[^"]*before=\d+)#journal"', page)
            path = further[1].replace("&amp;", "&") if further else ""
    state = (await tracker.as_("rd-200").get("/api/units/244/journal?limit=500")).json()["items"]
    expected = [e for e in state if e["type"].startswith(("companion_", "manager_"))]
    assert len(expected) == len(told)


@pytest.mark.parametrize("asked", ["since=never", "until=9999-99-99", "before=0"])
async def test_an_address_that_asks_for_no_day_is_answered_by_a_page(tracker: World, asked: str) -> None:
    async with visitor(tracker, "rd-200") as browser:
        assert 422 == (await browser.get(f"/units/244?{asked}")).status_code

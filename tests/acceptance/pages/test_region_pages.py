"""The other pages of a region: what has changed since its last report, who is responsible."""

from __future__ import annotations

import re
from datetime import timedelta

import pytest
import sqlalchemy as sa

from activities.clock import end_of_day, now
from models.people_tables import AssignmentRow
from models.queries.asof import then_and_now, units_as_of
from models.reporting.asked import AsOf
from tests.acceptance.pages.visiting import visitor
from tests.acceptance.serving import World

pytestmark = [pytest.mark.temporal]


@pytest.mark.parametrize(("days", "known_days"), [(30, None), (200, None), (60, 60), (60, 20), (400, 300)])
async def test_two_days_read_together_are_what_each_is_alone(tracker: World, days: int, known_days: int | None) -> None:
    moment, today = now(), tracker.today
    known_at = moment - timedelta(days=known_days) if known_days is not None else None
    day = today - timedelta(days=days)
    then, at_once = AsOf(day, end_of_day(day), known_at), AsOf(today, end_of_day(today))
    async with tracker.database.read() as session:
        both = await then_and_now(session, then, at_once, region="200")
        alone = [await units_as_of(session, asked, region="200") for asked in (then, at_once)]
    assert alone[0]
    assert alone == [*both]


async def test_changes_are_told_by_name_and_counted_apart(tracker: World) -> None:
    day = tracker.today - timedelta(days=120)
    async with visitor(tracker, "rd-200") as browser:
        page = (await browser.get("/regions/200/since", params={"since": day.isoformat()})).text
    names = re.findall(r'<a href="/units/[^"]+">([^<]+)</a><p>', page)
    assert names
    assert sorted(names, key=str.casefold) == names
    reached = re.search(r"Meilenstein erreicht</th><td[^>]*>(\d+)</td><td[^>]*>(\d+)</td>", page)
    assert reached is not None
    assert page.count("Erreicht: ") == int(reached[1]) + int(reached[2])


async def test_nothing_has_changed_since_today(tracker: World) -> None:
    async with visitor(tracker, "rd-700") as browser:
        page = (await browser.get("/regions/700/since", params={"since": tracker.today.isoformat()})).text
    assert "Seither hat sich in keiner Dienststelle etwas geändert." in page


async def test_a_day_to_come_is_refused_and_one_before_the_record_tells_of_everything(tracker: World) -> None:
    async with visitor(tracker, "rd-200") as browser:
        answers = [
            await browser.get("/regions/200/since", params={"since": day})
            for day in ((tracker.today + timedelta(days=1)).isoformat(), "2012-01-01", "never")
        ]
    assert [422, 200, 422] == [answer.status_code for answer in answers]
    assert "Wird seither hier geführt." in answers[1].text


async def test_a_region_says_who_is_responsible_and_a_vacant_post_can_be_filled(tracker: World) -> None:
    team = sa.and_(AssignmentRow.function == "aqua_lead", AssignmentRow.scope == "AQ-700-02")
    async with tracker.database.write() as connection:
        held = (await connection.execute(sa.select(AssignmentRow).where(team))).mappings().all()
        await connection.execute(sa.delete(AssignmentRow).where(team))
    async with visitor(tracker, "rd-700") as browser:
        page = (await browser.get("/regions/700/people")).text
        vacant = page.split('id="vacant"')[1].split("</section>")[0]
        forms = re.findall(r'href="(/functions/assign[^"]+)"', vacant)
        form = await browser.get(forms[0].replace("&amp;", "&"))
    async with tracker.database.write() as connection:
        await connection.execute(sa.insert(AssignmentRow), [dict(row) for row in held])
    assert "/functions/assign?function=aqua_lead&amp;scope=AQ-700-02" in forms
    assert 200 == form.status_code


async def test_names_are_for_those_who_work_together(tracker: World) -> None:
    pages = []
    for username in ("rd-200", "auditor"):
        async with visitor(tracker, username) as browser:
            pages.append((await browser.get("/regions/200/people")).text)
    lead = "Teamleitung AQua 0"
    assert [True, False] == [lead in page for page in pages]
    assert "besetzt, seit" in pages[1]


async def test_how_much_waits_is_told_of_posts_and_never_of_persons(tracker: World) -> None:
    async with visitor(tracker, "rd-200") as browser:
        page = (await browser.get("/regions/200/people")).text
    held = page.split('id="held"')[1].split("</section>")[0]
    assert "Schritt" not in held

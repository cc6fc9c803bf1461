"""One answer for several offices: each is entered by itself, and those that refuse say why and stay chosen."""

from __future__ import annotations

import pytest

from tests.acceptance.offices import paused_office, told, under_way
from tests.acceptance.pages.filling import page_of
from tests.acceptance.pages.visiting import hidden, visitor
from tests.acceptance.serving import World

pytestmark = [pytest.mark.temporal]

PATH = "/several/pause"


async def test_what_one_office_refuses_is_entered_in_the_others_and_it_stays_chosen(tracker: World) -> None:
    rests, works = await paused_office(tracker, "700"), (await under_way(tracker, "700"))["code"]
    before = [len(await told(tracker, code)) for code in (rests, works)]
    async with visitor(tracker, "rd-700") as browser:
        form = await browser.get(PATH)
        answers = {"units": [rests, works], "since": tracker.today.isoformat(), "reason": "capacity"}
        answer = await browser.post(PATH, data={**hidden(form), **answers})
    page = page_of(answer.text)
    assert 409 == answer.status_code
    assert [rests] == page.form(PATH).controls["units"].values
    assert "Für 1 Dienststelle eingetragen." in page.alerts[0]
    assert f'<a href="/units/{rests}">' in answer.text
    assert [0, 1] == [len(await told(tracker, code)) - n for code, n in zip((rests, works), before, strict=True)]


async def test_only_offices_of_ones_own_scope_are_offered_and_others_are_as_if_they_were_not_there(
    tracker: World,
) -> None:
    foreign = (await under_way(tracker, "200"))["code"]
    async with visitor(tracker, "rd-700") as browser:
        form = await browser.get(PATH)
        codes = set(page_of(form.text).form(PATH).controls["units"].options)
        answers = {"since": tracker.today.isoformat(), "reason": "capacity"}
        said = []
        for code in (foreign, "999"):
            answer = await browser.post(PATH, data={**hidden(form), **answers, "units": code})
            said.append((answer.status_code, page_of(answer.text).alerts[0].replace(code, "")))
    mine = (await tracker.as_("rd-700").get("/api/units?limit=200")).json()["items"]
    assert {unit["code"] for unit in mine} == codes
    assert said[0] == said[1]
    assert 409 == said[0][0]


async def test_what_is_chosen_on_another_page_is_ticked(tracker: World) -> None:
    code = (await under_way(tracker, "700"))["code"]
    async with visitor(tracker, "rd-700") as browser:
        form = await browser.get(PATH, params={"unit": code})
    assert [code] == page_of(form.text).form(PATH).controls["units"].values


@pytest.mark.parametrize("username", ["auditor", "manager-231"])
async def test_who_has_no_step_in_several_offices_is_not_led_there(tracker: World, username: str) -> None:
    async with visitor(tracker, username) as browser:
        page = await browser.get("/overview")
    assert 'href="/several"' not in page.text

"""A course that is added to a wave is asked everything that a course of a new wave is."""

from __future__ import annotations

from datetime import timedelta

import pytest

from tests.acceptance.http.waving import scheduled, whole
from tests.acceptance.pages.test_waves import fields_of
from tests.acceptance.pages.visiting import visitor
from tests.acceptance.serving import World

pytestmark = [pytest.mark.temporal, pytest.mark.browser]


def path_of(wave: str) -> str:
    return f"/waves/{wave}/commands/plan_course"


async def test_a_further_course_has_modules_trainers_regions_and_a_workshop(tracker: World) -> None:
    wave = await scheduled(tracker, "231", "pages-course")
    on = tracker.today + timedelta(days=90)
    answers = {
        "course-1-code": "K-SPAET",
        "course-1-starts_on": on.isoformat(),
        "course-1-ends_on": (on + timedelta(days=60)).isoformat(),
        "course-1-internal_trainers": "2",
        "course-1-site": "200",
        "course-1-land": "NI",
        "course-1-regions": "200",
        "course-1-workshop": "implementation",
        "course-1-workshop_on": (on + timedelta(days=61)).isoformat(),
        "course-1-module-1-key": "auftakt",
        "course-1-module-1-from": on.isoformat(),
        "course-1-module-1-to": "",
    }
    others = {f"course-1-module-{row}-{part}": "" for row in (2, 3, 4) for part in ("key", "mode", "from", "to")}
    async with visitor(tracker, "fachkraft") as browser:
        form = await browser.get(path_of(wave))
        planned = await browser.post(path_of(wave), data={**fields_of(form.text), **answers, **others})
    assert (303, f"/waves/{wave}") == (planned.status_code, planned.headers["location"])
    (course,) = [c for c in (await whole(tracker, wave))["courses"] if c["code"] == "K-SPAET"]
    assert ("200", ["200"], 2, 1) == tuple(
        course[name] for name in ("site", "regions", "internal_trainers", "external_trainers")
    )
    assert ("implementation", answers["course-1-workshop_on"]) == (course["workshop"], course["workshop_on"])
    assert [("auftakt", "praesenz")] == [(module["key"], module["mode"]) for module in course["modules"]]


async def test_a_course_without_internal_trainers_is_warned_of_once(tracker: World) -> None:
    wave = await scheduled(tracker, "231", "pages-untrained")
    before = len((await whole(tracker, wave))["courses"])
    async with visitor(tracker, "fachkraft") as browser:
        form = await browser.get(path_of(wave))
        asked = {**fields_of(form.text), "course-1-internal_trainers": "0"}
        warned = await browser.post(path_of(wave), data=asked)
        assert 200 == warned.status_code
        assert "keine internen Trainerinnen oder Trainer" in warned.text
        assert before == len((await whole(tracker, wave))["courses"])
        assert 303 == (await browser.post(path_of(wave), data=fields_of(warned.text))).status_code
    assert before + 1 == len((await whole(tracker, wave))["courses"])


async def test_what_is_wrong_is_said_at_its_field_and_what_was_typed_stays(tracker: World) -> None:
    wave = await scheduled(tracker, "231", "pages-wrong-course")
    async with visitor(tracker, "fachkraft") as browser:
        form = await browser.get(path_of(wave))
        asked = {**fields_of(form.text), "course-1-code": "", "course-1-module-2-key": "Zu Groß"}
        answer = await browser.post(path_of(wave), data=asked)
    assert 422 == answer.status_code
    assert 'href="#course-1-code"' in answer.text
    assert 'href="#course-1-module-2-key"' in answer.text
    assert 'value="Zu Groß"' in answer.text


async def test_the_rules_refuse_a_second_course_of_the_same_name(tracker: World) -> None:
    wave = await scheduled(tracker, "231", "pages-same-course")
    code = (await whole(tracker, wave))["courses"][0]["code"]
    async with visitor(tracker, "fachkraft") as browser:
        form = await browser.get(path_of(wave))
        answer = await browser.post(path_of(wave), data={**fields_of(form.text), "course-1-code": code})
    assert 409 == answer.status_code
    assert f"Einen Kurs mit dem Kennzeichen {code} hat diese Welle bereits." in answer.text

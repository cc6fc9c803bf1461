"""Persons, functions, AQua teams and substitutions on pages, without JavaScript."""

from __future__ import annotations

import re
from datetime import timedelta

import httpx
import pytest

from models.demo.chance import opaque
from tests.acceptance.offices import under_way
from tests.acceptance.pages.visiting import hidden, post_of, visitor
from tests.acceptance.serving import World

pytestmark = [pytest.mark.temporal]


def assignment_of(username: str) -> str:
    """The id of a function in the demo."""
    return opaque("f", "demo", username)


def options(page: httpx.Response, name: str) -> dict[str, str]:
    """The answers of a choice: value -> words."""
    inside = re.search(rf'<select id="{name}".*?</select>', page.text, re.DOTALL)
    if inside is None:
        found = re.findall(rf'name="{name}" value="([^"]*)"[^>]*>\s*<span>([^<]*)', page.text)
    else:
        found = re.findall(r'<option value="([^"]*)"[^>]*>([^<]*)', inside[0])
    return dict(found)


async def test_an_aqua_lead_names_a_neighbour_who_is_told_so_on_every_page(tracker: World) -> None:
    team, until = "AQ-200-03", tracker.today + timedelta(days=13)
    path = f"/substitutions/new?post={post_of(team)}"
    async with visitor(tracker, f"aqua-{team}") as browser:
        form = await browser.get(path)
        substitute = next(value for value, words in options(form, "substitute").items() if "AQua" in words)
        answers = {**hidden(form), "substitute": substitute, "since": str(tracker.today), "until": str(until)}
        named = await browser.post(path, data=answers)
        page = await browser.get("/substitutions")
    assert (303, "/substitutions") == (named.status_code, named.headers["location"])
    assert "Vertretung benannt: Teamleitung AQua" in page.text
    (line,) = (await tracker.as_(f"aqua-{team}").get("/api/substitutions")).json()["items"]
    neighbour = await username_of(tracker, line["substitute"]["id"])
    async with visitor(tracker, neighbour) as browser:
        told = [(await browser.get(where)).text for where in ("/worklist", "/overview")]
        end = await browser.get(f"/substitutions/{line['id']}/end")
    assert all(f"Sie handeln i. V. für <b>{line['title']} (bis {until:%d.%m.%Y})</b>" in page for page in told)
    assert 404 == end.status_code
    async with visitor(tracker, "rd-200") as browser:
        form = await browser.get(f"/substitutions/{line['id']}/end")
        ended = await browser.post(f"/substitutions/{line['id']}/end", data=hidden(form))
    assert 303 == ended.status_code
    async with visitor(tracker, neighbour) as browser:
        assert "Sie handeln i. V." not in (await browser.get("/overview")).text


async def username_of(tracker: World, person_id: str) -> str:
    people = (await tracker.as_("rd-200").get("/api/demo/people")).json()["items"]
    for each in people:
        if (await tracker.as_(each["username"]).get("/api/me")).json()["person"] == person_id:
            return str(each["username"])
    raise LookupError(person_id)


@pytest.mark.parametrize(
    ("answers", "said"),
    [
        ({"until": ""}, "Letzter Tag: Bitte ausfüllen."),
        ({"since": "2020-01-06"}, "Erster Tag: Eine Vertretung kann nicht vor dem heutigen Tag"),
        ({"until": "2099-01-01"}, "Letzter Tag: Eine Vertretung dauert höchstens 180 Tage."),
        ({"substitute": "nobody"}, "Wer vertritt? Diese Person gibt es nicht"),
    ],
)
async def test_what_is_wrong_with_a_substitution_is_said_at_its_field(
    tracker: World, answers: dict[str, str], said: str
) -> None:
    path = f"/substitutions/new?post={post_of('AQ-200-01')}"
    async with visitor(tracker, "rd-200") as browser:
        form = await browser.get(path)
        right = {"substitute": next(iter(options(form, "substitute").keys() - {""})), "since": str(tracker.today)}
        until = str(tracker.today + timedelta(days=3))
        again = await browser.post(path, data={**hidden(form), **right, "until": until, **answers})
    assert again.status_code in (404, 409, 422)
    assert said in again.text
    assert 'aria-invalid="true"' in again.text


async def test_a_regional_lead_enters_a_person_and_gives_and_ends_a_function(tracker: World) -> None:
    async with visitor(tracker, "rd-200") as browser:
        form = await browser.get("/people/new")
        answers = {**hidden(form), "name": "Person Neu", "language": "de", "email": "", "issuer": "demo"}
        incomplete = await browser.post("/people/new", data=answers)
        entered = await browser.post("/people/new", data={**answers, "subject": "person-neu"})
        person = entered.headers["location"].rpartition("/")[2]
        form = await browser.get(f"/functions/assign?person={person}&function=aqua_lead&scope=AQ-200-01")
        answers = {**hidden(form), "person_id": person, "post": "aqua_lead:AQ-200-01", "since": str(tracker.today)}
        given = await browser.post("/functions/assign", data=answers)
        again = await browser.get("/functions/assign")
        twice = await browser.post("/functions/assign", data={**answers, **hidden(again)})
        page = await browser.get(f"/people/{person}")
        end = re.search(r'href="(/functions/[^"]+/end)"', page.text)
        assert end is not None
        form = await browser.get(end[1])
        ended = await browser.post(end[1], data={**hidden(form), "until": str(tracker.today)})
        found = await browser.get("/people?q=person+neu&function=aqua_lead")
    assert (422, 303, 303, 303) == (
        incomplete.status_code,
        entered.status_code,
        given.status_code,
        ended.status_code,
    )
    assert "Erster Tag: Die Person hat diese Funktion dort schon" in twice.text
    assert "Teamleitung AQua" in page.text
    assert "Person Neu" in found.text


async def test_a_person_without_a_function_is_forgotten_and_one_with_a_function_is_not(tracker: World) -> None:
    lead = tracker.as_("rd-700")
    new = {"name": "Person Ohne Aufgabe", "issuer": "demo", "subject": "ohne-aufgabe"}
    free = (await lead.post("/api/people", json=new)).json()["id"]
    async with visitor(tracker, "rd-700") as browser:
        offered = [
            (await browser.get(f"/people/{each}")).text for each in (free, opaque("p", "demo", "aqua-AQ-700-02"))
        ]
        path = f"/people/{opaque('p', 'demo', 'aqua-AQ-700-02')}/forget"
        refused = await browser.post(path, data=hidden(await browser.get(path)))
        path = f"/people/{free}/forget"
        done = await browser.post(path, data=hidden(await browser.get(path)))
        gone = await browser.get(f"/people/{free}")
    assert [True, False] == ["Person vergessen" in page for page in offered]
    assert (409, True) == (refused.status_code, "Bitte zuerst diese beenden" in refused.text)
    assert (303, 404) == (done.status_code, gone.status_code)
    assert "Person Ohne Aufgabe" not in (await lead.get("/api/people?limit=200")).text


async def test_a_team_is_renamed_and_dissolved(tracker: World) -> None:
    lead, path = tracker.as_("rd-700"), "/aqua-teams/AQ-700-77/change"
    await lead.post("/api/aqua-teams", json={"code": "AQ-700-77", "name": "Team Alt", "region": "700"})
    until = tracker.today + timedelta(days=30)
    async with visitor(tracker, "rd-700") as browser:
        form = hidden(await browser.get(path))
        changed = await browser.post(path, data={**form, "name": "Team Neu", "until": until.isoformat()})
        page = await browser.get(changed.headers["location"])
    assert "Team Neu" in page.text
    assert f"{until:%d.%m.%Y}" in page.text


async def test_an_office_is_handed_over_from_a_day_on(tracker: World) -> None:
    unit = whole = await under_way(tracker, "200")
    other = next(f"AQ-200-0{n}" for n in range(1, 5) if f"AQ-200-0{n}" != whole["aqua_team"])
    since = tracker.today + timedelta(days=3)
    async with visitor(tracker, "rd-200") as browser:
        form = await browser.get(f"/aqua-teams/cover?unit={unit['code']}")
        answers = {**hidden(form), "unit": unit["code"], "team": other, "since": str(since)}
        changed = await browser.post("/aqua-teams/cover", data=answers)
        form = await browser.get("/aqua-teams/cover")
        again = await browser.post("/aqua-teams/cover", data={**answers, **hidden(form)})
        page = await browser.get(f"/aqua-teams/{other}")
        before = await browser.get(f"/aqua-teams/{whole['aqua_team']}")
    assert (303, f"/aqua-teams/{other}") == (changed.status_code, changed.headers["location"])
    assert "In dieser Zeit ist bereits das AQua-Team" in again.text
    assert f"seit {since:%d.%m.%Y}" in page.text
    assert f"bis {since - timedelta(days=1):%d.%m.%Y}" in before.text


async def test_names_are_read_as_the_function_allows(tracker: World) -> None:
    """The Zentrale reads those of regional leads, the auditors on request."""
    async with visitor(tracker, "zentrale") as browser:
        leads = (await browser.get("/people?function=regional_lead")).text
        managers = (await browser.get("/people?function=manager")).text
        by_name = (await browser.get("/people?q=F%C3%BChrungskraft")).text
    assert "iLB-Verantwortung Region" in leads
    assert "Name nicht einsehbar" in managers
    assert "Führungskraft 0" not in managers
    assert "Keine Person passt" in by_name
    async with visitor(tracker, "auditor") as browser:
        without = (await browser.get("/people?function=aqua_lead")).text
        asked = (await browser.get("/people?function=aqua_lead&names=true")).text
    assert "Namen anzeigen" in without
    assert "Teamleitung AQua 0" not in without
    assert "Teamleitung AQua 0" in asked


@pytest.mark.parametrize(
    ("foreign", "missing"),
    [
        ("/people/{foreign}", "/people/nobody"),
        ("/people/{foreign}/change", "/people/nobody/change"),
        ("/aqua-teams/AQ-700-01", "/aqua-teams/AQ-999-99"),
        ("/functions/{function}/end", "/functions/none/end"),
        ("/substitutions/new?post={post}", "/substitutions/new?post=aqua_lead.AQ-999-99."),
    ],
)
async def test_foreign_and_missing_look_the_same_and_cost_the_same(tracker: World, foreign: str, missing: str) -> None:
    lead = "aqua-AQ-700-01"
    values = {"foreign": opaque("p", "demo", lead), "function": assignment_of(lead), "post": post_of("AQ-700-01")}
    answers = []
    async with visitor(tracker, "rd-200") as browser:
        await browser.get("/worklist")
        for path in (foreign.format_map(values), missing):
            start = len(tracker.statements)
            page = await browser.get(path)
            answers.append((page.status_code, page.text, len(tracker.statements) - start))
    assert answers[0] == answers[1]
    assert 404 == answers[0][0]

"""What the pages answer, asked without a browser."""

from __future__ import annotations

import re
from pathlib import Path
from typing import Any

import httpx
import pytest

from api.app import create_app
from models.demo.chance import opaque
from settings import AuthMode, Settings
from tests.acceptance.offices import Asked, waiting_workshop
from tests.acceptance.pages.visiting import HTML, day_in, hidden, post_of, visitor
from tests.acceptance.serving import World

pytestmark = [pytest.mark.temporal]

NOTICE = (
    "Demo: Dienststellen nach öffentlicher Statistik (gE teils abgeleitet). "
    "Personen, Termine und Stände sind frei erfunden."
)
MOST_STATEMENTS = 8
CONFIRM = "/commands/confirm_workshop"
EVERY_PAGE = {
    "start": (None, "/"),
    "overview": ("zentrale", "/overview"),
    "overview of gE": ("zentrale", "/overview?kind=gemeinsame_einrichtung&status=decision"),
    "overview of a region's lead": ("rd-700", "/overview?status=support"),
    "region": ("rd-200", "/regions/200?needs=all"),
    "region, filtered": ("fachkraft", "/regions/200?kind=agentur&stage=operation&status=running&q=e&sort=date"),
    "own offices": ("aqua", "/units"),
    "unit": ("rd-200", "/units/244"),
    "unit with many commands": ("rd-700", "/units/759"),
    "worklist": ("rd-700", "/worklist"),
    "worklist of the Zentrale": ("zentrale", "/worklist"),
    "empty worklist": ("auditor", "/worklist"),
    "form": ("rd-700", "/units/759/commands/assign_manager"),
    "form that asks much": ("rd-700", "/units/759/commands/correct_date"),
    "statement": ("auditor", "/accessibility"),
    "substitutions": ("rd-200", "/substitutions"),
    "substitutions of a lead": ("aqua", "/substitutions"),
    "form of a substitution": ("rd-200", f"/substitutions/new?post={post_of('AQ-200-02')}"),
    "persons": ("rd-200", "/people"),
    "persons without names": ("auditor", "/people?function=manager"),
    "person": ("rd-200", f"/people/{opaque('p', 'demo', 'aqua-AQ-200-02')}"),
    "form of a person": ("zentrale", "/people/new"),
    "form of a function": ("zentrale", "/functions/assign"),
    "AQua teams": ("zentrale", "/aqua-teams"),
    "AQua team": ("rd-200", "/aqua-teams/AQ-200-02"),
    "form of coverage": ("rd-200", "/aqua-teams/cover"),
    "search": ("rd-200", "/search?q=hildsheim"),
    "search without a hit": ("rd-700", "/search?q=hildsheim"),
    "trend": ("auditor", "/overview/trend"),
    "changes in a region": ("rd-200", "/regions/200/since?since=2026-06-30"),
    "who is responsible": ("rd-200", "/regions/200/people"),
    "story of an office, narrowed": ("rd-200", "/units/244?what=people"),
    "import": ("zentrale", "/imports"),
    "programme": ("auditor", "/programme"),
    "terms": ("manager-244", "/terms"),
    "notices": ("rd-200", "/notices"),
    "settings": ("aqua", "/settings"),
    "reported barriers": ("zentrale", "/feedback"),
}


@pytest.mark.parametrize("name", EVERY_PAGE)
async def test_a_page_says_that_its_figures_are_invented_and_asks_at_most_eight_statements(
    tracker: World, name: str
) -> None:
    username, path = EVERY_PAGE[name]
    async with visitor(tracker, username) as browser:
        before = len(tracker.statements)
        page = await browser.get(path)
        asked = tracker.statements[before:]
    assert 200 == page.status_code
    assert NOTICE in page.text
    assert MOST_STATEMENTS >= len(asked), asked


@pytest.mark.parametrize("path", ["/units/244", "/overview", "/worklist", "/regions/200?status=support"])
async def test_whoever_is_signed_out_signs_in_and_comes_back(tracker: World, path: str) -> None:
    async with visitor(tracker) as browser:
        led = await browser.get(path)
        first = await browser.get(led.headers["location"])
        sign_in = re.search(r'href="(/demo/sign-in\?as=rd-200[^"]*)"', first.text)
        assert sign_in is not None
        back = await browser.get(sign_in[1].replace("&amp;", "&"))
    assert 303 == led.status_code
    assert path == back.headers["location"]


@pytest.mark.parametrize(
    ("username", "begins"),
    [
        ("aqua", "/worklist"),
        ("rd-700", "/regions/700"),
        ("zentrale", "/overview"),
        ("fachkraft", "/overview"),
        ("auditor", "/overview"),
    ],
)
async def test_everybody_begins_where_their_work_is(tracker: World, username: str, begins: str) -> None:
    async with visitor(tracker, username) as browser:
        assert begins == (await browser.get("/home")).headers["location"]


@pytest.mark.parametrize(
    ("foreign", "missing"),
    [
        ("/units/759", "/units/999"),
        ("/regions/700", "/regions/999"),
        (f"/units/759{CONFIRM}", f"/units/999{CONFIRM}"),
        ("/units/759/commands/nothing", "/nowhere"),
    ],
)
async def test_foreign_and_missing_look_the_same(tracker: World, foreign: str, missing: str) -> None:
    async with visitor(tracker, "rd-200") as browser:
        one, other = await browser.get(foreign), await browser.get(missing)
    assert 404 == one.status_code == other.status_code
    assert one.text == other.text


async def test_an_aqua_lead_sees_the_offices_of_the_own_team_only(tracker: World) -> None:
    async with visitor(tracker, "aqua") as browser:
        region = (await browser.get("/regions/200")).text
    shown = set(re.findall(r'id="unit-([^"]+)"', region))
    listed = (await tracker.as_("aqua").get("/api/units?limit=200")).json()
    assert {unit["code"] for unit in listed["items"]} == shown


async def test_a_regional_lead_sees_other_regions_as_figures_only(tracker: World) -> None:
    async with visitor(tracker, "rd-200") as browser:
        overview = (await browser.get("/overview?status=decision")).text
    assert "Bayern" in overview
    assert "/regions/700" not in overview
    assert "Agentur für Arbeit Fürth" not in overview


@pytest.mark.parametrize("username", ["manager-237", "zentrale", "rd-200"])
async def test_only_who_confirms_is_offered_the_form(tracker: World, username: str) -> None:
    async with visitor(tracker, username) as browser:
        page = (await browser.get("/units/244")).text
        form = await browser.get(f"/units/244{CONFIRM}?workshop=implementation")
    assert CONFIRM not in page
    assert form.status_code in (403, 404, 409)
    assert "text/html" in form.headers["content-type"]


async def test_programs_keep_getting_problem_details(tracker: World) -> None:
    async with visitor(tracker, "rd-200") as browser:
        answer = await browser.get("/api/units/999")
    assert "application/problem+json" == answer.headers["content-type"]


async def test_what_is_typed_into_an_address_is_shown_as_text(tracker: World) -> None:
    async with visitor(tracker, "rd-200") as browser:
        page = (await browser.get("/regions/200", params={"q": '"><script>alert(1)</script>'})).text
    assert "<script>alert" not in page
    assert "&lt;script&gt;alert(1)&lt;/script&gt;" in page
    assert "Keine Dienststelle passt zu dieser Auswahl." in page


# --- giving commands -------------------------------------------------------------------------------------------


async def test_a_form_sent_twice_is_one_command(tracker: World) -> None:
    asked = await waiting_workshop(tracker)
    code, lead = asked.code, asked.lead
    async with visitor(tracker, lead) as browser:
        form = await browser.get(f"/units/{code}{CONFIRM}?workshop=implementation")
        answers = {**hidden(form), "held_on": day_in(form), "headcount": "5-9", "note": "Guter Anfang <b>& mehr</b>"}
        first = await browser.post(f"/units/{code}{CONFIRM}", data=answers)
        second = await browser.post(f"/units/{code}{CONFIRM}", data=answers)
        page = (await browser.get(f"/units/{code}")).text
    assert [303, 303] == [first.status_code, second.status_code]
    assert 1 == (await asked.told(tracker)).count("workshop_confirmed")
    assert "Umsetzungsworkshop bestätigt." in page
    assert "Guter Anfang &lt;b&gt;&amp; mehr&lt;/b&gt;" in page


@pytest.fixture(scope="module")
async def unanswered(tracker: World) -> Asked:
    """No test of this module confirms it."""
    return await waiting_workshop(tracker)


@pytest.mark.parametrize(
    ("answers", "said"),
    [
        ({"held_on": "", "headcount": "5-9"}, "Stattgefunden am: Bitte ausfüllen."),
        ({"held_on": "gestern", "headcount": "5-9"}, "Stattgefunden am: Bitte ein Datum angeben"),
        ({"held_on": "2026-01-05"}, "Teilgenommen haben: Bitte ausfüllen."),
        ({"held_on": "2026-01-05", "headcount": "eleven"}, "Teilgenommen haben: Bitte eine der Antworten wählen."),
        ({"held_on": "2199-01-05", "headcount": "5-9"}, "Der 05.01.2199 liegt in der Zukunft."),
        ({"held_on": "2001-01-05", "headcount": "5-9"}, "Der 05.01.2001 liegt vor dem 01.01.2012"),
        ({"held_on": "2026-01-05", "headcount": "5-9", "note": "Tel. 0911 1234567"}, "eine Telefonnummer"),
        ({"held_on": "2026-01-05", "headcount": "5-9", "note": "x" * 1001}, "möglich sind 1000"),
    ],
)
async def test_wrong_answers_are_named_and_what_was_typed_stays(
    tracker: World, unanswered: Asked, answers: dict[str, str], said: str
) -> None:
    path = f"/units/{unanswered.code}{CONFIRM}"
    async with visitor(tracker, unanswered.lead) as browser:
        form = await browser.get(f"{path}?workshop=implementation")
        again = await browser.post(path, data={**hidden(form), **answers})
    assert again.status_code in (409, 422)
    assert said in again.text
    assert 'aria-invalid="true"' in again.text or "Teilgenommen" in said
    assert answers.get("note", "") in again.text
    assert f'value="{answers["held_on"]}"' in again.text
    assert [] == await unanswered.told(tracker)


@pytest.mark.parametrize("token", ["", "wrong", "ü"])
async def test_a_form_of_another_session_is_refused_by_name(tracker: World, unanswered: Asked, token: str) -> None:
    path = f"/units/{unanswered.code}{CONFIRM}"
    async with visitor(tracker, unanswered.lead) as browser:
        form = await browser.get(f"{path}?workshop=implementation")
        answers = {**hidden(form), "held_on": day_in(form), "headcount": "5-9", "csrf": token}
        refused = await browser.post(path, data=answers)
        foreign = await browser.post(path, data=hidden(form), headers={"Sec-Fetch-Site": "cross-site"})
    assert 403 == refused.status_code == foreign.status_code
    assert "Das Formular ist nicht mehr gültig" in refused.text
    assert [] == await unanswered.told(tracker)


async def test_a_plan_that_somebody_else_has_changed_is_shown_before_it_is_replaced(tracker: World) -> None:
    asked = await waiting_workshop(tracker)
    code, lead = asked.code, asked.lead
    path = f"/units/{code}/commands/move_workshop"
    async with visitor(tracker, lead) as one, visitor(tracker, lead) as other:
        forms = [await browser.get(f"{path}?workshop=implementation") for browser in (one, other)]
        answers = [
            {**hidden(form), "planned_on": "2027-03-0" + str(n), "reason": "room"} for n, form in enumerate(forms, 1)
        ]
        first = await one.post(path, data=answers[0])
        second = await other.post(path, data=answers[1])
        third = await other.post(path, data={**answers[1], **hidden(second)})
    assert [303, 412, 303] == [first.status_code, second.status_code, third.status_code]
    assert "01.03.2027" in second.text
    assert 'value="2027-03-02"' in second.text


async def test_pages_without_the_demo_offer_no_sign_in(tracker: World, tmp_path: Path) -> None:
    app = create_app(Settings(auth=AuthMode.NONE, data_dir=tmp_path), tracker.database)
    app.state.database = tracker.database
    transport = httpx.ASGITransport(app=app)
    async with httpx.AsyncClient(transport=transport, base_url="http://localhost", headers=HTML) as browser:
        first = (await browser.get("/")).text
        sign_in = await browser.get("/demo/sign-in?as=zentrale")
    assert "Wo steht die individuelle Lernbegleitung" in first
    assert "/demo/" not in first
    assert NOTICE not in first
    assert 404 == sign_in.status_code


@pytest.mark.parametrize(
    ("sent", "status"),
    [
        ({"headers": {"Sec-Fetch-Site": "cross-site"}}, 403),
        ({"content": "a" * 70_000}, 413),
        ({"content": "x=%ff%fe", "headers": {"Content-Type": "application/x-www-form-urlencoded"}}, 403),
        ({"content": "--", "headers": {"Content-Type": "multipart/form-data; boundary=x"}}, 403),
    ],
)
async def test_whatever_is_sent_to_a_form_is_answered_by_a_page(
    tracker: World, sent: dict[str, Any], status: int
) -> None:
    async with visitor(tracker, "aqua") as browser:
        answer = await browser.post(f"/units/244{CONFIRM}", **sent)
    assert status == answer.status_code
    assert "text/html; charset=utf-8" == answer.headers["content-type"]
    assert NOTICE in answer.text


async def test_an_address_that_makes_no_sense_is_answered_by_a_page(tracker: World) -> None:
    async with visitor(tracker, "rd-200") as browser:
        answers = [await browser.get(path) for path in ("/regions/200?q=" + "x" * 101, "/units/244?before=never")]
    assert [422, 422] == [answer.status_code for answer in answers]
    assert all(NOTICE in answer.text for answer in answers)


@pytest.mark.parametrize("username", ["rd-200", "rd-700", "aqua", "fachkraft", "zentrale", "manager-241"])
async def test_every_command_that_a_page_offers_has_a_form_that_names_what_is_missing(
    tracker: World, username: str
) -> None:
    opened: set[str] = set()
    async with visitor(tracker, username) as browser:
        listed = (await tracker.as_(username).get("/api/units?limit=60")).json()["items"]
        for unit in listed[::4]:
            page = await browser.get(f"/units/{unit['code']}")
            for path in re.findall(r'href="(/units/[^"]+/commands/[^"]+)"', page.text):
                form = await browser.get(path.replace("&amp;", "&"))
                empty = await browser.post(path.partition("?")[0], data=hidden(form) | {"planned_on": "never"})
                assert (200, 422, path) == (form.status_code, empty.status_code, path)
                assert "Das wurde noch nicht eingetragen" in empty.text
                opened.add(path.partition("?")[0].rpartition("/")[2])
    assert opened


async def test_what_nobody_foresaw_is_answered_by_a_page(tracker: World, tmp_path: Path) -> None:
    app = create_app(Settings(auth=AuthMode.DEMO, data_dir=tmp_path))
    transport = httpx.ASGITransport(app=app, raise_app_exceptions=False)
    async with httpx.AsyncClient(transport=transport, base_url="http://localhost", headers=HTML) as browser:
        answer = await browser.get("/")
    assert 503 == answer.status_code
    assert "Bei uns ist etwas schiefgegangen" in answer.text

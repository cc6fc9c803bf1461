"""Waves as people meet them: three steps without JavaScript, dialogs, results of a course."""

from __future__ import annotations

import re
from datetime import timedelta
from typing import Any

import pytest
import sqlalchemy as sa
from playwright.async_api import Browser, expect

from activities.clock import now
from models.wave_tables import WaveRow
from tests.acceptance.http.waving import in_state, needy, plan, started, until, whole
from tests.acceptance.pages.browsing import window
from tests.acceptance.pages.visiting import hidden, visitor
from tests.acceptance.pages.waving import a_wave, admitted
from tests.acceptance.serving import World

pytestmark = [pytest.mark.temporal, pytest.mark.browser]

RULES = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]
AFTER_THE_COURSE = 160
"""Days from now."""
TOKEN = re.compile(r"/waves/previews/[0-9a-f]{64}")


async def waves(tracker: World) -> int:
    return int(await tracker.scalar(sa.select(sa.func.count()).select_from(WaveRow)))


@pytest.fixture(scope="module")
async def waiting(tracker: World) -> tuple[str, str]:
    """One wave for all who only look, or undo what they did."""
    return await a_wave(tracker)


@pytest.fixture(scope="module")
async def seated(tracker: World) -> tuple[str, str]:
    return await admitted(tracker)


# --- three steps --------------------------------------------------------------------------------------------------


async def test_without_javascript_a_wave_is_chosen_rehearsed_and_started(browser: Browser, tracker: World) -> None:
    one, two = await needy(tracker, 2)
    async with window(browser, tracker.address, java_script_enabled=False) as page:
        await page.goto("/")
        await page.get_by_role("link", name="Zentrale: eine Welle proben").click()
        await page.get_by_label("Kennzeichen der Welle").fill("W-OHNE-JS")
        await page.get_by_label("Nur diese Dienststellen").fill(f"{one}\n{two}")
        await page.get_by_role("button", name="Noch einen Kurs").click()
        await expect(page.get_by_role("group", name="Kurs 3", exact=True)).to_be_visible()
        await page.get_by_role("button", name="Kurs 2 weglassen").click()
        await expect(page.get_by_role("group", name="Kurs 3", exact=True)).to_have_count(0)
        await expect(page.get_by_label("Kennzeichen der Welle")).to_have_value("W-OHNE-JS")
        await page.get_by_label("Plätze mindestens").first.fill("13")
        await page.get_by_role("button", name="Welle proben").click()
        await expect(page.get_by_role("alert")).to_contain_text("(13) liegt über der Höchstzahl (12)")
        await page.get_by_label("Plätze mindestens").first.fill("1")
        await page.get_by_role("button", name="Welle proben").click()
        await expect(page.get_by_role("main")).to_contain_text("2 Dienststellen würden gefragt.")
        await expect(page.get_by_role("main")).to_contain_text("Platz 1 von 2 in der Reihe")
        await page.get_by_role("link", name="Welle starten").click()
        await page.get_by_role("button", name="Welle starten").click()
        await expect(page.get_by_role("status")).to_contain_text("Die Welle ist gestartet.")
        await expect(page.get_by_role("heading", name="Welle W-OHNE-JS")).to_be_visible()
        await page.get_by_role("link", name="Stand neu laden").click()
        await expect(page.get_by_role("main")).to_contain_text("von 2")


async def test_a_start_that_is_sent_twice_starts_one_wave(tracker: World) -> None:
    (unit,) = await needy(tracker, 1)
    rehearsed = await tracker.as_("zentrale").post("/api/waves/preview", json={"plan": plan(tracker, unit)})
    path = f"/waves/previews/{rehearsed.json()['preview_token']}/start"
    before = await waves(tracker)
    async with visitor(tracker, "zentrale") as browser:
        form = await browser.get(path)
        answers = [await browser.post(path, data=hidden(form)) for _ in range(2)]
    assert [303, 303] == [answer.status_code for answer in answers]
    assert answers[0].headers["location"] == answers[1].headers["location"]
    assert before + 1 == await waves(tracker)


async def test_a_changed_picture_is_shown_before_anything_starts(tracker: World) -> None:
    one, two = await needy(tracker, 2)
    rehearsed = await tracker.as_("zentrale").post("/api/waves/preview", json={"plan": plan(tracker, one, two)})
    here = f"/waves/previews/{rehearsed.json()['preview_token']}"
    async with visitor(tracker, "zentrale") as browser:
        form = await browser.get(f"{here}/start")
        wave = (await started(tracker, plan(tracker, one)))["id"]
        await until(lambda: whole(tracker, wave), lambda w: in_state(w, one) != "planned")
        before = await waves(tracker)
        refused = await browser.post(f"{here}/start", data=hidden(form))
        shown = await browser.get(refused.headers["location"])
        again = await browser.post(here, data=hidden(shown))
        fresh = await browser.get(again.headers["location"])
    assert before == await waves(tracker)
    assert "Das Bild hat sich geändert" in shown.text
    assert "in einer anderen Welle" in shown.text
    assert "/start" not in shown.text
    assert "1 Dienststelle würde gefragt. Gebraucht wird 1 Platz" in fresh.text
    assert f"{again.headers['location']}/start" in fresh.text


async def test_a_file_of_codes_fills_the_list_and_its_faults_are_named(tracker: World) -> None:
    async with visitor(tracker, "zentrale") as browser:
        form = await browser.get("/waves/new")
        asked = {**fields_of(form.text), "do": "rehearse"}
        file = {"units_file": ("codes.csv", b"code\n244\n999\n", "text/csv")}
        answer = await browser.post("/waves/new", data=asked, files=file)
    assert 422 == answer.status_code
    assert "die erste in Zeile 2: 999" in answer.text
    assert "244\n999</textarea>" in answer.text


def fields_of(page: str) -> dict[str, Any]:
    """What the form would send as it stands."""
    found: dict[str, Any] = dict(re.findall(r'<input[^>]*type="hidden" name="([^"]+)" value="([^"]*)"', page))
    for tag in re.findall(r"<input[^>]*>", page):
        name, value = re.search(r' name="([^"]+)"', tag), re.search(r' value="([^"]*)"', tag)
        is_chosen = "checked" in tag or not re.search(r'type="(radio|checkbox|file|hidden)"', tag)
        if name and value and is_chosen:
            found[name[1]] = value[1]
    for name, options in re.findall(r'<select[^>]*name="([^"]+)"[^>]*>(.*?)</select>', page, re.DOTALL):
        chosen = re.search(r'value="([^"]*)" selected', options)
        found[name] = chosen[1] if chosen else ""
    return found


@pytest.mark.parametrize("username", ["fachkraft", "rd-200", "aqua", "auditor"])
async def test_only_the_zentrale_is_offered_a_new_wave(tracker: World, username: str) -> None:
    async with visitor(tracker, username) as browser:
        listed, form = await browser.get("/waves"), await browser.get("/waves/new")
    assert 200 == listed.status_code
    assert "/waves/new" not in listed.text
    assert 403 == form.status_code


# --- a running wave -----------------------------------------------------------------------------------------------


async def test_a_wave_is_paused_in_a_dialog_that_says_what_follows(
    browser: Browser, tracker: World, waiting: tuple[str, str]
) -> None:
    wave, _ = waiting
    async with window(browser, tracker.address, "zentrale") as page:
        await page.goto(f"/waves/{wave}")
        await page.get_by_role("link", name="Welle anhalten").click()
        dialog = page.get_by_role("dialog")
        await expect(dialog).to_contain_text("Es wird niemand mehr neu gefragt")
        await dialog.get_by_label("Grund").select_option("course_dates")
        await dialog.get_by_role("button", name="Welle anhalten").click()
        await expect(page.get_by_role("status")).to_contain_text("Die Welle ist angehalten.")
        await expect(page.get_by_role("main")).to_contain_text("(Kurstermine)")
        await page.get_by_role("link", name="Welle fortsetzen").click()
        await page.get_by_role("dialog").get_by_role("button", name="Welle fortsetzen").click()
        await expect(page.get_by_role("status")).to_contain_text("Die Welle läuft weiter.")


async def test_the_gate_of_an_office_shows_its_arithmetic_and_whose_step_it_is(
    tracker: World, waiting: tuple[str, str]
) -> None:
    wave, unit = waiting
    async with visitor(tracker, "rd-200") as browser:
        page = (await browser.get(f"/waves/{wave}")).text
        office = (await browser.get(f"/units/{unit}")).text
        region = (await browser.get("/regions/200")).text
    assert "Beteiligung der Interessenvertretungen" in page
    assert re.search(r"Frist: \d+ Arbeitstage? ab \d\d\.\d\d\.\d{4}[.,]", page)
    assert f"/units/{unit}/commands/request_participation" in page
    assert f'href="/waves/{wave}"' in office
    assert "/waves/" in region


async def test_an_offices_page_says_its_place_in_a_wave_once(tracker: World, waiting: tuple[str, str]) -> None:
    wave, unit = waiting
    async with visitor(tracker, "rd-200") as browser:
        office = (await browser.get(f"/units/{unit}")).text
    facts = [label.strip() for label in re.findall(r"<dt[^>]*>(.*?)</dt>", office, re.DOTALL)]
    assert ["Welle"] == [label for label in facts if "elle" in label and "telle" not in label]
    assert 1 == office.count(f'href="/waves/{wave}"')


async def test_results_of_a_course_are_recorded_in_one_form(browser: Browser, tracker: World) -> None:
    wave, unit = await admitted(tracker)
    over = now() + timedelta(days=AFTER_THE_COURSE)
    with tracker.at(over):
        async with window(browser, tracker.address, "fachkraft") as page:
            await page.goto(f"/waves/{wave}/courses/k-1")
            await page.get_by_role("link", name="Ergebnisse eintragen").click()
            dialog = page.get_by_role("dialog")
            await expect(dialog).to_contain_text("Lernbegleitung 1")
            await dialog.get_by_role("button", name="Ergebnisse eintragen").click()
            await expect(page.get_by_role("alert")).to_contain_text("mindestens einmal")
            await page.get_by_role("radio", name="qualifiziert", exact=True).check()
            await page.get_by_label("Qualifiziert am").fill(over.date().isoformat())
            await page.get_by_role("button", name="Ergebnisse eintragen").click()
            await expect(page.get_by_role("status")).to_contain_text("1 Ergebnis eingetragen.")
    done = await until(lambda: whole(tracker, wave), lambda w: w["status"] == "completed")
    assert "qualified" == in_state(done, unit)


async def test_foreign_and_missing_waves_look_the_same(tracker: World, waiting: tuple[str, str]) -> None:
    wave, _ = waiting
    async with visitor(tracker, "rd-700") as browser:
        one, other = await browser.get(f"/waves/{wave}"), await browser.get("/waves/w-none")
    assert 404 == one.status_code == other.status_code
    assert one.text == other.text


async def test_every_deed_that_a_wave_offers_has_a_form_that_names_what_is_missing(
    tracker: World, waiting: tuple[str, str]
) -> None:
    wave, _ = waiting
    opened = set()
    for username, start in (("zentrale", f"/waves/{wave}"), ("fachkraft", f"/waves/{wave}/courses/k-1")):
        async with visitor(tracker, username) as browser:
            page = await browser.get(start)
            for path in re.findall(r'href="(/waves/[^"]+/commands/[^"]+)"', page.text):
                form = await browser.get(path.replace("&amp;", "&"))
                opened.add(path.partition("?")[0].rpartition("/")[2])
                assert 200 == form.status_code, path
                if 'name="reason"' in form.text:
                    empty = await browser.post(path.partition("?")[0], data=hidden(form))
                    assert (422, True) == (empty.status_code, "Das wurde noch nicht eingetragen" in empty.text)
    assert {"pause_wave", "abort_wave", "withdraw_member", "move_course", "cancel_course"} <= opened


async def test_the_page_of_a_wave_tells_who_is_not_in_it_and_why(tracker: World) -> None:
    asked, (out,) = await needy(tracker, 1, "200"), await needy(tracker, 1, "200")
    wave = (await started(tracker, plan(tracker, *asked, out, exclusions={out: "capacity"})))["id"]
    for username in ("zentrale", "rd-200"):
        async with visitor(tracker, username) as browser:
            page = (await browser.get(f"/waves/{wave}")).text
        section = page.partition("Wer nicht dabei ist, und warum")[2].partition("</section>")[0]
        assert f'<span class="code">{out}</span> Ausgenommen: Kapazität.' in section
        assert "<details>" in section

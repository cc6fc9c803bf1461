"""What every form of the product promises: errors at their fields, nothing typed is lost, sent twice happens once."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager, nullcontext
from dataclasses import replace
from datetime import timedelta

import httpx
import pytest
import sqlalchemy as sa

from activities import sessions
from activities.clock import now
from models.page_tables import SentFormRow, UploadRow
from models.people_tables import AssignmentRow, PersonRow, SessionRow, SubstitutionRow
from models.tables import AquaTeamRow, CommandRow, CoverageRow, Table
from models.wave_tables import WaveRow
from tests.acceptance.pages.every_form import COMMANDS, SEVERAL, Places, Standing, every_form
from tests.acceptance.pages.filling import Control, Form, Page, page_of
from tests.acceptance.pages.form_places import PLACES
from tests.acceptance.pages.refusing import NEVER, REFUSED, words_of
from tests.acceptance.pages.visiting import visitor
from tests.acceptance.serving import World

pytestmark = [pytest.mark.temporal]

LAST = ("vacate_manager", " pause", "close", "cancel_course", "abort_wave")
"""What ends something goes last, in this order: the others need it."""


def _turn(name: str) -> int:
    return next((number for number, what in enumerate(LAST, 1) if name.endswith(what)), 0)


FORMS = sorted([*(f"{COMMANDS} {each}" for each in SEVERAL[COMMANDS]), *PLACES], key=_turn)
WRITTEN: tuple[type[Table], ...] = (
    PersonRow,
    AssignmentRow,
    SubstitutionRow,
    AquaTeamRow,
    CoverageRow,
    WaveRow,
    UploadRow,
    SentFormRow,
)
"""What forms write, and nobody else meanwhile."""

Sent = dict[str, str | list[str]]


@pytest.fixture(scope="module")
def places(tracker: World) -> Places:
    return Places(tracker, PLACES)


async def test_every_form_is_looked_at(tracker: World) -> None:
    assert set(every_form(tracker.app)) == set(FORMS)
    assert REFUSED.keys() | NEVER.keys() == set(FORMS)
    assert not REFUSED.keys() & NEVER.keys()


# --- what is sent ----------------------------------------------------------------------------------------------------


@asynccontextmanager
async def visiting(tracker: World, at: Standing) -> AsyncIterator[httpx.AsyncClient]:
    """Whoever can send the form, on the day when it can be sent."""
    with tracker.at(now() + timedelta(days=at.later)) if at.later else nullcontext():
        async with visitor(tracker, at.username) as browser:
            yield browser


def told(answer: httpx.Response) -> str:
    """What a page says, where it should have led on."""
    page = page_of(answer.text)
    return " ".join(" ".join([*page.alerts, page.texts.get("content", "")[:300]]).split())


async def opened(browser: httpx.AsyncClient, at: Standing) -> tuple[Page, Form]:
    answer = await browser.get(at.path)
    assert 200 == answer.status_code, told(answer)
    page = page_of(answer.text)
    return page, page.form(at.sent_to, at.which)


async def send(
    browser: httpx.AsyncClient, at: Standing, form: Form, sent: Sent, *, file: bool = True
) -> httpx.Response:
    files = {"file": at.file} if at.file is not None and file else {}
    if form.is_multipart and not files:
        files = {"-": ("", b"")}
    return await browser.post(at.sent_to, data={**form.hidden, **_button(at), **sent}, files=files or None)


def _button(at: Standing) -> dict[str, str]:
    name, _equals, value = (at.which or "").partition("=")
    return {name: value} if name and value else {}


def right(at: Standing, form: Form, today: str) -> Sent:
    """As it begins, with an answer to every question that needs one."""
    sent: Sent = dict(form.as_shown().items())
    for control in form.asked:
        if control.is_required and not control.value and control.kind != "file":
            choices = [each for each in control.options if each]
            plain = {"date": max(today, control.least), "number": "1"}.get(control.kind, "Text")
            sent[control.name] = choices[0] if choices else plain
    return sent | at.answers


SAMPLES = {"date": "2026-02-03", "number": "7"}


def typed(form: Form) -> Sent:
    """Something else than the form begins with, in every question."""
    return {each.name: _sample(each) for each in form.asked if each.kind != "file"}


def _sample(control: Control) -> str:
    if control.options:
        return next((each for each in reversed(control.options) if each not in ("", control.value)), control.value)
    return SAMPLES.get(control.kind, f"Getippt, mit Ä & <{control.name[:8]}>")


WRONG = {"date": "30.02.2026", "number": "viele"}


def wrong(form: Form) -> Sent:
    """An answer that cannot be right to every question that has one."""
    return {each.name: _wrong(each) for each in form.asked if each.kind != "file"}


def _wrong(control: Control) -> str:
    if control.options:
        return "gibt-es-nicht"
    return WRONG.get(control.kind, "" if control.is_required else "x" * ((control.most or 4999) + 1))


# --- bad input -------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("name", FORMS)
async def test_bad_input_is_said_at_its_field_which_has_the_focus_and_nothing_typed_is_lost(
    tracker: World, places: Places, name: str
) -> None:
    at = await places.of(name)
    async with visiting(tracker, at) as browser:
        _page, form = await opened(browser, at)
        if not form.asked:
            return
        before = await counted(tracker)
        sent = wrong(form)
        answer = await send(browser, at, form, sent, file=False)
    page = page_of(answer.text)
    assert answer.status_code in (409, 422), told(answer)
    again = page.form(at.sent_to, at.which)
    invalid = [each for each in again.asked if each.is_invalid]
    assert {each.name for each in form.asked if each.is_required} <= {each.name for each in invalid}
    for each in invalid:
        (error,) = {part for part in each.described_by if part.endswith("-error")}
        assert page.texts[error].strip(" \n").removeprefix("Fehler:").strip(), each.name
    assert [invalid[0].name] == page.focus
    assert {each.name: sent[each.name] for each in again.asked if each.is_typed} == {
        each.name: each.value for each in again.asked if each.is_typed
    }
    assert before == await counted(tracker)


async def counted(tracker: World, key: str = "") -> dict[str, int]:
    async with tracker.database.read() as session:
        found = {t.__tablename__: await session.scalar(sa.select(sa.func.count()).select_from(t)) or 0 for t in WRITTEN}
        commands = sa.select(sa.func.count()).where(CommandRow.key == key)
        return found | {"commands": await session.scalar(commands) or 0}


# --- an expired session ----------------------------------------------------------------------------------------------

FOR_EVERYBODY = {"/accessibility", "/language"}
"""Whoever is signed in or not may send these at any time."""
LEADS_OUT = {"/sign-out"}


@pytest.mark.parametrize("name", [name for name in FORMS if name not in FOR_EVERYBODY | LEADS_OUT])
async def test_a_form_sent_after_the_sign_in_ran_out_comes_back_with_all_that_was_typed(
    tracker: World, places: Places, name: str
) -> None:
    at = await places.of(name)
    assert at.username is not None
    async with visiting(tracker, at) as browser:
        page, form = await opened(browser, at)
        sent = typed(form)
        before = await counted(tracker)
        await run_out(tracker, browser)
        led = await send(browser, at, form, sent)
        assert 303 == led.status_code, told(led)
        target = httpx.URL(led.headers["location"]).params["next"]
        back = await browser.get("/demo/sign-in", params={"as": at.username, "next": target})
        answer = await browser.get(back.headers["location"], follow_redirects=True)
    page = page_of(answer.text)
    again = page.form(at.sent_to, at.which)
    assert {each: sent[each] for each in sent if each in again.controls} == {
        each: again.controls[each].value for each in sent if each in again.controls
    }
    assert sent.keys() == again.controls.keys() & sent.keys()
    assert "Ihre Anmeldung war abgelaufen." in answer.text
    assert at.file is None or "Bitte wählen Sie die Datei noch einmal." in page.texts["file-error"]
    assert before == await counted(tracker)


async def run_out(tracker: World, browser: httpx.AsyncClient) -> None:
    """Nobody has done anything in this session for hours."""
    this = SessionRow.hash == sessions.hash_of(browser.cookies["sid"])
    async with tracker.database.write() as connection:
        await connection.execute(sa.update(SessionRow).where(this).values(seen_at=now() - timedelta(days=1)))


# --- refused by the rules --------------------------------------------------------------------------------------------


@pytest.mark.parametrize("name", [name for name in FORMS if name not in NEVER])
async def test_what_the_rules_refuse_says_why_and_what_to_do_and_nothing_typed_is_lost(
    tracker: World, places: Places, name: str
) -> None:
    refused = REFUSED[name]
    at = await (refused.own(places) if refused.own else places.of(name))
    async with visiting(tracker, at) as browser:
        _page, form = await opened(browser, at)
        sent = right(at, form, tracker.today.isoformat()) | refused.sent(tracker)
        async with refused.meanwhile(tracker, at) if refused.meanwhile else nullcontext():
            before = await counted(tracker, form.hidden.get("key", ""))
            answer = await send(browser, replace(at, file=refused.file), form, sent)
            after = await counted(tracker, form.hidden.get("key", ""))
    page = page_of(answer.text)
    assert answer.status_code in (409, 412, 422), told(answer)
    for words in words_of(refused.by):
        assert words.search(" ".join(" ".join(page.alerts).split())), page.alerts
    again = page.form(at.sent_to, at.which)
    assert {each.name: one_of(sent.get(each.name, "")) for each in again.asked if each.is_typed} == {
        each.name: each.value for each in again.asked if each.is_typed
    }
    assert before == after


def one_of(answer: str | list[str]) -> str:
    return answer if isinstance(answer, str) else "".join(answer[:1])


# --- sent twice ------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("name", FORMS)
async def test_a_form_sent_twice_at_once_is_done_once_and_leads_both_to_the_same_page(
    tracker: World, places: Places, name: str
) -> None:
    at = await places.of(name)
    async with visiting(tracker, at) as browser:
        _page, form = await opened(browser, at)
        sent = right(at, form, tracker.today.isoformat())
        answers = await asyncio.gather(*(send(browser, at, form, sent) for _ in range(2)))
        once = await counted(tracker, form.hidden.get("key", ""))
        answers.append(await send(browser, at, form, sent))
    assert [303, 303, 303] == [answer.status_code for answer in answers], [told(answer) for answer in answers]
    if name not in LEADS_OUT:
        assert 1 == len({answer.headers["location"] for answer in answers})
    after = await counted(tracker, form.hidden.get("key", ""))
    assert once == after
    assert after["commands"] <= 1

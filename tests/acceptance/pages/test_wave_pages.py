"""What holds for every page of waves and courses: few questions to the database, nobody's name."""

from __future__ import annotations

import re

import httpx
import pytest
import sqlalchemy as sa

from models.wave_tables import WaveMemberRow, WaveRow
from tests.acceptance.http.waving import needy, plan, whole
from tests.acceptance.pages.test_pages import MOST_STATEMENTS, NOTICE
from tests.acceptance.pages.visiting import visitor
from tests.acceptance.pages.waving import a_wave, admitted
from tests.acceptance.serving import World

pytestmark = [pytest.mark.temporal, pytest.mark.browser]

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


@pytest.fixture(scope="module")
async def every_page(tracker: World, waiting: tuple[str, str], seated: tuple[str, str]) -> dict[str, tuple[str, str]]:
    """Who opens what."""
    (unit,) = await needy(tracker, 1)
    rehearsed = await tracker.as_("zentrale").post("/api/waves/preview", json={"plan": plan(tracker, unit)})
    preview, wave = f"/waves/previews/{rehearsed.json()['preview_token']}", f"/waves/{seated[0]}"
    return {
        "list": ("zentrale", "/waves"),
        "list of a region": ("rd-200", "/waves"),
        "empty list": ("manager-231", "/waves"),
        "new": ("zentrale", "/waves/new"),
        "rehearsal": ("zentrale", preview),
        "start": ("zentrale", f"{preview}/start"),
        "wave": ("zentrale", wave),
        "wave with a gate": ("rd-200", f"/waves/{waiting[0]}"),
        "course": ("fachkraft", f"{wave}/courses/k-1"),
        "results": ("fachkraft", f"{wave}/courses/k-1/results"),
        "deed": ("zentrale", f"{wave}/commands/abort_wave"),
        "deed to a course": ("fachkraft", f"{wave}/commands/move_course?course=k-1"),
        "further course": ("fachkraft", f"{wave}/commands/plan_course"),
        "region with waves": ("rd-200", "/regions/200"),
        "office in a wave": ("rd-200", f"/units/{waiting[1]}"),
    }


async def _statements(tracker: World, browser: httpx.AsyncClient, path: str) -> int:
    """Windows of other tests that are still open ask, too: the least of several counts is this page's own."""
    before = len(tracker.statements)
    await browser.get(path)
    return sum(text.startswith("SELECT") for text in tracker.statements[before:])


LOOKED_ANEW = {"rehearsal": 8, "start": 8}
"""Statements more where the picture of today is drawn."""


async def test_every_page_says_that_its_figures_are_invented_and_asks_few_statements(
    tracker: World, every_page: dict[str, tuple[str, str]]
) -> None:
    many: dict[str, int] = {}
    for name, (username, path) in every_page.items():
        async with visitor(tracker, username) as browser:
            page = await browser.get(path)
            asked = min([await _statements(tracker, browser, path) for _ in range(3)])
        assert 200 == page.status_code, name
        assert NOTICE in page.text, name
        if asked > MOST_STATEMENTS + LOOKED_ANEW.get(name, 0):
            many[name] = asked
    assert {} == many


async def test_companions_are_numbers_on_every_page(tracker: World, seated: tuple[str, str]) -> None:
    """An opaque id is for programs; people read „Lernbegleitung 1“, and nobody a name."""
    wave, _ = seated
    (companion,) = next(m["admitted"] for m in (await whole(tracker, wave))["offices"])
    async with visitor(tracker, "fachkraft") as browser:
        page = (await browser.get(f"/waves/{wave}")).text
        results = (await browser.get(f"/waves/{wave}/courses/k-1/results")).text
    assert companion not in page
    assert "Lernbegleitung 1" in results
    assert 1 == await tracker.scalar(sa.select(WaveMemberRow.admitted).where(WaveMemberRow.wave_id == wave))

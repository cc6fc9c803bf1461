"""Whoever prefers English reads English, on every page that somebody can reach."""

from __future__ import annotations

import pytest
import sqlalchemy as sa

from models.people_tables import PersonRow
from models.tables import AquaTeamRow, UnitRow
from tests.acceptance.pages.reading import spoken_in
from tests.acceptance.pages.wandering import WANDERERS, Seen, Wandered
from tests.acceptance.serving import World
from tests.german import german_in

pytestmark = [pytest.mark.temporal]


MODULES = ("grundlagen", "Grundlagen")
"""Of courses: they are called what people have typed."""


@pytest.fixture(scope="module")
async def names(tracker: World) -> list[str]:
    """Of offices, cities, teams, persons and modules, the longest first."""
    found: set[str] = {*MODULES}
    async with tracker.database.read() as session:
        for column in (UnitRow.name, UnitRow.city, AquaTeamRow.name, PersonRow.name):
            found |= {name for name in await session.scalars(sa.select(column)) if name}
    short = {name.removeprefix("Agentur für Arbeit ").removeprefix("Jobcenter ") for name in found}
    return sorted(found | short, key=len, reverse=True)


@pytest.mark.parametrize("username", WANDERERS)
async def test_nobody_who_prefers_english_finds_german_but_in_names(
    wandered: Wandered, names: list[str], username: str | None
) -> None:
    german = [f"{kind}: {text}" for kind, page in wandered[username].items() for text in _german(page, names)]
    assert not german, "\n".join(german)


def _german(page: Seen, names: list[str]) -> list[str]:
    return [text for text in spoken_in(page.text, "en") if german_in(text, names)]

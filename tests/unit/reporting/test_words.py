"""Every figure has a name, in both languages."""

from __future__ import annotations

import pytest
from pydantic import BaseModel

from models.language import translations
from models.reporting import words
from models.reporting.changes import ChangeFigures
from models.reporting.figures import KindFigures, Persons, Spread, WorkshopFigures

LISTS: dict[str, type[BaseModel]] = {
    "FIGURES": KindFigures,
    "WORKSHOPS": WorkshopFigures,
    "PERSONS": Persons,
    "CHANGES": ChangeFigures,
}


@pytest.mark.parametrize("name", LISTS)
def test_every_figure_has_a_name(name: str) -> None:
    expected = set(LISTS[name].model_fields) - {"since"}
    assert expected == set(getattr(words, name))


def test_quartiles_have_names() -> None:
    assert set(Spread.model_fields) <= set(words.SPREADS)


@pytest.mark.parametrize("name", [*LISTS, "SPREADS", "CAUSES", "OVER_TIME"])
def test_every_name_is_translated(name: str) -> None:
    catalogue = translations("en")
    spoken = getattr(words, name).values()
    assert not [german for german in spoken if not catalogue.gettext(german) or same(german, catalogue.gettext(german))]


def same(german: str, english: str) -> bool:
    """Untranslated; a few words are the same in both languages."""
    return german == english and german not in ("Workshops", "Pause")

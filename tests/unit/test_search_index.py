"""What people type, and which offices it finds."""

from __future__ import annotations

import csv

import pytest

from api.search_index import Findable, Index, folded
from models.organisation import SERVED, UnitKind
from tests.demo_world import DATA


def _offices() -> list[Findable]:
    with (DATA / "ba_units.csv").open(encoding="utf-8") as file:
        rows = [row for row in csv.DictReader(file) if row["kind"] in set(SERVED)]
    return [Findable(row["code"], row["name"], row["city"], UnitKind(row["kind"])) for row in rows]


INDEX = Index(_offices())


def found(text: str, limit: int = 3) -> list[str]:
    return [INDEX[code].name for code in INDEX.find(text, limit=limit)]


@pytest.mark.parametrize(
    "typed", ["Göttingen", "göttingen", "GOETTINGEN", "gottingen", "  Göttingen ", "Go\u0308ttingen"]
)
def test_umlauts_may_be_written_in_any_way(typed: str) -> None:
    assert ["Agentur für Arbeit Göttingen"] == found(typed)


@pytest.mark.parametrize(
    ("typed", "first"),
    [
        ("hildsheim", "Agentur für Arbeit Hildesheim"),
        ("wurzbrug", "Agentur für Arbeit Würzburg"),
        ("Dietmarschen", "Jobcenter Kreis Dithmarschen"),
        ("Düseldorf", "Agentur für Arbeit Düsseldorf"),
        ("giesen", "Agentur für Arbeit Gießen"),
        ("götin", "Agentur für Arbeit Göttingen"),
    ],
)
def test_typing_errors_are_forgiven(typed: str, first: str) -> None:
    assert first == found(typed)[0]


def test_what_fits_as_it_was_typed_is_not_mixed_with_what_is_merely_alike() -> None:
    assert "Agentur für Arbeit Göppingen" not in found("Göttingen")
    assert "Agentur für Arbeit Göppingen" in found("Götingen")


@pytest.mark.parametrize("typed", ["Haus Hildesheim", "Dienststelle Hildesheim", "Agentur für Arbeit in Hildesheim"])
def test_a_house_is_an_office(typed: str) -> None:
    assert "Agentur für Arbeit Hildesheim" == found(typed)[0]


@pytest.mark.parametrize("typed", ["Jobcenter Hildesheim", "JC Hildesheim", "gE Hildesheim"])
def test_a_word_for_a_kind_of_office_keeps_only_that_kind(typed: str) -> None:
    assert ["Jobcenter Landkreis Hildesheim"] == found(typed)


@pytest.mark.parametrize("typed", ["GE-03404", "ge 03404", "ge03404", "03404"])
def test_a_code_is_found_however_it_is_written(typed: str) -> None:
    assert ["Jobcenter Osnabrück Stadt"] == found(typed)


def test_a_number_with_another_digit_is_another_office() -> None:
    assert [] == found("9994")


def test_an_office_is_found_by_its_city() -> None:
    assert "Agentur für Arbeit Frankfurt" in found("frankfurt am main")


def test_every_word_has_to_fit() -> None:
    assert [] == found("Hildesheim Würzburg")


@pytest.mark.parametrize("typed", ["", " ", "–", "…", "%", "_"])
def test_nothing_finds_nothing(typed: str) -> None:
    assert [] == found(typed)


def test_only_those_among_whom_is_looked_are_found() -> None:
    assert ["244"] == INDEX.find("hildesheim", among={"244"}, limit=3)
    assert [] == INDEX.find("hildesheim", among={"231"}, limit=3)
    assert [] == INDEX.find("hildsheim", among=set(), limit=3)


def test_those_that_fit_equally_stand_in_the_order_of_their_names() -> None:
    names = [folded(name) for name in found("jobcenter", limit=50)]
    assert sorted(names) == names


def test_a_code_typed_whole_names_one_office() -> None:
    assert ("244", "GE-03404", None) == tuple(INDEX.exactly(typed) for typed in (" 244", "ge03404", "24"))


@pytest.mark.parametrize("typed", ["a" * 100, "ab " * 50, "\u0301\u0301", "😀 Hildesheim", "' OR 1=1 --"])
def test_whatever_is_typed_is_answered(typed: str) -> None:
    assert len(found(typed)) <= 3

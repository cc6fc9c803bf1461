"""What leaves a scope: offices, and persons in steps of five only; whatever the numbers are."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pydantic import BaseModel, ValidationError

from models.organisation import Function
from models.reporting.asked import AsOf
from models.reporting.counting import figures
from models.reporting.figures import STEP, Figures, Persons, RoundedPersons
from models.reporting.unit import UnitAsOf
from models.rollout.facts import Fact
from tests import making
from tests.stories import NOON
from tests.unit.reporting.looking import unit

ABOUT_PERSONS = frozenset(Persons.model_fields)


@st.composite
def offices(draw: st.DrawFn) -> list[UnitAsOf]:
    """Up to eight offices with up to seven companions each, some of them on their way, and seats."""
    found = []
    for number in range(draw(st.integers(0, 8))):
        numbers = [draw(st.integers(0, 7)) for _ in range(3)]
        seats = draw(st.integers(0, 4))
        facts = [
            Fact(key, making.day("2025-01-07") + timedelta(days=n), detail=f"c{n}")
            for key, many in zip(("@companion", "@admitted", "@qualified"), sorted(numbers, reverse=True), strict=True)
            for n in range(many)
        ]
        facts += [Fact("@seats", making.day("2025-01-07"), detail=str(seats))] * bool(seats)
        kind = draw(st.sampled_from([making.AGENTUR, making.GE]))
        found.append(unit("participation@2024-01-09", *facts, number=number, kind=kind))
    return found


def nobody_is_missing(_function: Function, scope: str | None) -> bool:
    return scope is None


def numbers_about_persons(part: BaseModel) -> Iterator[int]:
    for name in type(part).model_fields:
        value = getattr(part, name)
        if isinstance(value, BaseModel):
            yield from numbers_about_persons(value)
        elif name in ABOUT_PERSONS:
            yield value


@given(offices())
def test_no_exact_number_of_persons_leaves_a_scope(units: list[UnitAsOf]) -> None:
    """Every number about persons in what is meant for outside is a multiple of five, next to the exact one."""
    found = figures(units, AsOf(making.TODAY, NOON), making.ILB_1, nobody_is_missing)
    outside = list(numbers_about_persons(found.figures))
    exact = [n for persons in (found.agenturen, found.gemeinsame_einrichtungen) for n in persons.model_dump().values()]
    assert 8 == len(outside) == len(exact)
    assert not [number for number in outside if number % STEP]
    assert all(2 * abs(there - here) <= STEP for there, here in zip(outside, exact, strict=True))


@given(offices())
def test_figures_for_outside_survive_storage(units: list[UnitAsOf]) -> None:
    """What an issued report keeps is what is read from it."""
    found = figures(units, AsOf(making.TODAY, NOON), making.ILB_1, nobody_is_missing).figures
    assert found == Figures.model_validate_json(found.model_dump_json())


def test_the_type_takes_no_exact_number() -> None:
    with pytest.raises(ValidationError):
        RoundedPersons(companions=7)


def test_figures_know_no_place_for_exact_persons() -> None:
    """``Figures`` is made of nothing that has a field for exact numbers, or for an office."""
    parts = Figures.model_json_schema()["$defs"]
    assert "RoundedPersons" in parts
    assert "Persons" not in parts
    assert not [name for name, part in parts.items() if {"unit_id", "code", "name"} & part["properties"].keys()]

"""A plan as it is posted: what is wrong with it has a name, and sentences in both languages."""

from __future__ import annotations

from string import Formatter
from typing import Any

import pytest
from pydantic import ValidationError

from models.waves.course_events import CoursePlanned
from models.waves.courses import CoursePlan
from models.waves.events import WavePrepared
from models.waves.faults import FAULTS
from models.waves.plan import MOST_CODES, MOST_COURSES, WavePlan
from models.waves.reasons import OUTCOMES, REASONS, REFUSED, words
from tests.making import day
from tests.unit.waves import making
from tests.unit.waves.making import course, later

MODULE = {"key": "start", "mode": "praesenz", "days": ["2026-04-20"]}

FULL = [{"key": f"m{n}", "mode": "online", "days": [later(70)] * 26} for n in range(20)]
DAYS = {"starts_on": later(49), "ends_on": later(76)}
FAULTY: list[tuple[str, dict[str, Any]]] = [
    ("wave_seats_out_of_order", {"courses": [course(min_seats=6)]}),
    ("wave_course_ends_early", {"courses": [course(ends_on="2026-04-19")]}),
    ("wave_module_outside", {"courses": [course(modules=[MODULE | {"days": ["2026-04-19"]}])]}),
    ("wave_module_twice", {"courses": [course(modules=[MODULE, MODULE])]}),
    ("wave_workshop_incomplete", {"courses": [course(workshop="implementation")]}),
    ("wave_workshop_early", {"courses": [course(workshop="implementation", workshop_on="2026-04-19")]}),
    ("wave_course_twice", {"courses": [course(1), course(2, id="k1")]}),
    ("wave_course_twice", {"courses": [course(1), course(2, code="K-1")]}),
    ("wave_without_course", {"courses": []}),
    ("wave_too_many_courses", {"courses": [course(n) for n in range(1, MOST_COURSES + 2)]}),
    (
        "wave_too_many_days",
        {"courses": [course(n, ends_on=later(200), starts_on=later(49), modules=FULL) for n in range(1, 5)]},
    ),
    ("wave_course_before_start", {"starts_on": "2026-04-20"}),
    ("wave_code_twice", {"filter": {"units": ["A-1", "A-1"]}}),
    ("wave_code_twice", {"grouping": {"pilot": ["A-1"], "by": "listed", "listed": [["A-2"], ["A-1"]]}}),
    ("wave_too_many_codes", {"filter": {"units": [f"A-{n}" for n in range(MOST_CODES + 1)]}}),
    ("wave_unknown_reason", {"exclusions": {"A-1": "because"}}),
    ("wave_pilot_twice", {"grouping": {"pilot": ["A-1"], "pilot_size": 1}}),
    ("wave_group_size_missing", {"grouping": {"by": "size"}}),
    ("wave_group_size_missing", {"grouping": {"by": "region", "size": 3}}),
    ("wave_groups_missing", {"grouping": {"by": "listed"}}),
    ("wave_percentage", {"success": {"percent": 0}}),
    ("wave_percentage", {"stop": {"percent": 101}}),
]


def errors_of(**changes: Any) -> list[str]:  # noqa: ANN401 - fields of the plan
    try:
        making.plan(**changes)
    except ValidationError as error:
        return [e["type"] for e in error.errors()]
    return []


@pytest.mark.parametrize(
    ("name", "changes"), [pytest.param(*case, id=f"{n}-{case[0]}") for n, case in enumerate(FAULTY)]
)
def test_the_fault_has_this_name(name: str, changes: dict[str, Any]) -> None:
    """Each fault is reported by its own name."""
    assert [name] == errors_of(**changes)


def test_every_fault_has_an_example() -> None:
    """A new fault needs an example here."""
    assert set(FAULTS) == {name for name, _ in FAULTY}


@pytest.mark.parametrize("name", sorted(FAULTS))
def test_a_fault_says_the_same_in_both_languages(name: str) -> None:
    """The same values stand in both sentences."""
    text = FAULTS[name]
    de, en = ({field for _, field, _, _ in Formatter().parse(t) if field} for t in (text.de, text.en))
    assert de == en


def test_all_faults_of_a_plan_are_told_at_once() -> None:
    """Two courses and a rule are wrong: three errors, each at its place."""
    wrong = {"courses": [course(1, min_seats=6), course(2, ends_on="2026-01-01")], "success": {"percent": 0}}
    assert ["wave_percentage", "wave_seats_out_of_order", "wave_course_ends_early"] == sorted(
        errors_of(**wrong), key=("wave_percentage", "wave_seats_out_of_order", "wave_course_ends_early").index
    )


@pytest.mark.parametrize(
    "changes",
    [
        {"window": 0},
        {"window": 201},
        {"nominate_within": 0},
        {"nominate_within": 61},
        {"code": "Welle eins"},
        {"code": ""},
        {"unheard": 1},
        {"success": {"state": "failed"}},
        {"success": {"state": "planned"}},
        {"courses": [course(max_seats=0)]},
    ],
    ids=lambda changes: ",".join(f"{k}={len(str(v))}{str(v)[:24]}" for k, v in changes.items()),
)
def test_what_is_out_of_bounds_is_refused(changes: dict[str, Any]) -> None:
    """Bounds of numbers, the form of codes, unknown fields."""
    assert len(errors_of(**changes)) == 1


def test_a_course_without_an_internal_trainer_is_a_warning() -> None:
    """It can be planned like this; somebody should look."""
    warned = making.plan(courses=[course(1, internal_trainers=0, external_trainers=2), course(2)]).warnings()
    assert [("no_internal_trainer", "k1")] == [(w.code, w.course) for w in warned]


def test_a_stored_plan_of_a_later_version_loads() -> None:
    """What is posted is judged strictly, what is stored is read with tolerance."""
    plan = making.plan()
    stored = plan.model_dump(mode="json") | {"of_a_later_version": 1}
    stored["courses"][0]["of_a_later_version"] = 1
    head = {"happened_on": "2026-03-02", "recorded_on": "2026-03-02", "by": {"function": "central"}}
    first = WavePrepared.model_validate(head | {"wave_id": "w", "plan": stored, "members": [], "groups": []})
    planned = CoursePlanned.model_validate(head | {"course": stored["courses"][0]})
    assert (plan, plan.courses[0]) == (first.plan, planned.course)
    with pytest.raises(ValidationError):
        WavePlan.model_validate(stored)
    with pytest.raises(ValidationError):
        CoursePlan.model_validate(stored["courses"][0])


def test_a_course_counts_its_first_and_last_day() -> None:
    """Four weeks are 28 days."""
    plan = making.plan().courses[0]
    assert (28, day("2026-05-17")) == (plan.days, plan.ends_on)


@pytest.mark.parametrize("language", ["de", "en"])
def test_every_code_has_words(language: str) -> None:
    """Also those with the reason a person chose."""
    codes = [*OUTCOMES, *REFUSED.values(), *(f"excluded:{c}" for c in REASONS["exclude"])]
    codes += [f"withdrawn:{c}" for c in REASONS["withdraw"]]
    assert [] == [code for code in codes if words(code, language) == code]


def test_a_code_that_nobody_knows_stands_for_itself() -> None:
    """A code of a later version, for example."""
    assert "nobody_knows" == words("nobody_knows", "de")

"""The form of a new wave: a plan becomes a form and the same plan again; what is wrong is said at its field."""

from __future__ import annotations

from typing import Any

import pytest
from pydantic import ValidationError

from api.pages.shown_forms import Field
from api.pages.shown_waves import Checks
from api.pages.wave_faults import wrong_fields
from api.pages.wave_fields import Questions
from api.pages.wave_typed import Typed, listed, plan_body, typed_of
from api.rehearsal_words import collision_words
from api.wave_requests import COURSE, PLAN
from models.waves.collisions import Collision, Occasion
from models.waves.courses import CoursePlan
from models.waves.plan import WavePlan
from tests.making import ILB_1, TODAY

WORKSHOP = {"workshop": "implementation", "workshop_on": "2027-05-13"}
WHOLE: dict[str, Any] = {
    **PLAN,
    "filter": {
        "regions": ["200", "700"],
        "kinds": ["agentur"],
        "legal_areas": ["SGB_III"],
        "stages": ["preparation"],
        "units": ["244", "231"],
    },
    "exclusions": {"234": "capacity", "237": "capacity"},
    "grouping": {"pilot_size": 3, "by": "size", "size": 10},
    "courses": [
        COURSE,
        {
            **COURSE,
            "id": "k-2",
            "code": "H2",
            "regions": ["200"],
            "workshop": "implementation",
            "workshop_on": "2027-05-13",
        },
    ],
    "seats_per_office": 2,
    "urgent": True,
    "gate": False,
    "stop": None,
}


def typed(**changes: str) -> Typed:
    return typed_of(WavePlan.model_validate(WHOLE)).but(**changes)


def wrong(**changes: str) -> dict[str, str]:
    answers = typed(**changes)
    with pytest.raises(ValidationError) as refused:
        WavePlan.model_validate(plan_body(answers))
    return wrong_fields(refused.value, answers)


BY_NAME = {**WHOLE, "grouping": {"pilot": ["211"], "by": "listed", "listed": [["244", "231"], ["214"]]}}


@pytest.mark.parametrize("plan", [PLAN, WHOLE, BY_NAME])
def test_a_plan_survives_the_form(plan: dict[str, Any]) -> None:
    told = WavePlan.model_validate(plan)
    assert told == WavePlan.model_validate(plan_body(typed_of(told)))


def test_every_value_of_a_plan_has_a_question() -> None:
    questions = Questions(typed(), {}, {"200": "Regionaldirektion Niedersachsen-Bremen"}, ILB_1)
    courses = questions.courses(TODAY)
    plain: list[Checks | Field] = [*questions.name(), *questions.who(), *questions.groups(), *questions.rules()]
    asked = {f.name for f in plain}
    for course in courses:
        modules = [field.name for module in course.modules for field in module.fields]
        asked |= {course.regions.name, *modules, *(field.name for field in course.fields)}
    assert {*typed().values, *typed().ticked} - {"courses"} <= asked


@pytest.mark.parametrize(
    ("changes", "field", "said"),
    [
        ({"code": ""}, "code", "Bitte ausfüllen."),
        ({"code": "W 1"}, "code", "Das ist keine gültige Kennung."),
        ({"units": "244\n244"}, "units", "zweimal"),
        ({"units": "\n".join(f"X{n}" for n in range(2001))}, "units", "Höchstens 2000"),
        ({"excluded_because": "weather"}, "excluded_because", "Den Grund weather"),
        ({"group_size": ""}, "group_size", "brauchen eine Größe"),
        ({"group_by": "listed"}, "group_lists", "mindestens eine Liste"),
        ({"group_by": "listed", "group_lists": "244\n231 244"}, "group_lists", "244 steht zweimal"),
        ({"group_by": "listed", "group_lists": "244 #"}, "group_lists", "keine gültige Kennung"),
        ({"pilot": "244"}, "pilot", "nicht beides"),
        ({"pilot": "244 244", "pilot_size": ""}, "pilot", "244 steht zweimal"),
        ({"success_percent": "101"}, "success_percent", "zwischen 1 und 100"),
        ({"nominate_within": "0"}, "nominate_within", "Bitte mindestens 1 angeben."),
        ({"nominate_within": "bald"}, "nominate_within", "Bitte eine ganze Zahl angeben."),
        ({"starts_on": "morgen"}, "starts_on", "Bitte ein Datum angeben"),
        ({"course-1-starts_on": ""}, "course-1-starts_on", "Bitte ausfüllen."),
        ({"course-2-min_seats": "13"}, "course-2-min_seats", "(13) liegt über der Höchstzahl (12)"),
        ({"course-1-ends_on": "2027-02-01"}, "course-1-ends_on", "vor seinem Beginn am 01.03.2027"),
        ({"course-1-module-1-from": "2026-03-01"}, "course-1-ends_on", "außerhalb des Kurses"),
        ({"course-1-module-2-key": "Zwei!"}, "course-1-module-2-key", "Das ist keine gültige Kennung."),
        ({"course-1-module-4-from": "?"}, "course-1-module-4-from", "Bitte ein Datum angeben"),
        ({"course-1-workshop": "implementation"}, "course-1-workshop_on", "Art und Tag"),
        ({"course-2-workshop_on": "2027-01-01"}, "course-2-workshop_on", "vor dem Beginn"),
        ({"course-2-code": "H-2027-1"}, "course-2-code", "Zwei Kurse"),
    ],
)
def test_what_is_wrong_is_said_at_the_field_where_it_can_be_mended(
    changes: dict[str, str], field: str, said: str
) -> None:
    found = wrong(**changes)
    assert field in found
    assert said in found[field]


def test_an_empty_row_of_modules_does_not_count() -> None:
    answers = typed(**{f"course-1-module-2-{part}": "" for part in ("key", "mode", "from", "to")})
    kept = [m["key"] for m in plan_body(answers)["courses"][0]["modules"]]
    assert ["grundlagen", "praxis", "abschluss"] == kept


def test_codes_are_typed_as_people_do() -> None:
    assert ["244", "GE-03254", "231"] == listed(" 244, ge-03254;\n\n231 ")


def test_a_line_of_codes_is_a_group() -> None:
    answers = typed(group_by="listed", group_lists="244, 231\n\n 214 \n")
    assert [["244", "231"], ["214"]] == plan_body(answers)["grouping"]["listed"]


def test_a_course_more_and_a_course_less_keep_the_others() -> None:
    third = CoursePlan.model_validate({**COURSE, "id": "k-3", "code": "H3"})
    three = typed().with_course(third)
    assert ["H-2027-1", "H2", "H3"] == [c["code"] for c in plan_body(three)["courses"]]
    two = three.without_course(2)
    assert ["H-2027-1", "H3"] == [c["code"] for c in plan_body(two)["courses"]]
    assert [] == plan_body(two)["courses"][1]["regions"]


def test_the_last_course_cannot_be_left_out() -> None:
    one = typed().without_course(1)
    assert 1 == one.courses == one.without_course(1).courses


@pytest.mark.parametrize("count", ["", "0", "-1", "x", "9999"])
def test_the_number_of_courses_is_always_possible(count: str) -> None:
    assert 1 <= Typed({"courses": count}).courses <= 12


def test_the_legal_area_is_asked() -> None:
    """An office of the SGB II is not found by its kind alone."""
    fields = {each.name for each in Questions(typed(), {}, {}, ILB_1).who()}
    assert "legal_areas" in fields


def test_a_day_that_is_not_worked_names_the_land() -> None:
    found = Collision(course="k-1", occasion=Occasion.START, day=TODAY, land="BE", offices=1)
    assert "in Berlin kein Arbeitstag" in collision_words(found, {}, "de")

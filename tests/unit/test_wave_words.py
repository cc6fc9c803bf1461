"""Sentences about waves: all of them in both languages, and what they say of seats, order and outcome."""

from __future__ import annotations

import ast
from collections.abc import Iterator
from pathlib import Path

import pytest

import api
from api.office_words import explanation_words, member_words
from api.rehearsal_words import goal_words
from api.wave_words import seats_words, status_words
from models.language import said, translations
from models.waves.courses import CoursePlan
from models.waves.goal import Goal
from models.waves.plan import MemberState, WavePlan
from models.waves.state import (
    Course,
    CourseStatus,
    Explanation,
    Group,
    Member,
    Pause,
    PauseCause,
    WaveState,
    WaveStatus,
)
from tests.making import TODAY, day

FOLDER = Path(next(iter(api.__path__)))
SPOKEN = ("wave_words.py", "office_words.py", "rehearsal_words.py")
COURSE = CoursePlan(
    id="k-1", code="K1", starts_on=day("2027-03-01"), ends_on=day("2027-05-14"), min_seats=6, max_seats=12
)


def messages() -> Iterator[str]:
    """German texts that are marked for translation, or spoken in singular and plural."""
    for file in SPOKEN:
        for node in ast.walk(ast.parse((FOLDER / file).read_text("utf-8"))):
            if isinstance(node, ast.Call) and isinstance(node.func, ast.Name):
                if node.func.id == "_" and isinstance(node.args[0], ast.Constant):
                    yield str(node.args[0].value)
                if node.func.id == "count" and isinstance(node.args[1], ast.Constant):
                    yield str(node.args[1].value)


def test_every_sentence_has_an_english_one() -> None:
    english = translations("en")
    found = list(messages())
    assert len(found) > 60
    assert [] == [text for text in found if english.gettext(text) == text and english.ngettext(text, text, 1) == text]


def state(**changes: object) -> WaveState:
    members = {f"u-{n}": Member(unit_id=f"u-{n}", code=str(n), asked=n < 2) for n in range(4)}
    plan = WavePlan(code="W", courses=(COURSE,))
    bare = WaveState(wave_id="w-1", plan=plan, prepared_on=TODAY, members=members, courses={"k-1": Course(plan=COURSE)})
    return bare.but(groups=(Group(number=0),)).but(**changes)


@pytest.mark.parametrize(
    ("changes", "expected"),
    [
        ({"status": WaveStatus.RUNNING, "started_on": day("2026-11-02")}, "gefragt 2 von 4 Dienststellen"),
        (
            {"status": WaveStatus.PAUSED, "pause": Pause(cause=PauseCause.PERSON, since=TODAY, reason="course_dates")},
            "(Kurstermine)",
        ),
        ({"status": WaveStatus.PAUSED, "pause": Pause(cause=PauseCause.LOOK, since=TODAY)}, "auf einen Blick"),
        ({"status": WaveStatus.ABORTED, "ended_on": TODAY, "ended_why": "replanned"}, "(Neu geplant)"),
        ({"status": WaveStatus.COMPLETED, "ended_on": TODAY}, "0 von 4 Dienststellen qualifiziert"),
    ],
)
def test_where_a_wave_stands_is_one_sentence(changes: dict[str, object], expected: str) -> None:
    wave = state(**changes)
    assert expected in status_words(wave, wave.members.values(), "de")


@pytest.mark.parametrize(
    ("language", "expected"),
    [
        ("de", "Läuft seit 02.03.2026: gefragt 1 von 1 Dienststelle."),
        ("en", "Running since 2 Mar 2026: asked 1 of 1 office."),
    ],
)
def test_one_office_is_not_several(language: str, expected: str) -> None:
    """Whoever reads one office of a large wave reads of one."""
    wave = state(status=WaveStatus.RUNNING, started_on=day("2026-03-02"))
    assert expected == status_words(wave, [wave.members["u-0"]], language)


@pytest.mark.parametrize(
    ("reserved", "confirmed", "expected"),
    [
        (4, 5, "3 frei, 4 reserviert, 5 bestätigt"),
        (4, 0, "8 frei, 2 bis zum Minimum, 4 reserviert"),
        (0, 12, "ausgebucht, 12 bestätigt"),
    ],
)
def test_seats_are_told_as_free_and_missing(reserved: int, confirmed: int, expected: str) -> None:
    assert expected == seats_words(Course(plan=COURSE, reserved=reserved, confirmed=confirmed), "de")


def test_beyond_the_own_scope_no_number_of_persons_is_told() -> None:
    told = seats_words(Course(plan=COURSE, reserved=4, confirmed=5), "de", sees_all=False)
    assert "Plätze frei" == told


def test_why_an_office_waits_is_explained_by_order_coverage_and_courses() -> None:
    explained = Explanation(
        place=3, of=9, have=0, need=2, waiting_since=day("2026-10-06"), passed_over=(("k-1", "full"),)
    )
    assert (
        "Platz 3 von 9 in der Reihe: 0 von 2 qualifiziert, wartet seit 06.10.2026. Kurs K1 ist voll."
        == explanation_words(explained, {"k-1": "K1"}, "de")
    )


def test_a_course_with_fewer_seats_than_wanted_says_so() -> None:
    explained = Explanation(place=1, of=1, have=0, need=3, wanted=3, seats=2, course="k-1")
    assert "Course K1 has 2 of 3 seats for it." in explanation_words(explained, {"k-1": "K1"}, "en")


@pytest.mark.parametrize("member_state", MemberState)
@pytest.mark.parametrize("language", ["de", "en"])
def test_every_state_of_an_office_is_a_sentence(member_state: MemberState, language: str) -> None:
    member = Member(unit_id="u-0", code="0", state=member_state, why="no_nomination")
    words = member_words(state(), member, language)
    assert words.endswith(".")
    assert "{" not in words


def test_the_expected_end_shows_its_formula() -> None:
    goal = Goal(
        offices=20,
        seats_wanted=20,
        seats_missing=8,
        course="k-1",
        course_ends_on=day("2027-05-14"),
        course_seats=12,
        course_days=75,
        further_courses=1,
        goal_on=day("2027-07-28"),
    )
    words = goal_words(goal, {"k-1": "K1"}, "de")
    assert "am 14.05.2027 + 1 × 75 Tage" in words
    assert words.startswith("28.07.2027")


@pytest.mark.parametrize("status", [CourseStatus.CANCELLED, CourseStatus.CLOSED])
def test_a_course_that_is_not_open_offers_nothing(status: CourseStatus) -> None:
    ended = Course(plan=COURSE, status=status, confirmed=1)
    assert ("1 bestätigt", 0, 0) == (seats_words(ended, "de"), ended.free, ended.missing)


def test_an_unknown_language_is_german() -> None:
    assert "3 frei" == said("fr", "{n} frei", n=3)

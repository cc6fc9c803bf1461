"""What is said of offices in a wave: why one waits, what one refused, and numbers of one's own scope only."""

from __future__ import annotations

import inspect
import re
from datetime import timedelta

import pytest

from activities.asking import TRANSIENT
from api.office_words import BLOCKED, explanation_words, member_words
from api.wave_shapes import allocation
from api.wave_words import group_words, status_words
from models.errors import refusals
from models.rollout import checks, decide_waves
from models.waves.hearing import NOT_NOW
from models.waves.plan import MemberState
from models.waves.reasons import ANY_REFUSAL, code_of, words
from models.waves.seats import explanation
from models.waves.state import Blocked, Explanation, WaveState
from models.waves.steps import Step
from tests.unit.waves.making import TODAY, begun, candidate, candidates, course, invited, later, one, refused, told

RAISED = {name for module in (checks, decide_waves) for name in re.findall(r"raise (\w+)", inspect.getsource(module))}
ELSEWHERE = {
    "OtherReservation",
    "NoSeatLeft",
    "ParticipationOpen",
    "UnknownCompanion",
    "CompanionReleasedAlready",
    "WorkshopAlreadyPlanned",
    "WorkshopNotPlanned",
    "WorkshopAlreadyConfirmed",
}
"""What admissions and workshops can be refused with."""
NAMES = sorted(NOT_NOW | {error.__name__ for error in TRANSIENT} | RAISED | ELSEWHERE | {"AlreadyInWave"})


@pytest.mark.parametrize("language", ["de", "en"])
@pytest.mark.parametrize("name", NAMES)
def test_what_an_office_can_refuse_a_wave_has_words_of_its_own(name: str, language: str) -> None:
    told_ = words(code_of(name), language)
    assert told_.endswith(".")
    assert name not in told_
    assert ANY_REFUSAL.in_language(language) != told_


@pytest.mark.parametrize("language", ["de", "en"])
def test_no_refusal_is_told_by_the_name_of_its_class(language: str) -> None:
    assert len(refusals()) > 80
    assert [] == [name for name in refusals() if name in words(code_of(name), language)]


@pytest.mark.parametrize("language", ["de", "en"])
@pytest.mark.parametrize("step", Step)
@pytest.mark.parametrize("state", MemberState)
def test_a_blocked_office_says_so_in_every_state(state: MemberState, step: Step, language: str) -> None:
    wave = invited()
    blocked = Blocked(step=step.value, why="PlanTooFar", on=TODAY, waits=True)
    office = one(wave).but(state=state, why="departure", blocked=blocked)
    told_ = member_words(wave, office, language)
    assert words("PlanTooFar", language) in told_
    assert told_.endswith(
        {"de": "Am nächsten Tag wird sie wieder gefragt.", "en": "It is asked again the next day."}[language]
    )
    assert "{" not in told_


def test_every_step_that_can_be_refused_has_its_sentence() -> None:
    assert set(Step) == set(BLOCKED)


def test_an_office_whose_workshop_was_not_taken_on_says_so() -> None:
    on = later(60)
    wave = invited(courses=(course(workshop="implementation", workshop_on=on),))
    office = one(wave).but(state=MemberState.ADMITTED, admitted=("c",), workshop_refused=on)
    assert "Den Workshop am 01.05.2026 hat sie nicht übernommen." in member_words(wave, office, "de")


# --- the wait-list ------------------------------------------------------------------------------------------------


def why(wave: WaveState, unit: str, *, sees_all: bool = True) -> str:
    return allocation(wave, one(wave, unit), explanation(wave, unit, TODAY), "de", sees_all=sees_all)


def test_who_waits_is_told_the_place_the_coverage_and_why_no_course_has_a_seat() -> None:
    full, foreign = course(max_seats=1), course(2, regions=("RD-9",))
    wave = begun(*candidates(3), courses=(full, foreign))
    assert "wartet auf einen Platz." == member_words(wave, one(wave, "u3"), "de")
    assert (
        "Platz 2 von 2 in der Reihe: 0 von 1 qualifiziert, wartet seit 01.01.2025. "
        "Kurs K-1 ist voll. Kurs K-2 nimmt aus dieser Region nicht auf."
    ) == why(wave, "u3")


def test_who_does_not_see_all_offices_is_not_told_how_many_wait() -> None:
    wave = begun(*candidates(3), courses=(course(max_seats=1),))
    assert why(wave, "u3", sees_all=False).startswith("Platz 2 in der Reihe: 0 von 1")


def test_what_waits_for_the_end_of_a_pause_is_told_as_such() -> None:
    wave = told(begun(*candidates(2), courses=(course(max_seats=1),)), "pause_wave", reason="capacity")
    wave = told(wave, "plan_course", course=course(2))
    assert "Sobald die Welle weitergeht: 1 Platz in Kurs K-2." in why(wave, "u2")


def test_who_lost_its_course_waits_for_another_seat_and_comes_first() -> None:
    wave = told(invited(), "cancel_course", course="k1", reason="room")
    assert "wartet auf einen anderen Platz. Der Kurs fällt aus." == member_words(wave, one(wave), "de")
    assert why(wave, "u1").startswith(
        "Kommt zuerst, weil sie ihren Platz ohne eigenes Zutun verloren hat. Platz 1 von 1 in der Reihe"
    )


def test_who_has_never_waited_still_has_a_place() -> None:
    told_ = explanation_words(Explanation(place=1, of=1, have=0, need=1), {}, "en", sees_all=False)
    assert "Place 1 in the order: 0 of 1 qualified." == told_


# --- numbers of the own scope -------------------------------------------------------------------------------------


def test_sentences_count_only_offices_that_the_reader_may_see() -> None:
    wave = refused(begun(candidate(1), candidate(2, region="RD-2"), courses=(course(),)), "UnknownReason", "u1")
    mine = [one(wave, "u2")]
    assert "0 von 1 Dienststelle." in status_words(wave, mine, "de")
    assert "0 von 1 so weit" in group_words(wave, wave.groups[0], mine, "de")


def test_a_pilot_of_one_foreign_office_tells_no_number() -> None:
    wave = begun(candidate(1), candidate(2, region="RD-2"), grouping={"pilot_size": 1})
    assert "Gefragt seit 02.03.2026; weiter geht es ab 80 %." == group_words(wave, wave.groups[0], [], "de")


def test_the_last_group_goes_on_to_nothing() -> None:
    wave = begun(candidate(1))
    assert "Gefragt seit 02.03.2026. 0 von 1 so weit wie nötig." == group_words(wave, wave.groups[0], [one(wave)], "de")


def test_a_group_of_an_aborted_wave_is_not_said_to_begin() -> None:
    wave = told(begun(*candidates(2), grouping={"pilot_size": 1}), "abort_wave", reason="capacity")
    assert "Nicht gefragt." == group_words(wave, wave.groups[1], [], "de")


def test_a_later_day_explains_with_the_courses_that_have_begun() -> None:
    wave = begun(*candidates(2), courses=(course(max_seats=1),))
    on = TODAY + timedelta(days=50)
    told_ = allocation(wave, one(wave, "u2"), explanation(wave, "u2", on), "de", sees_all=True)
    assert told_.endswith("Kurs K-1 hat begonnen.")

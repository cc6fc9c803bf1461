"""An edition of the programme is told in words: every milestone, every clock, in both languages."""

from __future__ import annotations

import pytest

from api.pages.programme import programme_page
from api.pages.term_words import TERMS, term
from api.pages.words import speak
from models.language import Language
from models.programme import LATER_LISTS, REASON_LISTS
from tests.making import ILB_1

ALL = {"ilb-1/1": 3}


def facts(key: str) -> dict[str, str]:
    page = programme_page(ILB_1, ALL)
    return {fact.label: fact.words for fact in next(m for m in page.milestones if m.key == key).facts}


def test_every_milestone_and_stage_is_told() -> None:
    page = programme_page(ILB_1, ALL)
    assert [m.key for m in ILB_1.milestones] == [m.key for m in page.milestones]
    assert len(ILB_1.stages) == len(page.stages)
    assert all(m.made_by.endswith(".") for m in page.milestones)
    assert {*REASON_LISTS, *LATER_LISTS} == {key for key, _ in zip(ILB_1.reasons, page.reasons, strict=True)}


def test_a_milestone_says_for_whom_who_when_and_after_what() -> None:
    assert {
        "Gilt für": "Agenturen: erforderlich; gemeinsame Einrichtungen: erforderlich",
        "Zuständig für den Schritt": "Teamleitung AQua",
        "Der Schritt ist offen": "sobald erreicht ist: „Sechs Monate Umsetzung“",
        "Fällig": ("20 Arbeitstage, nachdem der Schritt offen ist, frühestens 9 Monate nach „Umsetzungsworkshop“"),
        "Setzt voraus": "„Umsetzungsworkshop“",
    } == facts("consolidation_workshop")


def test_what_happens_by_itself_has_nobody_who_is_asked() -> None:
    assert {"Gilt für", "Setzt voraus"} == facts("consolidation_opened").keys()


def test_what_is_voluntary_is_never_due() -> None:
    assert "nie; wer mag, trägt es ein" == facts("onboarding_plan")["Der Schritt ist offen"]
    assert "Fällig" not in facts("onboarding_plan")


def test_four_eyes_are_told_as_the_edition_has_them() -> None:
    strict = ILB_1.model_copy(update={"four_eyes": True})
    told = [" ".join(programme_page(each, ALL).rules) for each in (ILB_1, strict)]
    assert ["darf ihn auch bestätigen" in told[0], "darf ihn nicht selbst bestätigen" in told[1]] == [True, True]


def test_it_says_when_some_offices_follow_another_edition() -> None:
    assert "Alle 3 Dienststellen folgen ihr." == programme_page(ILB_1, ALL).followed
    assert "3 von 5 Dienststellen" in programme_page(ILB_1, {**ALL, "ilb-2/1": 2}).followed


@pytest.mark.parametrize("language", ["de", "en"])
def test_each_term_has_one_sentence_or_two(language: Language) -> None:
    speak(language)
    try:
        for key in TERMS:
            assert term(key).meaning.endswith(".")
            assert 1 <= term(key).meaning.count(". ") + 1 <= 2
    finally:
        speak("de")

"""The words of the refusals: both languages say the same, in a form that fits everybody."""

from __future__ import annotations

import inspect
import re
from string import Formatter

import pytest

from models import errors, permissions
from models.errors import DateInFuture, Refusal, RolloutEnded, UnknownReason, refusals

ALL: list[type[Refusal]] = list({**refusals(), "NotAllowed": permissions.NotAllowed}.values())
OF_THE_CORE = [cls for cls in ALL if cls.__module__.startswith("models.")]
TRANSCRIBED = re.compile(
    r"\b\w*(fuer|ueber|koenn|muess|waehr|aender|naech|zurueck|bestaet|moegl|gehoer)\w*", re.IGNORECASE
)


def placeholders(template: str) -> set[str]:
    return {name for _, name, _, _ in Formatter().parse(template) if name}


@pytest.mark.parametrize("refusal", OF_THE_CORE, ids=lambda c: c.__name__)
def test_both_languages_name_the_same_facts(refusal: type[Refusal]) -> None:
    """A fact that one language names is named in the other."""
    assert placeholders(refusal.__doc__ or "") == placeholders(refusal.german)


@pytest.mark.parametrize("refusal", OF_THE_CORE, ids=lambda c: c.__name__)
def test_each_refusal_has_german_words_of_its_own(refusal: type[Refusal]) -> None:
    """One text belongs to one refusal and ends like a sentence."""
    assert [refusal] == [cls for cls in OF_THE_CORE if cls.german == refusal.german]
    assert refusal.german.endswith(".")
    assert (refusal.__doc__ or "").endswith(".")


@pytest.mark.parametrize("refusal", OF_THE_CORE, ids=lambda c: c.__name__)
def test_german_is_spelled_with_umlauts_and_speaks_to_nobody_in_particular(refusal: type[Refusal]) -> None:
    """Proper umlauts; neither „du“ nor an asterisk."""
    assert not TRANSCRIBED.findall(refusal.german)
    assert not re.findall(r"\b(du|dein\w*|dich|dir)\b|\*", refusal.german)


def test_a_class_is_written_with_one_text() -> None:
    """No class body sets its text twice, as happens when a class is deleted halfway."""
    source = inspect.getsource(errors)
    bodies = source.split("\nclass ")[1:]
    assert [] == [body.split("(")[0] for body in bodies if body.count("\n    german") > 1]


def test_a_refusal_tells_its_facts() -> None:
    """The sentence is made from the facts."""
    refusal = UnknownReason(reason="rain", known="room, trainer")
    assert "Den Grund rain kennt das Programm nicht. Bitte etwas davon wählen: room, trainer." == refusal.text("de")
    assert "The programme has no reason rain. Choose one of these: room, trainer." == refusal.text("en")


def test_the_code_is_the_name_in_small_letters() -> None:
    """The problem type is derived from the name."""
    assert "rollout_ended" == RolloutEnded.code()


def test_german_texts_write_days_as_people_do() -> None:
    """The fact stays an ISO day, for programs."""
    refusal = DateInFuture(on="2030-01-02")
    assert refusal.text("de").startswith("Der 02.01.2030 liegt in der Zukunft.")
    assert refusal.facts == {"on": "2030-01-02"}

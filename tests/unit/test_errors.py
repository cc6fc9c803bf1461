"""The words of the refusals: both languages say the same, in a form that fits everybody."""

from __future__ import annotations

import importlib
import inspect
import pkgutil
import re
from collections import Counter
from collections.abc import Iterator
from string import Formatter

import pytest

import activities
import api
import models
import workflows
from api.problems import Unreadable, details
from models import errors
from models.errors import DateInFuture, KeyReused, Refusal, RolloutEnded, UnknownReason


def everything() -> None:
    """Load all of the application: a refusal may be named anywhere."""
    for package in (models, activities, workflows, api):
        for module in pkgutil.walk_packages(package.__path__, f"{package.__name__}."):
            importlib.import_module(module.name)


def every(cls: type[Refusal] = Refusal) -> Iterator[type[Refusal]]:
    for sub in cls.__subclasses__():
        yield sub
        yield from every(sub)


everything()
ALL = sorted(set(every()), key=lambda cls: (cls.__module__, cls.__name__))
OF_THE_CORE = [cls for cls in ALL if cls.__module__.startswith("models.")]
FOR_PEOPLE = [cls for cls in ALL if not issubclass(cls, Unreadable)]
"""What somebody at a page can meet; the others are said as „Diese Adresse ist nicht verständlich“."""
OF_PROGRAMS = re.compile(
    r"\b(Schlüssel|key|token|body|errors|Befehl\w*|command\w*|cursor|If-Match|ETag|JSON|API|[Hh]eader|Kopfzeile)\b"
    r"|`|\w_\w|\d{4}-\d\d-\d\d"
)
OF_FILES = ("WrongHeader", "ColumnTwice", "RaggedRow", "ParentMissing", "UnknownParent", "CyclicParent", "InvalidDay")
"""These name columns and the first line of a file, as whoever made the file calls them."""
LANGUAGES = ("de", "en")
PLACE = re.compile(r"\{\w+\}")
SENTENCE = re.compile(r"([A-ZÄÖÜ]|\{\w+\} ).+\.")
FAMILIAR = re.compile(r"\b(du|dein\w*|dich|dir)\b|\*")
TRANSCRIBED = re.compile(
    r"\b\w*(fuer|ueber|koenn|muess|waehr|aender|naech|zurueck|bestaet|moegl|gehoer)\w*", re.IGNORECASE
)


def placeholders(template: str) -> set[str]:
    return {name for _, name, _, _ in Formatter().parse(template) if name}


def texts(refusal: type[Refusal], language: str) -> tuple[str, str]:
    """Why, and what to do."""
    why = refusal.german if language == "de" else " ".join((refusal.__doc__ or "").split())
    return why, refusal.remedy.in_language(language)


def test_both_languages_name_the_same_facts() -> None:
    """A fact that one language names is named in the other."""
    facts = {cls: [[placeholders(text) for text in texts(cls, language)] for language in LANGUAGES] for cls in ALL}
    assert {} == {cls: found for cls, found in facts.items() if found[0] != found[1]}


def test_every_refusal_says_why_and_what_to_do_in_sentences() -> None:
    said = {(cls, text) for cls in ALL for language in LANGUAGES for text in texts(cls, language)}
    assert len(said) > 4 * 200
    assert set() == {(cls, text) for cls, text in said if not SENTENCE.fullmatch(text)}


def test_one_text_belongs_to_one_refusal() -> None:
    whose = Counter(cls.german for cls in OF_THE_CORE)
    assert {} == {text: count for text, count in whose.items() if count > 1}


def test_a_refusal_without_something_to_do_cannot_be_written() -> None:
    with pytest.raises(TypeError, match="Forgotten does not say remedy"):
        type("Forgotten", (Refusal,), {"__doc__": "Something is wrong.", "german": "Etwas stimmt nicht."})


def test_a_refusal_without_a_why_cannot_be_written() -> None:
    with pytest.raises(TypeError, match="Forgotten does not say why"):
        type("Forgotten", (Refusal,), {"german": "Etwas stimmt nicht.", "remedy": Refusal.remedy})


def test_nobody_at_a_page_reads_words_of_programs() -> None:
    """Names of facts are no words: they are filled in."""
    others = [cls for cls in FOR_PEOPLE if cls.__name__ not in OF_FILES]
    said = {(cls, PLACE.sub("", text)) for cls in others for language in LANGUAGES for text in texts(cls, language)}
    assert set() == {(cls, text) for cls, text in said if OF_PROGRAMS.search(text)}


def test_german_is_spelled_with_umlauts_and_speaks_to_nobody_in_particular() -> None:
    """Proper umlauts; neither „du“ nor an asterisk."""
    said = [text for cls in ALL for text in texts(cls, "de")]
    assert [] == [text for text in said if TRANSCRIBED.search(text) or FAMILIAR.search(text)]


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


def test_programs_are_told_what_a_program_does() -> None:
    """Whoever sends a form knows nothing of its key."""
    assert "Bitte einen neuen Schlüssel verwenden." == details(KeyReused(), "de")["remedy"]
    assert "Bitte die Angaben prüfen und noch einmal absenden." == KeyReused().what_to_do("de")


def test_days_are_written_as_people_do() -> None:
    """The fact stays an ISO day, for programs."""
    refusal = DateInFuture(on="2030-01-02")
    assert refusal.text("de").startswith("Der 02.01.2030 liegt in der Zukunft.")
    assert refusal.text("en").startswith("2 Jan 2030 lies in the future.")
    assert refusal.facts == {"on": "2030-01-02"}


def test_a_code_that_looks_like_a_day_stays_a_code() -> None:
    assert "Der 2030-13-01 liegt in der Zukunft." == DateInFuture(on="2030-13-01").why("de")

"""Which words of a text are German: what the catalogue knows as German, and what every German text has."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from functools import cache

from models.language import english
from models.organisation import LAND_NAMES

WORD = re.compile(r"[^\W\d_]+")
GERMAN_LETTERS = re.compile(r"[äöüß„]", re.IGNORECASE)
EVERY_GERMAN_TEXT = frozenset(
    """
    aber als auch auf aus bei bis bitte das dass dem den der des dies diese dieser durch ein eine einem einen einer es
    für gegen haben hat ihr ihre im ist kein keine mit nach nicht noch nur oder ohne sein seit sich sie sind und unter
    vom von vor wann wenn wer werden wie wird wo zu zum zur zwischen über
    """.split()  # noqa: SIM905 - words are read as a text
)
NAMES = re.compile(
    r"Agentur(en)? für Arbeit|Bundesagentur für Arbeit|Regionaldirektion \w+|\S+@\S+|i\. V\.|"
    + "|".join(LAND_NAMES.values())
)
"""What stays as it is in English."""


@cache
def german_words() -> frozenset[str]:
    """Words that only German texts of ours have: those of the message ids that no English text uses."""
    ids, texts = set[str](), set[str]()
    for message in english():
        if message.id:
            ids |= set(_words(message.id))
            texts |= set(_words(message.string))
    return frozenset(word for word in ids - texts if len(word) > 3) | EVERY_GERMAN_TEXT


def _words(text: str | Sequence[str] | None) -> Iterator[str]:
    for each in [text] if isinstance(text, str) else text or ():
        yield from (word.lower() for word in WORD.findall(re.sub(r"\{\w+\}|%\(\w+\)s", " ", each)))


def german_in(text: str, names: Sequence[str] = ()) -> list[str]:
    """The German words of a text beside ``names``, the longest of which come first."""
    for name in names:
        text = text.replace(name, " ")
    rest = NAMES.sub(" ", text)
    return [word for word in WORD.findall(rest) if GERMAN_LETTERS.search(word) or word.lower() in german_words()]

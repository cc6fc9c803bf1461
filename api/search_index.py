"""Finding offices by what people type: parts of names, umlauts written either way, typing errors.

Kept in memory and pure: who may see what is found is asked elsewhere.
"""

from __future__ import annotations

import heapq
import re
import unicodedata
from collections import defaultdict
from collections.abc import Container, Iterable, Iterator, Sequence
from dataclasses import dataclass
from itertools import pairwise

from rapidfuzz import process
from rapidfuzz.distance import OSA

from models.organisation import UnitKind

EXACT, BEGINNING, WITHIN, SIMILAR, A_SLIP = 100.0, 90.0, 70.0, 60.0, 10.0
OUTSIDE_THE_NAME = 0.9
"""A word found in the city alone counts a little less than one in the name."""
SHORTEST_WITHIN = 3
LONG, LONGER = 4, 8
"""Letters from which on one typing error is forgiven, and two."""
LONGEST = 12
"""Words; nobody types more, and each costs."""
KINDS: dict[str, UnitKind] = dict.fromkeys(
    ("agentur", "agenturen", "arbeitsagentur", "arbeitsamt", "aa"), UnitKind.AGENTUR
) | dict.fromkeys(("jobcenter", "jc", "ge", "einrichtung"), UnitKind.GEMEINSAME_EINRICHTUNG)
"""Words that name a kind of office."""
FILLING = frozenset({"haus", "hauser", "dienststelle", "dienststellen", "fur", "arbeit", "am", "an", "der", "in", "im"})
"""Words that say nothing about which office is meant; „Haus“ is what people call theirs."""
_SAME = (("ß", "ss"), ("ä", "a"), ("ö", "o"), ("ü", "u"), ("ae", "a"), ("oe", "o"), ("ue", "u"), ("ss", "s"))
_WORD = re.compile(r"[a-z0-9]+")


@dataclass(frozen=True, slots=True)
class Findable:
    """An office as it can be looked for."""

    code: str
    name: str
    city: str
    kind: UnitKind


def folded(text: str) -> str:
    """Without marks: „Göttingen“, „Goettingen“ and „Gottingen“ are one word, „Gießen“ and „Giessen“ too."""
    small = unicodedata.normalize("NFC", text).casefold()
    for written, meant in _SAME:
        small = small.replace(written, meant)
    return "".join(c for c in unicodedata.normalize("NFKD", small) if not unicodedata.combining(c))


def words(text: str) -> list[str]:
    return _WORD.findall(folded(text))


def _plain(code: str) -> str:
    """A code without what separates: „GE-03404“ is typed in many ways."""
    return "".join(words(code))


class Index:
    """Offices by the words of their names, cities and codes."""

    def __init__(self, offices: Iterable[Findable]) -> None:
        self._offices = {office.code: office for office in offices}
        self._sorted_by = {code: folded(office.name) for code, office in self._offices.items()}
        self._by_word: dict[str, dict[str, float]] = defaultdict(dict)
        self._codes = {_plain(code): code for code in self._offices}
        for office in self._offices.values():
            self._add(words(office.city), office.code, OUTSIDE_THE_NAME)
            self._add(words(office.name), office.code, 1.0)
        self._words = list(self._by_word)

    def __len__(self) -> int:
        return len(self._offices)

    def __getitem__(self, code: str) -> Findable:
        return self._offices[code]

    def find(self, text: str, *, among: Container[str] | None = None, limit: int) -> list[str]:
        """Codes of the offices that fit every word of ``text``, the best first; ``among`` None: any office.

        Words like „Haus“ narrow nothing; alone they fit every office.
        """
        typed = words(text)[:LONGEST]
        if not typed:
            return []
        telling = [word for word in typed if word not in FILLING]
        found = self._fitting(telling, among) or self._fitting(telling, among, forgiving=True)
        return heapq.nsmallest(limit, found, key=lambda code: (-found[code], self._sorted_by[code], code))

    def exactly(self, text: str) -> str | None:
        """The code of the office whose code was typed."""
        return self._codes.get(_plain(text))

    # --- inside ----------------------------------------------------------------------------------------------

    def _add(self, told: Sequence[str], code: str, weight: float) -> None:
        """Also pairs written as one word: „Heide Kreis“ is found as „heidekreis“."""
        for word in (*told, *(one + other for one, other in pairwise(told))):
            self._by_word[word][code] = weight

    def _fitting(
        self, telling: Sequence[str], among: Container[str] | None, *, forgiving: bool = False
    ) -> dict[str, float]:
        """How well offices fit; those that do not fit every word are left out."""
        total = {code: 0.0 for code in self._offices if among is None or code in among}
        for word in telling:
            fits = self._fits(word, self._similar(word) if forgiving else self._direct(word))
            total = {code: score + fits[code] for code, score in total.items() if code in fits}
        return total

    def _fits(self, word: str, like: Iterable[tuple[str, float]]) -> dict[str, float]:
        found: dict[str, float] = {}
        for other, score in like:
            for code, weight in self._by_word[other].items():
                found[code] = max(found.get(code, 0.0), score * weight)
        for plain, code in self._codes.items():
            if plain.startswith(word) or (len(word) >= LONG and plain.endswith(word)):
                found[code] = EXACT if plain == word else BEGINNING
        kind = KINDS.get(word)
        if kind is not None:
            found |= {code: EXACT for code, office in self._offices.items() if office.kind is kind}
        return found

    def _direct(self, word: str) -> list[tuple[str, float]]:
        """Words of the index that are ``word``, begin with it or contain it."""
        return [(other, score) for other in self._words if (score := _contained(word, other))]

    def _similar(self, word: str) -> list[tuple[str, float]]:
        """The same, and words that differ from it by a slip or two, as a whole or in their beginning."""
        found = dict(self._direct(word))
        slips = _slips(word)
        if slips:
            whole = process.extract(word, self._words, scorer=OSA.distance, score_cutoff=slips, limit=None)
            for other, distance in (*_beginning_like(word, self._words, slips), *((o, d) for o, d, _ in whole)):
                found[other] = max(found.get(other, 0.0), SIMILAR - A_SLIP * distance)
        return list(found.items())


def _contained(word: str, other: str) -> float:
    if other == word:
        return EXACT
    if other.startswith(word):
        return BEGINNING
    return WITHIN if len(word) >= SHORTEST_WITHIN and word in other else 0.0


def _slips(word: str) -> int:
    """How many typing errors are forgiven; in numbers none, for another number is another office."""
    if any(c.isdigit() for c in word):
        return 0
    return 0 if len(word) < LONG else 1 if len(word) < LONGER else 2


def _beginning_like(word: str, known: Sequence[str], slips: int) -> Iterator[tuple[str, int]]:
    """Longer words whose beginning differs by a slip, also a missing letter: found while somebody is typing."""
    longer = [other for other in known if len(other) > len(word) and other[0] == word[0]]
    for letters in (len(word), len(word) + 1):
        begun = [other[:letters] for other in longer]
        near = process.extract(word, begun, scorer=OSA.distance, score_cutoff=slips, limit=None)
        yield from ((longer[place], int(distance)) for _, distance, place in near)

"""Two languages: every text that people read has its English, and nothing in the catalogue is left over."""

from __future__ import annotations

import ast
import io
import re
from collections import Counter
from collections.abc import Iterator, Sequence
from pathlib import Path

from babel.messages.pofile import read_po

from models.language import english
from tests.german import german_in
from tests.unit.texts import MARKING, ROOT, Text, marked, name_of

PLACEHOLDER = re.compile(r"\{(\w+)\}|%\((\w+)\)s")


def catalogue() -> dict[Text, Text]:
    return {_all(message.id): _all(message.string) for message in english() if message.id}


def _all(text: str | Sequence[str] | None) -> Text:
    return (text,) if isinstance(text, str) else tuple(text or ())


def placeholders(text: str) -> set[str]:
    return {one or other for one, other in PLACEHOLDER.findall(text)}


def test_every_text_has_english_words() -> None:
    """The text for one is the key: what is counted may also be said of one, and German may decline the others."""
    said, counted = {text[0] for text in catalogue()}, {text[0] for text in catalogue() if len(text) > 1}
    without = {
        f"{place}: {text[0]}" for text, place in marked().items() if text[0] not in (counted if text[1:] else said)
    }
    assert set() == without


def test_no_english_text_is_left_over() -> None:
    used = {text[0] for text in marked()}
    assert [] == sorted(text[0] for text in catalogue() if text[0] not in used)


def test_both_languages_leave_the_same_places_open() -> None:
    """What is said of one may leave out the number."""
    assert [] == [text for text, words in catalogue().items() if not _same_places(text, words)]


def _same_places(text: Text, words: Text) -> bool:
    *one, many = (placeholders(each) for each in words)
    wanted = placeholders(text[-1])
    return many == wanted and all(wanted - {"n", "count"} <= each <= wanted for each in one)


def test_no_english_text_is_empty_or_as_german_as_its_id() -> None:
    assert [] == [
        words for text, words in catalogue().items() if not all(words) or (words == text and german_in(text[0]))
    ]


def test_each_text_has_one_place_in_the_catalogue() -> None:
    """Two files that translate one text could disagree."""
    files = [ROOT / "models/locale/en.po", *(ROOT / "models/locale/en").glob("*.po")]
    ids = Counter(_all(m.id)[0] for file in files for m in read_po(io.BytesIO(file.read_bytes()), locale="en") if m.id)
    assert {} == {text: count for text, count in ids.items() if count > 1}


CODES = frozenset({"deutsch", "abschluss", "grundlagen", "post", "praxis", "selbstlernen", "zentrale"})
"""Names of fields, codes, and a language named in itself."""
FILE = re.compile(r"\S*\.ics|.")
"""Names of files; single letters."""


def unmarked(path: Path) -> Iterator[str]:
    """German literals that nobody translates."""
    tree = ast.parse(path.read_text(encoding="utf-8"))
    quiet = {id(each) for node in ast.walk(tree) for each in _quiet(node)}
    for node in ast.walk(tree):
        text = node.value if isinstance(node, ast.Constant) and isinstance(node.value, str) else ""
        if id(node) not in quiet and text.lower() not in CODES and not FILE.fullmatch(text) and german_in(text):
            yield f"{path.relative_to(ROOT)}:{getattr(node, 'lineno', 0)}: {text}"


def _quiet(node: ast.AST) -> Iterator[ast.AST]:
    """Docstrings, what is marked, what is compiled, and refusals, which say both languages by themselves."""
    is_german = isinstance(node, ast.Assign) and any(
        isinstance(to, ast.Name) and to.id in ("german", "remedy", "for_programs") for to in node.targets
    )
    is_marked = isinstance(node, ast.Call) and name_of(node) in (*MARKING, "compile")
    is_docstring = isinstance(node, ast.Expr) and isinstance(node.value, ast.Constant)
    if is_german or is_marked or is_docstring:
        yield from ast.walk(node)


def test_no_page_speaks_german_that_nobody_translates() -> None:
    """The description of the interface, and what says both languages side by side, is no page."""
    files = [*(ROOT / "api/pages").rglob("*.py"), *(ROOT / "api").glob("*_words.py"), ROOT / "api/appointing.py"]
    assert [] == [found for path in sorted(files) for found in unmarked(path)]

"""The texts that people read, as they stand in the code and in the templates."""

from __future__ import annotations

import ast
from collections.abc import Iterator
from pathlib import Path

from babel.messages.extract import extract_from_dir

ROOT = Path(__file__).parents[2]
FOLDERS = ("api", "activities", "models")
ONE, SEVERAL, SAID = ("_", "later"), ("ngettext", "count"), ("say",)
"""Functions that mark a text, one for one and several, or take it after the language."""
MARKING = (*ONE, *SEVERAL, *SAID)
JINJA = {"**.html": {"extensions": "jinja2.ext.i18n", "trim_blocks": "true", "lstrip_blocks": "true"}}

Text = tuple[str, ...]
"""A text, or one for one and one for several."""


def name_of(call: ast.Call) -> str:
    return call.func.id if isinstance(call.func, ast.Name) else getattr(call.func, "attr", "")


def marked() -> dict[Text, str]:
    """Every marked text, with a place where it stands."""
    found: dict[Text, str] = {}
    for folder in FOLDERS:
        for path in sorted((ROOT / folder).rglob("*.py")):
            for text, line in _in_python(path):
                found.setdefault(text, f"{path.relative_to(ROOT)}:{line}")
        for name, line, message, _comments, _context in extract_from_dir(ROOT / folder, [("**.html", "jinja2")], JINJA):
            text = (message,) if isinstance(message, str) else tuple(message)
            found.setdefault(text, f"{folder}/{name}:{line}")
    return found


def _in_python(path: Path) -> Iterator[tuple[Text, int]]:
    """Read as a tree, not as tokens: a call inside another, or inside an f-string, marks its text as well."""
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.Call) and name_of(node) in MARKING:
            text = tuple(each for each in map(_literal, node.args) if each is not None)
            if len(text) == (2 if name_of(node) in SEVERAL else 1):
                yield text, node.lineno


def _literal(argument: ast.expr) -> str | None:
    if isinstance(argument, ast.Call) and name_of(argument) in ONE and argument.args:
        return _literal(argument.args[0])
    return argument.value if isinstance(argument, ast.Constant) and isinstance(argument.value, str) else None

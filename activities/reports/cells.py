"""Cells of spreadsheets: text that a program would take for a formula is written so that none does.

Excel, LibreOffice and others run a cell that begins with = + - @ (full-width forms too), and some look behind a leading
TAB or line break. Such a text gets an apostrophe in front. Numbers and days are no text and stay what they are.
"""

from __future__ import annotations

FORMULA = frozenset("=+-@\uff1d\uff0b\uff0d\uff20")
LEADING = frozenset("\t\r\n")


def harmless(text: str) -> str:
    """The text as it may stand in a cell; ``original`` gives it back."""
    return f"'{text}" if _could_run(text) or text.startswith("'") else text


def original(cell: str) -> str:
    """What ``harmless`` was given."""
    return cell.removeprefix("'")


def _could_run(text: str) -> bool:
    if not text:
        return False
    return text[0] in LEADING or text.lstrip()[:1] in FORMULA

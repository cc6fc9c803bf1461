"""A document as PDF/UA-1 and PDF/A-2a in one file: tagged, titled, with a language, with words for every picture.

Typst refuses to write a file that breaks these standards, so a picture without words fails here and not at a reader.
Loading it takes memory: only ``press`` imports this module, in a process of its own.
"""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import asdict
from datetime import datetime
from importlib import resources
from pathlib import Path
from typing import Any

import typst

from activities.reports.document import Document, Part, Picture, Story, Table, Text
from activities.reports.provenance import provenance_facts
from activities.reports.speaking import Tongue
from models.translatable import _

TEMPLATE = Path(__file__).with_name("report.typ")
FONTS = "fontpkg_source_sans_3"
AUTHOR = "Bundesagentur für Arbeit"


def pdf(document: Document, made_at: datetime) -> bytes:
    """The same document of the same moment gives the same bytes."""
    # What is printed must not depend on the typefaces of the machine that prints.
    compiler = typst.Compiler(TEMPLATE, font_paths=_fonts(), ignore_system_fonts=True)
    made = compiler.compile(
        sys_inputs={"document": json.dumps(_told(document), ensure_ascii=False, default=str)},
        pdf_standards=["ua-1", "a-2a"],
        timestamp=made_at.replace(microsecond=0),
    )
    if not isinstance(made, bytes):
        raise TypeError(made)
    return made


def _fonts() -> list[Path]:
    """Typst brings a typeface of its own, which serves where ours is missing."""
    try:
        return [Path(str(resources.files(FONTS).joinpath("files")))]
    except ModuleNotFoundError:
        return []


def _told(document: Document) -> dict[str, Any]:
    """What the template reads; days are words by now."""
    tongue = Tongue(document.language)
    return {
        "title": document.title,
        "subtitle": document.subtitle,
        "author": AUTHOR,
        "language": document.language,
        "notice": document.provenance.notice,
        "facts": [asdict(fact) for fact in document.facts],
        "sections": [
            {
                "title": section.title,
                "words": section.words,
                "parts": [_part(tongue, part) for part in section.parts],
            }
            for section in document.sections
        ],
        "provenance": [asdict(fact) for fact in provenance_facts(document)],
        "words": {
            "page": tongue.say(_("Seite")),
            "picture": tongue.say(
                _("Die Zahlen dieses Bildes stehen als Tabelle auf der Seite und in der Arbeitsmappe.")
            ),
            "provenance": tongue.say(_("Zu diesem Dokument")),
        },
    }


def _part(tongue: Tongue, part: Part) -> dict[str, Any]:
    match part:
        case Table():
            return _table(tongue, part)
        case Picture():
            return {"kind": "picture", "title": part.title, "svg": part.svg, "label": part.label}
        case Text():
            return {"kind": "text", "heading": part.heading, "words": part.words}
        case Story():
            return {"kind": "story", "title": part.title, "entries": [asdict(entry) for entry in part.entries]}


MOST_ROWS = 1000
"""A longer list is read in a workbook; printed, ten thousand rows would take two gigabytes."""


def _table(tongue: Tongue, table: Table) -> dict[str, Any]:
    if len(table.rows) > MOST_ROWS:
        where = tongue.say(_("Diese Liste hat {n} Zeilen. Sie steht in der Arbeitsmappe."), n=len(table.rows))
        return {"kind": "text", "heading": table.title, "words": where}
    rows = [
        [value if isinstance(value, int | str | None) else tongue.day(value) for value in row] for row in table.rows
    ]
    widths, whole = _widths(table.head, rows), _whole(table.head, rows)
    return {
        "kind": "table",
        "title": table.title,
        "head": table.head,
        "rows": rows,
        "note": table.note,
        "widths": widths,
        "whole": whole,
    }


NARROW, WIDE = 9, 26
HEAD_LINES = 3
"""Bounds of a column, in letters."""
NAMED = 1.4
"""How much wider the first column is: it names the row and should not break."""


def _whole(head: Sequence[str], rows: Sequence[Sequence[Any]]) -> list[str | None]:
    """The longest text of each column whose texts must not be broken: days and codes; None where they may be."""
    found: list[str | None] = []
    for column, words in enumerate(head):
        texts = [row[column] for row in rows if row[column] is not None]
        is_whole = bool(texts) and all(isinstance(text, str) and _is_one(text) for text in texts)
        longest = [*texts, *words.split()] if is_whole else []
        found.append(max(longest, key=len, default=None))
    return found


def _is_one(text: str) -> bool:
    return " " not in text and any(letter.isdigit() for letter in text)


def _widths(head: Sequence[str], rows: Sequence[Sequence[Any]]) -> list[float]:
    """By the longest word of the head and the longest cell; the square root keeps long ones from taking all."""
    widths = []
    for column, words in enumerate(head):
        longest = max((len(str(row[column])) for row in rows if row[column] is not None), default=0)
        letters = max(longest, len(words) // HEAD_LINES, *map(len, words.replace("-", " ").split()))
        width = min(max(letters, NARROW), WIDE) ** 0.75
        widths.append(round(width * NAMED if column == 0 else width, 2))
    return widths

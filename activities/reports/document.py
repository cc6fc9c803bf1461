"""A report before it is a page, a PDF or a spreadsheet: sections of facts, tables and pictures, put into words once.

Everything here can be pickled and written as JSON: documents are printed in a process of their own (``press``).
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

Value = str | int | date | None
"""What stands in a cell; None is drawn as nothing. Numbers stay numbers wherever they are written."""


@dataclass(frozen=True, slots=True)
class Table:
    """``key`` names it for machines (a sheet, a column of the CSV); the first column says what a row is about."""

    key: str
    title: str
    head: tuple[str, ...]
    rows: tuple[tuple[Value, ...], ...]
    note: str = ""


@dataclass(frozen=True, slots=True)
class Picture:
    """``svg`` stands alone; ``label`` says its numbers in words, ``table`` lists all of them."""

    title: str
    svg: str
    label: str
    table: Table


@dataclass(frozen=True, slots=True)
class Fact:
    """A line of the head of a document: what, and which."""

    label: str
    value: str


@dataclass(frozen=True, slots=True)
class Text:
    """What somebody wrote, under what it was asked for."""

    heading: str
    words: str


@dataclass(frozen=True, slots=True)
class Entry:
    """Something that happened: the day, what, and small print (function, when it was recorded)."""

    day: str
    words: str
    meta: str = ""


@dataclass(frozen=True, slots=True)
class Story:
    """Entries in their order; ``title`` names the list to those who hear it."""

    title: str
    entries: tuple[Entry, ...]


@dataclass(frozen=True, slots=True)
class Section:
    """A chapter: sentences, then parts. ``key`` is its address within the page."""

    key: str
    title: str
    words: tuple[str, ...] = ()
    parts: tuple[Part, ...] = ()


Part = Table | Picture | Text | Story


@dataclass(frozen=True, slots=True)
class Provenance:
    """Where an export comes from: shown at its end, and on the sheet „Export“ of a workbook.

    ``made_at``: Berlin time, for reading. ``function``: of whoever asked. ``filter``: what it was narrowed to.
    ``definition``: edition of the programme whose words these are. ``notice``: that a demo is invented, or nothing.
    """

    made_at: str
    function: str
    filter: str
    definition: str
    notice: str = ""


@dataclass(frozen=True, slots=True)
class Document:
    """``hash``: of the frozen figures or of a stream's head, by which what is printed can be compared later."""

    language: str
    title: str
    subtitle: str
    facts: tuple[Fact, ...]
    sections: tuple[Section, ...]
    provenance: Provenance
    hash: str = ""

    @property
    def tables(self) -> tuple[Table, ...]:
        """Every table, those of the pictures too, in their order."""
        parts = (part for section in self.sections for part in section.parts)
        found = (part.table if isinstance(part, Picture) else part for part in parts)
        return tuple(each for each in found if isinstance(each, Table))

"""A document as an Excel workbook: a sheet for each table, and one that says where the export comes from.

Written row by row: memory does not grow with the rows. Loaded by ``press`` only.
"""

from __future__ import annotations

import io
from collections.abc import Sequence
from datetime import date, datetime

from xlsxwriter import Workbook
from xlsxwriter.format import Format
from xlsxwriter.worksheet import Worksheet

from activities.reports.cells import harmless
from activities.reports.document import Document, Table, Value
from activities.reports.provenance import provenance_facts
from activities.reports.speaking import Tongue
from models.translatable import _

EXPORT = "Export"
LONGEST_NAME, WHICH = 31, 10
FORBIDDEN = str.maketrans(dict.fromkeys("[]:*?/\\", " "))
NARROW, WIDE = 10, 60
LOOKED_AT = 200
"""Rows from which the width of a column is guessed."""


def workbook(document: Document, made_at: datetime) -> bytes:
    """The same document of the same moment gives the same bytes."""
    written = io.BytesIO()
    options = {"constant_memory": True, "strings_to_formulas": False, "strings_to_urls": False}
    with Workbook(written, options) as book:
        book.set_properties(_properties(document, made_at))
        styles = _Styles(book)
        names = _names(document.tables)
        _export(book.add_worksheet(EXPORT), styles, document, names)
        for table, name in zip(document.tables, names, strict=True):
            _sheet(book.add_worksheet(name), styles, document, table)
    return written.getvalue()


class _Styles:
    def __init__(self, book: Workbook) -> None:
        self.head: Format = book.add_format({"bold": True, "bottom": 1, "text_wrap": True, "valign": "top"})
        self.text: Format = book.add_format({"text_wrap": True, "valign": "top"})
        self.day: Format = book.add_format({"num_format": "dd.mm.yyyy", "align": "left"})
        self.title: Format = book.add_format({"bold": True, "font_size": 14})


def _properties(document: Document, made_at: datetime) -> dict[str, str | datetime]:
    return {
        "title": document.title,
        "subject": document.subtitle,
        "comments": document.provenance.notice,
        "created": made_at.replace(tzinfo=None, microsecond=0),
    }


def _names(tables: Sequence[Table]) -> list[str]:
    """Names of sheets: short, allowed, each its own (Excel does not tell capitals apart)."""
    found: list[str] = []
    taken = {EXPORT.casefold()}
    for table in tables:
        plain = _shortened(table.title) or table.key
        name, number = plain, 2
        while name.casefold() in taken:
            name, number = f"{plain[: LONGEST_NAME - 4].rstrip()} ({number})", number + 1
        taken.add(name.casefold())
        found.append(name)
    return found


def _shortened(title: str) -> str:
    """A title as a name: of a long one the beginning, and the end that tells it from its neighbours."""
    what, _sep, which = title.partition(": ")
    plain = " ".join(title.translate(FORBIDDEN).split()).strip("'")
    if len(plain) <= LONGEST_NAME:
        return plain
    end = which.translate(FORBIDDEN)[:WHICH].strip("' ")
    return f"{what.translate(FORBIDDEN)[: LONGEST_NAME - 1 - len(end)].strip(chr(39) + ' ')}…{end}"


def _export(sheet: Worksheet, styles: _Styles, document: Document, names: Sequence[str]) -> None:
    """When, by which function, what was chosen, which definition; then what is on which sheet."""
    tongue = Tongue(document.language)
    sheet.set_column(0, 0, 34)
    sheet.set_column(1, 1, 90)
    sheet.write_string(0, 0, harmless(document.title), styles.title)
    row = 2
    for fact in (*provenance_facts(document), *document.facts):
        sheet.write_string(row, 0, harmless(fact.label), styles.text)
        sheet.write_string(row, 1, harmless(fact.value), styles.text)
        row += 1
    sheet.write_string(row + 1, 0, tongue.say(_("Blatt")), styles.head)
    sheet.write_string(row + 1, 1, tongue.say(_("Inhalt")), styles.head)
    for place, (table, name) in enumerate(zip(document.tables, names, strict=True), start=row + 2):
        sheet.write_string(place, 0, harmless(name), styles.text)
        note = f"{table.title}. {table.note}" if table.note else table.title
        sheet.write_string(place, 1, harmless(note), styles.text)
    _printed(sheet, document)


def _sheet(sheet: Worksheet, styles: _Styles, document: Document, table: Table) -> None:
    for column, width in enumerate(_widths(table)):
        sheet.set_column(column, column, width)
    for column, word in enumerate(table.head):
        sheet.write_string(0, column, harmless(word), styles.head)
    for number, row in enumerate(table.rows, start=1):
        for column, value in enumerate(row):
            _cell(sheet, styles, number, column, value)
    sheet.freeze_panes(1, 1)
    sheet.autofilter(0, 0, len(table.rows), len(table.head) - 1)
    _printed(sheet, document)


def _cell(sheet: Worksheet, styles: _Styles, row: int, column: int, value: Value) -> None:
    match value:
        case None:
            return
        case int():
            sheet.write_number(row, column, value)
        case date():
            sheet.write_datetime(row, column, datetime(value.year, value.month, value.day), styles.day)  # noqa: DTZ001
        case str():
            sheet.write_string(row, column, harmless(value), styles.text)


def _widths(table: Table) -> list[int]:
    rows = [table.head, *table.rows[:LOOKED_AT]]
    return [
        min(WIDE, max(NARROW, *(len(str(row[column])) + 2 for row in rows if row[column] is not None)))
        for column in range(len(table.head))
    ]


def _printed(sheet: Worksheet, document: Document) -> None:
    """What every sheet says when it is printed."""
    sheet.set_landscape()
    sheet.fit_to_pages(1, 0)
    sheet.repeat_rows(0)
    sheet.set_header(f"&L{_escaped(document.title)}&R&P/&N")
    if document.provenance.notice:
        sheet.set_footer(f"&L&8{_escaped(document.provenance.notice)}")


def _escaped(text: str) -> str:
    """„&“ is how headers give orders."""
    return text.replace("&", "&&")

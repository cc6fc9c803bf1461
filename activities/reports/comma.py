"""A document as CSV: one line for each cell that has a value, so that all tables fit into one file.

UTF-8 with a byte order mark, semicolons, CR LF: what a German Excel opens with a double click. Every text is quoted, so
that a program that splits at commas cannot make a cell of the rest of one.
"""

from __future__ import annotations

import csv
import io
from collections.abc import Iterator

from activities.reports.cells import harmless
from activities.reports.document import Document, Value
from activities.reports.speaking import Tongue
from models.translatable import _

BOM = "\ufeff"


HEAD = (
    _("Tabelle"),
    _("Schlüssel"),
    _("Zeilennummer"),
    _("Zeile"),
    _("Spalte"),
    _("Wert"),
    _("Auswahl"),
    _("Stand der Definition"),
    _("Hinweis"),
)


def comma_separated(document: Document) -> bytes:
    tongue, written = Tongue(document.language), io.StringIO(newline="")
    writer = csv.writer(written, delimiter=";", quoting=csv.QUOTE_NONNUMERIC, lineterminator="\r\n")
    writer.writerow([tongue.say(word) for word in HEAD])
    writer.writerows(_lines(document))
    return (BOM + written.getvalue()).encode()


def _lines(document: Document) -> Iterator[tuple[str | int, ...]]:
    made = document.provenance
    after = tuple(map(harmless, (made.filter, made.definition, made.notice)))
    for table in document.tables:
        before = (harmless(table.title), harmless(table.key))
        for number, row in enumerate(table.rows, start=1):
            first = _written(row[0])
            for column, value in zip(table.head[1:], row[1:], strict=True):
                if value is not None:
                    yield (*before, number, first, harmless(column), _written(value), *after)


def _written(value: Value) -> str | int:
    match value:
        case None:
            return ""
        case int():
            return value
        case str():
            return harmless(value)
        case _:
            return value.isoformat()

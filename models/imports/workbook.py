"""Bytes of an XLSX file -> fields of its first visible sheet, row by row. Formulas are read as their last values.

A file from outside is not trusted: its ZIP directory is judged before anything is unpacked, every entry is unpacked
within its stated size, and only what was checked is handed to the parser, which knows no entities and no macros.
"""

from __future__ import annotations

import io
import re
from collections.abc import Iterator
from datetime import date, datetime, time
from typing import TYPE_CHECKING, Any
from zipfile import ZIP_STORED, BadZipFile, ZipFile

from openpyxl import load_workbook

from models.errors import Refusal
from models.imports.reading import MAX_BYTES, MAX_FIELD, MAX_ROWS, FieldTooLong, FileTooLarge, TooManyRows
from models.remedies import Remedy

if TYPE_CHECKING:
    from openpyxl.cell.read_only import ReadOnlyCell
    from openpyxl.workbook import Workbook

ZIP_MAGIC, OLE_MAGIC = b"PK\x03\x04", b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
MEBIBYTE = 1024 * 1024
MAX_ENTRIES, MAX_UNPACKED, MAX_RATIO, MAX_COLUMNS = 200, 20 * MEBIBYTE, 100, 64
ENCRYPTED = "EncryptedPackage".encode("utf-16-le")
ENCRYPTED_ENTRY = 0x1
LEADING_ZEROS = re.compile(r"0{2,16}")
CONTENT_TYPES, WORKBOOK = "[Content_Types].xml", "xl/workbook.xml"


class WorkbookBroken(Refusal):
    """The file cannot be read as an XLSX workbook."""

    german = "Die Datei ist nicht als XLSX-Arbeitsmappe lesbar."
    remedy = Remedy(
        "Bitte noch einmal als „Excel-Arbeitsmappe (.xlsx)“ speichern.",
        "Save it again as „Excel workbook (.xlsx)“.",
    )


class WorkbookEncrypted(Refusal):
    """The file is protected by a password."""

    german = "Die Datei ist mit einem Kennwort geschützt."
    remedy = Remedy("Bitte ohne Kennwort speichern.", "Save it without one.")


class WorkbookOutdated(Refusal):
    """The file has an old format."""

    german = "Die Datei hat ein veraltetes Format."
    remedy = Remedy("Bitte als „Excel-Arbeitsmappe (.xlsx)“ speichern.", "Save it as „Excel workbook (.xlsx)“.")


class WorkbookWithMacros(Refusal):
    """The file contains macros."""

    german = "Die Datei enthält Makros."
    remedy = Remedy(
        "Bitte als Arbeitsmappe ohne Makros (.xlsx) speichern.",
        "Save it as a workbook without macros (.xlsx).",
    )


class WorkbookTooLarge(Refusal):
    """The workbook is too large when unpacked (at most {entries} parts, {limit} MB)."""

    german = "Die Arbeitsmappe ist entpackt zu groß (höchstens {entries} Teile, {limit} MB)."
    remedy = Remedy("Bitte nur das Blatt speichern, das importiert werden soll.", "Save only the sheet to import.")


def is_workbook(data: bytes) -> bool:
    """Whether this is a spreadsheet's file and no text; told by its first bytes, whatever it is called."""
    return data.startswith((ZIP_MAGIC, OLE_MAGIC))


def records(data: bytes) -> Iterator[tuple[int, list[str]]]:
    """Row number and fields of each row that is not blank, without blank fields at its end.

    Raises: FileTooLarge, TooManyRows, FieldTooLong, and the refusals named above.
    """
    if len(data) > MAX_BYTES:
        raise FileTooLarge(limit=MAX_BYTES // MEBIBYTE)
    if data.startswith(OLE_MAGIC):
        raise WorkbookEncrypted if ENCRYPTED in data else WorkbookOutdated
    try:
        yield from _rows(_opened(_checked(data)))
    except Refusal:
        raise
    except Exception as error:  # whatever a crafted file makes the parser raise, it is a broken file
        raise WorkbookBroken from error


def _checked(data: bytes) -> io.BytesIO:
    """The same workbook with everything unpacked within limits. Raises: refusals named above, BadZipFile."""
    unpacked = io.BytesIO()
    with ZipFile(io.BytesIO(data)) as packed, ZipFile(unpacked, "w", ZIP_STORED) as plain:
        entries = packed.infolist()
        total = sum(entry.file_size for entry in entries)
        if len(entries) > MAX_ENTRIES or total > min(MAX_UNPACKED, MAX_RATIO * len(data)):
            raise WorkbookTooLarge(entries=MAX_ENTRIES, limit=MAX_UNPACKED // MEBIBYTE)
        if any(entry.flag_bits & ENCRYPTED_ENTRY for entry in entries):
            raise WorkbookEncrypted
        names = {entry.filename for entry in entries}
        if any(name.lower().endswith("vbaproject.bin") for name in names):
            raise WorkbookWithMacros
        if len(names) != len(entries) or not {CONTENT_TYPES, WORKBOOK} <= names:
            raise BadZipFile
        for entry in entries:
            plain.writestr(entry.filename, packed.read(entry))  # no more than its stated size, checked by its sum
        if b"macroEnabled" in packed.read(CONTENT_TYPES):
            raise WorkbookWithMacros
    return unpacked


def _opened(checked: io.BytesIO) -> Workbook:
    return load_workbook(checked, read_only=True, data_only=True, keep_links=False)


def _rows(workbook: Workbook) -> Iterator[tuple[int, list[str]]]:
    sheet: Any = next(sheet for sheet in workbook.worksheets if sheet.sheet_state == "visible")
    sheet.reset_dimensions()  # what the file says of its own extent is not believed
    count = 0
    for number, row in enumerate(sheet.iter_rows(max_col=MAX_COLUMNS), 1):
        fields = [_text(cell) for cell in row]
        while fields and not fields[-1]:
            fields.pop()
        if not fields:
            continue
        if any(len(field) > MAX_FIELD for field in fields):
            raise FieldTooLong(line=number, limit=MAX_FIELD)
        if count > MAX_ROWS:
            raise TooManyRows(limit=MAX_ROWS)
        count += 1
        yield number, fields


def _text(cell: ReadOnlyCell) -> str:
    """A value as a text file would have it: ISO days, whole numbers without a point, codes with their zeros."""
    value = cell.value
    match value:
        case None:
            return ""
        case bool():
            return "true" if value else "false"
        case datetime():
            return value.date().isoformat() if value.time() == time() else value.isoformat(sep=" ")
        case date():
            return value.isoformat()
        case int() | float() if value == int(value):
            digits = LEADING_ZEROS.fullmatch(cell.number_format or "")
            return str(int(value)).zfill(len(digits[0]) if digits else 0)
        case _:
            return str(value).strip()

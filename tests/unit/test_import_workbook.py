"""Spreadsheets as imports read them: the same rows as from CSV, and nothing that a hostile file could do."""

from __future__ import annotations

import io
import struct
from collections.abc import Callable
from datetime import date
from zipfile import ZIP_DEFLATED, ZipFile

import pytest
from openpyxl import Workbook

from models.errors import Refusal
from models.imports.files import read_file
from models.imports.reading import Columns, FieldTooLong, FileEmpty, FileTooLarge, RaggedRow, TooManyRows, WrongHeader
from models.imports.workbook import (
    MAX_ENTRIES,
    MAX_UNPACKED,
    OLE_MAGIC,
    WorkbookBroken,
    WorkbookEncrypted,
    WorkbookOutdated,
    WorkbookTooLarge,
    WorkbookWithMacros,
)

COLUMNS = Columns(("code", "on"), ("count",))
Cell = str | int | float | bool | date | None


def book(*rows: tuple[Cell, ...], shape: Callable[[Workbook], None] | None = None) -> bytes:
    made = Workbook()
    assert made.active is not None
    for row in rows:
        made.active.append(row)
    if shape is not None:
        shape(made)
    data = io.BytesIO()
    made.save(data)
    return data.getvalue()


HEADER = ("Code", "on", "count")
GOOD = book(HEADER, ("044", date(2026, 3, 31), 3))


def values(data: bytes) -> list[tuple[str, ...]]:
    return [tuple(row.values.values()) for row in read_file(data, COLUMNS)]


def repacked(data: bytes, changes: dict[str, bytes | None]) -> bytes:
    """The same archive with entries replaced, added or (None) left out."""
    made = io.BytesIO()
    with ZipFile(io.BytesIO(data)) as old, ZipFile(made, "w", ZIP_DEFLATED) as new:
        kept = {name: old.read(name) for name in old.namelist()} | changes
        for name, content in kept.items():
            if content is not None:
                new.writestr(name, content)
    return made.getvalue()


def part(data: bytes, name: str) -> bytes:
    with ZipFile(io.BytesIO(data)) as archive:
        return archive.read(name)


SHEET = "xl/worksheets/sheet1.xml"


# --- what is read --------------------------------------------------------------------------------------------


def test_a_sheet_gives_the_rows_that_a_text_file_would() -> None:
    csv = b"code,on,count\n044,2026-03-31,3\n"
    assert read_file(csv, COLUMNS) == read_file(GOOD, COLUMNS)


def test_days_and_whole_numbers_are_written_as_people_would_type_them() -> None:
    rows = book(HEADER, ("a", date(2026, 3, 31), 3.0), ("b", "31.03.2026", 2.5))
    assert [("a", "2026-03-31", "3"), ("b", "31.03.2026", "2.5")] == values(rows)


def test_a_code_that_is_shown_with_leading_zeros_keeps_them() -> None:
    """The cell holds 44 and shows 044."""

    def zeros(made: Workbook) -> None:
        made.active["A2"].number_format = "000"  # type: ignore[index]

    assert [("044", "x", "")] == values(book(HEADER, (44, "x"), shape=zeros))


def test_a_formula_is_read_as_its_last_value() -> None:
    """Nothing is computed here, and no formula is shown to anybody."""
    sheet = part(GOOD, SHEET).replace(b"<v>3</v>", b"<f>1+2</f><v>3</v>")
    assert [("044", "2026-03-31", "3")] == values(repacked(GOOD, {SHEET: sheet}))
    never_computed = part(GOOD, SHEET).replace(b"<v>3</v>", b"<f>1+2</f>")
    assert [("044", "2026-03-31", "")] == values(repacked(GOOD, {SHEET: never_computed}))


def test_the_first_visible_sheet_is_read_and_blank_rows_are_passed_over() -> None:
    def hidden_first(made: Workbook) -> None:
        made.create_sheet("hidden", 0).sheet_state = "hidden"
        made.active = 1

    data = book(HEADER, (None, None, None), ("a", "b", None), shape=hidden_first)
    assert [(3, ("a", "b", ""))] == [(row.line, tuple(row.values.values())) for row in read_file(data, COLUMNS)]


@pytest.mark.parametrize(
    ("refusal", "rows"),
    [
        (FileEmpty, ()),
        (FileEmpty, (HEADER,)),
        (WrongHeader, (("code", "when"), ("a", "b"))),
        (RaggedRow, (HEADER, ("a", "b", "c", "d"))),
        (FieldTooLong, (HEADER, ("a", "x" * 2001, ""))),
    ],
)
def test_what_is_wrong_with_rows_has_the_same_names_as_in_a_text_file(
    refusal: type[Refusal], rows: tuple[tuple[str, ...], ...]
) -> None:
    with pytest.raises(refusal):
        read_file(book(*rows), COLUMNS)


def test_more_rows_than_a_text_file_may_have_are_refused() -> None:
    with pytest.raises(TooManyRows):
        read_file(book(HEADER, *[("a", "b", None)] * 10_001), COLUMNS)


# --- what is refused -----------------------------------------------------------------------------------------


def types_with_macros() -> bytes:
    return part(GOOD, "[Content_Types].xml").replace(
        b"application/vnd.openxmlformats-officedocument.spreadsheetml.sheet.main+xml",
        b"application/vnd.ms-excel.sheet.macroEnabled.main+xml",
    )


LAUGHS = b'<?xml version="1.0"?><!DOCTYPE a [<!ENTITY l "lol"><!ENTITY m "&l;&l;&l;&l;">]><worksheet>&m;</worksheet>'
EXTERNAL = b'<?xml version="1.0"?><!DOCTYPE a [<!ENTITY x SYSTEM "file:///etc/hostname">]><worksheet>&x;</worksheet>'
REFUSED: dict[str, tuple[type[Refusal], bytes]] = {
    "an encrypted workbook": (WorkbookEncrypted, OLE_MAGIC + b"\0" * 64 + "EncryptedPackage".encode("utf-16-le")),
    "an old format": (WorkbookOutdated, OLE_MAGIC + b"\0" * 512),
    "macros": (WorkbookWithMacros, repacked(GOOD, {"xl/vbaProject.bin": b"Sub"})),
    "a type with macros": (WorkbookWithMacros, repacked(GOOD, {"[Content_Types].xml": types_with_macros()})),
    "cut off": (WorkbookBroken, GOOD[: len(GOOD) // 2]),
    "an archive of something else": (WorkbookBroken, repacked(GOOD, {"xl/workbook.xml": None})),
    "a sheet that is no XML": (WorkbookBroken, repacked(GOOD, {SHEET: b"<worksheet><row"})),
    "entities": (WorkbookBroken, repacked(GOOD, {SHEET: LAUGHS})),
    "an external entity": (WorkbookBroken, repacked(GOOD, {SHEET: EXTERNAL})),
    "too many parts": (
        WorkbookTooLarge,
        repacked(GOOD, {f"xl/media/{n}": b"x" for n in range(MAX_ENTRIES)}),
    ),
    "too much when unpacked": (WorkbookTooLarge, repacked(GOOD, {"xl/media/1": b"\0" * (MAX_UNPACKED + 1)})),
    "a bomb": (WorkbookTooLarge, repacked(GOOD, {"xl/media/1": b"\0" * (MAX_UNPACKED - 100_000)})),
    "more than five megabytes": (FileTooLarge, b"PK\x03\x04" + b"\0" * (5 * 1024 * 1024)),
}


@pytest.mark.parametrize("what", REFUSED)
def test_a_file_that_could_do_harm_is_refused_by_name(what: str) -> None:
    refusal, data = REFUSED[what]
    with pytest.raises(refusal):
        read_file(data, COLUMNS)


def test_a_directory_that_lies_about_sizes_is_found_out() -> None:
    """It says ten bytes where a megabyte unpacks."""
    data = bytearray(repacked(GOOD, {"xl/media/1": b"\0" * 1_000_000}))
    real, lie = struct.pack("<I", 1_000_000), struct.pack("<I", 10)
    assert 2 == data.count(real)
    with pytest.raises(WorkbookBroken):
        read_file(bytes(data.replace(real, lie)), COLUMNS)


@pytest.mark.parametrize("claimed", [b"A1:XFD1048576", b"A1:A1"])
def test_what_a_sheet_claims_of_its_extent_is_not_believed(claimed: bytes) -> None:
    """Neither an endless one nor one that would hide its rows."""
    sheet = part(GOOD, SHEET).replace(b'<dimension ref="A1:C2"', b'<dimension ref="' + claimed + b'"')
    assert claimed in sheet
    assert [("044", "2026-03-31", "3")] == values(repacked(GOOD, {SHEET: sheet}))


def test_what_was_wrong_says_nothing_of_what_is_in_the_file() -> None:
    """No name of a part, no value, in either language."""
    with pytest.raises(WorkbookBroken) as caught:
        read_file(repacked(GOOD, {SHEET: b"<worksheet>Erika Mustermann"}), COLUMNS)
    assert {} == caught.value.facts
    assert "Mustermann" not in caught.value.text("de") + caught.value.text("en")

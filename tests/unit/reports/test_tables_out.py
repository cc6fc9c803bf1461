"""Workbook and CSV: what goes in comes out, numbers as numbers, days as days, text as text that cannot run."""

from __future__ import annotations

import csv
import io
from datetime import date, datetime

import openpyxl
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from activities.reports.cells import FORMULA, original
from activities.reports.comma import BOM, comma_separated
from activities.reports.document import Document, Provenance, Section, Table
from activities.reports.press import Form, written
from activities.reports.workbook import EXPORT, workbook
from tests.unit.reports import making

TEXTS = st.text(st.characters(exclude_categories=["Cs", "Cc"], include_characters="\t\n"), min_size=1, max_size=40)
BEGINNINGS = st.sampled_from(["=", "+", "-", "@", "\t", "'", "\uff1d", ""])
VALUES = (
    st.none()
    | st.integers(-(10**9), 10**9)
    | st.dates(date(1990, 1, 1), date(2100, 1, 1))
    | st.builds(str.__add__, BEGINNINGS, TEXTS)
)
ROWS = st.lists(st.tuples(st.builds(str.__add__, BEGINNINGS, TEXTS), VALUES, VALUES), min_size=1, max_size=8)


def with_rows(rows: tuple[tuple[str | int | date | None, ...], ...]) -> Document:
    table = Table("t", "Liste", ("Was", "=Eins", "Zwei"), rows)
    made = Provenance("23.11.2026, 12:30", "=Zentrale", "+Auswahl", "ilb-1/1", "@Demo")
    return Document("de", "=Titel", "", (), (Section("s", "Teil", (), (table,)),), made)


@given(ROWS)
@settings(max_examples=40)
def test_a_workbook_gives_back_what_was_put_in(rows: list[tuple[str, int | str | date | None, str]]) -> None:
    sheet = openpyxl.load_workbook(io.BytesIO(workbook(with_rows(tuple(rows)), making.NOON)))["Liste"]
    found = [[cell.value for cell in row] for row in sheet.iter_rows(min_row=2, max_col=3)]
    read = [
        tuple(
            original(value) if isinstance(value, str) else value.date() if isinstance(value, datetime) else value
            for value in row
        )
        for row in found
    ]
    assert rows == read


@given(ROWS)
@settings(max_examples=40)
def test_no_cell_of_a_workbook_is_a_formula(rows: list[tuple[str, int | str | date | None, str]]) -> None:
    book = openpyxl.load_workbook(io.BytesIO(workbook(with_rows(tuple(rows)), making.NOON)))
    cells = [cell for sheet in book for row in sheet.iter_rows() for cell in row]
    assert [] == [cell.coordinate for cell in cells if cell.data_type == "f"]
    assert [] == [cell.value for cell in cells if isinstance(cell.value, str) and cell.value.lstrip()[:1] in FORMULA]


def test_a_workbook_says_where_it_comes_from() -> None:
    sheet = openpyxl.load_workbook(io.BytesIO(workbook(making.document(), making.NOON)))[EXPORT]
    told = {row[0]: row[1] for row in sheet.iter_rows(values_only=True, max_col=2)}
    assert "23.11.2026, 12:30" == told["Exportiert am"]
    assert "Zentrale" == told["Funktion"]
    assert "Bundesweit" == told["Auswahl"]
    assert "ilb-1/1" == told["Stand der Definition"]
    assert making.document().hash == told["Prüfsumme (SHA-256)"]
    assert str(told["Hinweis"]).startswith("Demo: Dienststellen nach öffentlicher Statistik")


def test_every_table_has_a_sheet_of_its_own() -> None:
    book = openpyxl.load_workbook(io.BytesIO(workbook(making.document(), making.NOON)))
    assert len(making.document().tables) + 1 == len(book.sheetnames)
    assert all(len(name) <= 31 for name in book.sheetnames)


@pytest.mark.parametrize("form", [Form.XLSX, Form.CSV])
def test_the_same_document_gives_the_same_bytes(form: Form) -> None:
    assert written(making.document(), form, making.NOON) == written(making.document(), form, making.NOON)


# --- CSV -----------------------------------------------------------------------------------------------------------


def read(made: bytes) -> list[list[str]]:
    text = made.decode("utf-8")
    assert text.startswith(BOM)
    return list(csv.reader(io.StringIO(text.removeprefix(BOM), newline=""), delimiter=";"))


@given(ROWS)
@settings(max_examples=60)
def test_a_csv_gives_back_what_was_put_in(rows: list[tuple[str, int | str | date | None, str]]) -> None:
    found = read(comma_separated(with_rows(tuple(rows))))[1:]
    expected = [
        (str(number), row[0], column, str(value))
        for number, row in enumerate(rows, start=1)
        for column, value in zip(("=Eins", "Zwei"), row[1:], strict=True)
        if value is not None
    ]
    assert expected == [
        (line[2], original(line[3]), original(line[4]), original(line[5]) if not number(line[5]) else line[5])
        for line in found
    ]


def number(text: str) -> bool:
    return text.removeprefix("-").isdecimal() and text.isascii()


@given(ROWS)
@settings(max_examples=60)
def test_no_text_of_a_csv_begins_like_a_formula(rows: list[tuple[str, int | str | date | None, str]]) -> None:
    cells = [cell for line in read(comma_separated(with_rows(tuple(rows)))) for cell in line]
    assert [] == [cell for cell in cells if cell.lstrip()[:1] in FORMULA and not number(cell)]


def test_numbers_of_a_csv_are_not_quoted_and_texts_are() -> None:
    text = comma_separated(with_rows((("Göttingen; 1,5", 7, "b"),))).decode("utf-8")
    assert '"Liste";"t";1;"Göttingen; 1,5";"\'=Eins";7;"\'+Auswahl";"ilb-1/1";"\'@Demo"\r\n' in text


def test_every_line_of_a_csv_carries_the_demo_notice() -> None:
    lines = read(comma_separated(making.document()))[1:]
    assert lines
    assert {True} == {line[-1].startswith("Demo: ") for line in lines}

"""Bytes of a CSV file become rows or a named refusal."""

from __future__ import annotations

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from models.errors import Refusal
from models.imports import reading
from models.imports.reading import Columns, read_rows

COLUMNS = Columns(required=("code", "name"), optional=("basis",))
ROW = {"code": "1", "name": "Köln", "basis": ""}


def values(data: bytes) -> list[dict[str, str]]:
    return [dict(row.values) for row in read_rows(data, COLUMNS)]


def names_itself(refusal: Refusal) -> None:
    assert type(refusal) is not Refusal
    assert refusal.text("de") != refusal.text("en")


def refused(data: bytes) -> Refusal:
    with pytest.raises(Refusal) as caught:
        read_rows(data, COLUMNS)
    return caught.value


@pytest.mark.parametrize(
    "data",
    [
        "code,name\n1,Köln\n".encode(),
        "code,name\n1,Köln".encode(),
        "code,name\r\n1,Köln\r\n".encode(),
        "code,name\r1,Köln\r".encode(),
        "\ufeffcode,name\n1,Köln\n".encode(),
        "code;name\n1;Köln\n".encode(),
        '\ufeff"code";"name"\r\n"1";"Köln"\r\n'.encode(),
        " Code , NAME \n 1 , Köln \n".encode(),
        "name,code\nKöln,1\n".encode(),
        "\n\ncode,name\n\n1,Köln\n\n".encode(),
        "name,basis,code\nKöln,,1\n".encode(),
    ],
)
def test_files_of_any_spreadsheet_say_the_same(data: bytes) -> None:
    """Mark, delimiter, quotes, line ends, blanks, order of columns and blank lines do not matter."""
    assert [ROW] == values(data)


def test_quoted_fields_keep_delimiters_quotes_and_line_ends() -> None:
    data = b'code,name\n1,"a, ""b""\nc"\n2,d\n'
    assert ['a, "b"\nc', "d"] == [row["name"] for row in values(data)]


def test_a_row_says_in_which_line_it_begins() -> None:
    data = b'code,name\n1,"a\nb"\n\n2,c\n'
    assert [2, 5] == [row.line for row in read_rows(data, COLUMNS)]


def test_a_formula_is_text() -> None:
    assert "=1+1" == values(b"code,name\n1,=1+1\n")[0]["name"]


def test_delimiters_alone_make_an_empty_row() -> None:
    """Spreadsheets leave such rows behind."""
    assert read_rows(b"code,name\n,\n1,a\n", COLUMNS)[0].is_empty


@pytest.mark.parametrize("data", [b"", b"\n\n", b"\xef\xbb\xbf", b"code,name\n"])
def test_a_file_without_rows_is_refused(data: bytes) -> None:
    assert isinstance(refused(data), reading.FileEmpty)


@pytest.mark.parametrize("mark", [b"", b"\xef\xbb\xbf"])
def test_a_file_in_another_encoding_is_refused_by_byte_and_line(mark: bytes) -> None:
    refusal = refused(mark + b"code,name\n1,K\xf6ln\n")
    assert {"byte": len(mark) + 14, "line": 2} == refusal.facts


def test_utf_16_is_refused() -> None:
    assert isinstance(refused("code,name\n1,a\n".encode("utf-16")), reading.FileNotUtf8)


def test_a_nul_is_refused_by_line() -> None:
    refusal = refused(b"code,name\n1,a\0\n")
    assert isinstance(refusal, reading.NulCharacter)
    assert {"line": 2} == refusal.facts


def test_a_wrong_header_says_what_is_missing_and_unknown() -> None:
    refusal = refused(b"code,title,<b>\n1,a,b\n")
    assert isinstance(refusal, reading.WrongHeader)
    assert {"missing": "name", "unknown": "title, #3", "expected": "code, name"} == refusal.facts


def test_a_column_named_twice_is_refused() -> None:
    assert isinstance(refused(b"code,name,name\n1,a,b\n"), reading.ColumnTwice)


def test_a_ragged_row_is_refused_by_line() -> None:
    refusal = refused(b"code,name\n1,a\n2\n")
    assert isinstance(refusal, reading.RaggedRow)
    assert {"line": 3, "found": 1, "expected": 2} == refusal.facts


@pytest.mark.parametrize("row", [b'1,"a', b'1,"a"b'])
def test_broken_quotes_are_refused_by_line(row: bytes) -> None:
    refusal = refused(b"code,name\n" + row)
    assert isinstance(refusal, reading.BrokenQuotes)
    assert {"line": 2} == refusal.facts


@pytest.mark.parametrize("length", [reading.MAX_FIELD + 1, 1024 * 1024])
def test_a_text_without_end_is_refused(length: int) -> None:
    assert isinstance(refused(b"code,name\n1," + b"x" * length), reading.FieldTooLong)


def test_a_large_file_is_refused() -> None:
    assert isinstance(refused(b"x" * (reading.MAX_BYTES + 1)), reading.FileTooLarge)


def test_too_many_rows_are_refused() -> None:
    assert reading.MAX_ROWS == len(values(b"code,name\n" + b"1,a\n" * reading.MAX_ROWS))
    assert isinstance(refused(b"code,name\n" + b"1,a\n" * (reading.MAX_ROWS + 1)), reading.TooManyRows)


@given(
    st.binary(max_size=400), st.sampled_from([b"", b"code,name\n", b"\xef\xbb\xbfcode;name\r\n", b'"code","name"\n'])
)
@example(b'"\r\n"\0', b"code,name\n")
def test_reading_raises_nothing_but_named_refusals(data: bytes, header: bytes) -> None:
    try:
        rows = read_rows(header + data, COLUMNS)
    except Refusal as refusal:
        names_itself(refusal)
    else:
        assert all(set(row.values) == {"code", "name", "basis"} for row in rows)


@given(st.text(alphabet=st.characters(exclude_characters="\0"), max_size=400))
def test_text_of_any_kind_is_read_or_refused(text: str) -> None:
    try:
        read_rows(b"code,name\n" + text.encode("utf-8", "ignore"), COLUMNS)
    except Refusal as refusal:
        names_itself(refusal)

"""Lists of offices by code: with a header or without, every error named with its line."""

from __future__ import annotations

import pytest

from models.imports.codes import CodeTwice, ListedCode, UnknownCodes, known_codes, read_codes
from models.imports.reading import FileEmpty, RaggedRow

KNOWN = {"244", "231", "GE-03254"}


@pytest.mark.parametrize(
    ("data", "codes"),
    [
        (b"code\n244\n231\n", ["244", "231"]),
        (b"244\n231\n", ["244", "231"]),
        (b"\xef\xbb\xbf244\r\n\r\nge-03254\r\n", ["244", "GE-03254"]),
        ("code;name\n244;Hannover\n231;Göttingen\n".encode(), ["244", "231"]),
        (b'"code"\n"244"\n', ["244"]),
    ],
)
def test_a_list_has_a_header_or_none(data: bytes, codes: list[str]) -> None:
    assert codes == [each.code for each in read_codes(data)]


@pytest.mark.parametrize(("data", "line"), [(b"code\n244\n999\n", 3), (b"244\n999\n", 2), (b"\n244\n\n999\n", 4)])
def test_an_unknown_code_is_named_with_its_line(data: bytes, line: int) -> None:
    with pytest.raises(UnknownCodes) as refused:
        known_codes(read_codes(data), KNOWN)
    assert {"count": 1, "line": line, "code": "999", "lines": str(line)} == refused.value.facts


def test_what_is_no_code_is_not_repeated() -> None:
    with pytest.raises(UnknownCodes) as refused:
        known_codes([ListedCode(1, "ERIKA MUSTER")], KNOWN)
    assert "#" == refused.value.facts["code"]


def test_many_unknown_codes_are_counted_and_the_first_lines_told() -> None:
    with pytest.raises(UnknownCodes) as refused:
        known_codes(read_codes(b"\n".join(b"X%d" % n for n in range(30))), KNOWN)
    assert 30 == refused.value.facts["count"]
    assert str(refused.value.facts["lines"]).endswith("20 …")


def test_known_codes_keep_their_order() -> None:
    assert ("231", "244") == known_codes(read_codes(b"231\n244\n"), KNOWN)


def test_a_code_that_stands_twice_is_named_with_both_lines() -> None:
    with pytest.raises(CodeTwice) as refused:
        read_codes(b"244\n231\n244\n")
    assert {"code": "244", "first": 1, "line": 3} == refused.value.facts


@pytest.mark.parametrize(("data", "refusal"), [(b"", FileEmpty), (b"code\n", FileEmpty), (b"244\n1,2\n", RaggedRow)])
def test_what_is_no_list_is_refused_by_name(data: bytes, refusal: type[Exception]) -> None:
    with pytest.raises(refusal):
        read_codes(data)


def test_a_broken_line_is_named_where_it_stands_though_there_is_no_header() -> None:
    with pytest.raises(RaggedRow) as refused:
        read_codes(b"244\n1,2\n")
    assert 2 == refused.value.facts["line"]

"""Bytes of a CSV file -> rows: UTF-8 with or without a mark, comma or semicolon, quoted fields, any line ends."""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from models.errors import Refusal
from models.remedies import CORRECT_LINE, Remedy

MAX_BYTES = 5 * 1024 * 1024
MAX_ROWS = 10_000
MAX_FIELD = 2_000
PRESENTABLE = re.compile(r"[a-z0-9_ -]{1,40}")


class FileTooLarge(Refusal):
    """The file is larger than {limit} MB."""

    german = "Die Datei ist größer als {limit} MB."
    remedy = Remedy("Bitte aufteilen.", "Split it.")


class TooManyRows(Refusal):
    """The file has more than {limit} rows."""

    german = "Die Datei hat mehr als {limit} Zeilen."
    remedy = Remedy("Bitte aufteilen.", "Split it.")


class FileEmpty(Refusal):
    """The file has no rows."""

    german = "Die Datei enthält keine Zeilen."
    remedy = Remedy("Bitte prüfen, ob es die richtige ist.", "Check whether it is the right one.")


class FileNotUtf8(Refusal):
    """The file cannot be read as text: byte {byte} in line {line} is not UTF-8."""

    german = "Die Datei ist nicht als Text lesbar: Byte {byte} in Zeile {line} ist kein UTF-8."
    remedy = Remedy("Bitte als „CSV UTF-8“ speichern.", "Save it as „CSV UTF-8“.")


class NulCharacter(Refusal):
    """Line {line} contains a NUL character; this is not a text file."""

    german = "Zeile {line} enthält ein NUL-Zeichen; das ist keine Textdatei."
    remedy = Remedy("Bitte als „CSV UTF-8“ speichern.", "Save it as „CSV UTF-8“.")


class WrongHeader(Refusal):
    """The header does not fit. Missing: {missing}. Unknown: {unknown}."""

    german = "Die Kopfzeile passt nicht. Es fehlen: {missing}. Unbekannt: {unknown}."
    remedy = Remedy("Bitte diese Spalten verwenden: {expected}.", "Use these columns: {expected}.")


class ColumnTwice(Refusal):
    """The header names the column {column} twice."""

    german = "Die Kopfzeile nennt die Spalte {column} zweimal."
    remedy = Remedy("Bitte eine davon entfernen.", "Remove one of them.")


class RaggedRow(Refusal):
    """Line {line} has {found} fields, the header has {expected}."""

    german = "Zeile {line} hat {found} Felder, die Kopfzeile hat {expected}."
    remedy = CORRECT_LINE


class BrokenQuotes(Refusal):
    """Line {line} cannot be split into fields: a quotation mark is not closed, or text follows a closing one."""

    german = (
        "Zeile {line} lässt sich nicht in Felder zerlegen: Ein Anführungszeichen ist nicht geschlossen, "
        "oder nach einem schließenden folgt noch Text."
    )
    remedy = CORRECT_LINE


class FieldTooLong(Refusal):
    """Line {line} has a field with more than {limit} characters."""

    german = "Zeile {line} enthält ein Feld mit mehr als {limit} Zeichen."
    remedy = Remedy("Bitte kürzen.", "Shorten it.")


@dataclass(frozen=True, slots=True)
class Columns:
    """The columns of a kind of file; their order is free, optional ones may be absent and then read as empty."""

    required: tuple[str, ...]
    optional: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Row:
    """One row: ``line`` is where it begins in the file, values are without surrounding blanks."""

    line: int
    values: Mapping[str, str]

    @property
    def is_empty(self) -> bool:
        """A spreadsheet's left-over: delimiters and nothing else."""
        return not any(self.values.values())


def read_rows(data: bytes, columns: Columns) -> list[Row]:
    """The rows below the header. Raises only the refusals named above."""
    text = _decoded(data)
    records = _records(text, _delimiter(text, columns))
    header = next(records, None)
    if header is None:
        raise FileEmpty
    names = header_names(header[1], columns)
    rows = [row_of(line, fields, names, columns) for line, fields in records]
    if not rows:
        raise FileEmpty
    return rows


def _decoded(data: bytes) -> str:
    if len(data) > MAX_BYTES:
        raise FileTooLarge(limit=MAX_BYTES // 1024 // 1024)
    try:
        text = data.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        # The codec counts from behind the byte order mark when there is one.
        at = error.start + len(data) - len(error.object)
        raise FileNotUtf8(byte=at + 1, line=data.count(b"\n", 0, at) + 1) from None
    if "\0" in text:
        raise NulCharacter(line=text.count("\n", 0, text.index("\0")) + 1)
    return text


def _delimiter(text: str, columns: Columns) -> str:
    """The one that finds more of the known columns in the first line."""
    first = next((line for line in io.StringIO(text) if line.strip()), "")
    known = {*columns.required, *columns.optional}
    return max(",;", key=lambda mark: sum(_name(cell) in known for cell in first.split(mark)))


def _name(cell: str) -> str:
    return cell.strip().strip('"').strip().lower()


def _records(text: str, delimiter: str) -> Iterator[tuple[int, list[str]]]:
    """Line and fields of each record that is not blank."""
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=delimiter, strict=True)
    count = 0
    while True:
        line = reader.line_num + 1
        try:
            fields = next(reader)
        except StopIteration:
            return
        except csv.Error as error:
            if "field larger" in str(error):
                raise FieldTooLong(line=line, limit=MAX_FIELD) from None
            raise BrokenQuotes(line=line) from None
        if not fields:
            continue
        if any(len(field) > MAX_FIELD for field in fields):
            raise FieldTooLong(line=line, limit=MAX_FIELD)
        if count > MAX_ROWS:
            raise TooManyRows(limit=MAX_ROWS)
        count += 1
        yield line, fields


def header_names(header: list[str], columns: Columns) -> list[str]:
    names = [_name(cell) for cell in header]
    known = (*columns.required, *columns.optional)
    missing = [name for name in columns.required if name not in names]
    unknown = [_presentable(n, name) for n, name in enumerate(names, 1) if name not in known]
    if missing or unknown:
        raise WrongHeader(
            missing=", ".join(missing) or "–",
            unknown=", ".join(unknown[:20]) or "–",
            expected=", ".join(columns.required),
        )
    for name in names:
        if names.count(name) > 1:
            raise ColumnTwice(column=name)
    return names


def _presentable(number: int, name: str) -> str:
    """An unknown column's name, or its number where the name could be anything."""
    return name if PRESENTABLE.fullmatch(name) else f"#{number}"


def row_of(line: int, fields: list[str], names: list[str], columns: Columns) -> Row:
    if len(fields) != len(names):
        raise RaggedRow(line=line, found=len(fields), expected=len(names))
    values = dict.fromkeys((*columns.required, *columns.optional), "")
    values.update(zip(names, (field.strip() for field in fields), strict=True))
    return Row(line=line, values=values)

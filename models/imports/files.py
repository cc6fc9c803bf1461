"""Bytes of a file -> rows: XLSX where they look like it, else CSV. Told by the content, never by a name."""

from __future__ import annotations

from models.imports import reading, workbook
from models.imports.reading import Columns, FileEmpty, Row, header_names, row_of


def read_file(data: bytes, columns: Columns) -> list[Row]:
    """The rows below the header. Raises only the refusals named in ``reading`` and ``workbook``."""
    if not workbook.is_workbook(data):
        return reading.read_rows(data, columns)
    records = workbook.records(data)
    header = next(records, None)
    if header is None:
        raise FileEmpty
    names = header_names(header[1], columns)
    rows = [row_of(line, _padded(fields, len(names)), names, columns) for line, fields in records]
    if not rows:
        raise FileEmpty
    return rows


def _padded(fields: list[str], width: int) -> list[str]:
    """A sheet keeps no blank fields at the end of a row."""
    return [*fields, *[""] * (width - len(fields))]

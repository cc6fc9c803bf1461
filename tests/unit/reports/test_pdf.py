"""The PDF of a report. Typst refuses to write what breaks PDF/UA-1 or PDF/A-2a; what it has written is looked at here.

Looked at: both standards in the metadata, tags and their roles, a title that is shown, the language, words for every
picture, heads of tables, embedded typefaces, nothing that runs or leads outside. Not looked at: whether the words are
good, and what only veraPDF or a reader could find.
"""

from __future__ import annotations

import io
from collections.abc import Iterator
from dataclasses import replace
from datetime import date
from itertools import pairwise
from typing import Any

import pypdf
import pytest
import typst
from pypdf.generic import ArrayObject, DictionaryObject, IndirectObject

from activities.reports.document import Document, Picture, Section, Table
from activities.reports.pdf import pdf
from tests.unit.reports import making

WRITTEN = 'Kosten #import "x" *fett* $x$ @verweis <b> _kursiv_ // Kommentar'


@pytest.fixture(scope="module")
def printed() -> bytes:
    return pdf(making.document(words=WRITTEN), making.NOON)


@pytest.fixture(scope="module")
def opened(printed: bytes) -> pypdf.PdfReader:
    return pypdf.PdfReader(io.BytesIO(printed))


def catalog(opened: pypdf.PdfReader) -> Any:  # noqa: ANN401 - whatever the file has there
    return opened.trailer["/Root"].get_object()


def tags(node: Any) -> Iterator[Any]:  # noqa: ANN401 - any node of the tree
    node = node.get_object() if isinstance(node, IndirectObject) else node
    if isinstance(node, ArrayObject):
        for each in node:
            yield from tags(each)
    elif isinstance(node, DictionaryObject):
        if "/S" in node:
            yield node
        if "/K" in node:
            yield from tags(node["/K"])


def named(opened: pypdf.PdfReader, *roles: str) -> list[Any]:
    return [tag for tag in tags(catalog(opened)["/StructTreeRoot"]) if tag["/S"] in roles]


def metadata(opened: pypdf.PdfReader) -> str:
    stream = catalog(opened)["/Metadata"].get_object()
    return str(stream.get_data().decode())


def test_it_claims_both_standards(opened: pypdf.PdfReader) -> None:
    told = metadata(opened)
    assert "<pdfuaid:part>1</pdfuaid:part>" in told
    assert "<pdfaid:part>2</pdfaid:part>" in told
    assert "<pdfaid:conformance>A</pdfaid:conformance>" in told


def test_it_has_tags_a_language_and_a_title_that_is_shown(opened: pypdf.PdfReader) -> None:
    root = catalog(opened)
    assert root["/MarkInfo"]["/Marked"]
    assert "de-DE" == root["/Lang"]
    assert root["/ViewerPreferences"]["/DisplayDocTitle"]
    assert opened.metadata is not None
    assert "Bericht 2026-Q3: Bundesweit" == opened.metadata.title


def test_every_picture_has_words(opened: pypdf.PdfReader) -> None:
    parts = [part for section in making.document().sections for part in section.parts]
    expected = [part.label for part in parts if isinstance(part, Picture)]
    assert expected == [str(figure["/Alt"]) for figure in named(opened, "/Figure")]


def test_headings_go_down_one_step_at_a_time(opened: pypdf.PdfReader) -> None:
    levels = [int(str(tag["/S"])[2:]) for tag in named(opened, "/H1", "/H2", "/H3", "/H4")]
    assert levels
    assert 1 == levels[0]
    assert all(after <= before + 1 for before, after in pairwise(levels))


def test_tables_have_heads(opened: pypdf.PdfReader) -> None:
    tables = named(opened, "/Table")
    of_figures = [table for table in tables if any(tag["/S"] == "/TH" for tag in tags(table))]
    without_pictures = [part for s in making.document().sections for part in s.parts if hasattr(part, "rows")]
    assert len(without_pictures) == len(of_figures)


def test_every_typeface_is_embedded(opened: pypdf.PdfReader) -> None:
    pages: list[Any] = list(opened.pages)
    faces = {
        str(font["/BaseFont"]): font["/DescendantFonts"][0]["/FontDescriptor"]
        for page in pages
        for font in (entry.get_object() for entry in page["/Resources"]["/Font"].values())
    }
    assert faces
    assert all({"/FontFile2", "/FontFile3"} & set(descriptor.get_object()) for descriptor in faces.values())
    assert all("SourceSans3" in name for name in faces)


def test_nothing_in_it_runs_or_leads_outside(printed: bytes, opened: pypdf.PdfReader) -> None:
    assert not {"/OpenAction", "/AA", "/AcroForm"} & set(catalog(opened))
    assert b"/JavaScript" not in printed
    assert b"/Launch" not in printed


def test_every_page_says_that_the_demo_is_invented(opened: pypdf.PdfReader) -> None:
    assert all("Personen, Termine und Stände sind frei erfunden" in page.extract_text() for page in opened.pages)


def test_what_somebody_wrote_is_printed_as_it_was_written(opened: pypdf.PdfReader) -> None:
    text = " ".join(" ".join(page.extract_text().split()) for page in opened.pages)
    assert WRITTEN in text


def test_a_correction_shows_both_numbers_and_its_reason(opened: pypdf.PdfReader) -> None:
    text = " ".join(" ".join(page.extract_text().split()) for page in opened.pages)
    assert "Nachträge zu früheren Berichten" in text
    assert "42 43 erst danach mitgeteilt (1)" in text


def test_the_same_document_of_the_same_moment_gives_the_same_bytes(printed: bytes) -> None:
    assert printed == pdf(making.document(words=WRITTEN), making.NOON)


def test_english_is_told_in_english() -> None:
    made = pypdf.PdfReader(io.BytesIO(pdf(making.document("en"), making.NOON)))
    assert "en-GB" == catalog(made)["/Lang"]


def test_a_picture_without_words_is_not_printed() -> None:
    with pytest.raises(typst.TypstError):
        pdf(without_words(making.document()), making.NOON)


def without_words(document: Document) -> Document:
    sections = tuple(
        replace(s, parts=tuple(replace(part, label="") if isinstance(part, Picture) else part for part in s.parts))
        for s in document.sections
    )
    return replace(document, sections=sections)


def test_a_list_of_thousands_is_left_to_the_workbook() -> None:
    rows = tuple((f"Dienststelle {n}", n) for n in range(1001))
    long = replace(
        making.document(), sections=(Section("s", "Liste", (), (Table("t", "Lang", ("Was", "Zahl"), rows),)),)
    )
    text = " ".join(page.extract_text() for page in pypdf.PdfReader(io.BytesIO(pdf(long, making.NOON))).pages)
    assert "Diese Liste hat 1001 Zeilen. Sie steht in der Arbeitsmappe." in text
    assert "Dienststelle 77" not in text


def listed(columns: int) -> pypdf.PageObject:
    """The page of a list that begins with long names and ends with a code and a day."""
    between = columns - 3
    head = ("Dienststelle", *("Nächster Schritt",) * between, "Kennung", "Frist")
    row: tuple[str | int | date | None, ...] = (
        "Jobcenter Kreis Dithmarschen",
        *("Bestätigung des Umsetzungsworkshops",) * between,
        CODE,
        date(2026, 12, 23),
    )
    section = Section("offices", "Liste", (), (Table("offices", "Liste", head, (row,)),))
    made = pypdf.PdfReader(io.BytesIO(pdf(replace(making.document(), sections=(section,)), making.NOON)))
    return next(page for page in made.pages if "Jobcenter" in page.extract_text())


CODE = "GE-13075-N"


@pytest.mark.parametrize("columns", [8, 11])
def test_codes_and_days_are_never_broken_nor_printed_over_what_is_beside_them(columns: int) -> None:
    page = listed(columns)
    left: dict[str, float] = {}

    def see(text: str, here: Any, at: Any, _font: Any, _size: Any) -> None:  # noqa: ANN401 - as pypdf tells it
        left[text.strip()] = here[4] + here[0] * at[4]

    page.extract_text(visitor_text=see)
    margin = 18 / 25.4 * 72
    assert left[CODE] + LETTER * len(CODE) <= left["23.12.2026"]
    assert left["23.12.2026"] + LETTER * len("23.12.2026") <= float(page.mediabox.width) - margin


LETTER = 3.5
"""The least that a letter of these takes in the small type of wide lists, in points."""


@pytest.mark.parametrize(("columns", "lies"), [(10, False), (11, True)])
def test_a_list_of_many_columns_is_on_a_page_that_lies_on_its_side(columns: int, lies: bool) -> None:  # noqa: FBT001
    box = listed(columns).mediabox
    assert lies == (box.width > box.height)

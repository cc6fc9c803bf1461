"""Every text of a mail is there in English, and the parts of a letter say the same."""

from __future__ import annotations

import ast
from collections.abc import Iterator
from email import message_from_bytes
from email.policy import default
from pathlib import Path

import pytest

import activities.mail
from activities.mail.letter import Letter, Line, Link, Section, Stamp, message, page, plain
from activities.reports.provenance import DEMO
from models.language import translations
from tests.integration.offices import NOW

FOLDER = Path(activities.mail.__file__).parent
LONG = "Umsetzungsworkshop verschoben: Jobcenter Landkreis Nürnberger Land, Überprüfung der Räume und Geräte nötig"


def marked() -> Iterator[str]:
    """The texts marked for translation."""
    for path in sorted(FOLDER.glob("*.py")):
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and node.func.id == "_":
                (text,) = node.args
                assert isinstance(text, ast.Constant)
                yield str(text.value)


@pytest.mark.parametrize("german", sorted({*marked(), DEMO}))
def test_every_text_is_there_in_english(german: str) -> None:
    english = translations("en")
    assert {german} < {german, english.gettext(german), english.ngettext(german, german, 1)}


def letter(**changes: object) -> Letter:
    line = Line("Agentur <Eins>: etwas fehlt.", Link("Agentur Eins öffnen", "https://ilb.example/units/111"), "Neu")
    values: dict[str, object] = {
        "language": "de",
        "subject": LONG,
        "heading": "Überschrift",
        "paragraphs": ("Ein Satz.",),
        "action": Link("Zur Arbeitsliste", "https://ilb.example/worklist"),
        "footer": ("Warum.",),
        "sections": (Section("Offen", (line,), "… und 3 weitere"),),
    }
    return Letter(**{**values, **changes})  # type: ignore[arg-type]


def test_words_of_places_are_escaped_in_the_page_and_plain_in_the_text() -> None:
    assert "Agentur &lt;Eins&gt;: etwas fehlt." in page(letter())
    assert "Agentur <Eins>: etwas fehlt." in plain(letter())


def test_a_long_subject_keeps_its_spaces_and_fits_into_lines() -> None:
    sent = message(letter(), Stamp("iLB <ilb@example.org>", "a@example.org", "<1@example.org>", NOW)).as_bytes()
    lines = sent.split(b"\r\n\r\n", 1)[0].split(b"\r\n")
    assert max(map(len, lines)) <= 78

    assert LONG == message_from_bytes(sent, policy=default)["Subject"]


def test_no_machine_answers_a_mail() -> None:
    sent = message(letter(), Stamp("ilb@example.org", "a@example.org", "<1@example.org>", NOW))
    assert "auto-generated" == sent["Auto-Submitted"]


def test_a_mail_goes_through_servers_that_take_seven_bits_only() -> None:
    """Words with umlauts in text, page, heading and sender arrive as they were."""
    sent = message(
        letter(), Stamp("iLB für alle <ilb@example.org>", "a@example.org", "<1@example.org>", NOW)
    ).as_bytes()
    assert sent.isascii()
    read = message_from_bytes(sent, policy=default)
    assert "iLB für alle" == read["From"].addresses[0].display_name
    assert ["Überschrift" in part.get_content() for part in read.iter_parts()] == [True, True]

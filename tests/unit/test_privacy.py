"""A text about an office is checked for what points at a person."""

from __future__ import annotations

import pytest

from models.privacy import NoteLooksPersonal, NoteTooLong, NoteUnreadable, Trace, checked_note, traces


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Rückfragen unter 0911 179-1234", Trace.PHONE_NUMBER),
        ("(0911) 1791234", Trace.PHONE_NUMBER),
        ("+49 911 1791234", Trace.PHONE_NUMBER),
        ("0049/911/1791234", Trace.PHONE_NUMBER),
        ("mobil 01701234567", Trace.PHONE_NUMBER),
        ("bitte an vorname.nachname@arbeitsagentur.de", Trace.EMAIL_ADDRESS),
        ("name (at) example.org", Trace.EMAIL_ADDRESS),
        ("Kundennummer 123A456789", Trace.CUSTOMER_NUMBER),
        ("kdnr 123a456789.", Trace.CUSTOMER_NUMBER),
        ("123 A 456789", Trace.CUSTOMER_NUMBER),
        ("BG 12345//0012345", Trace.CUSTOMER_NUMBER),
    ],
)
def test_what_points_at_a_person_is_found(text: str, expected: Trace) -> None:
    assert (expected,) == traces(text)
    with pytest.raises(NoteLooksPersonal):
        checked_note(text)


@pytest.mark.parametrize(
    "text",
    [
        "Der Workshop findet am 03.12.2026 um 09:30 Uhr in Raum 0.117 statt.",
        "Zeitraum 2026-01-01 bis 2026-12-31, Kurs 07/2026",
        "Agentur 030 und GE-03241, 150 Agenturen, 301 gE",
        "Umbau im Haus bis 02.2027; danach 2 Lernbegleitende",
        "§ 78 Abs. 1 Nr. 13 BPersVG",
    ],
)
def test_dates_codes_and_counts_are_harmless(text: str) -> None:
    assert text == checked_note(f"  {text}\r\n")


def test_a_text_that_looks_personal_can_be_confirmed() -> None:
    assert "Servicenummer 0800 4555500" == checked_note("Servicenummer 0800 4555500", acknowledged=True)


def test_the_question_names_what_was_found_in_both_languages() -> None:
    with pytest.raises(NoteLooksPersonal) as caught:
        checked_note("123A456789, a@example.org")
    assert "eine E-Mail-Adresse, eine Kundennummer" in caught.value.text("de")
    assert "an e-mail address, a customer number" in caught.value.text("en")


def test_a_thousand_characters_are_possible() -> None:
    assert 1000 == len(checked_note("x" * 1000))
    with pytest.raises(NoteTooLong):
        checked_note("x" * 1001)


@pytest.mark.parametrize("text", ["", "  \n ", "a\0b", "a\x1bb", "\ud800"])
def test_an_empty_or_unreadable_text_is_refused(text: str) -> None:
    with pytest.raises(NoteUnreadable):
        checked_note(text, acknowledged=True)

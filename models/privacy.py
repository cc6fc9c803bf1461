"""What a free text must not contain: it is about an office or a report, never about a person or a case.

A machine cannot judge a text. It can find what looks like a telephone number, an address or a customer number, and ask.
"""

from __future__ import annotations

import re
from enum import StrEnum
from typing import ClassVar

from models.errors import Fact, Refusal
from models.remedies import Remedy

NOTE_LIMIT = 1000


class Trace(StrEnum):
    """What in a text points at a person."""

    PHONE_NUMBER = "phone_number"
    EMAIL_ADDRESS = "email_address"
    CUSTOMER_NUMBER = "customer_number"


PATTERNS: dict[Trace, re.Pattern[str]] = {
    # Begins with 0, (0 or a country code and has at least six more digits. No dots between them, because
    # 01.02.2026 is a date.
    Trace.PHONE_NUMBER: re.compile(r"(?<![\w.])(?:\+|00|\(?0)[1-9](?:[ /()-]{0,3}\d){6,14}(?!\d)"),
    Trace.EMAIL_ADDRESS: re.compile(r"[\w.+-]+(?:@|\s?\(at\)\s?|\s?\[at\]\s?)[\w-]+\.[A-Za-z]{2,}"),
    # The Kundennummer of the BA (123A456789) and the number of a Bedarfsgemeinschaft (12345//0012345).
    Trace.CUSTOMER_NUMBER: re.compile(r"(?<!\w)(?:\d{3}\s?[A-Za-z]\s?\d{6}|\d{5}\s?(?://|BG)\s?\d{7})(?!\w)"),
}

WORDS: dict[str, dict[Trace, str]] = {
    "de": {
        Trace.PHONE_NUMBER: "eine Telefonnummer",
        Trace.EMAIL_ADDRESS: "eine E-Mail-Adresse",
        Trace.CUSTOMER_NUMBER: "eine Kundennummer",
    },
    "en": {
        Trace.PHONE_NUMBER: "a telephone number",
        Trace.EMAIL_ADDRESS: "an e-mail address",
        Trace.CUSTOMER_NUMBER: "a customer number",
    },
}

UNREADABLE = re.compile(r"[\x00-\x08\x0b-\x1f\x7f\ud800-\udfff]")


class NoteTooLong(Refusal):
    """The text has {length} characters; {limit} are possible."""

    german = "Der Text hat {length} Zeichen; möglich sind {limit}."
    remedy = Remedy("Bitte kürzen.", "Shorten it.")


class NoteUnreadable(Refusal):
    """The text is empty or contains control characters."""

    german = "Der Text ist leer oder enthält unsichtbare Zeichen."
    remedy = Remedy("Bitte den Text noch einmal eintippen.", "Type the text again.")


class NoteLooksPersonal(Refusal):
    """The text seems to contain {traces}; nothing about persons or customers belongs here."""

    german: ClassVar[str] = (
        "Der Text enthält anscheinend {traces}; Angaben zu Personen oder Kundenfällen gehören nicht hierher."
    )
    remedy = Remedy(
        "Bitte ändern oder, ist er unbedenklich, noch einmal absenden.",
        "Change it or, if it is harmless, send it again.",
    )
    for_programs = Remedy(
        "Bitte ändern oder, ist er unbedenklich, mit note_acknowledged bestätigen.",
        "Change it or, if it is harmless, confirm it with note_acknowledged.",
    )

    def __init__(self, *traces: Trace) -> None:
        self.traces = traces
        super().__init__(traces=", ".join(WORDS["en"][trace] for trace in traces))

    def said(self, language: str) -> dict[str, Fact]:
        words = WORDS["de" if language == "de" else "en"]
        return {"traces": ", ".join(words[trace] for trace in self.traces)}


def traces(text: str) -> tuple[Trace, ...]:
    """What in ``text`` looks as if it pointed at a person."""
    return tuple(trace for trace, pattern in PATTERNS.items() if pattern.search(text))


def checked_note(text: str, *, acknowledged: bool = False) -> str:
    """The text as it may be stored. Raises: NoteTooLong, NoteUnreadable, NoteLooksPersonal (unless acknowledged)."""
    note = text.replace("\r\n", "\n").strip()
    if len(note) > NOTE_LIMIT:
        raise NoteTooLong(length=len(note), limit=NOTE_LIMIT)
    if not note or UNREADABLE.search(note):
        raise NoteUnreadable
    if not acknowledged and (found := traces(note)):
        raise NoteLooksPersonal(*found)
    return note

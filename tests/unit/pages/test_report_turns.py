"""What a line about a report that waits says: by when, since when it is overdue, that nobody can do it."""

from __future__ import annotations

from datetime import UTC, date, datetime

import pytest

from api.deps import Caller
from api.exports.documents import Reader
from api.pages.report_turns import _vacant_line, turn_line
from api.pages.words import speak
from models.organisation import Function
from models.periods.attestation import AttestationStatus
from models.permissions import Reading
from models.queries.turns import Turn
from models.wording import Names

DUE = date(2026, 10, 8)


def turn(status: AttestationStatus = AttestationStatus.OPEN) -> Turn:
    return Turn("2026-Q3", date(2026, 9, 30), "200", status, Function.REGIONAL_LEAD, date(2026, 10, 1), DUE)


def reader(today: date) -> Reader:
    caller = Caller("p", "lead", "", "de", (), Reading(), today, datetime(2026, 10, 9, 8, tzinfo=UTC))
    return Reader(caller, Names({"200": "Regionaldirektion Nord"}, {}), is_demo=False)


def words(status: AttestationStatus, today: date) -> str:
    return turn_line(reader(today), turn(status)).words


@pytest.mark.parametrize(
    ("status", "day", "expected"),
    [
        (AttestationStatus.OPEN, 8, "Bitte bis zum 08.10.2026 bestätigen."),
        (AttestationStatus.OPEN, 9, "Überfällig seit 08.10.2026. Bitte bestätigen."),
        (
            AttestationStatus.ASKED_BACK,
            8,
            "Die Zentrale hat zurückgefragt; bitte bis zum 08.10.2026 erneut bestätigen.",
        ),
        (
            AttestationStatus.ASKED_BACK,
            9,
            "Die Zentrale hat zurückgefragt; überfällig seit 08.10.2026. Bitte erneut bestätigen.",
        ),
    ],
)
def test_the_line_says_until_when_or_since_when(status: AttestationStatus, day: int, expected: str) -> None:
    assert expected == words(status, date(2026, 10, day))


def test_it_says_so_in_english() -> None:
    speak("en")
    try:
        assert "Overdue since 8 Oct 2026. Please attest." == words(AttestationStatus.OPEN, date(2026, 10, 9))
    finally:
        speak("de")


def test_what_nobody_can_attest_leads_to_filling_the_post() -> None:
    line = _vacant_line(reader(DUE), turn())
    assert ("orphan", "Bericht 2026-Q3: Nord") == (line.state, line.name)
    assert "iLB-Verantwortliche/r ist nicht besetzt: Niemand kann bestätigen. Frist: 08.10.2026." == line.words
    assert line.command is not None
    assert "/functions/assign?function=regional_lead&scope=200" == line.command.href

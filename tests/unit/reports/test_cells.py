"""No cell of a spreadsheet can run; nothing is lost by that."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from activities.reports.cells import FORMULA, harmless, original

DANGEROUS = (
    "=1+1",
    "+49 551 1",
    "-1+2",
    "@SUM(A1)",
    "\t=1",
    "\r=1",
    "\n=1",
    "  =1",
    "\u00a0=HYPERLINK(1)",
    "\uff1d1+1",
    "\uff0b1",
    "\uff0d1",
    "\uff20x",
    "\tHarmlos",
)


@pytest.mark.parametrize("text", DANGEROUS)
def test_what_could_run_gets_an_apostrophe(text: str) -> None:
    assert f"'{text}" == harmless(text)


@pytest.mark.parametrize("text", ["", "Göttingen", "1-4", "a=b", "AQua-Team", "10 + 5", "2026-Q3"])
def test_ordinary_words_stay_as_they_are(text: str) -> None:
    assert text == harmless(text)


@given(st.text())
def test_no_text_begins_like_a_formula(text: str) -> None:
    assert harmless(text).lstrip()[:1] not in FORMULA


@given(st.text())
def test_every_text_can_be_got_back(text: str) -> None:
    assert text == original(harmless(text))

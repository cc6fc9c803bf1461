"""What people read of an office in a wave: today, and when time has passed; in both languages."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest

from api.pages.asks import ASKS, Asking
from api.pages.seat_story import SEAT_SENTENCES
from api.pages.shown_forms import Field
from api.pages.steps import sentence
from api.pages.story import event_words
from models.language import translations
from models.obligations import obligations
from models.rollout.candidates import candidates, possible
from models.rollout.memberships import standing
from models.rollout.owed import OF_WAVES
from models.rollout.state import UnitState
from models.seat_commands import ParticipationOutcome
from models.wording import GATES, PARTICIPATION, STEPS, WAVE_OUTCOMES, Names, Voice, obligation_words, seat_words
from tests import making
from tests.making import ILB_1, REGION, UNIT, calendar, day
from tests.seats import ask, in_wave, nominate, reply

NAMES = Names(regions={REGION: "Regionaldirektion Nord"}, units={UNIT: "Agentur für Arbeit Celle"})


def voice(on: str, language: str = "de") -> Voice:
    return Voice(ILB_1, NAMES, calendar(), day(on), language)


ASKED, NOMINATED = in_wave(), in_wave(nominate())
REQUESTED, REFUSED = in_wave(nominate(), ask()), in_wave(nominate(), ask(), reply("refused"))

SENTENCES: list[tuple[UnitState, str, str, str]] = [
    (
        ASKED,
        "2026-03-04",
        (
            "Benennung der Lernbegleitenden für die Qualifizierungswelle fehlt seit 2 Arbeitstagen, zuständig: "
            "umsetzungsverantwortliche Führungskraft Agentur für Arbeit Celle. Frist: 30.03.2026."
        ),
        "Nomination of companions for the qualification wave has been missing for 2 working days",
    ),
    (
        ASKED,
        "2026-03-31",
        (
            "Benennung der Lernbegleitenden für die Qualifizierungswelle fehlt seit 21 Arbeitstagen, zuständig: "
            "umsetzungsverantwortliche Führungskraft Agentur für Arbeit Celle. Unterstützung nötig seit 30.03.2026."
        ),
        "Support needed since 30 Mar 2026.",
    ),
    (
        NOMINATED,
        "2026-03-03",
        (
            "Beteiligung der Interessenvertretung fehlt seit 1 Arbeitstag, zuständig: iLB-Verantwortliche/r Nord. "
            "Frist: 09.03.2026."
        ),
        "Participation of the staff representation has been missing",
    ),
    (
        REQUESTED,
        "2026-03-16",
        (
            "Äußerung der Interessenvertretung fehlt seit 10 Arbeitstagen, zuständig: iLB-Verantwortliche/r Nord. "
            "Frist: 16.03.2026."
        ),
        "Reply of the staff representation",
    ),
    (
        REQUESTED,
        "2026-03-17",
        (
            "Die Interessenvertretung hatte bis 16.03.2026 Zeit. Frist abgelaufen: als gebilligt eintragen? "
            "Zuständig: iLB-Verantwortliche/r Nord."
        ),
        (
            "The staff representation had time until 16 Mar 2026. Time is over: record it as approved? "
            "Responsible: Regional iLB lead Nord."
        ),
    ),
    (
        REFUSED,
        "2026-03-03",
        (
            "Entscheidung nach der Ablehnung durch die Interessenvertretung fehlt seit 1 Arbeitstag, zuständig: "
            "iLB-Verantwortliche/r Nord. Frist: 16.03.2026."
        ),
        "Decision after the staff representation's refusal",
    ),
]


@pytest.mark.parametrize(("unit", "on", "german", "english"), SENTENCES)
def test_a_step_is_told_as_it_stands_on_the_day(unit: UnitState, on: str, german: str, english: str) -> None:
    """The same state, another day: other words, without any event."""
    (owed,) = obligations(unit)
    assert german == obligation_words(voice(on), owed)
    assert english in obligation_words(voice(on, "en"), owed)


def test_the_page_asks_when_the_time_to_reply_is_over() -> None:
    """Holder and day stand beside the sentence; a vacant function is said before anything else."""
    (owed,) = obligations(REQUESTED)
    assert "Äußerung der Interessenvertretung fehlt seit 10 Arbeitstagen." == sentence(voice("2026-03-16"), owed)
    assert sentence(voice("2026-03-17"), owed).endswith("Frist abgelaufen: als gebilligt eintragen?")
    assert sentence(voice("2026-03-17"), owed, is_vacant=True).endswith("ist nicht besetzt.")
    assert sentence(voice("2026-03-17"), replace(owed, suspended=True)).endswith("ruht.")


def test_a_place_in_a_wave_is_told_with_its_course_and_its_gate() -> None:
    assert REQUESTED.membership is not None
    told = REQUESTED.membership, standing(REQUESTED, REQUESTED.membership)
    assert "1 Platz im Kurs ab 08.06.2026; Beteiligung läuft" == seat_words(voice("2026-03-02"), *told)
    assert "1 seat in the course from 8 Jun 2026; participation under way" == seat_words(
        voice("2026-03-02", "en"), *told
    )


@pytest.mark.parametrize(
    "text", [*(STEPS[s] for s in OF_WAVES), *PARTICIPATION.values(), *GATES.values(), *WAVE_OUTCOMES.values()]
)
def test_every_word_about_waves_has_an_english_one(text: str) -> None:
    assert text != translations("en").gettext(text)


EVENTS: list[tuple[dict[str, Any], str]] = [
    (
        {"type": "joined_wave", "seats": 2, "course_starts_on": "2026-06-08", "waived": "short_notice"},
        (
            "In eine Qualifizierungswelle aufgenommen: 2 Plätze im Kurs ab 08.06.2026; "
            "ohne Beteiligung der Interessenvertretung (Kurzfristige Nachbesetzung)."
        ),
    ),
    (
        {"type": "joined_wave", "seats": 1, "course_starts_on": "2026-06-08", "waived": "switched_off"},
        (
            "In eine Qualifizierungswelle aufgenommen: 1 Platz im Kurs ab 08.06.2026; "
            "ohne Beteiligung der Interessenvertretung (für diese Welle nicht vorgesehen)."
        ),
    ),
    (
        {"type": "moved_seat", "course_starts_on": "2026-07-06", "was": "2026-06-08"},
        "Platz in der Qualifizierungswelle verlegt: Der Kurs beginnt am 06.07.2026, bisher 08.06.2026.",
    ),
    ({"type": "left_wave", "outcome": "failed"}, "Teilnahme an der Qualifizierungswelle beendet: ohne Abschluss."),
    ({"type": "declined_wave"}, "Platz in der Qualifizierungswelle zurückgegeben."),
    (
        {"type": "participation_requested", "reply_within": {"working_days": 3, "months": None}, "urgent": True},
        "Interessenvertretung beteiligt; Zeit zur Äußerung: 3 Arbeitstage.",
    ),
    (
        {"type": "participation_recorded", "outcome": "refused", "reason": None},
        "Ergebnis der Beteiligung der Interessenvertretung: abgelehnt.",
    ),
    (
        {"type": "participation_recorded", "outcome": "not_required", "reason": "agreement"},
        "Ergebnis der Beteiligung der Interessenvertretung: nicht erforderlich (Durch Dienstvereinbarung geregelt).",
    ),
    (
        {"type": "nomination_time_ended", "seats": 1},
        "Zeit zur Benennung für die Qualifizierungswelle beendet; reserviert bleibt: 1 Platz.",
    ),
]


@pytest.mark.parametrize(("payload", "expected"), EVENTS)
def test_an_event_is_told_in_words(payload: dict[str, Any], expected: str) -> None:
    assert expected == event_words(voice("2026-03-02"), str(payload["type"]), payload)


def test_every_event_about_waves_has_an_example() -> None:
    assert SEAT_SENTENCES.keys() == {payload["type"] for payload, _ in EVENTS}


def test_silence_can_be_recorded_when_its_time_has_come() -> None:
    """The form offers what the rules would accept, and asks the question of the worklist."""
    before, after = (outcome_field(on) for on in ("2026-03-16", "2026-03-17"))
    assert {"approved", "refused", "not_required"} == {option.value for option in before.options}
    assert set(ParticipationOutcome) == {option.value for option in after.options}
    assert ("", "Frist abgelaufen: als gebilligt eintragen?") == (before.hint, after.hint)


def outcome_field(on: str) -> Field:
    types = ("record_participation",)
    accepted = tuple(possible(REQUESTED, making.envelope(today=day(on)), types))
    ask_outcome, *_ = ASKS["record_participation"]
    return ask_outcome(Asking(REQUESTED, day(on), accepted, accepted[0]))


def test_forms_about_waves_are_offered_only_in_a_wave() -> None:
    """An office without a place has nothing to give back and nobody to ask."""
    types = {"decline_wave", "request_participation", "record_participation"}
    assert not types & {c.type for c in candidates(making.state(), day("2026-03-02"))}
    assert types == {c.type for c in candidates(ASKED, day("2026-03-02"))} & types

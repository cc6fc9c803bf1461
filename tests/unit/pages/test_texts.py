"""Every command has a form, every event a sentence."""

from __future__ import annotations

from typing import get_args

import pytest

from api.pages.asks import ASKS, Asking
from api.pages.cells import VERBS
from api.pages.deeds import DEEDS, place_words
from api.pages.story import REASONS, SENTENCES, event_words
from api.pages.typed import refusal_words
from api.requests import REQUESTS
from models import events as ev
from models.commands import COMMANDS
from models.errors import WrongDateOrder
from models.organisation import Function
from models.permissions import COMMAND_TABLE
from models.programme import LATER_LISTS, REASON_LISTS
from models.rollout.candidates import candidates
from models.rollout.owed import Step
from models.rollout.step_refusals import EarlierMilestoneMissing, NotYourStep
from models.wording import Names, Voice
from tests.making import HELD_AGAIN, ILB_1, PLANNED, TODAY, calendar, lived, started

BY_PEOPLE = sorted(name for name, functions in COMMAND_TABLE.items() if functions - {Function.SYSTEM})
EVENTS = {cls.model_fields["type"].default: cls for cls in get_args(get_args(ev.Event)[0])}
VOICE = Voice(ILB_1, Names(), calendar(), TODAY, "de")


def test_every_command_that_people_can_give_has_a_form() -> None:
    assert BY_PEOPLE == sorted(DEEDS) == sorted(ASKS)


@pytest.mark.parametrize("name", BY_PEOPLE)
def test_a_form_asks_for_everything_that_its_command_needs(name: str) -> None:
    state = lived(HELD_AGAIN)
    accepted = tuple(c for c in candidates(state, TODAY) if c.type == name)
    asked = {ask(Asking(state, TODAY, accepted, None)).name for ask in ASKS[name]}
    asked |= {"milestone", "companion"} if "what" in asked else set()
    needed = {field for field, info in COMMANDS[name].model_fields.items() if info.is_required()}
    assert needed <= asked <= set(REQUESTS[name].model_fields) | {"what"}


@pytest.mark.parametrize("name", BY_PEOPLE)
def test_a_form_says_what_follows_and_who_can_undo_it(name: str) -> None:
    deed = DEEDS[name]
    for text in (deed.title, deed.label, deed.done, deed.follows, deed.undo):
        assert text.format(what="Workshop", place="in Hannover").strip()
    assert deed.follows.endswith(".")
    assert deed.undo.endswith(".")
    assert "{place}" in deed.title


def test_every_event_has_a_sentence() -> None:
    assert sorted(EVENTS) == sorted(SENTENCES)


def test_every_reason_is_looked_up_in_a_list_of_the_programme() -> None:
    assert {*REASON_LISTS, *LATER_LISTS} == set(REASONS.values())
    with_reason = {name for name, cls in EVENTS.items() if "reason" in cls.model_fields}
    assert with_reason == set(REASONS)


def test_every_step_has_a_verb() -> None:
    assert set(Step) == set(VERBS)


@pytest.mark.parametrize(
    ("payload", "expected"),
    [
        (started().model_dump(mode="json"), "Die Dienststelle wird im Tracker geführt."),
        (
            {
                "type": "workshop_moved",
                "workshop": "implementation",
                "was": "2026-10-12",
                "planned_on": "2026-11-02",
                "reason": "room",
            },
            "Umsetzungsworkshop vom 12.10.2026 auf den 02.11.2026 verschoben (Raum oder Technik).",
        ),
        ({"type": "participation_decided", "takes_part": False}, "Über die Beteiligung entschieden: nicht beteiligt."),
        ({"type": "closed", "successor": "044"}, "Rollout beendet, zusammengelegt mit 044."),
        ({"type": "closed", "successor": None}, "Rollout beendet."),
        (
            {"type": "sustainment_checked", "check": 0, "missing": ["manager"]},
            "Rückblick nach der Verstetigung: es fehlt: Umsetzungsverantwortliche Führungskraft.",
        ),
        (
            {"type": "moved_seat", "course_starts_on": "2026-07-06", "was": "2026-06-08", "seats": 1},
            "Platz in der Qualifizierungswelle: Der Kurs beginnt am 06.07.2026, bisher 08.06.2026; 1 Platz.",
        ),
        (
            {"type": "moved_seat", "course_starts_on": "2026-06-08", "was": "2026-06-08", "waits": True},
            (
                "Kein Platz mehr im Kurs ab 08.06.2026: Der Kurs fällt aus. "
                "Die Dienststelle wartet auf einen anderen Kurs."
            ),
        ),
        (
            {"type": "seats_changed", "wave": "w-1", "seats": 1, "was": 2},
            "Plätze in der Qualifizierungswelle: jetzt 1 Platz, bisher 2 Plätze.",
        ),
        (
            {"type": "participation_waived", "companions": ["c-2"], "reason": "short_notice"},
            "Platz so kurz vor dem Kurs neu besetzt, dass keine Beteiligung nötig ist: Kurzfristige Nachbesetzung.",
        ),
    ],
)
def test_events_are_told_in_words(payload: dict[str, object], expected: str) -> None:
    assert expected == event_words(VOICE, str(payload["type"]), payload)


@pytest.mark.parametrize(
    ("refusal", "expected"),
    [
        (WrongDateOrder(on="2026-01-05", earlier="2026-02-01"), "Der 05.01.2026 liegt vor dem 01.02.2026"),
        (EarlierMilestoneMissing(missing="manager"), "„Umsetzungsverantwortliche Führungskraft“"),
        (NotYourStep(functions="manager, aqua_lead"), "umsetzungsverantwortliche Führungskraft, Teamleitung AQua"),
    ],
)
def test_refusals_speak_of_days_and_titles_instead_of_codes(refusal: Exception, expected: str) -> None:
    assert expected in refusal_words(refusal, VOICE)  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("name", "expected"),
    [
        ("Agentur für Arbeit Hannover", "in Hannover"),
        ("Jobcenter Celle", "im Jobcenter Celle"),
        ("team.arbeit.hamburg", "bei team.arbeit.hamburg"),
    ],
)
def test_a_place_has_its_preposition(name: str, expected: str) -> None:
    assert expected == place_words(name)


def test_a_form_starts_from_the_planned_day_and_chooses_nothing_else() -> None:
    state = lived(PLANNED)
    accepted = tuple(c for c in candidates(state, TODAY) if c.type == "confirm_workshop")
    asking = Asking(state, TODAY, accepted, accepted[0])
    values = {field.name: field.value for field in (ask(asking) for ask in ASKS["confirm_workshop"])}
    assert {"workshop": "implementation", "held_on": "2024-06-10", "headcount": "", "note": ""} == values


def test_a_move_names_the_region() -> None:
    """By its name, where it is known; and none where there is none."""
    voice = Voice(ILB_1, Names(regions={"200": "Regionaldirektion Süd"}), calendar(), TODAY, "de")
    told = [event_words(voice, "region_assigned", {"region": region}) for region in ("200", "300", None)]
    assert ["Zuständige Region: Regionaldirektion Süd.", "Zuständige Region: 300.", "Zuständige Region: keine."] == told

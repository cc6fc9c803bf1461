"""Every deed to a wave has its words and its form, every event of a wave a sentence."""

from __future__ import annotations

from typing import get_args

import pytest

from api.pages.wave_asks import WAVE_ASKS
from api.pages.wave_commands import fails_at_once
from api.pages.wave_deeds import WAVE_DEEDS
from api.pages.wave_lines import MEMBER_STATES, WAVE_STATES
from api.pages.wave_story import QUIET, REASONS, SENTENCES
from api.wave_requests import WAVE_EXAMPLES, WAVE_REQUESTS
from models.permissions import WAVE_TABLE
from models.waves import events as ev
from models.waves.commands import WAVE_COMMANDS
from models.waves.plan import MemberState
from models.waves.reasons import REASONS as LISTS
from models.waves.state import WaveStatus
from tests.unit.waves.making import TODAY, candidates, invited, later, said, states, told

EVENTS = {cls.model_fields["type"].default: cls for cls in get_args(get_args(ev.WaveEvent)[0])}
A_PAGE_OF_ITS_OWN = {"plan_course"}
WITHOUT_A_COMMAND = {"preview_wave", "start_wave", "record_results"}


def test_every_command_has_permission_form_words_and_example() -> None:
    commands = set(WAVE_COMMANDS)
    assert commands == set(WAVE_TABLE) - WITHOUT_A_COMMAND == set(WAVE_EXAMPLES) == set(WAVE_REQUESTS)
    assert commands == {*WAVE_ASKS, *A_PAGE_OF_ITS_OWN}
    assert commands | {"start_wave", "record_results"} == set(WAVE_DEEDS)


@pytest.mark.parametrize("deed", WAVE_DEEDS)
def test_a_deed_says_what_follows_and_who_can_undo_it(deed: str) -> None:
    words = WAVE_DEEDS[deed]
    assert words.title.format(wave="W", what="K")
    assert words.follows.endswith(".")
    assert words.undo.endswith(".")
    assert words.done.endswith(".")


def test_the_abort_says_that_it_never_undoes_finished_work() -> None:
    assert "Ein Abbruch macht nichts rückgängig." in WAVE_DEEDS["abort_wave"].follows


def test_every_event_has_a_sentence() -> None:
    assert set(EVENTS) == set(SENTENCES)
    assert set(SENTENCES) >= QUIET


def test_every_reason_of_an_event_is_looked_up_in_a_list() -> None:
    with_reason = {name for name, cls in EVENTS.items() if "reason" in cls.model_fields}
    assert with_reason == set(REASONS)
    assert set(LISTS) >= set(REASONS.values())


def test_every_state_has_a_look() -> None:
    assert set(MemberState) == set(MEMBER_STATES)
    assert set(WaveStatus) == set(WAVE_STATES)


def test_the_dialog_of_going_on_counts_offices_whose_deadline_passed_in_the_pause() -> None:
    paused = told(invited(*candidates(3)), "pause_wave", reason="capacity")
    nominated = said(paused, "u3", nominated=("c",))
    assert [0, 0, 2] == [fails_at_once(nominated, day) for day in (TODAY, later(28), later(30))]
    gone_on = states(told(nominated, "resume_wave", today=later(30)))
    assert 2 == list(gone_on.values()).count("failed")
    assert 0 == fails_at_once(invited(), later(30))

"""Lives that turn around one qualification wave, so that most get as far as its seats and the participation."""

from __future__ import annotations

from hypothesis import note
from hypothesis import strategies as st

from tests import making
from tests.unit.properties.lives import Life, Move, asked, born, play

WAITS = st.sampled_from([0, 0, 1, 2, 5, 12, 30])
WAVE_COMMANDS = (
    "nominate_companion",
    "join_wave",
    "move_seat",
    "leave_wave",
    "decline_wave",
    "request_participation",
    "record_participation",
    "admit_companion",
    "release_companion",
    "record_qualification",
    "pause",
    "resume",
    "adopt_calendar",
)
ASKED = st.builds(Move, WAITS, st.booleans(), st.none(), st.one_of(*map(asked, WAVE_COMMANDS)))
HELPED = st.builds(Move, WAITS, st.just(value=True), st.none(), st.just({}), st.sampled_from([0, 1, 2, 2, 2, 5, 8]))
MOVES = st.lists(st.one_of(HELPED, HELPED, ASKED), min_size=10, max_size=30)


@st.composite
def wave_lives(draw: st.DrawFn) -> Life:
    """An Agentur with a manager, and what comes of being asked."""
    programme = making.programme(minimum_companions=draw(st.sampled_from([1, 2, 2])))
    life = born(making.AGENTUR, programme, 1)
    for move in draw(MOVES):
        play(life, move)
    note(life)
    return life

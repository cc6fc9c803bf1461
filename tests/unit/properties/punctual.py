"""Lives in which everything is told on the day on which it happens, and nobody ever errs or is corrected."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta
from typing import Any

from hypothesis import note
from hypothesis import strategies as st

from models.rollout.clocks import next_ring, ring
from models.rollout.evolve import fold
from tests import making
from tests.unit.properties.lives import FIELDS, HELPED, Days, Life, Move, Step, born, play, record

TODAY = Days(0)
CORRECTING = ("correct_date", "withdraw_confirmation", "state_standing")
PAST_DAYS = (
    "happened_on",
    "decided_on",
    "since",
    "vacated_on",
    "nominated_on",
    "admitted_on",
    "qualified_on",
    "released_on",
    "held_on",
    "resumed_on",
    "closed_on",
    "asked_on",
    "moved_on",
    "left_on",
    "declined_on",
    "requested_on",
)
RARE = ("close",)
CHANGING = (
    "decide_participation",
    "assign_aqua_team",
    "pause",
    "resume",
    "move_workshop",
    "cancel_workshop",
    "assign_region",
)


ALSO = {"assign_region": {"region": st.sampled_from(["RD-700", "RD-701", None]), "since": st.just(TODAY)}}


def told_today(name: str) -> st.SearchStrategy[dict[str, Any]]:
    fields = {key: st.just(TODAY) if key in PAST_DAYS else drawn for key, drawn in {**FIELDS, **ALSO}[name].items()}
    return st.fixed_dictionaries({"type": st.just(name), **fields})


COMMANDS = st.one_of(*(told_today(name) for name in FIELDS if name not in (*CORRECTING, *RARE)))
CHANGES = st.one_of(*(told_today(name) for name in CHANGING))
SILENT = st.sampled_from([False])
"""Clocks are rung by the life itself."""
WAITS = st.sampled_from([0, 1, 2, 7, 30, 60, 200])
ASKED = st.builds(Move, WAITS, SILENT, st.none(), COMMANDS)
CHANGED = st.builds(Move, WAITS, SILENT, st.none(), CHANGES)
ENDED = st.builds(Move, WAITS, SILENT, st.none(), told_today("close"))


@st.composite
def punctual_lives(draw: st.DrawFn) -> Life:
    """A life from its start; clocks ring on their day, however long nobody says anything."""
    kind = draw(st.sampled_from([making.AGENTUR, making.GE]))
    programme = making.programme(minimum_companions=draw(st.sampled_from([1, 1, 2])))
    life = born(kind, programme, 0)
    forward = [Move(7, rings=False, who=None)] * draw(st.sampled_from([0, 5, 9]))
    for move in [*forward, *draw(st.lists(st.one_of(HELPED, HELPED, ASKED, CHANGED), min_size=4, max_size=25))]:
        live_until(life, life.today + timedelta(days=move.wait))  # and what rings today, rings before anybody acts
        play(life, replace(move, wait=0, rings=False))
    if draw(st.integers(0, 9)) == 0:
        play(life, replace(draw(ENDED), wait=0))
    live_until(life, life.today + timedelta(days=3))
    note(life)
    return life


def live_until(life: Life, day: date) -> None:
    """Days pass; the clock rings on each day on which it has something to say."""
    while True:
        rung = ring(life.state, life.today)
        record(life, Step(life.today, life.state, fold(rung, life.state), rung))
        if life.today >= day:
            return
        coming = next_ring(life.state)
        life.today = min(day, coming) if coming is not None else day


def at_the_end_of(life: Life, day: date) -> Any:  # noqa: ANN401 - a state, or None before the start
    """The state as it was when ``day`` was over."""
    known = [step.after for step in life.steps if step.today <= day]
    return known[-1] if known else None

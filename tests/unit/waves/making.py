"""Factories for waves: plans, candidates, states, reports and answers, all with plain defaults."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date, timedelta
from typing import Any

from models.errors import Refusal
from models.organisation import Function, LegalArea, UnitKind
from models.waves import events as ev
from models.waves.asks import Answer, Ask, open_asks
from models.waves.birth import prepared
from models.waves.commands import WaveCommand, wave_command_adapter
from models.waves.consequences import consequences
from models.waves.decide import decide_wave
from models.waves.evolve import fold_wave
from models.waves.hearing import heard
from models.waves.plan import WavePlan
from models.waves.population import Candidate
from models.waves.report import Report
from models.waves.state import Member, WaveState
from tests.making import calendar, day, envelope

WAVE = "w-1"
TODAY = day("2026-03-02")
"""A Monday."""

Fields = Any
"""Fields of a model, as told over HTTP."""


def later(days: int) -> date:
    return TODAY + timedelta(days=days)


def course(number: int = 1, **changes: Fields) -> dict[str, Any]:
    """A course of five seats, seven weeks from today, four weeks long; each further one four weeks later."""
    starts_on = later(49 + 28 * (number - 1))
    return {
        "id": f"k{number}",
        "code": f"K-{number}",
        "starts_on": starts_on,
        "ends_on": starts_on + timedelta(days=27),
        "max_seats": 5,
        "internal_trainers": 1,
    } | changes


def plan(**changes: Fields) -> WavePlan:
    """One group, one course, no stop rule."""
    return WavePlan.model_validate({"code": "W-1", "courses": (course(),), "stop": None} | changes)


def candidate(number: int = 1, **changes: Fields) -> Candidate:
    given = {
        "unit_id": f"u{number}",
        "code": f"A-{number}",
        "region": "RD-1",
        "kind": UnitKind.AGENTUR,
        "legal_area": LegalArea.SGB_III,
        "waiting_since": day("2025-01-01"),
        "calendar": calendar(),
    }
    return Candidate.model_validate(given | changes)


def candidates(count: int, **changes: Fields) -> list[Candidate]:
    return [candidate(n, **changes) for n in range(1, count + 1)]


def begun(*offices: Candidate, today: date = TODAY, **changes: Fields) -> WaveState:
    """A wave that has started today, with all that follows."""
    first = prepared(WAVE, plan(**changes), offices or candidates(1), envelope(today=today, who=Function.CENTRAL))
    return settled(fold_wave([first]), today)


def settled(state: WaveState, today: date = TODAY) -> WaveState:
    return fold_wave(consequences(state, today), state)


def given(name: str, **fields: Fields) -> WaveCommand:
    """A command as it arrives."""
    return wave_command_adapter.validate_python({"type": name, **fields})


def told(state: WaveState, name: str, *, today: date = TODAY, **fields: Fields) -> WaveState:
    """The wave after a command and all that follows."""
    events = decide_wave(state, given(name, **fields), envelope(today=today, who=Function.CENTRAL))
    return settled(fold_wave(events, state), today)


def refusal(state: WaveState, name: str, *, today: date = TODAY, **fields: Fields) -> Refusal:
    """The refusal of a command that must be refused."""
    try:
        decide_wave(state, given(name, **fields), envelope(today=today, who=Function.CENTRAL))
    except Refusal as refused:
        return refused
    message = f"{name} was not refused"
    raise AssertionError(message)


def report(unit: str = "u1", state: WaveState | None = None, **changes: Fields) -> Report:
    """What an office says that is in the wave with its seat, and has nominated nobody yet."""
    member = state.members[unit] if state else None
    usual = {
        "unit_id": unit,
        "wave": WAVE,
        "reservation": member.reservation if member else None,
        "nominate_by": later(28),
    }
    return Report.model_validate(usual | changes)


def ask(state: WaveState, unit: str = "u1") -> Ask:
    """The open ask of one office."""
    return next(a for a in open_asks(state, 200) if a.unit_id == unit)


def steps(state: WaveState) -> dict[str, str]:
    """Unit -> what it is to be asked."""
    return {a.unit_id: a.step.value for a in open_asks(state)}


def answered(state: WaveState, unit: str = "u1", *, today: date = TODAY, **changes: Fields) -> WaveState:
    """After the office accepted what it was asked, and says so."""
    answer = Answer(unit_id=unit, ask=ask(state, unit), report=report(unit, state, **changes))
    return hearing(state, answer, today=today)


def refused(state: WaveState, why: str, unit: str = "u1", *, today: date = TODAY, **changes: Fields) -> WaveState:
    """After the office refused what it was asked."""
    outside = {"wave": None, "reservation": None, "nominate_by": None}
    said = report(unit, state, **(outside | changes))
    return hearing(state, Answer(unit_id=unit, ask=ask(state, unit), why=why, report=said), today=today)


def said(state: WaveState, unit: str = "u1", *, today: date = TODAY, **changes: Fields) -> WaveState:
    """After a look at the office."""
    return hearing(state, Answer(unit_id=unit, report=report(unit, state, **changes)), today=today)


def hearing(state: WaveState, *answers: Answer, today: date = TODAY) -> WaveState:
    return settled(fold_wave(heard(state, answers, today), state), today)


def invited(*offices: Candidate, **changes: Fields) -> WaveState:
    """All offices with a seat have joined."""
    state = begun(*offices, **changes)
    for member in list(state.members.values()):
        if member.seats:
            state = answered(state, member.unit_id)
    return state


def admitted(*offices: Candidate, **changes: Fields) -> WaveState:
    """All offices with a seat have one companion admitted, without a gate."""
    state = invited(*offices, **changes)
    for unit in [m.unit_id for m in state.members.values() if m.seats]:
        state = said(state, unit, nominated=(f"{unit}-c",))
        state = answered(state, unit, admitted=(f"{unit}-c",))
    return state


def qualified(state: WaveState, unit: str = "u1", *, today: date = TODAY) -> WaveState:
    """After the office's companions have finished the course."""
    all_of_them = state.members[unit].admitted
    return said(state, unit, today=today, admitted=all_of_them, qualified=all_of_them, nominate_by=None)


def states(state: WaveState) -> dict[str, str]:
    return {unit: member.state.value for unit, member in state.members.items()}


def seats(state: WaveState) -> dict[str, tuple[str | None, int]]:
    return {unit: (member.course, member.seats) for unit, member in state.members.items()}


def types(events: Iterable[ev.WaveEvent]) -> list[str]:
    return [event.type for event in events]


def one(state: WaveState, unit: str = "u1") -> Member:
    return state.members[unit]

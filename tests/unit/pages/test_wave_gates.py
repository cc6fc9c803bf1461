"""Over the turn of the year each office's staff representation has its own working days, and the page shows them."""

from __future__ import annotations

from datetime import UTC, date, datetime

import pytest

from activities.calendars import build_calendar
from api.deps import Caller
from api.pages.waves import gates
from api.wave_seeing import WaveSight
from models.obligations import obligations
from models.organisation import Land
from models.permissions import Reading
from models.queries.wave_sights import Office
from models.rollout.owed import Obligation, Step
from models.wording import Names
from tests import making, seats
from tests.unit.waves.making import begun, candidate, course

ASKED_ON = date(2026, 12, 22)
LANDS = {"u1": Land.BY, "u2": Land.BE}
CALENDARS = {unit: build_calendar(land, 2026, 2027) for unit, land in LANDS.items()}
OFFICES = {
    "u1": Office("u1", "A-1", "Agentur für Arbeit München", "900"),
    "u2": Office("u2", "A-2", "Agentur für Arbeit Berlin Mitte", "900"),
}


def owed(unit: str) -> Obligation:
    """The reply of the staff representation that was asked on 22 December."""
    office = making.state(seats.MANAGED, on=making.day("2026-11-02"), today=ASKED_ON, working=CALENDARS[unit])
    told = [
        seats.join(asked_on=date(2026, 12, 1), course_starts_on=date(2027, 6, 7)),
        seats.nominate(on="2026-12-21"),
        seats.ask(on=ASKED_ON.isoformat()),
    ]
    found = obligations(making.after(office, *told, today=ASKED_ON))
    return next(each for each in found if each.step is Step.RECORD_PARTICIPATION)


@pytest.fixture
def sight() -> WaveSight:
    offices = [candidate(n, calendar=CALENDARS[unit]) for n, unit in enumerate(LANDS, 1)]
    late = course(starts_on=date(2027, 6, 7), ends_on=date(2027, 8, 31))
    wave = begun(*offices, today=date(2026, 12, 1), courses=(late,))
    moment = datetime(2026, 12, 22, 9, tzinfo=UTC)
    caller = Caller("p", "zentrale", "", "de", (), Reading(everything=True), ASKED_ON, moment)
    gates_ = tuple((office, owed(unit)) for unit, office in OFFICES.items())
    return WaveSight(wave, 1, None, OFFICES, Names(), caller, gates_)


def test_a_gate_in_bayern_and_one_in_berlin_end_on_different_days_and_show_why(sight: WaveSight) -> None:
    lines = {line.unit.label: line for line in gates(sight) if line.unit is not None}
    counted = {name: line.arithmetic for name, line in lines.items()}
    assert {
        "Agentur für Arbeit München": "Frist: 10 Arbeitstage ab 22.12.2026, ohne 25.12.2026, 01.01.2027, 06.01.2027.",
        "Agentur für Arbeit Berlin Mitte": "Frist: 10 Arbeitstage ab 22.12.2026, ohne 25.12.2026, 01.01.2027.",
    } == counted
    due = {name: line.due_on for name, line in lines.items()}
    assert {
        "Agentur für Arbeit München": date(2027, 1, 8),  # the sixth of January is a holiday there
        "Agentur für Arbeit Berlin Mitte": date(2027, 1, 7),
    } == due

"""A wave's state travels whole with every continuation: it stays well below what Temporal takes in one payload."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest
from pydantic import TypeAdapter, ValidationError

from models.chain import GENESIS
from models.rollout.state import GateStanding
from models.waves import refusals as no
from models.waves.asks import Answer, open_asks
from models.waves.birth import prepared
from models.waves.evolve import fold_wave
from models.waves.hearing import heard
from models.waves.life import WaveLife
from models.waves.plan import MOST_CODES, MOST_COURSES, MOST_DAYS, StoredPlan
from models.waves.rehearsal import rehearse
from models.waves.report import Report
from models.waves.state import WaveState
from tests.making import envelope
from tests.unit.waves.making import TODAY, WAVE, begun, candidate, course, later, plan, refusal, settled

GATE = GateStanding.TO_REQUEST
MOST_BYTES = 1_500_000
REGIONS = 10


def courses(count: int = MOST_COURSES, **changes: Any) -> tuple[dict[str, Any], ...]:  # noqa: ANN401 - as posted
    """Of one region each, a day apart, with as many days in their modules as are possible for all together."""
    days = tuple(later(49 + count + n) for n in range(MOST_DAYS // MOST_COURSES))
    return tuple(
        course(n + 1, id=f"k-2027-{n:03}", code=f"H-2027-{n:03}", regions=(f"RD-{n % REGIONS}",), max_seats=500)
        | {"starts_on": later(49 + n), "ends_on": later(49 + count + 60)}
        | {"modules": [{"key": "one", "mode": "online", "days": days}]}
        | changes
        for n in range(count)
    )


def largest() -> WaveState:
    """As many offices and courses as there can be, every office with two companions nominated."""
    offices = [
        candidate(n, unit_id=f"u-{n:016x}", code=f"GE-{n:05}", region=f"RD-{n % REGIONS}", minimum=2)
        for n in range(MOST_CODES)
    ]
    state = begun(*offices, courses=courses(), filter={"units": [o.code for o in offices]}, window=200)
    while asks := open_asks(state, 200):
        answers = [Answer(unit_id=a.unit_id, ask=a, report=nominated(state, a.unit_id)) for a in asks]
        state = fold_wave(heard(state, answers, TODAY), state)
    return settled(state)


def nominated(state: WaveState, unit: str) -> Report:
    named = ("c-0123456789ab", "c-0123456789ac")
    here = state.members[unit].reservation
    return Report(unit_id=unit, seq=3, wave=WAVE, reservation=here, nominate_by=later(28), nominated=named, gate=GATE)


def test_the_largest_wave_is_well_below_what_temporal_takes() -> None:
    """Two megabytes is its bound."""
    life = WaveLife(wave_id=WAVE, state=largest(), recorded_seq=1, recorded_hash=GENESIS)
    assert len(life.state.members) == MOST_CODES
    assert len(life.model_dump_json().encode()) < MOST_BYTES


TOO_MANY_DAYS = tuple(
    c | {"modules": [m | {"days": (*m["days"], later(120))} for m in c["modules"]]} for c in courses()
)


@pytest.mark.parametrize(
    ("fault", "posted"),
    [
        ("wave_too_many_courses", {"courses": courses(MOST_COURSES + 1, modules=())}),
        ("wave_too_many_days", {"courses": TOO_MANY_DAYS}),
        ("wave_course_before_start", {"courses": (course(),), "starts_on": later(49)}),
    ],
)
def test_a_plan_beyond_the_bounds_is_refused_by_name(fault: str, posted: dict[str, Any]) -> None:
    """One that is on record stays readable."""
    with pytest.raises(ValidationError) as raised:
        plan(**posted)
    assert [fault] == [error["type"] for error in raised.value.errors()]
    assert "W-1" == TypeAdapter(StoredPlan).validate_python({"code": "W-1"} | posted).code


@pytest.mark.parametrize("begun_on", [later(-1), TODAY])
def test_a_course_that_has_begun_is_refused_before_anybody_is_asked(begun_on: date) -> None:
    """In the rehearsal and at the start, by the name that planning it later has; one of two is enough."""
    late = plan(courses=(course(), course(2, starts_on=begun_on)))
    with pytest.raises(no.CourseInPast):
        rehearse(late, [candidate()], TODAY)
    with pytest.raises(no.CourseInPast):
        prepared(WAVE, late, [candidate()], envelope(today=TODAY))


def test_a_wave_takes_no_more_courses_than_a_plan() -> None:
    """One more is for another wave."""
    state = begun(courses=courses(modules=()))
    assert isinstance(refusal(state, "plan_course", course=course(99)), no.TooManyCourses)


def test_who_waits_is_told_of_every_course() -> None:
    """An explanation on record lists the first few, and how many more there are."""
    state = begun(candidate(region="RD-9"), courses=courses(10, modules=()))
    explained = state.members["u1"].explained
    assert explained is not None
    assert (3, 6) == (len(explained.passed_over), explained.more)

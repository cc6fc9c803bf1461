"""Every refusal that the rules of a wave can give, by an example: a wave, a command, and the name of the answer."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest

from models import errors
from models.errors import Refusal, WrongDateOrder, refusals
from models.organisation import Function
from models.waves import refusals as no
from models.waves.commands import WAVE_COMMANDS, wave_command_adapter
from models.waves.decide import RULES, decide_wave
from models.waves.decide_courses import can_have_result
from models.waves.plan import MOST_COURSES
from tests.making import by, envelope
from tests.unit.waves import making
from tests.unit.waves.making import TODAY, WAVE, begun, candidate, candidates, course, invited, later, told

PAIRS = {"grouping": {"by": "size", "size": 1}, "success": {"percent": 1, "then": "pause_for_look"}}
FRESH = invited(*candidates(2))
SCHEDULED = begun(starts_on=later(3))
PAUSED = told(FRESH, "pause_wave", reason="capacity")
LOOK = making.admitted(*candidates(2), **PAIRS)
NO_COURSE = told(FRESH, "cancel_course", course="k1", reason="room")
OVER = told(FRESH, "abort_wave", reason="mistake")
FAILED = making.refused(begun(*candidates(2)), "UnitIsPaused")
RICH = begun(
    courses=[
        course(
            modules=[{"key": "start", "mode": "online", "days": [later(50), later(76)]}],
            workshop="implementation",
            workshop_on=later(60),
        )
    ]
)
FULL = begun(courses=[course(n) for n in range(1, MOST_COURSES + 1)])
CANCELLED = told(FRESH, "plan_course", course=course(2))
CANCELLED = told(CANCELLED, "cancel_course", course="k2", reason="room")
DURING = making.admitted()

PAUSE = {"reason": "capacity"}
MOVE = {"course": "k1", "starts_on": later(56), "ends_on": later(83), "reason": "room"}

Example = tuple[type[Refusal], Any, str, dict[str, Any]]

EXAMPLES: list[Example] = [
    (no.WaveIsOver, OVER, "pause_wave", PAUSE),
    (no.WaveIsPaused, PAUSED, "pause_wave", PAUSE),
    (no.WaveIsNotPaused, FRESH, "resume_wave", {}),
    (no.GroupAwaitsLook, LOOK, "resume_wave", {}),
    (no.TooManyCourses, FULL, "plan_course", {"course": course(MOST_COURSES + 1)}),
    (no.NoCourseAhead, NO_COURSE, "resume_wave", {}),
    (no.NoGroupWaits, FRESH, "open_group", {}),
    (no.NoGroupWaits, PAUSED, "open_group", {}),
    (no.NothingHasFailed, FRESH, "retry_failed", {}),
    (no.UnitNotInWave, FAILED, "retry_failed", {"units": ["X-1"]}),
    (no.UnitHasNotFailed, FAILED, "retry_failed", {"units": ["A-2"]}),
    (no.UnitNotInWave, FRESH, "withdraw_member", {"unit": "X-1", "reason": "capacity"}),
    (no.UnitIsThrough, FAILED, "withdraw_member", {"unit": "A-1", "reason": "capacity"}),
    (no.UnitInWaveAlready, FRESH, "add_member", {"candidate": candidate(1)}),
    (no.UnitInWaveAlready, FAILED, "add_member", {"candidate": candidate(1)}),
    (no.UnitNotEligible, FRESH, "add_member", {"candidate": candidate(9, wave="w-2")}),
    (no.UnknownGroup, FRESH, "add_member", {"candidate": candidate(9), "group": 7}),
    (no.GroupNotOpen, LOOK, "add_member", {"candidate": candidate(9), "group": 1}),
    (no.GroupNotOpen, SCHEDULED, "add_member", {"candidate": candidate(9)}),
    (no.UnknownCourse, FRESH, "cancel_course", {"course": "k9", "reason": "room"}),
    (no.CourseIsOver, CANCELLED, "move_course", MOVE | {"course": "k2"}),
    (no.CourseExists, FRESH, "plan_course", {"course": course(2, id="k1")}),
    (no.CourseExists, FRESH, "plan_course", {"course": course(2, code="K-1")}),
    (no.CourseInPast, FRESH, "plan_course", {"course": course(2, starts_on=TODAY)}),
    (no.CourseInPast, FRESH, "move_course", MOVE | {"starts_on": TODAY}),
    (no.CourseNotBegun, FRESH, "close_course", {"course": "k1", "closed_on": TODAY}),
    (no.CourseWithoutWorkshop, FRESH, "move_course", MOVE | {"workshop_on": later(60)}),
    (no.WorkshopBeforeCourse, RICH, "move_course", MOVE | {"workshop_on": later(55)}),
    (no.ModuleOutsideCourse, RICH, "move_course", MOVE | {"ends_on": later(60)}),
    (no.UnknownModule, RICH, "record_module", {"course": "k1", "module": "end", "held_on": TODAY}),
    (no.UnknownWaveReason, FRESH, "pause_wave", {"reason": "rain"}),
    (no.UnknownWaveReason, FRESH, "abort_wave", {"reason": "rain"}),
    (no.UnknownWaveReason, FRESH, "withdraw_member", {"unit": "A-1", "reason": "rain"}),
    (no.UnknownWaveReason, FRESH, "cancel_course", {"course": "k1", "reason": "rain"}),
    (no.UnknownWaveReason, FRESH, "move_course", MOVE | {"reason": "rain"}),
    (errors.WrongDateOrder, FRESH, "move_course", MOVE | {"ends_on": later(55)}),
    (errors.WrongDateOrder, RICH, "record_module", {"course": "k1", "module": "start", "held_on": TODAY}),
    (errors.DateInFuture, RICH, "record_module", {"course": "k1", "module": "start", "held_on": later(50)}),
    (errors.NothingChanges, FRESH, "move_course", MOVE | {"starts_on": later(49), "ends_on": later(76)}),
]

ELSEWHERE = {"EmptyPopulation", "PictureHasChanged"}
"""Raised before a wave begins."""


@pytest.mark.parametrize(
    ("expected", "state", "name", "fields"),
    [pytest.param(*e, id=f"{n}-{e[0].__name__}-{e[2]}") for n, e in enumerate(EXAMPLES)],
)
def test_the_refusal_has_this_name(expected: type[Refusal], state: Any, name: str, fields: dict[str, Any]) -> None:  # noqa: ANN401 - a wave
    """Wave and command of the example are answered with the refusal of that name, in both languages."""
    answer = making.refusal(state, name, **fields)
    assert expected is type(answer)
    assert not [text for language in ("de", "en") if "{" in (text := answer.text(language))]


def test_a_course_that_has_begun_keeps_its_start() -> None:
    """Its end can still change."""
    begins: dict[str, Any] = {"course": "k1", "reason": "room", "today": later(50)}
    assert no.CourseInPast is type(
        making.refusal(DURING, "move_course", starts_on=later(60), ends_on=later(83), **begins)
    )
    longer = told(DURING, "move_course", starts_on=later(49), ends_on=later(83), **begins)
    assert later(83) == longer.courses["k1"].plan.ends_on


def test_every_refusal_of_a_wave_has_an_example() -> None:
    """A new refusal needs one here, or a reason why the rules do not give it."""
    ours = {name for name, cls in refusals().items() if cls.__module__ == "models.waves.refusals"}
    assert ours == {e.__name__ for e, *_ in EXAMPLES if e.__module__ == "models.waves.refusals"} | ELSEWHERE


def test_every_command_has_a_rule() -> None:
    """One class, one branch."""
    assert set(WAVE_COMMANDS.values()) == RULES.keys()


@pytest.mark.parametrize("name", sorted(WAVE_COMMANDS))
def test_every_command_can_be_given_to_some_wave(name: str) -> None:
    """And every event of it says who gave it."""
    waves = {"resume_wave": PAUSED, "open_group": LOOK, "retry_failed": FAILED, "record_module": RICH}
    fields: dict[str, dict[str, Any]] = {
        "pause_wave": PAUSE,
        "abort_wave": PAUSE,
        "add_member": {"candidate": candidate(9)},
        "withdraw_member": {"unit": "A-1", "reason": "capacity"},
        "plan_course": {"course": course(2)},
        "move_course": MOVE,
        "cancel_course": {"course": "k1", "reason": "room"},
        "close_course": {"course": "k1", "closed_on": later(60)},
        "record_module": {"course": "k1", "module": "start", "held_on": later(50)},
    }
    who = envelope(today=later(60), who=Function.FIRST_SPECIALIST)
    command = wave_command_adapter.validate_python({"type": name, "note_id": "n-1", **fields.get(name, {})})
    if name in ("plan_course", "move_course"):
        who = envelope(today=TODAY, who=Function.FIRST_SPECIALIST)
    events = decide_wave(waves.get(name, FRESH), command, who)
    assert events
    assert {(by(Function.FIRST_SPECIALIST), "n-1")} == {(e.by, e.note_id) for e in events}


def test_a_late_joiner_is_not_in_the_way_of_its_own_wave() -> None:
    """It may still count itself in while it is added again."""
    state = told(FRESH, "withdraw_member", unit="A-1", reason="mistake")
    assert "planned" == making.states(told(state, "add_member", candidate=candidate(1, wave=WAVE)))["u1"]


@pytest.mark.parametrize(("today", "on", "refused"), [(-1, -1, no.CourseNotBegun), (0, -1, WrongDateOrder)])
def test_nobody_is_qualified_by_a_course_before_it_begins(today: int, on: int, refused: type[Refusal]) -> None:
    begins = FRESH.courses["k1"].plan.starts_on
    with pytest.raises(refused):
        can_have_result(FRESH.courses["k1"], begins + timedelta(on), begins + timedelta(today))


def test_results_are_possible_from_the_first_day_of_a_course_on() -> None:
    begins = FRESH.courses["k1"].plan.starts_on
    can_have_result(FRESH.courses["k1"], begins, begins)

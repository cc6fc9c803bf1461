"""What somebody finds to do today: the last turn in the history of an office that needs something."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from datetime import date, timedelta

from models.demo.beats import AQUA, LEAD, MANAGER, SYSTEM, Beat, releasing, told
from models.demo.roles import Role
from models.demo.setting import Setting
from models.demo.timeline import Timeline

VACANT_SINCE = (9, 3, 14, 6, 17, 2, 11, 24, 16, 27, 22, 5)
"""Working days; after 20 the new manager is owed."""
UNCOVERED_SINCE = 12
"""Working days since the AQua coverage of an office ended."""


def quiet_since(s: Setting) -> date:
    """The day until which the usual course of the office is told."""
    match s.part.role:
        case Role.VACANT:
            return s.ago(VACANT_SINCE[s.part.turn % len(VACANT_SINCE)])
        case Role.PAUSED:
            return s.ago(8 + 7 * s.part.turn)
        case Role.RESTORE:
            return s.ago(4 + 6 * (s.part.turn % 5))
        case Role.LATE_RESTORE:
            return s.ago(44 + s.part.turn)
        case _:
            return s.today


def last_turn(s: Setting, days: Timeline, companions: int) -> Iterator[Beat]:
    """``s`` as of today."""
    turn = TURNS.get(s.part.role)
    if turn is not None:
        yield from turn(s, days, companions)


def _vacant(s: Setting, _days: Timeline, _companions: int) -> Iterator[Beat]:
    left = quiet_since(s)
    yield Beat(left, LEAD, told("vacate_manager", vacated_on=left))


def _paused(s: Setting, _days: Timeline, _companions: int) -> Iterator[Beat]:
    """By turns: to be looked at again later, no such day, to be looked at again now."""
    since = quiet_since(s)
    review = (s.later(s.today, 15), None, s.ago(3))[s.part.turn % 3]
    reason = ("reorganisation", "capacity", "relocation", "other_priority")[s.part.turn % 4]
    yield Beat(since, LEAD, told("pause", since=since, reason=reason, review_on=review))


def _left(s: Setting, _days: Timeline, companions: int) -> Iterator[Beat]:
    left = quiet_since(s)
    yield from (Beat(left, MANAGER, releasing(left)) for _ in range(companions))


def _returned(s: Setting, _days: Timeline, _companions: int) -> Iterator[Beat]:
    reason = ("not_our_team", "handed_over")[s.part.turn % 2]
    yield Beat(s.ago(1), AQUA, told("return_to_region", workshop="implementation", reason=reason))


def _without_team(s: Setting, _days: Timeline, _companions: int) -> Iterator[Beat]:
    since = s.ago(UNCOVERED_SINCE)
    yield Beat(since, SYSTEM, told("assign_aqua_team", team=None, since=since))


def _undecided(s: Setting, days: Timeline, _companions: int) -> Iterator[Beat]:
    """Who was asked long ago has agreed on a later day."""
    agreed = s.later(days.entered, s.chance.randint(20, 36))
    if days.entered < s.ago(50):
        reason = s.chance.choice(("staff_council", "reorganisation", "capacity"))
        yield from _changed(s, min(agreed, s.ago(1)), "participation", s.span(12, 70), reason)


def _course(s: Setting, _days: Timeline, _companions: int) -> Iterator[Beat]:
    if s.part.turn % 4 == 1:
        yield from _changed(s, s.ago(3), "companion_admitted", s.span(110, 130), "course_dates")


def _qualifying(s: Setting, days: Timeline, _companions: int) -> Iterator[Beat]:
    if s.part.turn % 5 == 4 and days.qualified is None:  # noqa: PLR2004 - every fifth
        yield from _changed(s, s.ago(4), "companions_qualified", s.span(150, 190), "course_dates")


def _changed(s: Setting, on: date, milestone: str, ahead: timedelta, reason: str) -> Iterator[Beat]:
    due_on = s.workday(s.today + ahead)
    yield Beat(on, LEAD, told("change_due_date", milestone=milestone, due_on=due_on, reason=reason))


TURNS: Mapping[Role, Callable[[Setting, Timeline, int], Iterator[Beat]]] = {
    Role.VACANT: _vacant,
    Role.PAUSED: _paused,
    Role.RESTORE: _left,
    Role.LATE_RESTORE: _left,
    Role.RETURNED: _returned,
    Role.UNCOVERED: _without_team,
    Role.UNDECIDED: _undecided,
    Role.COURSE: _course,
    Role.QUALIFYING: _qualifying,
}

"""Where each office has to stand today, by its role; what lies before ``entered`` is told as its standing."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import replace
from datetime import date, timedelta
from typing import Any

from models.calendar import add_months
from models.demo.roles import Role
from models.demo.setting import Setting
from models.demo.timeline import Timeline, announced, begun, governed, held_on, ready

WORKDAYS = (
    "participation",
    "declined",
    "manager",
    "nominated",
    "admitted",
    "qualified",
    "implementation",
    "offer",
    "consolidation",
)


Shape = Callable[[Setting], Timeline]


def timeline_of(s: Setting) -> Timeline:
    """The days of the office in its role; nothing happens on a day off."""
    days = SHAPES[s.part.role](s)
    known = {name: getattr(days, name) for name in WORKDAYS}
    moved: dict[str, Any] = {name: s.workday(day) for name, day in known.items() if day is not None}
    return replace(days, **moved)


# --- the places on the way ---------------------------------------------------------------------------------------


def _sustained(s: Setting) -> Timeline:
    """By turns: sustained long ago; long at work and sustained since; the whole way since the first day."""
    match s.part.turn % 8:
        case 3 | 6:
            return _sustained_lately(s)
        case 7:
            return _consolidated(s, ready(s, s.today - s.span(330, 400)), s.span(0, 60))
        case 1:
            # Much has long been in place, and yet the offer has never been announced.
            return replace(_sustained_long_ago(s), offer=s.first_day + s.span(5, 24))
        case _:
            return _sustained_long_ago(s)


def _sustained_long_ago(s: Setting) -> Timeline:
    return _consolidated(s, ready(s, s.first_day - s.span(440, 3000)), s.span(0, 200))


def _sustained_lately(s: Setting) -> Timeline:
    days = announced(s, ready(s, s.first_day - s.span(230, 1500)))
    return replace(days, consolidation=s.first_day + s.span(40, 300))


def _consolidated(s: Setting, days: Timeline, wait: timedelta) -> Timeline:
    days = announced(s, days)
    over = days.six_months_over or s.today
    held = s.workday(over + wait - s.span(0, 15))
    return replace(days, consolidation=min(held, s.ago(8)))


def _consolidation(s: Setting) -> Timeline:
    """Six months are over. By turns: the workshop is to be planned, or planned."""
    held = s.today - s.span(192, 255)
    days = announced(s, held_on(s, held))
    return replace(days, consolidation_plan=s.later(s.today, s.chance.randint(6, 40)) if s.part.turn % 2 else None)


def _operation(s: Setting) -> Timeline:
    return announced(s, held_on(s, s.today - s.span(28, 168)))


def _offer(s: Setting) -> Timeline:
    return ready(s, s.ago(s.chance.randint(3, 17)))


def _qualifying(s: Setting) -> Timeline:
    """In a course; the workshop is not yet planned, planned, or held, the longer ago the admission."""
    admitted = s.ago(8 + 10 * (s.part.turn % 10))
    days = begun(s, Timeline(entered=admitted, admitted=admitted))
    match s.part.turn % 10:
        case 0 | 1:
            return days
        case 2 | 3 | 4 | 5:
            return replace(days, implementation_plan=s.later(s.today, s.chance.randint(4, 35)))
        case _:
            return replace(days, implementation=s.workday(admitted + s.span(40, 62)))


def _course(s: Setting) -> Timeline:
    return begun(s, Timeline(entered=s.today, nominated=s.ago(5 + 9 * (s.part.turn % 6))))


def _preparing(s: Setting) -> Timeline:
    """Nobody nominated yet; the last Agentur has no manager yet either."""
    entered = s.ago(4 + 5 * (s.part.turn % 5))
    days = governed(s, Timeline(entered=entered), entered, before=entered)
    return replace(days, manager=None) if s.office.is_agentur and s.part.turn == 1 else days


def _undecided(s: Setting) -> Timeline:
    """A few a little late; some with a later day agreed; most have just been asked."""
    match s.part.turn % 14:
        case 5:
            return Timeline(entered=s.ago(s.chance.randint(43, 47)))
        case 2 | 8 | 11:
            return Timeline(entered=s.ago(s.chance.randint(60, 110)))
        case _:
            return Timeline(entered=s.ago(s.chance.randint(3, 36)))


def _declined(s: Setting) -> Timeline:
    entered = s.workday(s.first_day + s.span(0, 420))
    return Timeline(entered=entered, declined=min(s.workday(entered + s.span(8, 50)), s.ago(3)))


# --- what needs somebody today ------------------------------------------------------------------------------------

WORKING_DAYS_SINCE_PLANNED = (2, 3, 1, 4, 5, 6, 7, 8)
BEFORE_THE_END_OF_THE_COURSE = (3, 7)
"""Turns in which confirming the workshop does not yet lead into the next stage."""


def _confirm_implementation(s: Setting) -> Timeline:
    return _implementation_to_confirm(s, s.ago(WORKING_DAYS_SINCE_PLANNED[s.part.turn % 8]))


def _implementation_to_confirm(s: Setting, planned: date) -> Timeline:
    qualified = planned - s.span(8, 40)
    admitted = qualified - s.span(80, 120)
    days = begun(s, Timeline(entered=planned, admitted=admitted, implementation_plan=planned))
    return days if s.part.turn in BEFORE_THE_END_OF_THE_COURSE else replace(days, qualified=s.workday(qualified))


def _confirm_consolidation(s: Setting) -> Timeline:
    return _consolidation_to_confirm(s, s.ago(WORKING_DAYS_SINCE_PLANNED[s.part.turn % 8]))


def _consolidation_to_confirm(s: Setting, planned: date) -> Timeline:
    days = announced(s, held_on(s, planned - s.span(190, 262)))
    return replace(days, consolidation_plan=planned)


def _returned(s: Setting) -> Timeline:
    return _confirm_implementation(s)


def _late_nomination(s: Setting) -> Timeline:
    entered = s.ago(s.chance.randint(33, 38))
    return governed(s, Timeline(entered=entered), entered, before=entered)


def _late_course(s: Setting) -> Timeline:
    return begun(s, Timeline(entered=s.today, nominated=s.ago(s.chance.randint(63, 69))))


def _late_offer(s: Setting) -> Timeline:
    return ready(s, s.ago(s.chance.randint(23, 29)))


def _late_plan(s: Setting) -> Timeline:
    held = add_months(s.today, -9) - s.span(8, 16)
    return announced(s, held_on(s, held))


def _late_qualification(s: Setting) -> Timeline:
    admitted = add_months(s.today, -6) - s.span(6, 14)
    days = begun(s, Timeline(entered=admitted, admitted=admitted))
    return replace(days, implementation=s.workday(admitted + s.span(40, 62)))


def _at_work(s: Setting) -> Timeline:
    """Offices whose people change: at work, or sustained."""
    return (_sustained, _sustained, _operation)[s.part.turn % 3](s)


def _without_aqua(s: Setting) -> Timeline:
    """A step that only an AQua lead can take: plan or confirm the Verstetigungsworkshop, confirm the other one."""
    match s.part.turn % 3:
        case 0:
            return announced(s, held_on(s, add_months(s.ago(8), -6)))
        case 1:
            return _implementation_to_confirm(s, s.ago(3))
        case _:
            return _consolidation_to_confirm(s, s.ago(4))


RESTING: tuple[Shape, ...] = (
    _operation,
    _qualifying,
    _consolidation,
    _sustained,
    _course,
    _offer,
)


def _paused(s: Setting) -> Timeline:
    return RESTING[s.part.turn % len(RESTING)](s)


SHAPES: Mapping[Role, Shape] = {
    Role.SUSTAINED: _sustained,
    Role.CONSOLIDATION: _consolidation,
    Role.OPERATION: _operation,
    Role.OFFER: _offer,
    Role.QUALIFYING: _qualifying,
    Role.COURSE: _course,
    Role.PREPARING: _preparing,
    Role.UNDECIDED: _undecided,
    Role.DECLINED: _declined,
    Role.CONFIRM_IMPLEMENTATION: _confirm_implementation,
    Role.CONFIRM_CONSOLIDATION: _confirm_consolidation,
    Role.RETURNED: _returned,
    Role.VACANT: _at_work,
    Role.RESTORE: _at_work,
    Role.LATE_RESTORE: _at_work,
    Role.LATE_NOMINATION: _late_nomination,
    Role.LATE_COURSE: _late_course,
    Role.LATE_OFFER: _late_offer,
    Role.LATE_PLAN: _late_plan,
    Role.LATE_QUALIFICATION: _late_qualification,
    Role.PAUSED: _paused,
    Role.UNCOVERED: _without_aqua,
    Role.LEADERLESS: _without_aqua,
}

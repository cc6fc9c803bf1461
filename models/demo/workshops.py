"""The two workshops as they were told: planned, moved, cancelled, confirmed, withdrawn, corrected."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta

from models.calendar import add_months
from models.demo.beats import AQUA, LEAD, Beat, Make, between, recorded, told
from models.demo.setting import Setting
from models.demo.timeline import A_LITTLE_LATE, Timeline

DAY = timedelta(days=1)


@dataclass(frozen=True, slots=True)
class _Workshop:
    """``on``: the day it takes place; planning is owed from ``opens`` to ``due``. ``depends``: who builds on it."""

    kind: str
    milestone: str
    on: date
    held: bool
    opens: date
    due: date
    depends: date | None = None


def workshops(s: Setting, days: Timeline) -> Iterator[Beat]:
    for workshop in (_implementation(days), _consolidation(days)):
        if workshop is not None and (not workshop.held or workshop.on >= days.entered):
            yield from _told(s, workshop)


def _implementation(days: Timeline) -> _Workshop | None:
    on = days.implementation or days.implementation_plan
    if on is None or days.admitted is None:
        return None
    opens = max(days.entered, days.admitted)
    held = days.implementation is not None
    due = opens + timedelta(days=70)
    return _Workshop("implementation", "implementation_workshop", on, held, opens, due, days.offer)


def _consolidation(days: Timeline) -> _Workshop | None:
    on, over = days.consolidation or days.consolidation_plan, days.six_months_over
    if on is None or over is None or days.implementation is None:
        return None
    opens = max(days.entered, min(over, on - timedelta(days=40)))
    due = max(opens + timedelta(days=24), add_months(days.implementation, 9) - timedelta(days=5))
    return _Workshop("consolidation", "consolidation_workshop", on, days.consolidation is not None, opens, due)


def _told(s: Setting, workshop: _Workshop) -> Iterator[Beat]:
    """Planned in time; sometimes the first plan does not hold."""
    planned = between(s, workshop.opens + DAY, min(workshop.due, workshop.on - timedelta(days=10)))
    planned = min(planned, s.ago(1), max(s.workday(workshop.opens), workshop.on))
    room = (workshop.on - planned).days
    first = s.workday(workshop.on - s.span(7, 20))
    changed = min(s.workday(first - s.span(4, 12)), s.ago(1))
    there_is_time = room > 35 and planned < changed and s.later(changed, 3) < workshop.on and first < workshop.on  # noqa: PLR2004
    if there_is_time and s.happens(0.3):
        yield Beat(planned, AQUA, _plan(workshop, first))
        yield from _changed(s, workshop, changed)
    else:
        yield Beat(planned, AQUA, _plan(workshop, workshop.on))
    if workshop.held:
        yield from _confirmed(s, workshop)


def _plan(workshop: _Workshop, on: date) -> Make:
    return told("plan_workshop", workshop=workshop.kind, planned_on=on)


def _changed(s: Setting, workshop: _Workshop, on: date) -> Iterator[Beat]:
    reason = s.chance.choice(("too_few", "room", "trainer", "capacity"))
    if s.happens(0.75):
        moved = told("move_workshop", workshop=workshop.kind, planned_on=workshop.on, reason=reason)
        yield Beat(on, AQUA, moved)
    else:
        yield Beat(on, AQUA, told("cancel_workshop", workshop=workshop.kind, reason=reason))
        yield Beat(min(s.later(on, 2), s.ago(1)), AQUA, _plan(workshop, workshop.on))


def _confirmed(s: Setting, workshop: _Workshop) -> Iterator[Beat]:
    """Once in a while the day was wrong, or the confirmation itself."""
    wait = s.chance.randint(7, 12) if s.happens(A_LITTLE_LATE) else s.chance.randint(1, 4)
    day = min(s.later(workshop.on, wait), s.ago(1), s.workday(workshop.depends or s.today))
    size = s.chance.choice(("1-4", "5-9", "5-9", "10+"))
    settled = day < s.ago(20) and (workshop.depends is None or workshop.depends > day + timedelta(days=20))
    slip = timedelta(days=s.chance.randint(1, 3))
    wrong = s.workday(workshop.on + slip)
    if settled and s.happens(0.1):
        yield Beat(day, AQUA, _confirm(workshop, workshop.on, size))
        again = s.later(day, s.chance.randint(3, 6))
        reason = s.chance.choice(("mistake", "wrong_unit", "incomplete", "not_held"))
        yield Beat(again, AQUA, told("withdraw_confirmation", workshop=workshop.kind, reason=reason))
        yield Beat(s.later(again, 2), AQUA, _confirm(workshop, workshop.on, size))
    elif settled and wrong <= day and s.happens(0.25):
        yield Beat(day, AQUA, _confirm(workshop, wrong, size))
        reason = s.chance.choice(("typing_error", "late_information"))
        right = told("correct_date", milestone=workshop.milestone, happened_on=workshop.on, reason=reason)
        yield Beat(recorded(s, day + s.span(5, 20)), LEAD, right)
    else:
        yield Beat(day, AQUA, _confirm(workshop, workshop.on, size))


def _confirm(workshop: _Workshop, held_on: date, size: str) -> Make:
    return told("confirm_workshop", workshop=workshop.kind, held_on=held_on, headcount=size)

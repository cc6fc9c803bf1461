"""The days of one office, worked out backwards from a known one, so that every term is kept."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import date, timedelta

from models.calendar import add_months
from models.demo.setting import Setting

A_LITTLE_LATE = 0.1
"""How often a step of the past was taken only after a reminder or two."""
LONG_LATE = 0.2
"""How often an offer was announced only after all reminders, so that past days find something late."""
LATE_TURN = 8
"""Few Agenturen got so far within the history that chance would be fair to them: of these, one in so many was late."""


@dataclass(frozen=True, slots=True)
class Timeline:
    """None: has not happened, or is not known. ``*_plan``: the day a workshop is planned for and not yet confirmed.

    ``rest`` or ``agreed``: a pause at the beginning, or a later due date for the first step, so that an office of the
    first day can stand at the beginning today.
    """

    entered: date
    participation: date | None = None
    declined: date | None = None
    manager: date | None = None
    nominated: date | None = None
    admitted: date | None = None
    qualified: date | None = None
    implementation: date | None = None
    implementation_plan: date | None = None
    offer: date | None = None
    consolidation: date | None = None
    consolidation_plan: date | None = None
    rest: tuple[date, date] | None = None
    agreed: date | None = None

    @property
    def six_months_over(self) -> date | None:
        """The day from which the Verstetigungsworkshop is owed."""
        if self.implementation is None or self.offer is None:
            return None
        return max(self.offer, add_months(self.implementation, 6))

    @property
    def sustained(self) -> date | None:
        over = self.six_months_over
        return max(over, self.consolidation) if over is not None and self.consolidation is not None else None


def ready(s: Setting, on: date) -> Timeline:
    """Qualified and workshop held, the later of the two ``on`` that day."""
    lag = s.span(5, 50)
    qualified, held = (on, on - lag) if s.happens(0.5) else (on - lag, on)
    admitted = min(qualified - s.span(80, 120), held - s.span(26, 60))
    return begun(s, Timeline(entered=on, admitted=admitted, qualified=qualified, implementation=held))


def begun(s: Setting, days: Timeline) -> Timeline:
    """The beginning of an office that was admitted to a course, or has nominated."""
    nominated = days.nominated or (days.admitted or s.today) - s.span(15, 70)
    return _entered(s, replace(days, nominated=nominated), nominated)


def _entered(s: Setting, days: Timeline, first: date) -> Timeline:
    """When the office came into the tracker, and what was already so then; ``first`` is its first step."""
    if first < s.first_day + timedelta(days=30):
        return governed(s, days, s.first_day, before=first)
    if first < s.first_day + timedelta(days=110) or s.happens(0.25):
        return governed(s, days, s.workday(first - s.span(12, 34)), before=first)
    return _waited(s, days, first) if s.office.is_agentur else _waited_to_decide(s, days, first)


def _waited(s: Setting, days: Timeline, first: date) -> Timeline:
    """An Agentur of the first day that rested, or agreed on a later day."""
    days = governed(s, days, s.first_day, before=s.first_day)
    if s.happens(0.3):
        since = s.later(s.first_day, s.chance.randint(2, 8))
        return replace(days, rest=(since, s.workday(first - s.span(4, 18))))
    return replace(days, agreed=first + s.span(8, 30))


def _waited_to_decide(s: Setting, days: Timeline, first: date) -> Timeline:
    """A gE of the first day that agreed on a later day to decide, or first decided not to take part."""
    asked = s.workday(first - s.span(12, 34))
    days = replace(days, entered=s.first_day, participation=asked, manager=asked if s.happens(0.6) else None)
    if s.happens(0.3):
        return replace(days, declined=s.first_day + s.span(10, 40))
    return replace(days, agreed=asked + s.span(8, 30))


def governed(s: Setting, days: Timeline, entered: date, before: date) -> Timeline:
    """Participation and manager: long since in place, or the first steps after entering."""
    long_since = min(entered, before) - s.span(40, 900)
    soon = entered + (before - entered) / 3
    is_fresh = before > entered + timedelta(days=9)
    decides = not s.office.is_agentur and is_fresh and s.happens(0.6)
    manager = None
    if s.office.is_agentur or s.happens(0.6):
        manager = soon if decides or (is_fresh and s.happens(0.4)) else long_since + timedelta(days=30)
    participation = None if s.office.is_agentur else soon if decides else long_since
    return replace(days, entered=entered, manager=manager, participation=participation)


def held_on(s: Setting, held: date) -> Timeline:
    """The workshop was held that day, those qualified were so a little before."""
    qualified = held - s.span(5, 50)
    admitted = min(qualified - s.span(80, 120), held - s.span(26, 60))
    return begun(s, Timeline(entered=held, admitted=admitted, qualified=qualified, implementation=held))


def announced(s: Setting, days: Timeline) -> Timeline:
    """The offer was announced soon after everything was ready."""
    both = max(days.qualified or days.entered, days.implementation or days.entered)
    by_chance = s.happens(LONG_LATE)
    is_late = s.part.turn % LATE_TURN == 1 if s.office.is_agentur else by_chance
    wait = s.span(70, 115) if is_late else s.span(4, 22)
    return replace(days, offer=min(s.workday(both + wait), s.ago(2)))

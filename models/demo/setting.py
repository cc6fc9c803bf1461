"""The stage on which one office's history plays: its days, its pace, its chance."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import date, timedelta
from typing import Self

from models.calendar import ONE_DAY, WorkingCalendar, add_working_days
from models.demo.chance import Chance
from models.demo.office import Office
from models.demo.roles import Part


@dataclass(frozen=True, slots=True)
class Setting:
    """``first_day``: when offices like this one came into the tracker. Nothing but plans lies after ``today``.

    ``pace`` is a little different in each region; it never stretches a span beyond its upper end.
    """

    office: Office
    part: Part
    calendar: WorkingCalendar
    first_day: date
    today: date
    pace: float
    chance: Chance

    def span(self, least: int, most: int) -> timedelta:
        """Some days between ``least`` and ``most``."""
        return timedelta(days=min(most, round(self.chance.uniform(least, most) * self.pace)))

    def happens(self, probability: float) -> bool:
        return self.chance.random() < probability

    def ago(self, working_days: int) -> date:
        """The working day that lies ``working_days`` working days before today."""
        day, left = self.today, working_days
        while left > 0:
            day -= ONE_DAY
            left -= self.calendar.is_working_day(day)
        return self.workday(day) if working_days else day

    def workday(self, day: date) -> date:
        return self.calendar.working_day_on_or_after(day)

    def later(self, day: date, working_days: int) -> date:
        return add_working_days(self.calendar, day, working_days)

    def as_of(self, today: date) -> Self:
        """The same office, seen from an earlier day."""
        return replace(self, today=today)

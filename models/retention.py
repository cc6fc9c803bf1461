"""How long persons stay known: pure arithmetic on days."""

from __future__ import annotations

import calendar
from dataclasses import dataclass
from datetime import date


@dataclass(frozen=True, slots=True)
class RetentionTerms:
    """Months after the last day of a function."""

    person: int = 12
    reference: int = 24

    def forgets_who_ended_by(self, today: date) -> date:
        """Who held their last function until this day or an earlier one has no name any more."""
        return months_before(today, self.person)

    def releases_what_ended_by(self, today: date) -> date:
        """References that stood for a function until this day or an earlier one lead to nobody any more."""
        return months_before(today, max(self.person, self.reference))


def months_before(day: date, months: int) -> date:
    """The same day so many months earlier, or the last of that month where it has no such day."""
    year, month = divmod(day.year * 12 + day.month - 1 - months, 12)
    return date(year, month + 1, min(day.day, calendar.monthrange(year, month + 1)[1]))

"""What time alone brings about in a reporting period: reminders, the national report, the end."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, timedelta
from typing import Any

from models.commands import BY_SYSTEM
from models.periods import events as ev
from models.periods.attestation import Attestation, AttestationStatus
from models.periods.state import PeriodState, PeriodStatus

ONE_DAY = timedelta(days=1)


def ring(state: PeriodState, today: date) -> list[ev.PeriodEvent]:
    """The events that are due on ``today``, or were before."""
    if state.is_closed:
        return []
    events: list[ev.PeriodEvent] = [*_reminders(state, today)]
    if _is_over(state, today):
        events.append(ev.PeriodClosed(**_by_itself(today)))
    return events


def owes_issue(state: PeriodState, today: date) -> bool:
    """Whether the national report is to be made: central staff have taken note of all, or the last due day has passed.

    Until then they may ask back what they will have issued. A region whose lead is vacant has as long as all others;
    nobody waits for it longer.
    """
    if state.status is not PeriodStatus.COLLECTING:
        return False
    return today > state.collect_until or _all_acknowledged(state)


def next_day(state: PeriodState, today: date) -> date | None:
    """The next day on which something may happen by itself; None when nothing will."""
    if state.is_closed:
        return None
    days = [day for each in state.regions.values() for _, day in _reminder_days(each)]
    days += [state.collect_until + ONE_DAY, state.closes_on + ONE_DAY]
    return min((day for day in days if day > today), default=today + ONE_DAY)


def _is_over(state: PeriodState, today: date) -> bool:
    """After it was issued: once every region's report is acknowledged, or the next report is due."""
    if state.status is not PeriodStatus.ISSUED:
        return False
    return today > state.closes_on or _all_acknowledged(state)


def _all_acknowledged(state: PeriodState) -> bool:
    return all(each.status is AttestationStatus.ACKNOWLEDGED for each in state.regions.values())


def _reminders(state: PeriodState, today: date) -> Iterator[ev.AttestationReminded]:
    """One for each region whose day has come; of several that were slept through, the last."""
    for attestation in state.regions.values():
        due = [level for level, day in _reminder_days(attestation) if level > attestation.reminded and day <= today]
        if attestation.is_awaited and due:
            yield ev.AttestationReminded(region=attestation.region, level=max(due), **_by_itself(today))


def _reminder_days(attestation: Attestation) -> tuple[tuple[int, date], ...]:
    """Asked back, a region is reminded when the new due day has come."""
    if attestation.status is AttestationStatus.ASKED_BACK:
        return (1, attestation.due_on), (2, attestation.second_on)
    return (1, attestation.asked.remind_on), (2, attestation.second_on)


def _by_itself(today: date) -> dict[str, Any]:
    return {"happened_on": today, "recorded_on": today, "by": BY_SYSTEM}

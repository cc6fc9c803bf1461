"""What time alone brings about: the end of waiting times, reminders, the look back after the rollout.

The workflow asks ``next_ring`` how long it may sleep and records what ``ring`` returns. Days only: the workflow
decides at which hour a day begins.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from datetime import date
from functools import partial

from models import events as ev
from models.calendar import add_months
from models.commands import BY_SYSTEM
from models.obligations import obligations
from models.programme import Milestone, Sustained, WaitingTime
from models.rollout.evidence import missing_on, waiting_ends_on
from models.rollout.evolve import fold
from models.rollout.memberships import filled, nominate_by
from models.rollout.owed import Obligation
from models.rollout.settle import settled
from models.rollout.state import SideState, UnitState
from models.sharing import remembered


def next_ring(state: UnitState) -> date | None:
    """The next day on which ``ring`` will have something to record, or None when nothing is to be waited for."""
    return min((day for day, _ in _pending(state)), default=None)


def ring(state: UnitState, today: date) -> list[ev.Event]:
    """All events due by ``today``, with what follows from them; empty when there is nothing.

    After a long sleep one thing leads to the next (a waiting time ends, so a step opens, so it is reminded of).
    """
    rung: list[ev.Event] = []
    while due := [draft(recorded_on=today) for day, draft in _pending(state) if day <= today]:
        events = settled(state, _without_lower_levels(due), today, BY_SYSTEM)
        state = fold(events, state)
        rung += events
    return rung


def _without_lower_levels(events: list[ev.Event]) -> list[ev.Event]:
    """Of several reminders of one step that were missed while nobody was awake, only the highest is given."""
    highest: dict[str, int] = {}
    for event in events:
        if isinstance(event, ev.ReminderDue):
            highest[event.obligation] = max(event.level, highest.get(event.obligation, 0))
    return [e for e in events if not isinstance(e, ev.ReminderDue) or e.level == highest[e.obligation]]


Draft = Callable[..., ev.Event]
"""An event that wants its ``recorded_on``: with every command it is asked when the next ones come, most never do."""


@remembered
def _pending(state: UnitState) -> list[tuple[date, Draft]]:
    if state.side_state in (SideState.NOT_PARTICIPATING, SideState.MERGED, SideState.CLOSED):
        return []
    found = [pair for obligation in obligations(state) for pair in _reminders(state, obligation)]
    if state.side_state is SideState.PAUSED:
        return found
    found += _nominations(state)
    for milestone in state.milestones:
        found += [*_waiting(state, milestone), *_checks(state, milestone)]
    return found


def _reminders(state: UnitState, obligation: Obligation) -> Iterator[tuple[date, Draft]]:
    if obligation.suspended:
        return
    given = state.reminded.get(obligation.key, 0)
    for level, day in ((1, obligation.due_on), (2, obligation.second_on), (3, obligation.third_on)):
        if level > given:
            yield (
                day,
                partial(
                    ev.ReminderDue,
                    happened_on=day,
                    by=BY_SYSTEM,
                    obligation=obligation.key,
                    milestone=obligation.milestone,
                    level=level,
                ),
            )


def _nominations(state: UnitState) -> Iterator[tuple[date, Draft]]:
    """When the time to nominate is over, a wave's seats without a nomination go back, if there is one for another."""
    place = state.membership
    if place is None or place.waits_since is not None or not 0 < (taken := filled(state, place)) < place.seats:
        return
    day = state.calendar.next_working_day(nominate_by(state, place))
    yield day, partial(ev.NominationTimeEnded, happened_on=day, by=BY_SYSTEM, seats=taken)


def _waiting(state: UnitState, milestone: Milestone) -> Iterator[tuple[date, Draft]]:
    if isinstance(milestone.evidence, WaitingTime) and milestone.key not in state.reached:
        ends_on = waiting_ends_on(state, milestone)
        if ends_on is not None and state.waited.get(milestone.key) != ends_on:
            yield (
                ends_on,
                partial(ev.WaitingTimeEnded, happened_on=ends_on, by=BY_SYSTEM, milestone=milestone.key),
            )


def _checks(state: UnitState, milestone: Milestone) -> Iterator[tuple[date, Draft]]:
    """Looks back at a sustained unit; those whose day had passed before the milestone was known are left out.

    A unit that is sustained anew is looked back at anew.
    """
    reached = state.reached.get(milestone.key)
    if not isinstance(milestone.evidence, Sustained) or reached is None:
        return
    done = {check.check for check in state.checks if check.happened_on > reached.happened_on}
    for number, months in enumerate(milestone.evidence.check_after_months):
        day = add_months(reached.happened_on, months)
        if number not in done and day > reached.recorded_on:
            missing = missing_on(state, day)
            yield (
                day,
                partial(ev.SustainmentChecked, happened_on=day, by=BY_SYSTEM, check=number, missing=missing),
            )

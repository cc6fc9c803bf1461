"""From days to commands: what was told to the tracker, when, and by which function."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from models import commands as cmd
from models.demo.setting import Setting
from models.demo.timeline import Timeline
from models.organisation import Function
from models.rollout.state import Companion, UnitState

Make = Callable[[UnitState], cmd.Command]

LEAD, AQUA, SPECIALIST, MANAGER, SYSTEM = (
    Function.REGIONAL_LEAD,
    Function.AQUA_LEAD,
    Function.FIRST_SPECIALIST,
    Function.MANAGER,
    Function.SYSTEM,
)


@dataclass(frozen=True, slots=True)
class Beat:
    """On ``day`` the function ``who`` gives the command that ``make`` reads off the state.

    ``optional``: where the rules refuse it (the office rests just then), nobody insists. Everything else must hold.
    """

    day: date
    who: Function
    make: Make
    optional: bool = False
    assigns_manager: bool = False


def told(name: str, **fields: Any) -> Make:  # noqa: ANN401 - any field of any command
    """A command that does not depend on the state."""
    command = cmd.command_adapter.validate_python({"type": name, **fields})
    return lambda _state: command


def recorded(s: Setting, day: date, most: int = 2, before: date | None = None) -> date:
    """The working day on which ``day`` is told: some days later, before today and not after ``before``."""
    latest = min(s.ago(1), s.workday(before)) if before is not None else s.ago(1)
    return min(s.later(s.workday(day), s.chance.randint(0, most)), latest)


# --- companions ---------------------------------------------------------------------------------------------------


def first_companion(state: UnitState, *, admitted: bool) -> Companion:
    """The first active companion who is not yet admitted, or who is admitted and not yet qualified."""
    unqualified = (c for c in state.companions if c.is_active and c.qualified_on is None)
    return next(c for c in unqualified if (c.admitted_on is not None) is admitted)


def admitting(on: date) -> Make:
    return lambda state: cmd.AdmitCompanion(companion=first_companion(state, admitted=False).id, admitted_on=on)


def qualifying(on: date) -> Make:
    return lambda state: cmd.RecordQualification(companion=first_companion(state, admitted=True).id, qualified_on=on)


def releasing(on: date) -> Make:
    """The companion who has been there longest leaves."""

    def release(state: UnitState) -> cmd.Command:
        longest = next(c for c in state.companions if c.is_active)
        return cmd.ReleaseCompanion(companion=longest.id, released_on=on)

    return release


# --- the usual course ---------------------------------------------------------------------------------------------


def usual(s: Setting, days: Timeline, companions: int) -> Iterator[Beat]:
    """Standing on the first day, then step by step."""
    yield from _standing(days, companions)
    if days.rest is not None:
        since, until = days.rest
        reason = s.chance.choice(("reorganisation", "capacity", "relocation", "other_priority"))
        yield Beat(since, LEAD, told("pause", since=since, reason=reason))
        yield Beat(until, LEAD, told("resume", resumed_on=until))
    if days.agreed is not None:
        yield _agreed(s, days, days.agreed)
    if days.declined is not None:
        yield Beat(
            recorded(s, days.declined),
            LEAD,
            told("decide_participation", takes_part=False, decided_on=days.declined),
        )
    yield from _governing(s, days)
    yield from _qualification(s, days, companions)


def _agreed(s: Setting, days: Timeline, due_on: date) -> Beat:
    """The first step is due on a later day."""
    milestone = "companions_nominated" if s.office.is_agentur else "participation"
    reason = s.chance.choice(("course_dates", "staff_council", "reorganisation", "capacity"))
    changed = told("change_due_date", milestone=milestone, due_on=s.workday(due_on), reason=reason)
    return Beat(s.later(days.entered, s.chance.randint(8, 20)), LEAD, changed)


def announcing(s: Setting, days: Timeline) -> Iterator[Beat]:
    """The offer, after what it comes after was told."""
    if days.offer is not None and days.offer >= days.entered:
        offered = told("record_milestone", milestone="offer_announced", happened_on=days.offer)
        yield Beat(recorded(s, days.offer), MANAGER, offered)


def _standing(days: Timeline, companions: int) -> Iterator[Beat]:
    """What was so before the office came into the tracker; managers are assigned, so that they can sign in."""
    counted = {"companions_nominated": days.nominated, "companion_admitted": days.admitted}
    if days.qualified is not None and days.qualified < days.entered:
        counted = {"companions_qualified": days.qualified}
    steps = {
        "participation": days.participation,
        **counted,
        "implementation_workshop": days.implementation,
        "offer_announced": days.offer,
        "consolidation_workshop": days.consolidation,
    }
    for milestone, day in steps.items():
        if day is not None and day < days.entered:
            more = {"count": companions} if milestone in counted else {}
            yield Beat(days.entered, LEAD, told("state_standing", milestone=milestone, happened_on=day, **more))


def _governing(s: Setting, days: Timeline) -> Iterator[Beat]:
    if days.participation is not None and days.participation >= days.entered:
        taking_part = told("decide_participation", takes_part=True, decided_on=days.participation)
        yield Beat(recorded(s, days.participation, 0), LEAD, taking_part)
    if days.manager is not None:
        day = recorded(s, days.manager, 0) if days.manager >= days.entered else days.entered
        yield assigning(day, days.manager)


def assigning(day: date, since: date) -> Beat:
    """Who it is, is filled in when it is told: the office's manager of today, or one before."""
    return Beat(day, LEAD, told("assign_manager", since=since), assigns_manager=True)


def _qualification(s: Setting, days: Timeline, companions: int) -> Iterator[Beat]:
    if days.nominated is not None and days.nominated >= days.entered:
        day = recorded(s, days.nominated, 1)
        for _ in range(companions):
            yield Beat(day, MANAGER, told("nominate_companion", nominated_on=days.nominated))
    if days.admitted is not None and days.admitted >= days.entered:
        day = recorded(s, days.admitted)
        yield from (Beat(day, SPECIALIST, admitting(days.admitted)) for _ in range(companions))
    if days.qualified is not None and days.qualified >= days.entered:
        day = recorded(s, days.qualified, before=days.offer)
        yield from (Beat(day, SPECIALIST, qualifying(days.qualified)) for _ in range(companions))


def between(s: Setting, earliest: date, latest: date) -> date:
    """Some working day between the two; the first after ``earliest`` when there is no room."""
    room = max(0, (latest - earliest).days)
    return s.workday(earliest + timedelta(days=s.chance.randint(0, room)))

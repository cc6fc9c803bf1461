"""What must be done, worked out a second time and in another way: from the raw events alone.

Knows ``ilb-1`` by its keys, reads neither ``UnitState`` nor ``evidence.py``.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date
from typing import Any

from models import events as ev
from models.calendar import add_months
from models.organisation import UnitKind

PEOPLE = {"companions_nominated": 0, "companion_admitted": 1, "companions_qualified": 2}
WORKSHOPS = {"implementation_workshop": "implementation", "consolidation_workshop": "consolidation"}
STATED = ("offer_announced", "onboarding_plan", "manager_qualified")

Days = list[date | None]


@dataclass
class Tally:
    """The facts, as a clerk with paper and pencil would note them: per companion nominated, admitted, qualified."""

    participation: date | None = None
    managers: list[Days] = field(default_factory=list)
    companions: dict[str, Days] = field(default_factory=dict)
    released: dict[str, date] = field(default_factory=dict)
    held: dict[str, date] = field(default_factory=dict)
    stated: dict[str, date] = field(default_factory=dict)
    paused: bool = False


def tally(events: list[ev.Event]) -> Tally:
    noted = Tally()
    for event in events:
        note(noted, event, event.happened_on)
    return noted


def note(noted: Tally, event: ev.Event, on: date) -> None:  # noqa: C901 - one line per kind of event
    match event:
        case ev.ParticipationDecided(takes_part=takes_part):
            noted.participation = on if takes_part else None
        case ev.ManagerAssigned():
            noted.managers.append([on, None])
        case ev.ManagerVacated():
            noted.managers[-1][1] = on
        case ev.CompanionNominated(companion=companion):
            noted.companions[companion] = [on, None, None]
        case ev.CompanionAdmitted(companion=companion):
            noted.companions[companion][1] = noted.companions[companion][1] or on
        case ev.CompanionQualified(companion=companion):
            noted.companions[companion][2] = on
        case ev.CompanionReleased(companion=companion):
            noted.released[companion] = on
        case ev.WorkshopConfirmed(workshop=workshop):
            noted.held[workshop.value] = on
        case ev.ConfirmationWithdrawn(workshop=workshop):
            del noted.held[workshop.value]
        case ev.MilestoneRecorded(milestone=milestone):
            noted.stated[milestone] = on
        case ev.StandingStated() | ev.DateCorrected():
            note_told(noted, event, on)
        case ev.Paused() | ev.Resumed():
            noted.paused = True


def note_told(noted: Tally, event: ev.StandingStated | ev.DateCorrected, on: date) -> None:
    """A standing and a correction name a milestone."""
    key = event.milestone
    if key == "participation":
        noted.participation = on if isinstance(event, ev.StandingStated) or noted.participation else None
    elif key == "manager" and isinstance(event, ev.StandingStated):
        noted.managers.append([on, None])
    elif key == "manager":
        noted.managers[-1][0] = on
    elif key in WORKSHOPS:
        noted.held[WORKSHOPS[key]] = on
    elif key in STATED:
        noted.stated[key] = on
    elif isinstance(event, ev.DateCorrected):
        noted.companions[event.companion or ""][PEOPLE[key]] = on
    else:
        note_companions(noted, event)


def note_companions(noted: Tally, event: ev.StandingStated) -> None:
    for companion in event.companions:
        days = noted.companions.setdefault(companion, [event.happened_on, None, None])
        for place in range(PEOPLE[event.milestone] + 1):
            days[place] = days[place] or event.happened_on


def stated_milestones(events: list[ev.Event], kind: UnitKind, minimum: int) -> dict[str, date]:
    """The milestones that stand on somebody's word, with their days."""
    noted = tally(events)
    found: dict[str, Any] = dict(noted.stated)
    if kind is UnitKind.GEMEINSAME_EINRICHTUNG:
        found["participation"] = noted.participation
    found["manager"] = min((since for since, _ in noted.managers if since), default=None)
    for key, place in PEOPLE.items():
        needed = 1 if key == "companion_admitted" else minimum
        days = sorted(day for c in noted.companions.values() if (day := c[place]) is not None)
        found[key] = days[needed - 1] if len(days) >= needed else None
    for key, workshop in WORKSHOPS.items():
        found[key] = noted.held.get(workshop)
    return {key: on for key, on in found.items() if on is not None}


def earliest_opening(reached: dict[str, date]) -> date | None:
    """The first day on which consolidation can open, pauses aside; None while something is missing for it."""
    if not {"offer_announced", "implementation_workshop"} <= set(reached):
        return None
    return max(reached["offer_announced"], add_months(reached["implementation_workshop"], 6))


def in_place(events: list[ev.Event], on: date, kind: UnitKind, minimum: int) -> bool:
    """Whether the required manager and enough qualified companions are in place on that day."""
    noted = tally(events)
    managed = any(since and since <= on and (until is None or until > on) for since, until in noted.managers)
    qualified = [
        c
        for c, days in noted.companions.items()
        if (day := days[2]) is not None and day <= on and noted.released.get(c, date.max) > on
    ]
    return (managed or kind is UnitKind.GEMEINSAME_EINRICHTUNG) and len(qualified) >= minimum

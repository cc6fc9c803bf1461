"""What people are told: which events are worth a notice, whom it concerns, and on which days there is a digest.

A notice names its event and nothing else. Who fills the functions it concerns, and where mail for them goes, is looked
up when it is sent.
"""

from __future__ import annotations

import hashlib
from collections.abc import Collection
from dataclasses import dataclass
from datetime import date, timedelta
from enum import StrEnum

from models import events as ev
from models.calendar import SATURDAY, WorkingCalendar
from models.organisation import Function
from models.periods.events import PeriodEvent
from models.permissions import Grant, UnitScope, covers
from models.seat_commands import WaveOutcome
from models.waves.events import WaveEvent


class NoticeKind(StrEnum):
    """``IMMEDIATE`` ones change a date of somebody's; the others wait for the next digest."""

    REMINDER = "reminder"
    SUSTAINMENT = "sustainment"
    WORKSHOP_PLANNED = "workshop_planned"
    WORKSHOP_MOVED = "workshop_moved"
    WORKSHOP_CANCELLED = "workshop_cancelled"
    DUE_DATE_CHANGED = "due_date_changed"
    JOINED_WAVE = "joined_wave"
    MOVED_SEAT = "moved_seat"
    LEFT_WAVE = "left_wave"
    DECLINED_WAVE = "declined_wave"


class DeliveryState(StrEnum):
    """What became of a mail. REFUSED: for good; EXPIRED: tried for days; NEEDLESS: it concerned them no more."""

    WAITING = "waiting"
    SENT = "sent"
    REFUSED = "refused"
    EXPIRED = "expired"
    NEEDLESS = "needless"


WORKSHOPS = frozenset({NoticeKind.WORKSHOP_PLANNED, NoticeKind.WORKSHOP_MOVED, NoticeKind.WORKSHOP_CANCELLED})
MEMBERSHIPS = frozenset({NoticeKind.JOINED_WAVE, NoticeKind.MOVED_SEAT, NoticeKind.LEFT_WAVE, NoticeKind.DECLINED_WAVE})
IMMEDIATE = WORKSHOPS | MEMBERSHIPS | {NoticeKind.DUE_DATE_CHANGED}
ESCALATED = 2
"""From this reminder on the regional lead is told as well."""


@dataclass(frozen=True, slots=True)
class Notice:
    """``obligation`` is the step it is about; ``level`` counts reminders, and looks back after the rollout."""

    kind: NoticeKind
    obligation: str | None = None
    level: int = 0


def notice_of(event: ev.Event | WaveEvent | PeriodEvent) -> Notice | None:
    """The notice that an event is worth, if any."""
    match event:
        case ev.ReminderDue():
            return Notice(NoticeKind.REMINDER, event.obligation, event.level)
        case ev.SustainmentChecked() if event.missing:
            return Notice(NoticeKind.SUSTAINMENT, None, event.check + 1)
        case ev.WorkshopPlanned() | ev.WorkshopMoved() | ev.WorkshopCancelled():
            return Notice(NoticeKind(event.type))
        case ev.LeftWave() if event.outcome is WaveOutcome.QUALIFIED:
            return None  # the course was: nobody's day changes
        case ev.JoinedWave() | ev.MovedSeat() | ev.LeftWave() | ev.DeclinedWave():
            return Notice(NoticeKind(event.type))
        case ev.DueDateChanged():
            return Notice(NoticeKind.DUE_DATE_CHANGED, event.obligation)
        case _:
            return None


Post = tuple[Function, str]


def posts_told(kind: NoticeKind, place: UnitScope, holder: Post | None) -> frozenset[Post]:
    """The functions, with their scopes, that are told at once; ``holder`` is the step's, None once it is settled.

    A seat's step is to nominate for it, and whoever held it last is told of the seat for as long as there is one.
    """
    if kind in WORKSHOPS:
        team = {(Function.AQUA_LEAD, place.aqua_team)} if place.aqua_team is not None else set()
        return frozenset({*team, (Function.MANAGER, place.unit_id)})
    held = {holder} if holder is not None else set()
    if kind in MEMBERSHIPS:  # a wave asks hundreds of offices at once: each of its own, the others read their digests
        return frozenset({*held, (Function.MANAGER, place.unit_id)})
    return frozenset(held)


def grant_told(grants: Collection[Grant], posts: Collection[Post], place: UnitScope, on: date) -> Grant | None:
    """The grant by which a person is told, one of their own before a substitution; None when it does not concern them.

    ``place`` is the office it is about: whoever no longer sees it is told nothing.
    """
    fitting = [g for g in grants if g.is_valid(on) and (g.effective, g.scope) in posts and covers(g, place)]
    return min(fitting, key=lambda g: (g.acting_for is not None, g.effective, g.scope), default=None)


def address_hash(address: str) -> str:
    """Tells whether an address is still the one that was refused, without keeping it."""
    return hashlib.sha256(address.strip().lower().encode()).hexdigest()


# --- digests -------------------------------------------------------------------------------------------------


def digest_is_due(items: frozenset[str], told: frozenset[str], calendar: WorkingCalendar | None, day: date) -> bool:
    """Whether a person is written to on ``day``: something is new, or a week begins and something is open.

    ``items`` are references to what the digest would list, ``told`` those of the digest before. Without a calendar
    only weekends are free.
    """
    if not items or not _is_working_day(calendar, day):
        return False
    return bool(items - told) or _begins_week(calendar, day)


def _begins_week(calendar: WorkingCalendar | None, day: date) -> bool:
    """Mondays, or the first working day after one that is free."""
    monday = day - timedelta(days=day.weekday())
    return not any(_is_working_day(calendar, monday + timedelta(days=n)) for n in range(day.weekday()))


def _is_working_day(calendar: WorkingCalendar | None, day: date) -> bool:
    return calendar.is_working_day(day) if calendar is not None else day.weekday() < SATURDAY

"""The state of one unit's rollout, as folded from its events. Everything that matters about it is in here."""

from __future__ import annotations

from datetime import date
from enum import StrEnum
from typing import Any, Self

from pydantic import BaseModel, ConfigDict

from models.calendar import Break, SharedCalendar, Term
from models.commands import By, HeadCount
from models.organisation import UnitKind
from models.programme import Milestone, Necessity, SharedProgramme, WorkshopKind
from models.rollout.past import Past
from models.seat_commands import ParticipationOutcome, WaveOutcome


class Part(BaseModel):
    """Frozen; stored in histories and in ``heads.state``, hence unknown fields are tolerated and all have defaults."""

    model_config = ConfigDict(frozen=True, extra="ignore")

    def but(self, **changes: Any) -> Self:  # noqa: ANN401 - the fields differ by class; evolve's tests cover the names
        """A copy with some fields changed."""
        return self.model_copy(update=changes)


class SideState(StrEnum):
    NONE = "none"
    PAUSED = "paused"
    NOT_PARTICIPATING = "not_participating"
    MERGED = "merged"
    CLOSED = "closed"


class Participation(Part):
    takes_part: bool
    decided_on: date
    by: By
    recorded_on: date
    stated: bool = False


class ManagerPeriod(Part):
    since: date
    until: date | None = None
    holder: str | None = None
    by: By
    recorded_on: date
    stated: bool = False


class Companion(Part):
    id: str
    nominated_on: date
    admitted_on: date | None = None
    qualified_on: date | None = None
    released_on: date | None = None
    course: str | None = None
    reservation: str | None = None
    by: By
    admitted_by: By | None = None
    qualified_by: By | None = None
    recorded_on: date
    stated: bool = False
    admitted_stated: bool = False
    qualified_stated: bool = False

    @property
    def is_active(self) -> bool:
        return self.released_on is None

    def is_qualified_on(self, day: date) -> bool:
        """Whether this companion was active and qualified on ``day``."""
        qualified = self.qualified_on is not None and self.qualified_on <= day
        return qualified and (self.released_on is None or self.released_on > day)


class Workshop(Part):
    """One workshop of the unit; a withdrawn confirmation makes it planned again, a cancelled one removes the plan.

    ``planned_since``: the day on which the present plan was made.
    """

    planned_on: date | None = None
    planned_by: By | None = None
    planned_since: date | None = None
    course: str | None = None
    returned_on: date | None = None
    held_on: date | None = None
    headcount: HeadCount | None = None
    confirmed_by: By | None = None
    recorded_on: date | None = None
    stated: bool = False
    asked_since: date | None = None


class Recorded(Part):
    """A milestone that somebody stated."""

    happened_on: date
    by: By
    recorded_on: date
    stated: bool = False


class Reached(Part):
    """A milestone that is reached: its day, when it became known, and whether it was taken over („übernommen“)."""

    happened_on: date
    recorded_on: date
    stated: bool = False

    @property
    def known_from(self) -> date:
        """The day from which steps that follow can be owed: a standing taken over opens them when it is told."""
        return self.recorded_on if self.stated else self.happened_on


class PausePeriod(Part):
    since: date
    until: date | None = None
    reason: str
    review_on: date | None = None


class DueChange(Part):
    """``since``: the day of the change; what a pause takes from the days after it moves the due date on."""

    due_on: date
    reason: str
    since: date | None = None


class Check(Part):
    check: int
    happened_on: date
    missing: tuple[str, ...] = ()


class GateStanding(StrEnum):
    """Where the staff representation's participation stands, for those who wait for a seat of the wave."""

    NONE_NEEDED = "none_needed"
    TO_REQUEST = "to_request"
    REQUESTED = "requested"
    CLEARED = "cleared"
    REFUSED = "refused"


class Gate(Part):
    """Participation of the staff representation in one membership: dates and outcomes.

    ``waived`` is why none is needed (a code). ``about`` are the companions of the last request, ``cleared`` those whose
    selection is settled; of these, ``refilled`` filled a seat again too late to ask. ``reply_within`` is the time to
    reply to the last request.
    """

    waived: str | None = None
    requested_on: date | None = None
    reply_within: Term | None = None
    about: tuple[str, ...] = ()
    outcome: ParticipationOutcome | None = None
    decided_on: date | None = None
    cleared: tuple[str, ...] = ()
    refilled: tuple[str, ...] = ()


class SeatsOnce(Part):
    """So many seats there were, until the day before ``until``."""

    seats: int
    until: date


class Membership(Part):
    """The office's part in a qualification wave: ``seats`` in ``course`` under ``reservation``, until ``left_on``.

    ``seats_at_first``: how many there were until the nominations closed, where some went back then; ``seats_before``:
    how many there were until the wave said otherwise. ``waits_since``: the seat is lost (``waits_why``: a code), the
    office waits for another course. ``again_on``: with that, its time to nominate began anew.
    """

    wave: str
    reservation: str
    course: str
    course_starts_on: date
    seats: int
    seats_at_first: int | None = None
    seats_before: tuple[SeatsOnce, ...] = ()
    nominate_within: int
    asked_on: date
    urgent: bool = False
    nominations_closed_on: date | None = None
    waits_since: date | None = None
    waits_why: str | None = None
    again_on: date | None = None
    gate: Gate = Gate()
    left_on: date | None = None
    outcome: WaveOutcome | None = None

    @property
    def runs_from(self) -> date:
        """The day from which its days to nominate are counted."""
        return self.again_on or self.asked_on


class Ended(Part):
    on: date
    successor: str | None = None


class UnitState(Part):
    """One unit's rollout. ``reached`` is kept equal to what the evidence says by ``decide`` (see evidence.py)."""

    unit_id: str
    kind: UnitKind
    region: str | None
    aqua_team: str | None = None
    aqua_since: date | None = None
    programme: SharedProgramme
    calendar: SharedCalendar
    rules_version: int = 1
    started_on: date
    started_recorded_on: date
    participation: Participation | None = None
    managers: tuple[ManagerPeriod, ...] = ()
    companions: tuple[Companion, ...] = ()
    workshops: dict[WorkshopKind, Workshop] = {}
    recorded: dict[str, Recorded] = {}
    waited: dict[str, date] = {}
    reached: dict[str, Reached] = {}
    checks: tuple[Check, ...] = ()
    pauses: tuple[PausePeriod, ...] = ()
    due_changes: dict[str, DueChange] = {}
    reminded: dict[str, int] = {}
    ended: Ended | None = None
    memberships: tuple[Membership, ...] = ()
    past: Past = Past()

    # --- questions everybody asks --------------------------------------------------------------------------

    @property
    def milestones(self) -> list[Milestone]:
        return self.programme.applicable(self.kind)

    def is_required(self, key: str) -> bool:
        milestone = self.programme.by_key.get(key)
        return milestone is not None and milestone.necessity_for(self.kind) is Necessity.REQUIRED

    def is_satisfied(self, key: str) -> bool:
        """Reached, or not required of this kind of office."""
        return key in self.reached or not self.is_required(key)

    @property
    def is_undecided(self) -> bool:
        """Whether the office has still to decide if it takes part."""
        return self.participation is None and self.programme.asks_for_participation(self.kind)

    @property
    def manager(self) -> ManagerPeriod | None:
        last = self.managers[-1] if self.managers else None
        return last if last is not None and last.until is None else None

    @property
    def pause(self) -> PausePeriod | None:
        last = self.pauses[-1] if self.pauses else None
        return last if last is not None and last.until is None else None

    @property
    def membership(self) -> Membership | None:
        """The office's place in a qualification wave, while it has one."""
        last = self.memberships[-1] if self.memberships else None
        return last if last is not None and last.left_on is None else None

    @property
    def breaks(self) -> tuple[Break, ...]:
        """Ended pauses; the days of a running one cannot be counted yet."""
        return tuple(Break(since=p.since, until=p.until) for p in self.pauses if p.until is not None)

    @property
    def qualified(self) -> int:
        """Active qualified companions now."""
        return sum(c.qualified_on is not None and c.released_on is None for c in self.companions)

    @property
    def side_state(self) -> SideState:
        if self.ended is not None:
            return SideState.MERGED if self.ended.successor else SideState.CLOSED
        if self.participation is not None and not self.participation.takes_part:
            return SideState.NOT_PARTICIPATING
        return SideState.PAUSED if self.pause is not None else SideState.NONE

    def companion(self, companion_id: str) -> Companion | None:
        return next((c for c in self.companions if c.id == companion_id), None)

    def workshop(self, kind: WorkshopKind) -> Workshop:
        return self.workshops.get(kind, Workshop())

    @property
    def stage(self) -> str:
        """The last stage such that its milestones and those of all stages before it are satisfied."""
        current = self.programme.stages[0].key
        for stage in self.programme.stages[1:]:
            if not all(self.is_satisfied(key) for key in stage.entered_when):
                break
            current = stage.key
        return current

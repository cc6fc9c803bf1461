"""The state of one wave, as folded from its events. Everything that matters about it is in here."""

from __future__ import annotations

from datetime import date
from enum import StrEnum
from typing import Any, Self

from pydantic import BaseModel, ConfigDict

from models.calendar import SharedCalendar, WorkingCalendar
from models.programme import WorkshopKind
from models.rollout.state import GateStanding
from models.waves.plan import RANK, TERMINAL, MemberState, StoredCourse, StoredPlan


class Part(BaseModel):
    """Frozen and stored for years: unknown fields are tolerated, and what is at its default is not written."""

    model_config = ConfigDict(frozen=True, extra="ignore")

    def but(self, **changes: Any) -> Self:  # noqa: ANN401 - the fields differ by class; evolve's tests cover the names
        """A copy with some fields changed."""
        return self.model_copy(update=changes)


class WaveStatus(StrEnum):
    """``draft`` and ``previewed`` are plans that nobody has started: they have no state yet."""

    DRAFT = "draft"
    PREVIEWED = "previewed"
    SCHEDULED = "scheduled"
    RUNNING = "running"
    PAUSED = "paused"
    COMPLETED = "completed"
    ABORTED = "aborted"


class PauseCause(StrEnum):
    """LOOK and NO_COURSE hold back the next group only; the others hold back everything that is not in flight.

    NO_COURSE: everybody left waits for a seat, and no course lies ahead. It ends when there is one.
    """

    PERSON = "person"
    STOP_RULE = "stop_rule"
    LOOK = "look"
    NO_COURSE = "no_course"


class CourseStatus(StrEnum):
    PLANNED = "planned"
    MOVED = "moved"
    CANCELLED = "cancelled"
    CLOSED = "closed"


class Explanation(Part):
    """Why an office got its seats, or waits: coverage ``have`` of ``need``, waiting since, its place in the order.

    ``front``: it lost its seats through no doing of its own. ``wanted`` and ``seats`` differ where there were fewer.
    ``passed_over``: courses in the order of their start that were not the one, with a code each; ``more``: so many more
    that are not listed. ``course`` None: none.
    """

    place: int
    of: int
    have: int
    need: int
    waiting_since: date | None = None
    front: bool = False
    wanted: int = 1
    seats: int = 0
    course: str | None = None
    passed_over: tuple[tuple[str, str], ...] = ()
    more: int = 0


class Blocked(Part):
    """The office refused ``step``: it is not asked again before something changes there; ``waits``: before tomorrow."""

    step: str
    why: str
    on: date
    waits: bool = False


class Member(Part):
    """One office in the wave.

    ``demand``: seats it is to have; ``have`` of ``need`` companions were qualified when the wave was prepared.
    ``seats`` are granted in ``course`` under ``reservation``, ``confirmed`` of them taken by admitted companions.
    ``joined``: the office counts itself in this wave; ``in_doubt``: perhaps, for its answer was never heard. ``seq``:
    its head when last heard of. ``serial`` rises whenever what the office has to be told changes, ``told`` is the last
    accepted. ``nominated`` wait for a seat (``cleared``: selection settled), ``admitted`` have one, ``qualified`` are
    those of them who are (opaque ids). ``since``: day of the present state, ``heard_on``: day on which something
    changed at the office. ``why``: code of how it ended, or of the last seat it lost.
    ``workshop``, ``workshop_on``: what it knows of the course's workshop; ``workshop_refused``: a day it refused.
    """

    unit_id: str
    code: str
    region: str | None = None
    group: int = 0
    calendar: str | None = None
    demand: int = 1
    have: int = 0
    need: int = 1
    waiting_since: date | None = None
    state: MemberState = MemberState.PLANNED
    since: date | None = None
    round: int = 1
    why: str | None = None
    asked: bool = False
    # --- the seat
    reservation: str | None = None
    course: str | None = None
    seats: int = 0
    confirmed: int = 0
    wanted: int | None = None
    front: bool = False
    serial: int = 0
    told: int = 0
    changed_on: date | None = None
    because: str | None = None
    explained: Explanation | None = None
    # --- what the office said
    joined: bool = False
    in_doubt: bool = False
    seq: int = 0
    heard_on: date | None = None
    nominate_by: date | None = None
    nominated: tuple[str, ...] = ()
    cleared: tuple[str, ...] = ()
    gate: GateStanding = GateStanding.NONE_NEEDED
    gate_due_on: date | None = None
    admitted: tuple[str, ...] = ()
    qualified: tuple[str, ...] = ()
    workshop: WorkshopKind | None = None
    workshop_on: date | None = None
    workshop_refused: date | None = None
    blocked: Blocked | None = None

    @property
    def is_terminal(self) -> bool:
        return self.state in TERMINAL

    @property
    def is_out(self) -> bool:
        """Whether it is certain that the office does not count itself in."""
        return not (self.joined or self.in_doubt)

    @property
    def wants(self) -> int:
        """Seats to look for: for all who are admitted; besides, as many as it lost, or its demand."""
        others = 0 if self.state is MemberState.ADMITTED else self.wanted or self.demand
        return max(len(self.admitted), others)

    @property
    def pending(self) -> tuple[str, ...]:
        """Nominated companions for whom there is a seat that nobody has yet."""
        return self.nominated[: max(0, self.seats - len(self.admitted))]

    @property
    def is_cleared(self) -> bool:
        return self.gate in (GateStanding.NONE_NEEDED, GateStanding.CLEARED)

    @property
    def admissible(self) -> tuple[str, ...]:
        """Those of them who can be admitted now: nobody waits for the say about somebody else."""
        return self.pending if self.is_cleared else tuple(c for c in self.pending if c in self.cleared)

    def has_reached(self, state: MemberState) -> bool:
        """Whether it has come so far and still stands there."""
        return self.state in RANK and RANK[self.state] >= RANK.get(state, len(RANK))


class Course(Part):
    """A course and its seats: ``reserved`` for offices that were asked, ``confirmed`` for admitted companions.

    ``held``: module -> day. ``because``: reason of the last move or of the cancellation.
    """

    plan: StoredCourse
    status: CourseStatus = CourseStatus.PLANNED
    reserved: int = 0
    confirmed: int = 0
    held: dict[str, date] = {}
    because: str | None = None
    closed_on: date | None = None

    @property
    def granted(self) -> int:
        return self.reserved + self.confirmed

    @property
    def free(self) -> int:
        """Seats that can still be granted; a course that is cancelled or closed has none."""
        return max(0, self.plan.max_seats - self.granted) if self.is_open else 0

    @property
    def missing(self) -> int:
        """Seats that are still to be granted until the course has its smallest number."""
        return max(0, self.plan.min_seats - self.granted) if self.is_open else 0

    @property
    def is_open(self) -> bool:
        return self.status in (CourseStatus.PLANNED, CourseStatus.MOVED)

    def is_ahead(self, today: date) -> bool:
        """Open, and not begun: seats can still be granted."""
        return self.is_open and self.plan.starts_on > today


class Group(Part):
    """``pilot`` is the first, if there is one; ``region`` names a group by region.

    ``accepted``: how many failed or declined when the stop rule last paused the wave; it takes more to pause again.
    """

    number: int
    pilot: bool = False
    region: str | None = None
    opened_on: date | None = None
    accepted: int = 0


class Pause(Part):
    cause: PauseCause
    since: date
    reason: str | None = None
    group: int | None = None


class LeftOut(Part):
    """An office that the filter means and that is not in the wave, or a code that nobody knows."""

    code: str
    reason: str
    unit_id: str | None = None


class WaveState(Part):
    """One wave. ``groups`` by number, ``courses`` by id, ``members`` by unit id."""

    wave_id: str
    plan: StoredPlan
    status: WaveStatus = WaveStatus.SCHEDULED
    rules_version: int = 1
    prepared_on: date
    started_on: date | None = None
    ended_on: date | None = None
    ended_why: str | None = None
    pause: Pause | None = None
    groups: tuple[Group, ...] = ()
    courses: dict[str, Course] = {}
    members: dict[str, Member] = {}
    left_out: tuple[LeftOut, ...] = ()
    calendars: tuple[SharedCalendar, ...] = ()

    # --- questions everybody asks --------------------------------------------------------------------------

    @property
    def is_over(self) -> bool:
        return self.status in (WaveStatus.COMPLETED, WaveStatus.ABORTED)

    @property
    def goes_on(self) -> bool:
        """Whether offices are asked and seats granted: it runs, or only waits for somebody's look or for a course."""
        held_back = self.pause is not None and self.pause.cause not in (PauseCause.LOOK, PauseCause.NO_COURSE)
        return self.status is WaveStatus.RUNNING or (self.status is WaveStatus.PAUSED and not held_back)

    @property
    def group(self) -> Group | None:
        """The group opened last."""
        return next((g for g in reversed(self.groups) if g.opened_on is not None), None)

    @property
    def next_group(self) -> Group | None:
        return next((g for g in self.groups if g.opened_on is None), None)

    @property
    def by_code(self) -> dict[str, Member]:
        return {member.code: member for member in self.members.values()}

    @property
    def by_calendar(self) -> dict[str, WorkingCalendar]:
        return {calendar.id: calendar for calendar in self.calendars}

    def in_group(self, number: int) -> list[Member]:
        return [m for m in self.members.values() if m.group == number]

    def course_of(self, member: Member) -> Course | None:
        return self.courses[member.course] if member.course is not None else None

    def in_course(self, course: str) -> list[Member]:
        return [m for m in self.members.values() if m.course == course]

    def count(self, state: MemberState) -> int:
        return sum(m.state is state for m in self.members.values())

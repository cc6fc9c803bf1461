"""What has happened in one wave: the only way its state changes, and what the journal keeps.

As in ``models.events``: ``happened_on`` is the day it happened, ``recorded_on`` the day it was told to us. Ids, codes
and dates only. Fields may be added with a default, never renamed, removed, made required or given another default.
"""

from __future__ import annotations

from datetime import date
from typing import Annotated, Literal, get_args

from pydantic import BaseModel, ConfigDict, Field, TypeAdapter

from models.calendar import SharedCalendar
from models.commands import By
from models.programme import WorkshopKind
from models.rollout.state import GateStanding
from models.waves.courses import Module
from models.waves.plan import MemberState, StoredCourse, StoredPlan
from models.waves.state import Explanation, Group, LeftOut, Member, PauseCause


class _Event(BaseModel):
    model_config = ConfigDict(frozen=True, extra="ignore")

    happened_on: date
    recorded_on: date
    by: By
    note_id: str | None = None


# --- the wave as a whole ---------------------------------------------------------------------------------------


class WavePrepared(_Event):
    """A wave begins its life: plan, members, groups and calendars (of the time it may take) by value."""

    type: Literal["wave_prepared"] = "wave_prepared"
    wave_id: str
    plan: StoredPlan
    members: tuple[Member, ...]
    groups: tuple[Group, ...]
    left_out: tuple[LeftOut, ...] = ()
    calendars: tuple[SharedCalendar, ...] = ()
    rules_version: int = 1
    origin: Literal["person", "demo"] = "person"


class WaveStarted(_Event):
    type: Literal["wave_started"] = "wave_started"


class WavePaused(_Event):
    """``reason`` is what a person chose; ``fallen`` how many of ``group`` had failed or declined (stop rule)."""

    type: Literal["wave_paused"] = "wave_paused"
    cause: PauseCause = PauseCause.PERSON
    reason: str | None = None
    group: int | None = None
    fallen: int = 0
    asked: int = 0


class WaveResumed(_Event):
    type: Literal["wave_resumed"] = "wave_resumed"


class WaveAborted(_Event):
    """Offices that had not finished are withdrawn and lose their seats; those that had (``finished``) keep all."""

    type: Literal["wave_aborted"] = "wave_aborted"
    reason: str
    finished: int
    withdrawn: int


class WaveCompleted(_Event):
    """Every office has come to its end, and none that failed could still be asked again."""

    type: Literal["wave_completed"] = "wave_completed"
    qualified: int
    declined: int = 0
    failed: int = 0
    withdrawn: int = 0


class GroupOpened(_Event):
    type: Literal["wave_group_opened"] = "wave_group_opened"
    group: int


# --- seats -----------------------------------------------------------------------------------------------------


class _OfMember(_Event):
    unit_id: str


class SeatsReserved(_OfMember):
    """``unit_id`` was granted ``seats`` in ``course``; ``explained`` says by which place in the order."""

    type: Literal["seats_reserved"] = "seats_reserved"
    course: str
    reservation: str
    seats: int
    explained: Explanation | None = None


class SeatsReleased(_OfMember):
    """``seats`` of ``unit_id`` are free again. ``front``: it lost them all through no doing of its own."""

    type: Literal["seats_released"] = "seats_released"
    course: str
    seats: int
    why: str
    front: bool = False


class SeatsConfirmed(_OfMember):
    """Companions were admitted to seats that were reserved."""

    type: Literal["seats_confirmed"] = "seats_confirmed"
    course: str
    companions: tuple[str, ...]


# --- one office ------------------------------------------------------------------------------------------------


class _Heard(_OfMember):
    """What the office said of itself; see ``models.waves.report.Report``."""

    seq: int = 0
    nominate_by: date | None = None
    nominated: tuple[str, ...] = ()
    gate: GateStanding = GateStanding.NONE_NEEDED
    gate_due_on: date | None = None
    admitted: tuple[str, ...] = ()
    qualified: tuple[str, ...] = ()


class MemberAdded(_Event):
    """A late joiner, or an office that was out and is in again."""

    type: Literal["member_added"] = "member_added"
    member: Member
    calendar: SharedCalendar | None = None


class MemberJoined(_Heard):
    """The office counts itself in. ``state``: where it stands at once; ``told``: serial of what it was told."""

    type: Literal["member_joined"] = "member_joined"
    state: MemberState = MemberState.INVITED
    told: int = 0


class MemberReported(_Heard):
    """Something changed at the office."""

    type: Literal["member_reported"] = "member_reported"


class MemberTold(_OfMember):
    """The office accepted ``step``; ``workshop`` and its day are what it knows now of the course's workshop."""

    type: Literal["member_told"] = "member_told"
    step: str
    serial: int
    workshop: WorkshopKind | None = None
    workshop_on: date | None = None


class MemberBlocked(_OfMember):
    """The office refused ``step`` by the name ``why``. ``waits``: only for the moment.

    A workshop (its day) that is refused for good is noted and holds nothing up.
    """

    type: Literal["member_blocked"] = "member_blocked"
    step: str
    why: str
    waits: bool = False
    workshop_on: date | None = None


class MemberUnblocked(_OfMember):
    type: Literal["member_unblocked"] = "member_unblocked"


class MemberLeft(_OfMember):
    """The office no longer counts itself in."""

    type: Literal["member_left"] = "member_left"
    seq: int = 0


class MemberInvited(_OfMember):
    """Back to nominating: nobody is nominated any more, and there is still time."""

    type: Literal["member_invited"] = "member_invited"


class MemberNominated(_OfMember):
    type: Literal["member_nominated"] = "member_nominated"


class MemberAtGate(_OfMember):
    type: Literal["member_at_gate"] = "member_at_gate"


class MemberAdmitted(_OfMember):
    type: Literal["member_admitted"] = "member_admitted"


class MemberQualified(_OfMember):
    type: Literal["member_qualified"] = "member_qualified"


class MemberDeclined(_OfMember):
    type: Literal["member_declined"] = "member_declined"


class MemberFailed(_OfMember):
    type: Literal["member_failed"] = "member_failed"
    why: str


class MemberWithdrawn(_OfMember):
    type: Literal["member_withdrawn"] = "member_withdrawn"
    why: str


class MemberRetried(_Event):
    """A failed office is asked once more: a new round, a new reservation."""

    type: Literal["member_retried"] = "member_retried"
    unit_id: str
    round: int
    demand: int


# --- courses ---------------------------------------------------------------------------------------------------


class CoursePlanned(_Event):
    type: Literal["course_planned"] = "course_planned"
    course: StoredCourse


class CourseMoved(_Event):
    type: Literal["course_moved"] = "course_moved"
    course: str
    starts_on: date
    ends_on: date
    modules: tuple[Module, ...] = ()
    workshop_on: date | None = None
    was: date
    reason: str


class CourseCancelled(_Event):
    type: Literal["course_cancelled"] = "course_cancelled"
    course: str
    reason: str


class CourseClosed(_Event):
    """``happened_on`` is the day it was closed; whoever is not qualified there has failed."""

    type: Literal["course_closed"] = "course_closed"
    course: str


class ModuleHeld(_Event):
    """``happened_on`` is the day the module was held (its last, if it had several)."""

    type: Literal["course_module_held"] = "course_module_held"
    course: str
    module: str


WaveEvent = Annotated[
    WavePrepared
    | WaveStarted
    | WavePaused
    | WaveResumed
    | WaveAborted
    | WaveCompleted
    | GroupOpened
    | SeatsReserved
    | SeatsReleased
    | SeatsConfirmed
    | MemberAdded
    | MemberJoined
    | MemberReported
    | MemberTold
    | MemberBlocked
    | MemberUnblocked
    | MemberLeft
    | MemberInvited
    | MemberNominated
    | MemberAtGate
    | MemberAdmitted
    | MemberQualified
    | MemberDeclined
    | MemberFailed
    | MemberWithdrawn
    | MemberRetried
    | CoursePlanned
    | CourseMoved
    | CourseCancelled
    | CourseClosed
    | ModuleHeld,
    Field(discriminator="type"),
]
OfMember = (
    SeatsReserved
    | SeatsReleased
    | SeatsConfirmed
    | MemberJoined
    | MemberReported
    | MemberTold
    | MemberBlocked
    | MemberUnblocked
    | MemberLeft
    | MemberInvited
    | MemberNominated
    | MemberAtGate
    | MemberAdmitted
    | MemberQualified
    | MemberDeclined
    | MemberFailed
    | MemberWithdrawn
)
"""Events that change one member and nothing else."""
OF_MEMBERS = get_args(OfMember)
wave_event_adapter: TypeAdapter[WaveEvent] = TypeAdapter(WaveEvent)

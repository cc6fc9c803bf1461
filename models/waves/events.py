"""What has happened in one wave: the only way its state changes, and what the journal keeps.

As in ``models.events``: ids, codes and dates only. Fields may be added with a default, never renamed, removed, made
required or given another default.
"""

from __future__ import annotations

from datetime import date
from typing import Annotated, Literal

from pydantic import Field, TypeAdapter

from models.calendar import SharedCalendar
from models.programme import WorkshopKind
from models.waves.course_events import CourseCancelled, CourseClosed, CourseMoved, CoursePlanned, ModuleHeld
from models.waves.happened import Happened, Heard, OfMember
from models.waves.plan import MemberState, StoredPlan
from models.waves.state import Explanation, Group, LeftOut, Member, PauseCause

# --- the wave as a whole ---------------------------------------------------------------------------------------


class WavePrepared(Happened):
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


class WaveStarted(Happened):
    type: Literal["wave_started"] = "wave_started"


class WavePaused(Happened):
    """``reason`` is what a person chose; ``fallen`` how many of ``group`` had failed or declined (stop rule).

    ``waiting``: how many offices wait for a course, where none lies ahead.
    """

    type: Literal["wave_paused"] = "wave_paused"
    cause: PauseCause = PauseCause.PERSON
    reason: str | None = None
    group: int | None = None
    fallen: int = 0
    asked: int = 0
    waiting: int = 0


class WaveResumed(Happened):
    type: Literal["wave_resumed"] = "wave_resumed"


class WaveAborted(Happened):
    """Offices that had not finished are withdrawn and lose their seats; those that had (``finished``) keep all."""

    type: Literal["wave_aborted"] = "wave_aborted"
    reason: str
    finished: int
    withdrawn: int


class WaveCompleted(Happened):
    """Every office has come to its end, and none that failed could still be asked again."""

    type: Literal["wave_completed"] = "wave_completed"
    qualified: int
    declined: int = 0
    failed: int = 0
    withdrawn: int = 0


class GroupOpened(Happened):
    type: Literal["wave_group_opened"] = "wave_group_opened"
    group: int


# --- seats -----------------------------------------------------------------------------------------------------


class SeatsReserved(OfMember):
    """``unit_id`` was granted ``seats`` in ``course``; ``explained`` says by which place in the order."""

    type: Literal["seats_reserved"] = "seats_reserved"
    course: str
    reservation: str
    seats: int
    explained: Explanation | None = None


class SeatsReleased(OfMember):
    """``seats`` of ``unit_id`` are free again. ``front``: it lost them all through no doing of its own.

    ``tells``: it keeps others, and is to be told how many.
    """

    type: Literal["seats_released"] = "seats_released"
    course: str
    seats: int
    why: str
    front: bool = False
    tells: bool = False


class SeatsConfirmed(OfMember):
    """Companions were admitted to seats that were reserved."""

    type: Literal["seats_confirmed"] = "seats_confirmed"
    course: str
    companions: tuple[str, ...]


class SeatsReopened(OfMember):
    """Admitted companions have departed, and the office keeps their ``seats`` while it has time to nominate others."""

    type: Literal["seats_reopened"] = "seats_reopened"
    course: str
    seats: int


# --- one office ------------------------------------------------------------------------------------------------


class MemberAdded(Happened):
    """A late joiner, or an office that was out and is in again."""

    type: Literal["member_added"] = "member_added"
    member: Member
    calendar: SharedCalendar | None = None


class MemberJoined(Heard):
    """The office counts itself in. ``state``: where it stands at once; ``told``: serial of what it was told."""

    type: Literal["member_joined"] = "member_joined"
    state: MemberState = MemberState.INVITED
    told: int = 0


class MemberReported(Heard):
    """Something changed at the office."""

    type: Literal["member_reported"] = "member_reported"


class MemberTold(OfMember):
    """The office accepted ``step``; ``workshop`` and its day are what it knows now of the course's workshop."""

    type: Literal["member_told"] = "member_told"
    step: str
    serial: int
    workshop: WorkshopKind | None = None
    workshop_on: date | None = None


class MemberBlocked(OfMember):
    """The office refused ``step`` by the name ``why``. ``waits``: only for the moment.

    A workshop (its day) that is refused for good is noted and holds nothing up.
    """

    type: Literal["member_blocked"] = "member_blocked"
    step: str
    why: str
    waits: bool = False
    workshop_on: date | None = None


class MemberUnblocked(OfMember):
    type: Literal["member_unblocked"] = "member_unblocked"


class MemberLeft(OfMember):
    """The office no longer counts itself in."""

    type: Literal["member_left"] = "member_left"
    seq: int = 0


class MemberInDoubt(OfMember):
    """Its place ends before it was heard whether the office has joined: it is asked until it says that it is out."""

    type: Literal["member_in_doubt"] = "member_in_doubt"


class MemberInvited(OfMember):
    """Back to nominating: nobody is nominated any more, and there is still time."""

    type: Literal["member_invited"] = "member_invited"


class MemberNominated(OfMember):
    type: Literal["member_nominated"] = "member_nominated"


class MemberAtGate(OfMember):
    type: Literal["member_at_gate"] = "member_at_gate"


class MemberAdmitted(OfMember):
    type: Literal["member_admitted"] = "member_admitted"


class MemberQualified(OfMember):
    type: Literal["member_qualified"] = "member_qualified"


class MemberDeclined(OfMember):
    type: Literal["member_declined"] = "member_declined"


class MemberFailed(OfMember):
    type: Literal["member_failed"] = "member_failed"
    why: str


class MemberWithdrawn(OfMember):
    type: Literal["member_withdrawn"] = "member_withdrawn"
    why: str


class MemberRetried(Happened):
    """A failed office is asked once more: a new round, a new reservation."""

    type: Literal["member_retried"] = "member_retried"
    unit_id: str
    round: int
    demand: int


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
    | SeatsReopened
    | MemberAdded
    | MemberJoined
    | MemberReported
    | MemberTold
    | MemberBlocked
    | MemberUnblocked
    | MemberLeft
    | MemberInDoubt
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
wave_event_adapter: TypeAdapter[WaveEvent] = TypeAdapter(WaveEvent)

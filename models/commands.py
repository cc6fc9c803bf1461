"""What people (and the system, from recorded facts) can ask of one unit.

A closed, discriminated union: ``type`` is the tag. Dates are ISO days (``YYYY-MM-DD``), reasons are codes of the
programme. ``note_id`` points at a text that is already stored in SQL: texts never travel through Temporal.
"""

from __future__ import annotations

from datetime import date, datetime
from enum import StrEnum
from typing import Annotated, Literal, get_args

from pydantic import AwareDatetime, BaseModel, ConfigDict, Field, StringConstraints, TypeAdapter

from models.asking import Asked
from models.calendar import WorkingCalendar
from models.organisation import Function, OpaqueId, UnitCode
from models.programme import Key, WorkshopKind
from models.seat_commands import (
    DeclineWave,
    JoinWave,
    LeaveWave,
    MoveSeat,
    RecordParticipation,
    RequestParticipation,
)

CommandKey = Annotated[str, StringConstraints(pattern=r"^[A-Za-z0-9._:/-]{1,100}$")]
TeamCode = Annotated[str, StringConstraints(pattern=r"^[A-Za-z0-9-]{1,32}$")]


class HeadCount(StrEnum):
    """How many took part: a band is enough, there is no attendance list."""

    FEW = "1-4"
    SOME = "5-9"
    MANY = "10+"


class StateStanding(Asked):
    """Take over a milestone that was reached before the office was tracked (origin „übernommen“)."""

    type: Literal["state_standing"] = "state_standing"
    milestone: Key
    happened_on: date
    count: Annotated[int, Field(ge=1, le=50)] | None = None


class DecideParticipation(Asked):
    """Record whether a gemeinsame Einrichtung takes part."""

    type: Literal["decide_participation"] = "decide_participation"
    takes_part: bool
    decided_on: date


class AssignManager(Asked):
    """Put a responsible manager in place; a predecessor's time ends on the same day.

    ``holder`` is an opaque reference to a person, made by the API from a person's id; None when the manager has no
    access to the tracker.
    """

    type: Literal["assign_manager"] = "assign_manager"
    since: date
    holder: OpaqueId | None = None


class VacateManager(Asked):
    """Record that the responsible manager has left the function."""

    type: Literal["vacate_manager"] = "vacate_manager"
    vacated_on: date


class NominateCompanion(Asked):
    """Nominate a companion; without an id one is drawn from the command's key."""

    type: Literal["nominate_companion"] = "nominate_companion"
    nominated_on: date
    companion: OpaqueId | None = None


class AdmitCompanion(Asked):
    """Admit a nominated companion to a course; ``reservation`` names the seat that a qualification wave holds."""

    type: Literal["admit_companion"] = "admit_companion"
    companion: OpaqueId
    admitted_on: date
    course: OpaqueId | None = None
    reservation: OpaqueId | None = None


class RecordQualification(Asked):
    """Record that an admitted companion is qualified."""

    type: Literal["record_qualification"] = "record_qualification"
    companion: OpaqueId
    qualified_on: date


class ReleaseCompanion(Asked):
    """Record that a companion no longer has the function; there is no reason to state."""

    type: Literal["release_companion"] = "release_companion"
    companion: OpaqueId
    released_on: date


class PlanWorkshop(Asked):
    """Plan a workshop; the day may lie in the past when it was already held."""

    type: Literal["plan_workshop"] = "plan_workshop"
    workshop: WorkshopKind
    planned_on: date
    course: OpaqueId | None = None


class MoveWorkshop(Asked):
    """Move a planned workshop to another day."""

    type: Literal["move_workshop"] = "move_workshop"
    workshop: WorkshopKind
    planned_on: date
    reason: Key


class CancelWorkshop(Asked):
    """Cancel a planned workshop; it has to be planned anew."""

    type: Literal["cancel_workshop"] = "cancel_workshop"
    workshop: WorkshopKind
    reason: Key


class ConfirmWorkshop(Asked):
    """Confirm that a planned workshop was held on ``held_on``."""

    type: Literal["confirm_workshop"] = "confirm_workshop"
    workshop: WorkshopKind
    held_on: date
    headcount: HeadCount


class WithdrawConfirmation(Asked):
    """Withdraw a confirmation; both facts stay on record."""

    type: Literal["withdraw_confirmation"] = "withdraw_confirmation"
    workshop: WorkshopKind
    reason: Key


class ReturnToRegion(Asked):
    """Say that confirming this workshop is not this team's responsibility; the regional lead takes over."""

    type: Literal["return_to_region"] = "return_to_region"
    workshop: WorkshopKind
    reason: Key


class RecordMilestone(Asked):
    """Record a milestone that the programme marks as stated; derived ones refuse it."""

    type: Literal["record_milestone"] = "record_milestone"
    milestone: Key
    happened_on: date


class Pause(Asked):
    """Let the office rest; all clocks stop. ``review_on`` asks the regional lead to look again."""

    type: Literal["pause"] = "pause"
    since: date
    reason: Key
    review_on: date | None = None


class Resume(Asked):
    """End a pause; due dates move on by the working days it lasted."""

    type: Literal["resume"] = "resume"
    resumed_on: date


class ChangeDueDate(Asked):
    """Set another due date for the open step of a milestone."""

    type: Literal["change_due_date"] = "change_due_date"
    milestone: Key
    due_on: date
    reason: Key


class CorrectDate(Asked):
    """Correct the day of something on record; both days stay in the journal.

    For milestones about companions, ``companion`` says whose day it is.
    """

    type: Literal["correct_date"] = "correct_date"
    milestone: Key
    happened_on: date
    reason: Key
    companion: OpaqueId | None = None


class AssignAquaTeam(Asked):
    """Sent by the system when AQua coverage changes; None when no team covers the office."""

    type: Literal["assign_aqua_team"] = "assign_aqua_team"
    team: TeamCode | None
    since: date


class AssignRegion(Asked):
    """Sent by the system when the organisation puts the office into another region; None when into none."""

    type: Literal["assign_region"] = "assign_region"
    region: UnitCode | None
    since: date


class AdoptCalendar(Asked):
    """Sent by the system when the office's working calendar changes."""

    type: Literal["adopt_calendar"] = "adopt_calendar"
    calendar: WorkingCalendar


class Close(Asked):
    """End the rollout of an office that was merged into ``successor`` or closed."""

    type: Literal["close"] = "close"
    closed_on: date
    merged: bool = False
    successor: UnitCode | None = None


Command = Annotated[
    StateStanding
    | DecideParticipation
    | AssignManager
    | VacateManager
    | NominateCompanion
    | AdmitCompanion
    | RecordQualification
    | ReleaseCompanion
    | PlanWorkshop
    | MoveWorkshop
    | CancelWorkshop
    | ConfirmWorkshop
    | WithdrawConfirmation
    | ReturnToRegion
    | RecordMilestone
    | Pause
    | Resume
    | ChangeDueDate
    | CorrectDate
    | AssignAquaTeam
    | AssignRegion
    | AdoptCalendar
    | Close
    | JoinWave
    | MoveSeat
    | LeaveWave
    | DeclineWave
    | RequestParticipation
    | RecordParticipation,
    Field(discriminator="type"),
]
command_adapter: TypeAdapter[Command] = TypeAdapter(Command)

COMMANDS: dict[str, type[Asked]] = {cls.model_fields["type"].default: cls for cls in get_args(get_args(Command)[0])}


class By(BaseModel):
    """The function in which somebody acts; ``acting_for`` is set in a substitution („i. V.“)."""

    model_config = ConfigDict(frozen=True)

    function: Function
    scope: str | None = None
    acting_for: Function | None = None

    @property
    def effective(self) -> Function:
        """The function whose step this is: the one substituted for, else one's own."""
        return self.acting_for or self.function


BY_SYSTEM = By(function=Function.SYSTEM)


class Envelope(BaseModel):
    """What one decision needs from outside, resolved once when the command is accepted.

    ``today`` is the day in Berlin, ``actor_ref`` a random reference to an assignment, ``body_hash`` the SHA-256 of the
    canonical request, so that a key cannot be used for two different commands. ``own_scope``: where a substitute holds
    the own function of ``by``. ``planned``: workshops of the unit whose present day this very person has set, in
    whatever function.
    """

    model_config = ConfigDict(frozen=True)

    key: CommandKey
    body_hash: str
    today: date
    accepted_at: AwareDatetime
    by: By
    own_scope: str | None = None
    planned: tuple[WorkshopKind, ...] = ()
    actor_ref: str | None = None
    request_id: str | None = None


class Submission(BaseModel):
    """The one argument of ``UnitRollout.submit``."""

    model_config = ConfigDict(frozen=True)

    command: Command
    envelope: Envelope


class Receipt(BaseModel):
    """The answer: the command's events are recorded, the last one under number ``seq``.

    ``body_hash`` is that of the command that was recorded under this key; ``hash`` is that of its last event, told to
    who gave it first.
    """

    model_config = ConfigDict(frozen=True)

    key: str
    seq: int
    recorded_at: datetime
    body_hash: str = ""
    hash: str | None = None

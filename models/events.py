"""What has happened in one unit: the only way its state changes, and what the journal keeps.

``happened_on`` is the day in the office's life, ``recorded_on`` the day it was told to us (Berlin). Ids, codes and
dates only. Fields may be added with a default, never renamed, removed, made required or given another default:
histories are replayed for years.
"""

from __future__ import annotations

from datetime import date
from typing import Annotated, Literal

from pydantic import BaseModel, ConfigDict, Field, TypeAdapter

from models.calendar import SharedCalendar, Term
from models.commands import By, HeadCount
from models.organisation import UnitKind
from models.programme import SharedProgramme, WorkshopKind
from models.seat_commands import ParticipationOutcome, WaveOutcome


class _Event(BaseModel):
    model_config = ConfigDict(frozen=True, extra="ignore")

    happened_on: date
    recorded_on: date
    by: By
    note_id: str | None = None


class RolloutStarted(_Event):
    """A unit enters with its programme edition and its calendar, by value."""

    type: Literal["rollout_started"] = "rollout_started"
    unit_id: str
    kind: UnitKind
    region: str | None
    aqua_team: str | None = None
    programme: SharedProgramme
    calendar: SharedCalendar
    rules_version: int = 1
    origin: Literal["import", "demo"] = "import"


class StandingStated(_Event):
    type: Literal["standing_stated"] = "standing_stated"
    milestone: str
    companions: tuple[str, ...] = ()


class ParticipationDecided(_Event):
    type: Literal["participation_decided"] = "participation_decided"
    takes_part: bool


class ManagerAssigned(_Event):
    type: Literal["manager_assigned"] = "manager_assigned"
    holder: str | None


class ManagerVacated(_Event):
    type: Literal["manager_vacated"] = "manager_vacated"


class CompanionNominated(_Event):
    type: Literal["companion_nominated"] = "companion_nominated"
    companion: str


class CompanionAdmitted(_Event):
    type: Literal["companion_admitted"] = "companion_admitted"
    companion: str
    course: str | None = None
    reservation: str | None = None


class CompanionQualified(_Event):
    type: Literal["companion_qualified"] = "companion_qualified"
    companion: str


class CompanionReleased(_Event):
    type: Literal["companion_released"] = "companion_released"
    companion: str


class WorkshopPlanned(_Event):
    type: Literal["workshop_planned"] = "workshop_planned"
    workshop: WorkshopKind
    planned_on: date
    course: str | None = None


class WorkshopMoved(_Event):
    type: Literal["workshop_moved"] = "workshop_moved"
    workshop: WorkshopKind
    planned_on: date
    was: date
    reason: str


class WorkshopCancelled(_Event):
    type: Literal["workshop_cancelled"] = "workshop_cancelled"
    workshop: WorkshopKind
    was: date
    reason: str


class WorkshopConfirmed(_Event):
    """``happened_on`` is the day the workshop was held."""

    type: Literal["workshop_confirmed"] = "workshop_confirmed"
    workshop: WorkshopKind
    headcount: HeadCount


class ConfirmationWithdrawn(_Event):
    type: Literal["confirmation_withdrawn"] = "confirmation_withdrawn"
    workshop: WorkshopKind
    was: date
    reason: str


class WorkshopReturned(_Event):
    type: Literal["workshop_returned"] = "workshop_returned"
    workshop: WorkshopKind
    reason: str


class MilestoneRecorded(_Event):
    type: Literal["milestone_recorded"] = "milestone_recorded"
    milestone: str


class MilestoneReached(_Event):
    """Follows from the events before it; ``happened_on`` is the milestone's day."""

    type: Literal["milestone_reached"] = "milestone_reached"
    milestone: str
    stated: bool = False


class MilestoneRedated(_Event):
    type: Literal["milestone_redated"] = "milestone_redated"
    milestone: str
    was: date
    stated: bool | None = None


class MilestoneReopened(_Event):
    type: Literal["milestone_reopened"] = "milestone_reopened"
    milestone: str
    was: date


class Paused(_Event):
    type: Literal["paused"] = "paused"
    reason: str
    review_on: date | None = None


class Resumed(_Event):
    type: Literal["resumed"] = "resumed"


class DueDateChanged(_Event):
    type: Literal["due_date_changed"] = "due_date_changed"
    obligation: str
    milestone: str
    due_on: date
    was: date
    reason: str


class DateCorrected(_Event):
    type: Literal["date_corrected"] = "date_corrected"
    milestone: str
    was: date
    reason: str
    companion: str | None = None


class AquaTeamAssigned(_Event):
    type: Literal["aqua_team_assigned"] = "aqua_team_assigned"
    team: str | None


class RegionAssigned(_Event):
    type: Literal["region_assigned"] = "region_assigned"
    region: str | None


class CalendarAdopted(_Event):
    type: Literal["calendar_adopted"] = "calendar_adopted"
    calendar: SharedCalendar


class Closed(_Event):
    type: Literal["closed"] = "closed"
    successor: str | None = None


class ReminderDue(_Event):
    """A clock: the step named by ``obligation`` is still open; ``level`` 1 to 3."""

    type: Literal["reminder_due"] = "reminder_due"
    obligation: str
    milestone: str
    level: int


class WaitingTimeEnded(_Event):
    """A clock: the waiting time of ``milestone`` ended on ``happened_on``."""

    type: Literal["waiting_time_ended"] = "waiting_time_ended"
    milestone: str


class SustainmentChecked(_Event):
    """A clock: the look back after ``check`` + 1 of the programme's terms; ``missing`` names milestones."""

    type: Literal["sustainment_checked"] = "sustainment_checked"
    check: int
    missing: tuple[str, ...] = ()


class JoinedWave(_Event):
    """``seats`` in a course of the wave; ``waived`` is a code for why no participation is needed."""

    type: Literal["joined_wave"] = "joined_wave"
    wave: str
    reservation: str
    course: str
    course_starts_on: date
    seats: int
    nominate_within: int
    waived: str | None = None
    urgent: bool = False


class MovedSeat(_Event):
    """``was`` is the day on which the course began until now. ``seats`` None: as many as before.

    ``waits``: the seat there is lost (``why``: a code), and there is no other yet.
    """

    type: Literal["moved_seat"] = "moved_seat"
    wave: str
    reservation: str
    course: str
    course_starts_on: date
    was: date
    waits: bool = False
    seats: int | None = None
    why: str | None = None


class SeatsChanged(_Event):
    """The wave keeps ``seats`` for the office in the same course, and kept ``was`` until now."""

    type: Literal["seats_changed"] = "seats_changed"
    wave: str
    seats: int
    was: int


class LeftWave(_Event):
    type: Literal["left_wave"] = "left_wave"
    wave: str
    outcome: WaveOutcome


class DeclinedWave(_Event):
    type: Literal["declined_wave"] = "declined_wave"
    wave: str


class ParticipationRequested(_Event):
    type: Literal["participation_requested"] = "participation_requested"
    reply_within: Term
    urgent: bool = False


class ParticipationRecorded(_Event):
    type: Literal["participation_recorded"] = "participation_recorded"
    outcome: ParticipationOutcome
    reason: str | None = None


class ParticipationWaived(_Event):
    """``companions`` fill a seat of the wave again, too late to ask the staff representation."""

    type: Literal["participation_waived"] = "participation_waived"
    companions: tuple[str, ...]
    reason: str


class NominationTimeEnded(_Event):
    """A clock: the time to nominate for the wave is over; ``seats`` are kept, those without a nomination go back."""

    type: Literal["nomination_time_ended"] = "nomination_time_ended"
    seats: int


Event = Annotated[
    RolloutStarted
    | StandingStated
    | ParticipationDecided
    | ManagerAssigned
    | ManagerVacated
    | CompanionNominated
    | CompanionAdmitted
    | CompanionQualified
    | CompanionReleased
    | WorkshopPlanned
    | WorkshopMoved
    | WorkshopCancelled
    | WorkshopConfirmed
    | ConfirmationWithdrawn
    | WorkshopReturned
    | MilestoneRecorded
    | MilestoneReached
    | MilestoneRedated
    | MilestoneReopened
    | Paused
    | Resumed
    | DueDateChanged
    | DateCorrected
    | AquaTeamAssigned
    | RegionAssigned
    | CalendarAdopted
    | Closed
    | ReminderDue
    | WaitingTimeEnded
    | SustainmentChecked
    | JoinedWave
    | MovedSeat
    | SeatsChanged
    | LeftWave
    | DeclinedWave
    | ParticipationRequested
    | ParticipationRecorded
    | ParticipationWaived
    | NominationTimeEnded,
    Field(discriminator="type"),
]
event_adapter: TypeAdapter[Event] = TypeAdapter(Event)

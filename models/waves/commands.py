"""What central staff and the first specialists can ask of one wave.

Dates are ISO days, reasons codes of ``models.waves.reasons``, offices are named by their code, courses by their id.
"""

from __future__ import annotations

from datetime import date
from typing import Annotated, Literal

from pydantic import BaseModel, ConfigDict, Field, TypeAdapter

from models.commands import Envelope
from models.organisation import OpaqueId, UnitCode
from models.programme import Key
from models.waves.courses import CoursePlan, Modules
from models.waves.plan import MOST_CODES
from models.waves.population import Candidate


class _Command(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid")

    note_id: OpaqueId | None = None


class PauseWave(_Command):
    """Hold back everything that is not in flight; what offices do by themselves is still heard."""

    type: Literal["pause_wave"] = "pause_wave"
    reason: Key


class ResumeWave(_Command):
    """Go on after a pause. A group that waits for a look is opened with ``open_group`` instead."""

    type: Literal["resume_wave"] = "resume_wave"


class AbortWave(_Command):
    """End the wave; what offices have finished stays."""

    type: Literal["abort_wave"] = "abort_wave"
    reason: Key


class RetryFailed(_Command):
    """Ask failed offices once more: those listed, or all."""

    type: Literal["retry_failed"] = "retry_failed"
    units: Annotated[tuple[UnitCode, ...], Field(max_length=MOST_CODES)] = ()


class OpenGroup(_Command):
    """Open the next group after somebody has looked at the one before."""

    type: Literal["open_group"] = "open_group"


class AddMember(_Command):
    """Take a late joiner into an open group (None: the one opened last). The API reads the candidate from SQL."""

    type: Literal["add_member"] = "add_member"
    candidate: Candidate
    group: Annotated[int, Field(ge=0)] | None = None


class WithdrawMember(_Command):
    """Take an office out of the wave."""

    type: Literal["withdraw_member"] = "withdraw_member"
    unit: UnitCode
    reason: Key


class PlanCourse(_Command):
    """Add a course to the wave."""

    type: Literal["plan_course"] = "plan_course"
    course: CoursePlan


class MoveCourse(_Command):
    """Give a course other days. Without modules or a workshop's day, these move with the course's start."""

    type: Literal["move_course"] = "move_course"
    course: OpaqueId
    starts_on: date
    ends_on: date
    modules: Modules | None = None
    workshop_on: date | None = None
    reason: Key


class CancelCourse(_Command):
    """Cancel a course; its offices come first for free seats elsewhere."""

    type: Literal["cancel_course"] = "cancel_course"
    course: OpaqueId
    reason: Key


class CloseCourse(_Command):
    """Close a course that was held; offices that are not qualified there have failed and can be asked again."""

    type: Literal["close_course"] = "close_course"
    course: OpaqueId
    closed_on: date


class RecordModule(_Command):
    """Record that a module was held."""

    type: Literal["record_module"] = "record_module"
    course: OpaqueId
    module: Key
    held_on: date


WaveCommand = Annotated[
    PauseWave
    | ResumeWave
    | AbortWave
    | RetryFailed
    | OpenGroup
    | AddMember
    | WithdrawMember
    | PlanCourse
    | MoveCourse
    | CancelCourse
    | CloseCourse
    | RecordModule,
    Field(discriminator="type"),
]
wave_command_adapter: TypeAdapter[WaveCommand] = TypeAdapter(WaveCommand)
WAVE_COMMANDS: dict[str, type[_Command]] = {
    cls.model_fields["type"].default: cls for cls in _Command.__subclasses__() if "type" in cls.model_fields
}


class WaveSubmission(BaseModel):
    """The one argument of ``QualificationWave.submit``."""

    model_config = ConfigDict(frozen=True)

    command: WaveCommand
    envelope: Envelope

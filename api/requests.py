"""What clients send as a command: the rollout's own commands, with texts and persons in place of their references.

``note`` becomes a stored text and ``person`` an opaque reference before anything travels on.
"""

from __future__ import annotations

import operator
from functools import reduce
from typing import Annotated, Any, cast

from pydantic import BaseModel, Field, create_model

from models.commands import COMMANDS, Command, HeadCount, command_adapter
from models.organisation import OpaqueId
from models.privacy import NOTE_LIMIT, checked_note

Note = Annotated[str, Field(json_schema_extra={"minLength": 1, "maxLength": NOTE_LIMIT})]
NOTE_HINT = "Text about the unit, at most 1,000 characters. Nothing about persons or customers."
ACKNOWLEDGED_HINT = "True when the note was refused as note_looks_personal and is harmless."

EXAMPLES: dict[str, dict[str, Any]] = {
    "state_standing": {"milestone": "manager", "happened_on": "2019-04-01"},
    "decide_participation": {"takes_part": True, "decided_on": "2026-11-02"},
    "assign_manager": {"since": "2026-11-02"},
    "vacate_manager": {"vacated_on": "2026-11-16"},
    "nominate_companion": {"nominated_on": "2026-11-16"},
    "admit_companion": {"companion": "c-0123456789ab", "admitted_on": "2026-11-16"},
    "record_qualification": {"companion": "c-0123456789ab", "qualified_on": "2026-11-16"},
    "release_companion": {"companion": "c-0123456789ab", "released_on": "2026-11-16"},
    "plan_workshop": {"workshop": "implementation", "planned_on": "2026-12-03"},
    "move_workshop": {"workshop": "implementation", "planned_on": "2026-12-10", "reason": "room"},
    "cancel_workshop": {"workshop": "implementation", "reason": "too_few"},
    "confirm_workshop": {"workshop": "implementation", "held_on": "2026-11-19", "headcount": HeadCount.SOME.value},
    "withdraw_confirmation": {"workshop": "implementation", "reason": "mistake"},
    "return_to_region": {"workshop": "implementation", "reason": "not_our_team"},
    "record_milestone": {"milestone": "offer_announced", "happened_on": "2026-11-19"},
    "pause": {"since": "2026-11-16", "reason": "reorganisation", "review_on": "2027-02-01"},
    "resume": {"resumed_on": "2026-11-19"},
    "change_due_date": {"milestone": "implementation_workshop", "due_on": "2027-01-15", "reason": "course_dates"},
    "correct_date": {"milestone": "manager", "happened_on": "2026-10-30", "reason": "typing_error"},
    "assign_aqua_team": {"team": "AQ-200-01", "since": "2026-11-16"},
    "assign_region": {"region": "200", "since": "2026-11-16"},
    "adopt_calendar": {
        "calendar": {
            "id": "ni-1",
            "land": "NI",
            "since": "2026-01-01",
            "through": "2031-12-31",
            "closed": ["2026-12-25"],
        }
    },
    "close": {"closed_on": "2026-11-16", "merged": True, "successor": "044"},
    "join_wave": {
        "wave": "w-27",
        "reservation": "s-27-041",
        "course": "k-27-1",
        "course_starts_on": "2027-03-08",
        "seats": 1,
        "nominate_within": 20,
        "asked_on": "2026-11-16",
    },
    "move_seat": {
        "wave": "w-27",
        "reservation": "s-27-041",
        "course": "k-27-2",
        "course_starts_on": "2027-04-12",
        "moved_on": "2026-11-19",
    },
    "leave_wave": {"wave": "w-27", "outcome": "qualified", "left_on": "2026-11-19"},
    "decline_wave": {"declined_on": "2026-11-19"},
    "request_participation": {"requested_on": "2026-11-19"},
    "record_participation": {"outcome": "approved", "decided_on": "2026-11-19"},
}
"""One valid body per command type, shown in the interface's description; a test sends each."""

INTERNAL = ("note_id", "holder")


class _Request(BaseModel):
    model_config = {"frozen": True, "extra": "forbid"}

    note: Annotated[Note | None, Field(description=NOTE_HINT)] = None
    note_acknowledged: Annotated[bool, Field(description=ACKNOWLEDGED_HINT)] = False


class _WithPerson(_Request):
    person: Annotated[OpaqueId | None, Field(description="Id of the person, from GET /api/people.")] = None


def _request_model(name: str, command: type[BaseModel]) -> type[_Request]:
    fields: Any = {
        field: (info.annotation, info) for field, info in command.model_fields.items() if field not in INTERNAL
    }
    base = _WithPerson if "holder" in command.model_fields else _Request
    model = create_model(f"{command.__name__}Request", __base__=base, __doc__=command.__doc__, **fields)
    model.model_config["json_schema_extra"] = {"examples": [{"type": name, **EXAMPLES[name]}]}
    model.model_rebuild(force=True)
    return cast("type[_Request]", model)


REQUESTS = {name: _request_model(name, command) for name, command in COMMANDS.items()}


def asked(request: BaseModel) -> dict[str, Any]:
    """What is asked for, as far as it was said: a field that later requests may have changes no older key's body."""
    said = request.model_dump(mode="json", exclude_defaults=True, exclude={"note_acknowledged"})
    return {**said, **request.model_dump(include={"type"})}


def note_of(request: BaseModel) -> str | None:
    """The text as it may be stored. Raises: NoteTooLong, NoteUnreadable, NoteLooksPersonal."""
    told = cast("_Request", request)
    return None if told.note is None else checked_note(told.note, acknowledged=told.note_acknowledged)


CommandRequest: Any = Annotated[reduce(operator.or_, REQUESTS.values()), Field(discriminator="type")]
"""The discriminated union of all requests, built from the commands so that the two cannot drift apart."""


def to_command(request: BaseModel, *, note_id: str | None, holder: str | None) -> Command:
    """The command this request asks for, with references in place of text and person."""
    body = request.model_dump(exclude={"note", "note_acknowledged", "person"})
    if holder is not None:
        body["holder"] = holder
    return command_adapter.validate_python({**body, "note_id": note_id})

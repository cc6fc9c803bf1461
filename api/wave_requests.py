"""What clients send about waves: plans to rehearse or start, commands, results of a course."""

from __future__ import annotations

import operator
from datetime import date
from functools import reduce
from typing import Annotated, Any, cast

from pydantic import BaseModel, ConfigDict, Field, StringConstraints, create_model, model_validator

from models.commands import CommandKey
from models.errors import Refusal
from models.organisation import OpaqueId, UnitCode
from models.remedies import Remedy
from models.waves.commands import WAVE_COMMANDS
from models.waves.plan import WavePlan

COURSE: dict[str, Any] = {
    "id": "k-2027-h1",
    "code": "H-2027-1",
    "starts_on": "2027-03-01",
    "ends_on": "2027-05-14",
    "modules": [
        {"key": "grundlagen", "mode": "praesenz", "days": ["2027-03-01", "2027-03-02"]},
        {"key": "austausch", "mode": "online", "days": ["2027-03-22"]},
        {"key": "praxis", "mode": "praxis", "days": []},
        {"key": "abschluss", "mode": "praesenz", "days": ["2027-05-13", "2027-05-14"]},
    ],
    "min_seats": 6,
    "max_seats": 12,
    "site": "200",
    "land": "NI",
    "internal_trainers": 1,
    "external_trainers": 1,
}
PLAN: dict[str, Any] = {
    "code": "W-2027-1",
    "filter": {"kinds": ["agentur"], "stages": ["preparation"]},
    "grouping": {"pilot_size": 2, "by": "together"},
    "courses": [COURSE],
    "nominate_within": 20,
    "starts_on": "2027-01-11",
    "success": {"percent": 80, "state": "admitted", "then": "next_group"},
    "stop": {"percent": 30, "asked": 5},
}
"""A plan that works on the demo; a test rehearses it."""

WAVE_EXAMPLES: dict[str, dict[str, Any]] = {
    "pause_wave": {"reason": "course_dates"},
    "resume_wave": {},
    "abort_wave": {"reason": "replanned"},
    "retry_failed": {"units": []},
    "open_group": {},
    "add_member": {"unit": "244"},
    "withdraw_member": {"unit": "244", "reason": "reorganisation"},
    "plan_course": {"course": {**COURSE, "id": "k-2027-h2", "code": "H-2027-2"}},
    "move_course": {"course": "k-2027-h1", "starts_on": "2027-03-08", "ends_on": "2027-05-21", "reason": "trainer"},
    "cancel_course": {"course": "k-2027-h1", "reason": "too_few"},
    "close_course": {"course": "k-2027-h1", "closed_on": "2027-05-14"},
    "record_module": {"course": "k-2027-h1", "module": "grundlagen", "held_on": "2027-03-02"},
}
"""One valid body per command, shown in the interface's description; a test sends each."""

INTERNAL = ("note_id", "candidate")
CODES_LIMIT = 1_000_000


class NothingToStart(Refusal):
    """There is neither a plan nor a rehearsal to start from."""

    german = "Es gibt weder einen Plan noch eine Probe, womit zu beginnen wäre."
    remedy = Remedy("Bitte einen Plan angeben und proben.", "State a plan, and rehearse it.")
    for_programs = Remedy("Bitte plan, preview_token oder beides senden.", "Send plan, preview_token, or both.")


class _Sent(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid")


class PreviewRequest(_Sent):
    """``codes_csv``: offices by code, one a line or in a column ``code``; they become the plan's ``filter.units``."""

    model_config = ConfigDict(json_schema_extra={"examples": [{"plan": PLAN}]})

    plan: WavePlan
    codes_csv: Annotated[str, StringConstraints(max_length=CODES_LIMIT)] | None = None


class StartRequest(_Sent):
    """A rehearsed plan by its token, or a plan. With a token the start is refused when the picture has changed."""

    model_config = ConfigDict(json_schema_extra={"examples": [{"plan": PLAN}, {"preview_token": "0123456789abcdef"}]})

    preview_token: Annotated[str, StringConstraints(pattern=r"^[A-Za-z0-9_-]{8,128}$")] | None = None
    plan: WavePlan | None = None
    codes_csv: Annotated[str, StringConstraints(max_length=CODES_LIMIT)] | None = None

    @model_validator(mode="after")
    def says_what(self) -> StartRequest:
        if self.preview_token is None and self.plan is None:
            raise NothingToStart
        return self


class Result(_Sent):
    """A companion of the course who is qualified since ``qualified_on``. There is no other result: none is stored."""

    companion: OpaqueId
    qualified_on: date


class ResultsRequest(_Sent):
    """Results of a course, any number of companions at once."""

    model_config = ConfigDict(
        json_schema_extra={"examples": [{"results": [{"companion": "c-0123456789ab", "qualified_on": "2027-05-14"}]}]}
    )

    results: Annotated[list[Result], Field(min_length=1, max_length=500)]


class OfUnit(_Sent):
    """In place of what the application reads from its record."""

    unit: UnitCode


def _request_model(name: str, command: type[BaseModel]) -> type[BaseModel]:
    fields: Any = {each: (info.annotation, info) for each, info in command.model_fields.items() if each not in INTERNAL}
    base = OfUnit if "candidate" in command.model_fields else _Sent
    model = create_model(f"{command.__name__}Request", __base__=base, __doc__=command.__doc__, **fields)
    model.model_config["json_schema_extra"] = {"examples": [{"type": name, **WAVE_EXAMPLES[name]}]}
    model.model_rebuild(force=True)
    return cast("type[BaseModel]", model)


WAVE_REQUESTS = {name: _request_model(name, command) for name, command in WAVE_COMMANDS.items()}
WaveCommandRequest: Any = Annotated[reduce(operator.or_, WAVE_REQUESTS.values()), Field(discriminator="type")]
"""The discriminated union of all requests, built from the commands so that the two cannot drift apart."""

ResultsKey = Annotated[CommandKey, StringConstraints(max_length=64)]
"""Shorter than another key: the companion's id follows it."""

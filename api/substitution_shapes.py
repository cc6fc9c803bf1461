"""What clients send and get about substitutions."""

from __future__ import annotations

from datetime import date, datetime
from typing import Annotated

from pydantic import BaseModel, ConfigDict, Field, StringConstraints

from api.directory_shapes import PRINTABLE
from api.shapes import Answer
from models.organisation import OpaqueId, UnitCode

MOST_UNITS = 500


class PersonRef(Answer):
    """``name`` is null once the person was forgotten."""

    id: str
    name: str | None


class SubstitutionShape(Answer):
    """``holder`` is null for a vacant post; ``units`` null for the whole function; ``until`` is the last day.

    ``ended``: ended early, at this moment.
    """

    id: str
    function: str
    scope: str
    title: str
    occasion: str
    holder: PersonRef | None
    substitute: PersonRef
    units: list[str] | None
    since: date
    until: date
    ended: datetime | None
    in_force: bool
    may_end: bool


class PostShape(Answer):
    """A function for which you may name somebody: your own, one whose holder is away, or (no holder) a vacant one."""

    function: str
    scope: str
    title: str
    holder: PersonRef | None
    occasion: str


class CandidateShape(Answer):
    """``title`` is the person's own function; null where there is none."""

    id: str
    name: str
    title: str | None


class SubstitutionRequest(BaseModel):
    """Who stands in for which function, and when. ``units`` narrows it to some offices."""

    model_config = ConfigDict(
        frozen=True,
        extra="forbid",
        json_schema_extra={
            "examples": [
                {
                    "function": "aqua_lead",
                    "scope": "AQ-200-02",
                    "substitute": "0123456789abcdef",
                    "since": "2026-12-01",
                    "until": "2026-12-14",
                }
            ]
        },
    )

    function: Annotated[str, StringConstraints(max_length=40, pattern=PRINTABLE)]
    scope: Annotated[str, StringConstraints(max_length=40, pattern=PRINTABLE)]
    substitute: OpaqueId
    since: date
    until: date
    holder: Annotated[OpaqueId | None, Field(description="Needed where several persons hold the function")] = None
    units: Annotated[list[UnitCode], Field(min_length=1, max_length=MOST_UNITS)] | None = None


class SubstitutionList(Answer):
    items: list[SubstitutionShape]
    next_cursor: str | None = None


class PostList(Answer):
    items: list[PostShape]
    next_cursor: str | None = None


class CandidateList(Answer):
    items: list[CandidateShape]
    next_cursor: str | None = None

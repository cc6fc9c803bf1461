"""What clients send and get about persons, assignments and AQua teams."""

from __future__ import annotations

from datetime import date
from typing import Annotated, Any, Self

from pydantic import BaseModel, ConfigDict, Field, StringConstraints, model_validator

from models.commands import TeamCode
from models.language import Language
from models.organisation import OpaqueId, UnitCode
from models.people import EMAIL_LIMIT, IDENTITY_LIMIT, NAME_LIMIT

PRINTABLE = r"^[^\x00-\x1f\x7f]+$"
Name = Annotated[str, StringConstraints(min_length=1, max_length=NAME_LIMIT, strip_whitespace=True, pattern=PRINTABLE)]
Email = Annotated[
    str,
    StringConstraints(
        max_length=EMAIL_LIMIT, pattern=r"^[^@\s\x00-\x1f]{1,64}@[^@\s\x00-\x1f]+\.[^@\s.\x00-\x1f]{2,}$"
    ),
]
Identity = Annotated[str, StringConstraints(min_length=1, max_length=IDENTITY_LIMIT, pattern=PRINTABLE)]


class _Request(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid")


class _Answer(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid", from_attributes=True)


def _example(**values: Any) -> ConfigDict:  # noqa: ANN401 - any JSON value
    return ConfigDict(json_schema_extra={"examples": [values]})


class _WithSignIn(_Request):
    issuer: Annotated[Identity | None, Field(description="The sign-in provider; with subject")] = None
    subject: Annotated[Identity | None, Field(description="The person at that provider; with issuer")] = None

    @model_validator(mode="after")
    def both_or_neither(self) -> Self:
        if (self.issuer is None) != (self.subject is None):
            message = "issuer and subject belong together"
            raise ValueError(message)
        return self


class PersonRequest(_WithSignIn):
    """A person; ``region`` keeps their data. A regional lead may leave it out."""

    model_config = _example(
        name="Führungskraft 233",
        email="fk233@example.org",
        issuer="https://id.example.org",
        subject="u-4711",
        region="200",
    )

    name: Name
    email: Email | None = None
    language: Language | None = None
    region: UnitCode | None = None


class PersonChange(_WithSignIn):
    """What is to change; what is left out stays. A sign-in can be added, not exchanged."""

    model_config = _example(name="Führungskraft 233 (neu)", language="en")

    name: Name | None = None
    email: Email | None = None
    language: Language | None = None

    def changes(self) -> dict[str, str | None]:
        """The fields that were sent. Only the e-mail address and the language can be taken away, by null."""
        sent = self.model_dump(exclude_unset=True)
        return {field: value for field, value in sent.items() if value is not None or field in ("email", "language")}


class AssignmentShape(_Answer):
    """A function with its scope and time. ``name`` is null where your function does not read it."""

    id: str
    person_id: str
    name: str | None
    function: str
    scope: str
    since: date
    until: date | None


class PersonShape(_Answer):
    """A person and what they hold. ``name`` and ``email`` are null where your function does not read them."""

    id: str
    name: str | None
    email: str | None
    language: Language | None
    region: str | None
    signs_in: bool
    assignments: tuple[AssignmentShape, ...]


class AssignmentRequest(_Request):
    """A function for a person. ``scope``: ``all``, a region's code or an AQua team's code."""

    model_config = _example(person_id="0123456789abcdef", function="regional_lead", scope="200", since="2026-12-01")

    person_id: OpaqueId
    function: Annotated[str, StringConstraints(max_length=40, pattern=PRINTABLE)]
    scope: Annotated[str, StringConstraints(max_length=40, pattern=PRINTABLE)]
    since: date
    until: date | None = None


class EndRequest(_Request):
    """``until`` is the last day."""

    model_config = _example(until="2026-12-31")

    until: date


class CoverageShape(_Answer):
    id: str
    unit: str
    since: date
    until: date | None


class TeamShape(_Answer):
    """An AQua team with the units it covers, covered, or will cover."""

    code: str
    name: str
    region: str
    since: date | None
    until: date | None
    coverage: tuple[CoverageShape, ...]


class TeamRequest(_Request):
    model_config = _example(code="AQ-200-09", name="AQua-Team Göttingen", region="200", since="2026-12-01")

    code: TeamCode
    name: Name
    region: UnitCode
    since: date | None = None


class TeamChange(_Request):
    """A new name, or the team's last day (its coverages end with it)."""

    model_config = _example(name="AQua-Team Südniedersachsen")

    name: Name | None = None
    until: date | None = None


class CoverageRequest(_Request):
    """``hand_over``: the team that covers the office until then ends on the eve."""

    model_config = _example(unit="233", since="2026-12-01", hand_over=True)

    unit: UnitCode
    since: date
    until: date | None = None
    hand_over: bool = False


class PersonPage(_Answer):
    items: list[PersonShape]
    next_cursor: str | None


class AssignmentPage(_Answer):
    items: list[AssignmentShape]
    next_cursor: str | None


class TeamPage(_Answer):
    items: list[TeamShape]
    next_cursor: str | None

"""A course as it is planned: days, modules, seats, who may send to it."""

from __future__ import annotations

from datetime import date, timedelta
from enum import StrEnum
from typing import Annotated, Self

from pydantic import AfterValidator, BaseModel, ConfigDict, Field, StringConstraints, model_validator

from models.organisation import Land, OpaqueId, UnitCode
from models.programme import Key, WorkshopKind
from models.waves.faults import fault

WaveCode = Annotated[str, StringConstraints(pattern=r"^[A-Za-z0-9-]{1,32}$")]
"""A wave's or a course's human name: a code, no free text."""


class Mode(StrEnum):
    """How a module is held."""

    PRAESENZ = "praesenz"
    ONLINE = "online"
    SELBSTLERNEN = "selbstlernen"
    PRAXIS = "praxis"


class Posted(BaseModel):
    """Part of what a user posts: frozen, and nothing in it that we do not know."""

    model_config = ConfigDict(frozen=True, extra="forbid")


class Module(Posted):
    """One module and its days; self-study and practice may have none."""

    key: Key
    mode: Mode
    days: Annotated[tuple[date, ...], Field(max_length=60)] = ()


def modules_differ(modules: tuple[Module, ...]) -> tuple[Module, ...]:
    """The modules, if none is listed twice."""
    keys = [module.key for module in modules]
    for key in keys:
        if keys.count(key) > 1:
            raise fault("wave_module_twice", module=key)
    return modules


Modules = Annotated[tuple[Module, ...], Field(max_length=40), AfterValidator(modules_differ)]


class CoursePlan(Posted):
    """A course. ``regions`` may send offices, empty: all. ``ends_on`` is its last day.

    ``site`` is the region's or office's code where it takes place, ``land`` the Land. A workshop of the course serves
    every office that sends somebody; each office confirms it for itself.
    """

    id: OpaqueId
    code: WaveCode
    starts_on: date
    ends_on: date
    modules: Modules = ()
    min_seats: Annotated[int, Field(ge=1, le=500)] = 1
    max_seats: Annotated[int, Field(ge=1, le=500)]
    site: UnitCode | None = None
    land: Land | None = None
    regions: Annotated[tuple[UnitCode, ...], Field(max_length=50)] = ()
    internal_trainers: Annotated[int, Field(ge=0, le=20)] = 0
    external_trainers: Annotated[int, Field(ge=0, le=20)] = 0
    workshop: WorkshopKind | None = None
    workshop_on: date | None = None

    @model_validator(mode="after")
    def is_coherent(self) -> Self:
        if self.min_seats > self.max_seats:
            raise fault("wave_seats_out_of_order", minimum=self.min_seats, maximum=self.max_seats)
        if self.ends_on < self.starts_on:
            raise fault("wave_course_ends_early", course=self.code, **_days(self))
        if (outside := self.module_outside()) is not None:
            raise fault("wave_module_outside", module=outside[0], day=outside[1].isoformat())
        if (self.workshop is None) != (self.workshop_on is None):
            raise fault("wave_workshop_incomplete")
        if self.workshop_on is not None and self.workshop_on < self.starts_on:
            raise fault("wave_workshop_early", day=self.workshop_on.isoformat())
        return self

    def module_outside(self) -> tuple[str, date] | None:
        """The first module with a day that is not a day of the course."""
        for module in self.modules:
            for day in module.days:
                if not self.starts_on <= day <= self.ends_on:
                    return module.key, day
        return None

    def takes(self, region: str | None) -> bool:
        """Whether offices of this region may send somebody."""
        return not self.regions or region in self.regions

    @property
    def days(self) -> int:
        """Length in days, first and last included."""
        return (self.ends_on - self.starts_on).days + 1

    def shifted(self, by: timedelta) -> tuple[Module, ...]:
        """The modules, ``by`` so many days later."""
        return tuple(m.model_copy(update={"days": tuple(day + by for day in m.days)}) for m in self.modules)


def _days(course: CoursePlan) -> dict[str, str | int]:
    return {"starts_on": course.starts_on.isoformat(), "ends_on": course.ends_on.isoformat()}

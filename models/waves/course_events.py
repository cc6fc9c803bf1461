"""What has happened to the courses of a wave; see ``models.waves.events``."""

from __future__ import annotations

from datetime import date
from typing import Literal

from models.waves.courses import Module
from models.waves.happened import Happened
from models.waves.plan import StoredCourse


class CoursePlanned(Happened):
    type: Literal["course_planned"] = "course_planned"
    course: StoredCourse


class CourseMoved(Happened):
    type: Literal["course_moved"] = "course_moved"
    course: str
    starts_on: date
    ends_on: date
    modules: tuple[Module, ...] = ()
    workshop_on: date | None = None
    was: date
    reason: str


class CourseCancelled(Happened):
    type: Literal["course_cancelled"] = "course_cancelled"
    course: str
    reason: str


class CourseClosed(Happened):
    """``happened_on`` is the day it was closed; whoever is not qualified there has failed."""

    type: Literal["course_closed"] = "course_closed"
    course: str


class ModuleHeld(Happened):
    """``happened_on`` is the day the module was held (its last, if it had several)."""

    type: Literal["course_module_held"] = "course_module_held"
    course: str
    module: str

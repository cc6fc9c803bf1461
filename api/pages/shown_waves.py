"""What the pages of waves and courses are given: each class is the ``page`` of the template it names."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from datetime import date

    from activities.reports.document import Picture
    from api.pages.shown import Chip, Fact, JournalLine, Link, ObligationLine, State
    from api.pages.shown_forms import Field, FormSpec, Option


@dataclass(frozen=True, slots=True)
class Checks:
    """A question with several answers. `values` keeps what was ticked."""

    name: str
    label: str
    options: tuple[Option, ...]
    values: frozenset[str] = frozenset()
    hint: str = ""
    error: str = ""


@dataclass(frozen=True, slots=True)
class WaveLine:
    """One wave in a list: where it stands in a sentence, and a bar over its offices."""

    code: str
    href: str
    state: State
    status: str
    chips: tuple[Chip, ...]
    meta: str


@dataclass(frozen=True, slots=True)
class WavesPage:
    """`waves.html`: every wave that concerns the reader, the newest first."""

    as_of: date
    waves: tuple[WaveLine, ...]
    new: Link | None = None
    older_href: str | None = None


@dataclass(frozen=True, slots=True)
class CourseLine:
    """A course with its seats in words: „3 frei“, „2 bis zum Minimum“."""

    code: str
    href: str | None
    state: State
    dates: str
    status: str
    seats: str
    chips: tuple[Chip, ...]


@dataclass(frozen=True, slots=True)
class GroupLine:
    """A group of offices and what it waits for."""

    title: str
    state: State
    words: str
    chips: tuple[Chip, ...]


@dataclass(frozen=True, slots=True)
class MemberLine:
    """An office in the wave: its state and outcome as a sentence, its seat, and why it has one or waits."""

    unit: Link
    state: State
    sentence: str
    meta: str = ""
    why: str = ""


@dataclass(frozen=True, slots=True)
class WavePage:
    """`wave.html`: a wave whole, as far as the reader may see it."""

    code: str
    trail: tuple[Link, ...]
    as_of: date
    state: State
    status: str
    facts: tuple[Fact, ...]
    progress: tuple[Progress, ...]
    chips: tuple[Chip, ...]
    courses: tuple[CourseLine, ...]
    groups: tuple[GroupLine, ...]
    members: tuple[MemberLine, ...]
    gates: tuple[ObligationLine, ...]
    commands: tuple[Link, ...]
    more_commands: tuple[Link, ...]
    journal: tuple[JournalLine, ...]
    reload_href: str
    is_running: bool
    left_out: tuple[OfficeLine, ...] = ()
    more_members_href: str | None = None
    older_journal_href: str | None = None
    scope_note: str = ""
    picture: Picture | None = None


@dataclass(frozen=True, slots=True)
class Progress:
    """A native progress bar: `done` of `total`, with its words."""

    label: str
    done: int
    total: int


@dataclass(frozen=True, slots=True)
class ModuleLine:
    """A module of a course: its days, its way of learning, whether it was held."""

    title: str
    state: State
    words: str
    command: Link | None = None


@dataclass(frozen=True, slots=True)
class CoursePage:
    """`course.html`: days, modules, seats, offices; ``empty`` stands where there are none."""

    code: str
    trail: tuple[Link, ...]
    state: State
    status: str
    facts: tuple[Fact, ...]
    chips: tuple[Chip, ...]
    modules: tuple[ModuleLine, ...]
    members: tuple[MemberLine, ...]
    empty: str
    commands: tuple[Link, ...]


@dataclass(frozen=True, slots=True)
class Answered:
    """One companion of one office, and what was chosen; companions are opaque numbers, never names."""

    unit: str
    companion: str
    field: Field


@dataclass(frozen=True, slots=True)
class ResultsPage:
    """`results.html`: results of a whole course in one form, one choice per companion."""

    title: str
    trail: tuple[Link, ...]
    form: FormSpec
    answers: tuple[Answered, ...]
    told: tuple[Told, ...] = ()

    @property
    def wrong_fields(self) -> tuple[Field, ...]:
        """The questions with an error, in the order of the page."""
        return (*self.form.wrong_fields, *(each.field for each in self.answers if each.field.error))


@dataclass(frozen=True, slots=True)
class Told:
    """What became of one companion's result, where it was not recorded."""

    who: str
    words: str


# --- a new wave -------------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class ModuleFields:
    """The questions about one module of a course."""

    legend: str
    fields: tuple[Field, ...]


@dataclass(frozen=True, slots=True)
class CourseFields:
    """The questions about one course; `number` counts from 1 and is part of the fields' names."""

    number: int
    legend: str
    fields: tuple[Field, ...]
    regions: Checks
    modules: tuple[ModuleFields, ...]
    can_go: bool

    @property
    def every_field(self) -> tuple[Checks | Field, ...]:
        """In the order of the page."""
        return (*self.fields, self.regions, *(each for module in self.modules for each in module.fields))


@dataclass(frozen=True, slots=True)
class NewWavePage:
    """`wave_new.html`: who, in which groups, which courses, which rules. Everything typed is kept."""

    action: str
    hidden: tuple[tuple[str, str], ...] = field(repr=False)
    name: tuple[Field, ...]
    who: tuple[Checks | Field, ...]
    groups: tuple[Field, ...]
    courses: tuple[CourseFields, ...]
    rules: tuple[Field, ...]
    cancel_href: str
    refusal: str = ""
    can_add: bool = True

    @property
    def wrong_fields(self) -> tuple[Checks | Field, ...]:
        """The questions with an error, in the order of the page."""
        asked: list[Checks | Field] = [*self.name, *self.who, *self.groups]
        for course in self.courses:
            asked += course.every_field
        return tuple(each for each in (*asked, *self.rules) if each.error)


@dataclass(frozen=True, slots=True)
class NewCoursePage:
    """`course_new.html`: a further course; `warning` is what to think of before it is sent once more."""

    title: str
    trail: tuple[Link, ...]
    form: FormSpec
    course: CourseFields
    warning: str = ""

    @property
    def wrong_fields(self) -> tuple[Checks | Field, ...]:
        """The questions with an error, in the order of the page."""
        return tuple(each for each in self.course.every_field if each.error)


@dataclass(frozen=True, slots=True)
class OfficeLine:
    """An office in a rehearsal, with why it has a seat, waits or stays out."""

    code: str
    name: str
    words: str


@dataclass(frozen=True, slots=True)
class RehearsedGroup:
    """A group of the rehearsal: who would be asked."""

    title: str
    summary: str
    offices: tuple[OfficeLine, ...]


@dataclass(frozen=True, slots=True)
class RehearsedCourse:
    """Seats of a course in the rehearsal."""

    code: str
    dates: str
    seats: str
    state: State


@dataclass(frozen=True, slots=True)
class RehearsalPage:
    """`rehearsal.html`: what would happen, before anything does.

    `changed` says what is different since it was rehearsed; `again_action` then rehearses anew.
    """

    code: str
    trail: tuple[Link, ...]
    summary: str
    figures: tuple[Fact, ...]
    groups: tuple[RehearsedGroup, ...]
    out: tuple[OfficeLine, ...]
    courses: tuple[RehearsedCourse, ...]
    collisions: tuple[str, ...]
    warnings: tuple[str, ...]
    ends: tuple[Fact, ...]
    goal: str
    start: Link | None
    change_href: str | None
    changed: tuple[str, ...] = ()
    again_action: str = ""
    hidden: tuple[tuple[str, str], ...] = field(default=(), repr=False)

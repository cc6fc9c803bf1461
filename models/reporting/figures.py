"""What a report says, as frozen data: figures of one region or of all, Agenturen and gE apart.

``Figures`` may leave a scope: offices are counted, persons only in steps of five (the type refuses anything else).
``Inside`` adds exact numbers of persons for those who may see the offices themselves. Both are stored in issued
reports: fields may be added with a default, never renamed or removed.
"""

from __future__ import annotations

from datetime import date, datetime
from typing import Annotated

from pydantic import BaseModel, ConfigDict, Field

from models.rollout.owed import NATIONAL

SMALLEST_SAMPLE = 5
"""Below this many offices a median says more about one of them than about all."""
STEP = 5
"""Persons are told outside their scope in multiples of this."""

Offices = Annotated[int, Field(ge=0)]
Rounded = Annotated[int, Field(ge=0, multiple_of=STEP)]


class Part(BaseModel):
    """Frozen; parts of later editions are left out when an older one is read."""

    model_config = ConfigDict(frozen=True, extra="ignore")


class Quota(Part):
    """``have`` of ``of`` offices."""

    have: Offices = 0
    of: Offices = 0


class Spread(Part):
    """Quartiles of days over ``sample`` offices, of which ``running`` had not got there yet (they count as "longer").

    A quartile is None where the sample is below SMALLEST_SAMPLE, or where too many are still on their way to tell it.
    """

    sample: Offices = 0
    running: Offices = 0
    lower: int | None = None
    median: int | None = None
    upper: int | None = None


class WorkshopFigures(Part):
    """Offices by where their workshop of this kind stands.

    ``planned``: a day is set and has not come; ``answer_due``: it has, and nobody has said whether it took place.
    ``held`` by that day; ``confirmed``: of those, confirmed by that day as well, not only later.
    """

    planned: Offices = 0
    answer_due: Offices = 0
    held: Offices = 0
    confirmed: Offices = 0


class NeedFigures(Part):
    """Offices in which one step is open, ``late`` of them past its due date, ``orphans`` with nobody to take it.

    ``gross``: days since it opened; ``net``: without those on which the office was paused.
    """

    step: str
    milestone: str
    holder: str
    offices: Offices
    late: Offices = 0
    orphans: Offices = 0
    gross: Spread = Spread()
    net: Spread = Spread()


class DelayFigures(Part):
    """Offices held up for one reason: ``cause`` is ``pause`` or ``due_date``.

    A pause: days it has run (``gross``; its net is nothing). A changed due date: days since the step opened.
    """

    cause: str
    reason: str
    offices: Offices
    gross: Spread = Spread()
    net: Spread = Spread()


class StageDuration(Part):
    """How long offices stayed in a stage; ``net``: without pauses."""

    stage: str
    gross: Spread
    net: Spread


class MilestoneWait(Part):
    """How long offices waited for a milestone, from the day on which its turn came."""

    milestone: str
    gross: Spread
    net: Spread


class Sustainment(Part):
    """Of the offices that were sustained at least ``months`` before, those that still were after that time.

    Still sustained: the required manager and enough qualified companions were in place on that day.
    """

    months: int
    still: Quota


class Persons(Part):
    """Exact numbers, for inside a scope only: active companions, seats in qualification waves."""

    companions: Annotated[int, Field(ge=0)] = 0
    admitted: Annotated[int, Field(ge=0)] = 0
    qualified: Annotated[int, Field(ge=0)] = 0
    seats: Annotated[int, Field(ge=0)] = 0

    def rounded(self) -> RoundedPersons:
        return RoundedPersons(**{name: five(number) for name, number in self.model_dump().items()})


class RoundedPersons(Part):
    """The same in steps of five."""

    companions: Rounded = 0
    admitted: Rounded = 0
    qualified: Rounded = 0
    seats: Rounded = 0


def five(number: int) -> int:
    """The nearest multiple of STEP."""
    return (number + STEP // 2) // STEP * STEP


class KindFigures(Part):
    """One kind of office.

    ``offices`` that there were: ``taking_part`` + ``undecided`` + ``not_taking_part``; ``paused`` are among the first
    two. ``merged`` and ``closed`` ones are no more and count nowhere else. Quotas are of those taking part; stages and
    needs of those taking part or undecided. ``milestones``: reached, of those that have to; ``voluntary``: reached by
    so many, which nobody has to. ``in_need``: with support needed or nobody in charge.
    """

    offices: Offices = 0
    taking_part: Offices = 0
    undecided: Offices = 0
    not_taking_part: Offices = 0
    paused: Offices = 0
    merged: Offices = 0
    closed: Offices = 0
    stages: dict[str, Offices] = {}
    milestones: dict[str, Quota] = {}
    voluntary: dict[str, Offices] = {}
    statuses: dict[str, Offices] = {}
    with_qualified_companion: Quota = Quota()
    with_manager: Quota = Quota()
    with_aqua_team: Quota = Quota()
    with_seats: Offices = 0
    workshops: dict[str, WorkshopFigures] = {}
    in_need: Offices = 0
    needs: tuple[NeedFigures, ...] = ()
    delays: tuple[DelayFigures, ...] = ()
    sustained: tuple[Sustainment, ...] = ()
    durations: tuple[StageDuration, ...] = ()
    persons: RoundedPersons = RoundedPersons()


class Figures(Part):
    """What may be shown to everybody who holds a function. ``scope``: a region's code, or NATIONAL."""

    scope: str = NATIONAL
    on: date
    known_at: datetime | None = None
    agenturen: KindFigures = KindFigures()
    gemeinsame_einrichtungen: KindFigures = KindFigures()


class Inside(Part):
    """The same with exact numbers of persons: only for those who may see each of these offices."""

    figures: Figures
    agenturen: Persons = Persons()
    gemeinsame_einrichtungen: Persons = Persons()

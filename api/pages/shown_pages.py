"""The pages themselves: each class is the ``page`` of the template of the same name."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from datetime import date

    from api.pages.looking_back import LookBack
    from api.pages.region_tabs import Tab
    from api.pages.shown import (
        Chip,
        Fact,
        Headline,
        JournalLine,
        Link,
        MatrixColumn,
        MatrixSection,
        ObligationLine,
        RegionTile,
        SignInGroup,
        StageRow,
        State,
        Switch,
        TimelineEntry,
    )
    from api.pages.shown_forms import Field, FormSpec
    from api.pages.shown_reports import ReportLine
    from api.pages.shown_waves import WaveLine


@dataclass(frozen=True, slots=True)
class StartPage:
    """`start.html`: what this is, four tasks to try, and everybody one can be."""

    aqua_href: str
    region_href: str
    central_href: str
    wave_href: str
    people: tuple[SignInGroup, ...]
    api_href: str
    wants_sign_in: bool = False
    sign_in_href: str | None = None


@dataclass(frozen=True, slots=True)
class SignInPage:
    """`sign_in.html`: the way to the provider; `begin_href` is None where there is none."""

    begin_href: str | None
    is_over: bool = False
    comes_back: bool = False


@dataclass(frozen=True, slots=True)
class SignedOutPage:
    """`signed_out.html`: it is over, and how to begin again."""

    again_href: str


@dataclass(frozen=True, slots=True)
class NoAccessPage:
    """`no_access.html`: signed in, and nobody here; `is_known` if the person is on record without a function.

    `first_command`: while nobody is there who could give a function, how whoever runs the tracker gives the first.
    """

    issuer: str
    subject: str
    is_known: bool
    first_command: str | None = None


@dataclass(frozen=True, slots=True)
class OverviewPage:
    """`overview.html`: the national picture of one kind of unit.

    Where a filter is pressed, `needs` lists what the reader may see of it. `mine` are the first of the reader's steps.
    """

    look: LookBack
    headline: Headline
    kinds: tuple[Switch, ...]
    chips: tuple[Chip, ...]
    columns: tuple[MatrixColumn, ...]
    tiles: tuple[RegionTile, ...]
    stages: tuple[str, ...]
    stage_rows: tuple[StageRow, ...]
    stage_total: StageRow
    needs: tuple[ObligationLine, ...] = ()
    is_filtered: bool = False
    mine: tuple[ObligationLine, ...] = ()
    mine_total: int = 0
    reports: tuple[ReportLine, ...] = ()
    reports_total: int = 0
    tabs: tuple[Tab, ...] = ()


@dataclass(frozen=True, slots=True)
class RegionPage:
    """`region.html`: the matrix of a region, Agenturen and gE apart."""

    name: str
    look: LookBack
    headlines: tuple[Headline, ...]
    filter_action: str
    filters: tuple[Field, ...]
    is_filtered: bool
    reset_href: str
    needs: tuple[ObligationLine, ...]
    needs_total: int
    all_needs_href: str | None
    sections: tuple[MatrixSection, ...]
    waves: tuple[WaveLine, ...] = ()
    reports: tuple[ReportLine, ...] = ()
    tabs: tuple[Tab, ...] = ()


@dataclass(frozen=True, slots=True)
class UnitPage:
    """`unit.html`: where a unit stands, what is missing and who holds it, what I may do."""

    code: str
    name: str
    trail: tuple[Link, ...]
    stage: str
    stage_note: str
    state: State
    status: str
    facts: tuple[Fact, ...]
    timeline: tuple[TimelineEntry, ...]
    obligations: tuple[ObligationLine, ...]
    commands: tuple[Link, ...]
    more_commands: tuple[Link, ...]
    journal: tuple[JournalLine, ...]
    older_journal_href: str | None = None
    journal_filters: tuple[Field, ...] = ()
    journal_is_filtered: bool = False


@dataclass(frozen=True, slots=True)
class Vacancy:
    """A function that nobody holds, or a region's offices without an AQua team, and the steps that wait for it.

    `waiting` counts them, `more` says how many `lines` leave out; `command` fills the function.
    """

    heading: str
    waiting: str
    lines: tuple[ObligationLine, ...]
    more: str
    command: Link | None
    is_open: bool


@dataclass(frozen=True, slots=True)
class WorklistPage:
    """`worklist.html`: what is mine to do, due first, and what nobody can do."""

    scope: str
    as_of: date
    due: tuple[ObligationLine, ...]
    upcoming: tuple[ObligationLine, ...]
    orphans: int
    vacancies: tuple[Vacancy, ...]
    empty_link: Link | None = None
    reports: tuple[ReportLine, ...] = ()

    @property
    def due_count(self) -> int:
        """Steps and reports."""
        return len(self.due) + sum(line.is_due for line in self.reports)

    @property
    def upcoming_count(self) -> int:
        return len(self.upcoming) + sum(line.state != "orphan" and not line.is_due for line in self.reports)

    @property
    def is_empty(self) -> bool:
        return not (self.due or self.upcoming or self.orphans or self.reports)


@dataclass(frozen=True, slots=True)
class CommandPage:
    """`command.html`: one deed at one place, as its own page or inside a dialog."""

    title: str
    trail: tuple[Link, ...]
    form: FormSpec


@dataclass(frozen=True, slots=True)
class ErrorPage:
    """`error.html`: what went wrong and what to do next; never a traceback."""

    status: int
    title: str
    words: str
    next_step: str
    links: tuple[Link, ...]

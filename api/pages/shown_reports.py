"""What the pages of reports are given: each class is the ``page`` of the template it names."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from activities.reports.document import Section, Table, Text
    from api.pages.looking_back import LookBack
    from api.pages.shown import Chip, Fact, Link, State, Switch
    from api.pages.shown_forms import Field


@dataclass(frozen=True, slots=True)
class ReportLine:
    """One report in a list, with where it stands; ``is_due``: the reader's turn, and its last day has come."""

    name: str
    href: str
    state: State
    words: str
    command: Link | None = None
    is_due: bool = False


@dataclass(frozen=True, slots=True)
class PeriodLine:
    """A period with the reports that the reader may see: the national one first, then regions by name."""

    name: str
    title: str
    words: str
    reports: tuple[ReportLine, ...]


@dataclass(frozen=True, slots=True)
class ReportsPage:
    """`reports.html`: every period, what waits for the reader, a form for any day."""

    waiting: tuple[ReportLine, ...]
    periods: tuple[PeriodLine, ...]
    asking: tuple[Field, ...]
    older_href: str | None = None


@dataclass(frozen=True, slots=True)
class ReportPage:
    """`report.html`: ``look`` where it was asked for by hand, ``question`` while the region is asked back."""

    trail: tuple[Link, ...]
    title: str
    facts: tuple[Fact, ...]
    sections: tuple[Section, ...]
    downloads: tuple[Link, ...]
    hash: str
    state: State = "done"
    status: str = ""
    commands: tuple[Link, ...] = ()
    question: Text | None = None
    regions: tuple[ReportLine, ...] = ()
    look: LookBack | None = None


@dataclass(frozen=True, slots=True)
class Office:
    """An office to look at before attesting: what has changed, and the question whether its picture is right."""

    name: str
    href: str
    words: str
    deviation: Field


@dataclass(frozen=True, slots=True)
class Group:
    """Offices that are looked at for the same reason; unchanged ones are folded away."""

    key: str
    title: str
    offices: tuple[Office, ...]
    folded: bool = False


@dataclass(frozen=True, slots=True)
class AttestPage:
    """`attest.html`: by exception; one click where nothing is to be said.

    ``once`` and ``hidden`` are what the two forms carry along, each with a key of its own.
    """

    trail: tuple[Link, ...]
    title: str
    sentence: str
    due: str
    action: str
    report_href: str
    groups: tuple[Group, ...]
    texts: tuple[Field, ...]
    once: tuple[tuple[str, str], ...] = field(repr=False)
    hidden: tuple[tuple[str, str], ...] = field(repr=False)
    question: Text | None = None
    refusal: str = ""

    @property
    def wrong_fields(self) -> tuple[Field, ...]:
        return tuple(each for each in self.texts if each.error)


@dataclass(frozen=True, slots=True)
class Waiter:
    """An office that waits, in scope: what for, since when, whose turn."""

    name: str
    href: str
    state: State
    words: str
    meta: str


@dataclass(frozen=True, slots=True)
class BottlenecksPage:
    """`bottlenecks.html`: where the rollout waits; ``waiters`` of one milestone, as far as the reader may see them."""

    scope: str
    look: LookBack
    kinds: tuple[Switch, ...]
    chips: tuple[Chip, ...]
    filters: tuple[Field, ...]
    tables: tuple[Table, ...]
    milestone: str = ""
    waiters: tuple[Waiter, ...] = ()
    hidden_count: int = 0

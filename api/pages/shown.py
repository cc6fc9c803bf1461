"""What the templates are given: one frozen page object and one frame, nothing else.

Every template expects exactly two variables, ``frame`` (a `PageFrame`) and ``page`` (the class
named like the template). Words that depend on data arrive as finished text in the reader's
language; fixed words live in the templates. Nothing here reads a database or a clock.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Literal

if TYPE_CHECKING:
    from collections.abc import Mapping
    from datetime import date, datetime

    from api.pages.words import Said

State = Literal["done", "running", "planned", "open", "confirm", "support", "orphan", "paused", "not_applicable"]
KindKey = Literal["agentur", "gemeinsame_einrichtung"]
Tone = Literal["success", "information", "warning"]


@dataclass(frozen=True, slots=True)
class Link:
    """Somewhere to go. `label` makes sense on its own, out of context."""

    label: Said
    href: str


@dataclass(frozen=True, slots=True)
class NavItem:
    """One entry of the main navigation; `count` is the number of things waiting there.

    `current` is its aria-current: "page" for the page itself, "true" for those below it, or nothing.
    """

    label: str
    href: str
    current: str = ""
    count: int | None = None


@dataclass(frozen=True, slots=True)
class Flash:
    """What became of the last deed, said once at the top of the next page."""

    words: str
    tone: Tone = "success"
    link: Link | None = None


@dataclass(frozen=True, slots=True)
class LanguageSwitch:
    """The other language, named in itself; `back` is the page to return to.

    Without `back` the way back is where the browser says that it came from.
    """

    language: Literal["de", "en"]
    label: str
    back: str


@dataclass(frozen=True, slots=True)
class PageFrame:
    """What surrounds every page: who is signed in, where one can go, which language.

    `sign_out_token` is the session's token for forms: signing out is one. `acting` names whom one stands in for.
    A `live` page keeps itself up to date while it is looked at. `search_key`: „/“ leads to the search.
    `more` are places that few people need every day; `here` is what a reported barrier is about.
    """

    title: str
    language: Literal["de", "en"] = "de"
    nav: tuple[NavItem, ...] = ()
    home_href: str = "/"
    person: str | None = None
    sign_out_token: str | None = None
    switch: LanguageSwitch | None = None
    demo: bool = True
    flash: Flash | None = None
    acting: tuple[str, ...] = ()
    live: bool = False
    search_key: bool = True
    more: tuple[NavItem, ...] = ()
    here: str = ""


@dataclass(frozen=True, slots=True)
class Chip:
    """Key, filter and figure in one: pressing it keeps only what it counts."""

    key: str
    count: int
    label: str
    href: str
    pressed: bool = False
    state: State | None = None
    in_bar: bool = True


@dataclass(frozen=True, slots=True)
class Switch:
    """One side of „Agenturen | gemeinsame Einrichtungen“. Their quotas are never mixed."""

    key: KindKey
    label: str
    href: str
    current: bool


@dataclass(frozen=True, slots=True)
class Headline:
    """The two numbers of the first sentence, for one kind of unit.

    `reached` counts units that offer the method, `total` those taking part; a gE that does not
    take part appears in `not_taking_part` and nowhere as a deficit.
    """

    kind: KindKey
    reached: int
    total: int
    decisions: int
    decisions_href: str
    not_taking_part: int = 0


@dataclass(frozen=True, slots=True)
class MatrixColumn:
    """A milestone as a column, with how many of the applicable units have reached it.

    A voluntary milestone has no quota: its `applicable` is 0.
    `short_title` carries soft hyphens (U+00AD) where a long word may break: columns are narrow.
    """

    key: str
    short_title: str
    long_title: str
    done: int
    applicable: int


@dataclass(frozen=True, slots=True)
class Cell:
    """One unit at one milestone. `title` says the whole in words; `href` only where one can act."""

    state: State
    words: str
    title: str
    href: str | None = None


@dataclass(frozen=True, slots=True)
class UnitRow:
    """A unit in the matrix; `name` may leave out what the section heading already says.

    A unit that does not take part, was merged or closed says so in one cell over all columns, with
    `applicable` 0. `action` and `note` stand beside the strip on phones, where cells have no words.
    """

    code: str
    name: str
    href: str
    stage: str
    done: int
    applicable: int
    cells: tuple[Cell, ...]
    note: str = ""
    action: Link | None = None


@dataclass(frozen=True, slots=True)
class MatrixSection:
    """All rows of one kind of unit, under their own columns and their own quota."""

    key: KindKey
    heading: str
    figure: str
    columns: tuple[MatrixColumn, ...]
    rows: tuple[UnitRow, ...]
    chips: tuple[Chip, ...] = ()


@dataclass(frozen=True, slots=True)
class ColumnCounts:
    """One column of a region's small multiple: units by state, out of `applicable`."""

    title: str
    counts: Mapping[State, int]
    applicable: int


@dataclass(frozen=True, slots=True)
class Need:
    """A counted exception: „3 brauchen Unterstützung“."""

    state: State
    count: int
    label: str


@dataclass(frozen=True, slots=True)
class RegionTile:
    """A region among its equals, always in the order of names or codes; linked for those who may read its units."""

    code: str
    name: str
    href: str | None
    columns: tuple[ColumnCounts, ...]
    reached: int
    total: int
    needs: tuple[Need, ...]


@dataclass(frozen=True, slots=True)
class StageRow:
    """How many units of a region stand in which stage; `counts` follows the page's stages."""

    name: str
    href: str | None
    counts: tuple[int, ...]
    total: int


@dataclass(frozen=True, slots=True)
class ObligationLine:
    """One thing that is missing, who holds it, and how its due date came about; ``acting``: mine „i. V.“."""

    sentence: str
    holder: str
    state: State
    unit: Link | None = None
    opens_on: date | None = None
    due_on: date | None = None
    arithmetic: str = ""
    command: Link | None = None
    is_due: bool = False
    acting: bool = False


@dataclass(frozen=True, slots=True)
class TimelineEntry:
    """A milestone of one unit: planned, actual, and whether its standing was taken over."""

    title: str
    state: State
    words: str
    planned_on: date | None = None
    happened_on: date | None = None
    taken_over: bool = False
    note: str = ""


@dataclass(frozen=True, slots=True)
class JournalLine:
    """One event as people tell it: when it happened, when and by which function it was recorded."""

    happened_on: date
    recorded_at: datetime
    who: str
    words: str
    taken_over: bool = False


@dataclass(frozen=True, slots=True)
class Fact:
    """A labelled fact at the head of a unit or above a form."""

    label: str
    words: str
    href: str | None = None


@dataclass(frozen=True, slots=True)
class SignIn:
    """A function one can try in the demo."""

    label: str
    scope: str
    href: str


@dataclass(frozen=True, slots=True)
class SignInGroup:
    """Functions of one kind, as one list on the first page."""

    heading: str
    people: tuple[SignIn, ...]

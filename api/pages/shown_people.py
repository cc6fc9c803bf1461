"""Pages about persons, functions, teams and substitutions: each class is the ``page`` of the template it names."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from datetime import date

    from api.pages.shown import Link, State
    from api.pages.shown_forms import Field


@dataclass(frozen=True, slots=True)
class Card:
    """One substitution, post or function: what it is, how it stands, what can be done."""

    heading: str
    sentence: str
    meta: str
    state: State
    deeds: tuple[Link, ...] = ()


@dataclass(frozen=True, slots=True)
class SubstitutionsPage:
    """`substitutions.html`: for whom I stand in, who stands in for me, whom I may name."""

    as_of: date
    mine: tuple[Card, ...]
    others: tuple[Card, ...]
    posts: tuple[Card, ...]
    past: tuple[Card, ...]


@dataclass(frozen=True, slots=True)
class PersonRow:
    """One person in a list; without a name where the reader's function does not read it."""

    name: str
    href: str
    functions: tuple[str, ...]
    signs_in: bool


@dataclass(frozen=True, slots=True)
class PeoplePage:
    """`people.html`: function holders within the reader's scope.

    `unreachable`: their addresses were refused; `unaddressed`: they have none.
    """

    filters: tuple[Field, ...]
    rows: tuple[PersonRow, ...]
    deeds: tuple[Link, ...]
    more_href: str | None
    names_href: str | None
    is_filtered: bool
    names: bool
    unreachable: tuple[Link, ...] = ()
    unaddressed: tuple[Link, ...] = ()


@dataclass(frozen=True, slots=True)
class PersonPage:
    """`person.html`: one person, the functions held now, later and before."""

    name: str
    trail: tuple[Link, ...]
    facts: tuple[tuple[str, str], ...]
    functions: tuple[Card, ...]
    past: tuple[Card, ...]
    deeds: tuple[Link, ...]


@dataclass(frozen=True, slots=True)
class TeamRow:
    """A team in a list: who leads it, how many offices it covers."""

    code: str
    name: str
    href: str
    lead: str
    covered: int
    state: State
    deed: Link | None


@dataclass(frozen=True, slots=True)
class TeamsPage:
    """`teams.html`: AQua teams by region, and the offices that none covers."""

    regions: tuple[tuple[str, tuple[TeamRow, ...]], ...]
    uncovered: tuple[tuple[Link, Link | None], ...]
    deeds: tuple[Link, ...]
    more_href: str | None


@dataclass(frozen=True, slots=True)
class CoverageRow:
    """An office in a team's coverage. ``unit`` has no address where the reader does not read the office."""

    name: str
    code: str
    href: str | None
    when: str
    deeds: tuple[Link, ...]


@dataclass(frozen=True, slots=True)
class TeamPage:
    """`team.html`: one team, who leads it, what it covers."""

    name: str
    code: str
    trail: tuple[Link, ...]
    facts: tuple[tuple[str, str], ...]
    leads: tuple[Card, ...]
    covered: tuple[CoverageRow, ...]
    past: tuple[CoverageRow, ...]
    deeds: tuple[Link, ...]

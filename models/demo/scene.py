"""The demo as a whole: who there is, which part each office plays. Everything follows from offices and seed."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, timedelta

from models.calendar import add_months
from models.demo.cases import PREPARED
from models.demo.office import Office
from models.demo.roles import Part, cast
from models.demo.staff import Person, Staff, spare_people, staff
from models.demo.teams import Team, teams
from models.periods.period import Rhythm, ended_before

MONTHS = 18
"""How far the history reaches back."""
ON_LEAVE = timedelta(days=4), timedelta(days=10)
"""Since when and until when the lead is away for whom somebody stands in, seen from today."""
LEAD_LEFT = timedelta(days=10)
"""How long ago the teams without a lead have lost it."""


@dataclass(frozen=True, slots=True)
class Scene:
    """``numbers`` count the offices by code; ``team_of`` is the coverage at the beginning, by unit id."""

    seed: int
    teams: tuple[Team, ...]
    staff: Staff
    spare: tuple[Person, ...]
    parts: dict[str, Part]
    team_of: dict[str, str]
    numbers: dict[str, int]


def scene(offices: Iterable[Office], seed: int) -> Scene:
    offices = sorted(offices, key=lambda o: o.code)
    its_teams = teams(offices)
    return Scene(
        seed=seed,
        teams=tuple(its_teams),
        staff=staff({o.region for o in offices}, its_teams),
        spare=spare_people({o.region for o in offices}),
        parts=cast(offices, its_teams, seed),
        team_of={unit: team.code for team in its_teams for unit in team.offices},
        numbers={o.id: n for n, o in enumerate(offices, 1)},
    )


def in_function_since(today: date) -> date:
    """Everybody was in function long before the history begins."""
    return add_months(today, -2 * MONTHS)


@dataclass(frozen=True, slots=True)
class Gap:
    """Nobody led the region from ``first`` through ``last``; the same person did before and does since."""

    region: str
    first: date
    last: date


def lead_gap(regions: Iterable[str], today: date) -> Gap | None:
    """Over the end of a quarter a while ago and the days of its report: a region that nobody could attest.

    Not the region that signs in from the first page, whose report is open; none in a demo of one region.
    """
    others = sorted(code for code in set(regions) if PREPARED["rd"].username != f"rd-{code}")
    if not others:
        return None
    ended = ended_before(today, Rhythm.QUARTERLY).previous.previous.last
    return Gap(others[-1], ended - timedelta(days=12), ended + timedelta(days=15))

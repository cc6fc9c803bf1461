"""AQua teams of the demo: neighbouring Agenturen of one region and their gE. Some gaps are on purpose."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from itertools import groupby

from models.demo.office import Office

AGENTUREN_PER_TEAM = 3
LEADERLESS_REGIONS = ("300", "400")
"""The last team of each of these regions has lost its lead."""


@dataclass(frozen=True, slots=True)
class Team:
    """``offices`` are unit ids; a team without a lead has lost it a few weeks ago."""

    code: str
    name: str
    region: str
    offices: tuple[str, ...]
    has_lead: bool = True


def teams(offices: Iterable[Office]) -> list[Team]:
    """All teams, region by region."""
    by_region = groupby(sorted(offices, key=lambda o: (o.region, o.area, o.code)), key=lambda o: o.region)
    return [team for region, its in by_region for team in _of_region(region, list(its))]


def _of_region(region: str, offices: list[Office]) -> list[Team]:
    agenturen = [o for o in offices if o.is_agentur]
    number = max(1, round(len(agenturen) / AGENTUREN_PER_TEAM))
    parts = [agenturen[len(agenturen) * n // number : len(agenturen) * (n + 1) // number] for n in range(number)]
    return [
        Team(
            code=f"AQ-{region}-{n:02}",
            name=f"AQua-Team {'/'.join(dict.fromkeys(a.city for a in part[:2]))}",
            region=region,
            offices=tuple(o.id for o in offices if o.partner in {a.code for a in part}),
            has_lead=not (region in LEADERLESS_REGIONS and n == number and n > 1),
        )
        for n, part in enumerate((p for p in parts if p), 1)
    ]

"""Later corrections to what was issued: „31.10.: 42, nach Korrektur 43“, with the reason."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import date

from pydantic import Field

from models.organisation import UnitKind
from models.reporting.figures import Figures, KindFigures, Offices, Part

PLAIN = (
    "offices",
    "taking_part",
    "undecided",
    "not_taking_part",
    "paused",
    "merged",
    "closed",
    "with_seats",
)
"""Numbers of offices that are compared as they stand."""
QUOTAS = ("with_qualified_companion", "with_manager", "with_aqua_team")
TOLD_LATE = "told_late"
"""The reason where nobody gave one: what had happened by that day was told after the report."""


class Restatement(Part):
    """One figure of an issued report that reads otherwise by what is known now.

    ``period``, ``on``: of the report that is corrected. ``kind``: of the offices counted. ``figure``: its path in
    ``KindFigures``, as ``stages/operation``, ``milestones/offer_announced`` (those that have it, as with every quota)
    or ``workshops/implementation/held``.
    ``was`` at the last report, ``now`` with this one. ``reasons``: offices by reason code, of all those corrected.
    """

    period: str
    on: date
    scope: str
    kind: UnitKind
    figure: str
    was: Offices
    now: Offices
    reasons: dict[str, Offices] = Field(default_factory=dict)


def differences(was: Figures, now: Figures) -> Iterator[tuple[UnitKind, str, int, int]]:
    """Kind, path, and both values of every number of offices that differs.

    Durations, needs and numbers of persons are not compared: they follow from these, or are rounded.
    """
    for kind, before, after in (
        (UnitKind.AGENTUR, was.agenturen, now.agenturen),
        (UnitKind.GEMEINSAME_EINRICHTUNG, was.gemeinsame_einrichtungen, now.gemeinsame_einrichtungen),
    ):
        old, new = numbers(before), numbers(after)
        for path in dict.fromkeys([*old, *new]):
            if old.get(path, 0) != new.get(path, 0):
                yield kind, path, old.get(path, 0), new.get(path, 0)


def numbers(figures: KindFigures) -> Mapping[str, int]:
    """The numbers of offices that are compared, by their path."""
    found: dict[str, int] = {name: getattr(figures, name) for name in PLAIN}
    found |= {f"stages/{key}": number for key, number in figures.stages.items()}
    for name in QUOTAS:
        found[name] = getattr(figures, name).have
    found |= {f"milestones/{key}": quota.have for key, quota in figures.milestones.items()}
    found |= {f"voluntary/{key}": number for key, number in figures.voluntary.items()}
    for key, workshops in figures.workshops.items():
        found |= {f"workshops/{key}/{name}": number for name, number in workshops.model_dump().items()}
    found |= {f"sustained/{each.months}": each.still.have for each in figures.sustained}
    return found

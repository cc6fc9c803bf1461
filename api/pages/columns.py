"""Which milestones are columns, and what of them a unit has to do with. From the programme alone."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING

from api.pages.words import _
from models.programme import Necessity, Stated

if TYPE_CHECKING:
    from models.organisation import UnitKind
    from models.programme import Milestone, Programme, Stage

SOFT_HYPHEN = "\u00ad"
SEAM = re.compile(r"(?<=\w)(?=workshop|kraft|begleitende|zierung|stützung|mentation|dation|cation)")
"""Where long words may break in a narrow column."""


@dataclass(frozen=True, slots=True)
class Column:
    """One column of the matrix. ``gathers``: the milestones whose open steps show here.

    A milestone without a column shows its steps in the next column: admission to a course is part of qualification.
    """

    key: str
    short_title: str
    long_title: str
    gathers: frozenset[str]
    is_required: bool


def columns(programme: Programme, kind: UnitKind, language: str) -> tuple[Column, ...]:
    """The columns for offices of this kind, in the order of the programme."""
    found: list[Column] = []
    before: list[str] = []
    for milestone in programme.applicable(kind):
        before.append(milestone.key)
        if milestone.column is not None:
            found.append(_column(milestone, kind, frozenset(before), language))
            before = []
    return tuple(found)


def _column(milestone: Milestone, kind: UnitKind, gathers: frozenset[str], language: str) -> Column:
    heading = milestone.column.in_language(language) if milestone.column else milestone.key
    title = milestone.title.in_language(language)
    required = milestone.necessity_for(kind) is Necessity.REQUIRED
    return Column(
        key=milestone.key,
        short_title=soft(heading),
        long_title=title if required else _("{title} (freiwillig)", title=title),
        gathers=gathers,
        is_required=required,
    )


def soft(words: str) -> str:
    """The same, allowed to break within its long words."""
    return SEAM.sub(SOFT_HYPHEN, words)


def offer_of(programme: Programme) -> Milestone | None:
    """The milestone from which on an office offers the method: the first that somebody has to state."""
    wanted = Necessity.REQUIRED
    return next(
        (m for m in programme.milestones if isinstance(m.evidence, Stated) and wanted in m.necessity.values()), None
    )


def stages(programme: Programme, kind: UnitKind) -> tuple[Stage, ...]:
    """The stages in which offices of this kind can stand: those are left out that they pass at once."""
    first, *later = programme.stages

    def needs_something(stage: Stage) -> bool:
        return any(programme.by_key[key].necessity_for(kind) is Necessity.REQUIRED for key in stage.entered_when)

    starts = next((n for n, stage in enumerate(later) if needs_something(stage)), len(later))
    return tuple(([first] if starts == 0 else [later[starts - 1]]) + later[starts:])

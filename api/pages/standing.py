"""Where a unit stands, in one of a few groups: chips count them, filters keep them."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from typing import TYPE_CHECKING

from api.pages.cells import EXCEPTIONS, Judge, Judged, resting
from api.pages.columns import Column, columns, offer_of
from api.pages.shown import Chip, Headline
from api.pages.words import _, later, spoken
from models.organisation import UnitKind
from models.programme import ParticipationDecided
from models.rollout.state import SideState
from models.status import StatusCode

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Sequence

    from babel.support import LazyProxy

    from api.pages.shown import KindKey, State
    from models.programme import Programme
    from models.queries.listing import UnitLine

DECISION = "decision"
"""The filter for everything that needs a decision."""
NEEDY: tuple[State, ...] = ("confirm", "support", "orphan")

LABELS: dict[State, LazyProxy] = {
    "done": later("angeboten, nichts offen"),
    "running": later("unterwegs"),
    "open": later("in Klärung"),
    "confirm": later("zu bestätigen"),
    "support": later("brauchen Unterstützung"),
    "orphan": later("niemand zuständig"),
    "paused": later("ruhen"),
    "not_applicable": later("nicht beteiligt"),
}
"""In the order of the chips and of the bar."""

KINDS: dict[UnitKind, KindKey] = {
    UnitKind.AGENTUR: "agentur",
    UnitKind.GEMEINSAME_EINRICHTUNG: "gemeinsame_einrichtung",
}
OUTSIDE = (SideState.NOT_PARTICIPATING, SideState.MERGED, SideState.CLOSED)


@dataclass(frozen=True, slots=True)
class Standing:
    """One unit with its group and its cells. ``takes_part``: its quotas count; ``offers``: the method is offered."""

    line: UnitLine
    group: State
    takes_part: bool
    offers: bool
    row: tuple[Judged, ...]


@dataclass(frozen=True, slots=True)
class Rating:
    """What is the same for all units of one kind."""

    programme: Programme
    kind: UnitKind
    columns: tuple[Column, ...]
    judge: Judge

    def standing(self, line: UnitLine) -> Standing:
        reached = {mark.key for mark in line.marks if mark.reached_on is not None}
        offer, decision = offer_of(self.programme), self.programme.of_kind(ParticipationDecided)
        decided = decision is None or decision.key in reached or all(m.key != decision.key for m in line.marks)
        offers = offer is not None and offer.key in reached
        row = self.judge.row(self.columns, line.marks, line.owed) if line.side_state not in OUTSIDE else []
        return Standing(
            line=line,
            group=group_of(line, decided=decided, offers=offers),
            takes_part=decided and line.side_state not in OUTSIDE,
            offers=offers and line.side_state not in OUTSIDE,
            row=tuple(resting(self.columns, row) if line.side_state is SideState.PAUSED else row),
        )


def rating(programme: Programme, kind: UnitKind, judge: Judge) -> Rating:
    return Rating(programme, kind, columns(programme, kind, spoken()), judge)


def group_of(line: UnitLine, *, decided: bool, offers: bool) -> State:
    """Exceptions come first, as in the status; then whether the method is offered and nothing is open."""
    if line.side_state in OUTSIDE:
        return "not_applicable"
    if line.side_state is SideState.PAUSED:
        return "paused"
    if line.status.code in EXCEPTIONS:
        return EXCEPTIONS[line.status.code]
    if not decided:
        return "open"
    return "done" if offers and line.status.obligation is None else "running"


def kept(standings: Iterable[Standing], status: str | None) -> list[Standing]:
    """Those that the filter keeps."""
    if not status:
        return list(standings)
    wanted = NEEDY if status == DECISION else (status,)
    return [s for s in standings if s.group in wanted]


def headline(kind: UnitKind, standings: Sequence[Standing], decisions_href: str) -> Headline:
    part = [s for s in standings if s.takes_part]
    return Headline(
        kind=KINDS[kind],
        reached=sum(s.offers for s in part),
        total=len(part),
        decisions=sum(s.group in NEEDY for s in standings),
        decisions_href=decisions_href,
        not_taking_part=sum(s.line.status.code is StatusCode.NOT_PARTICIPATING for s in standings),
    )


def chips(standings: Sequence[Standing], pressed: str | None, href: Callable[[str | None], str]) -> tuple[Chip, ...]:
    """One chip per group that has units; ``href`` makes the address for a filter."""
    counts = Counter(s.group for s in standings)
    found = [Chip("all", len(standings), _("alle"), href(None), not pressed)]
    for group, label in LABELS.items():
        if counts[group]:
            is_pressed = pressed == group or (pressed == DECISION and group in NEEDY)
            found.append(
                Chip(group, counts[group], str(label), href(group), is_pressed, group, group != "not_applicable")
            )
    return tuple(found)

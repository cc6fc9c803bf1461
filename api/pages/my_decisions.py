"""Of all offices listed: the steps that wait for the reader, or for somebody whom the reader can appoint."""

from __future__ import annotations

from typing import TYPE_CHECKING

from api.appointing import appointing
from api.pages.looking_back import is_past
from api.pages.shown import Link
from api.pages.steps import Place, line, settling
from api.seeing import PROGRAMME
from models.queries.worklist import Task

if TYPE_CHECKING:
    from collections.abc import Iterator
    from datetime import date

    from api.pages.listing import Listing
    from api.pages.shown import ObligationLine
    from models.queries.listing import UnitLine
    from models.rollout.owed import Obligation


def my_decisions(listing: Listing) -> list[ObligationLine]:
    """By due date; on a past day nobody decides anything."""
    if is_past(listing.caller, listing.asked):
        return []
    found = sorted(_found(listing), key=lambda pair: (pair[0], pair[1].unit.label if pair[1].unit else ""))
    return [told for _due, told in found]


def _found(listing: Listing) -> Iterator[tuple[date, ObligationLine]]:
    for standing in listing.standings:
        unit = standing.line
        for step in unit.owed:
            if step.suspended or not step.is_open(listing.asked.on):
                continue
            command = _command(listing, unit, step)
            if command is not None:
                place = Place(unit.code, unit.name, unit.region)
                yield step.due_on, line(listing.voice(unit), place, step, listing.is_vacant, command=command)


def _command(listing: Listing, unit: UnitLine, step: Obligation) -> Link | None:
    """The form with which the reader goes on here; None where it is not the reader's turn."""
    if listing.is_mine(step):
        return settling(PROGRAMME, unit.code, step)
    if not listing.is_vacant(step.holder, step.scope):
        return None
    task = Task(unit.unit_id, unit.code, unit.name, unit.region, unit.calendar_id, step, is_orphan=True)
    filling = appointing(listing.caller, task)
    return Link(filling.label, filling.href) if filling is not None else None

"""The status of a unit on a given day: one code and the obligation that explains it. Computed, never set."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from models.organisation import Function
from models.rollout.owed import Obligation, Step
from models.rollout.state import SideState


class StatusCode(StrEnum):
    """In the order of precedence."""

    MERGED = "merged"
    CLOSED = "closed"
    NOT_PARTICIPATING = "not_participating"
    PAUSED = "paused"
    ORPHAN = "orphan"
    SUPPORT_NEEDED = "support_needed"
    WAITING_CONFIRMATION = "waiting_confirmation"
    SUSTAINED = "sustained"
    IN_PROGRESS = "in_progress"


IsVacant = Callable[[Function, str | None], bool]
"""Whether nobody fills a function with a scope; scope None (no AQua team, no region) is always vacant."""


@dataclass(frozen=True, slots=True)
class Status:
    """``obligation`` is the step behind the code; None where the code needs none."""

    code: StatusCode
    obligation: Obligation | None = None
    since: date | None = None


SIDE: dict[SideState, StatusCode] = {
    SideState.MERGED: StatusCode.MERGED,
    SideState.CLOSED: StatusCode.CLOSED,
    SideState.NOT_PARTICIPATING: StatusCode.NOT_PARTICIPATING,
    SideState.PAUSED: StatusCode.PAUSED,
}


def status_of(side: SideState, *, sustained: bool, owed: Iterable[Obligation], on: date, is_vacant: IsVacant) -> Status:
    """The status on the day ``on``: the open step that most needs somebody, by its date, explains it."""
    if side in SIDE:
        return Status(SIDE[side])
    now = sorted((o for o in owed if o.is_open(on)), key=lambda o: (o.due_on, o.opens_on, o.key))
    orphan = next((o for o in now if o.scope is None or is_vacant(o.holder, o.scope)), None)
    if orphan is not None:
        return Status(StatusCode.ORPHAN, orphan, orphan.opens_on)
    if now and now[0].is_late(on):
        return Status(StatusCode.SUPPORT_NEEDED, now[0], now[0].due_on)
    to_confirm = next((o for o in now if o.step is Step.CONFIRM_WORKSHOP), None)
    if to_confirm is not None:
        return Status(StatusCode.WAITING_CONFIRMATION, to_confirm, to_confirm.opens_on)
    code = StatusCode.SUSTAINED if sustained else StatusCode.IN_PROGRESS
    return Status(code, now[0] if now else None, now[0].opens_on if now else None)

"""Which commands could be given now: plausible examples, put before ``decide`` itself, so that there is one judge."""

from __future__ import annotations

from collections.abc import Container, Iterable, Iterator, Mapping
from datetime import date
from functools import partial
from typing import Any

from models import commands as cmd
from models import seat_commands as seat
from models.calendar import ONE_DAY
from models.errors import Refusal
from models.obligations import obligations
from models.organisation import UnitKind
from models.programme import DERIVED, Stated, WorkshopKind
from models.rollout.decide import judge
from models.rollout.state import UnitState

Draft = partial[Any]
"""A command that is built only if somebody wants to know about its type."""
NAMES: Mapping[object, str] = {command: name for name, command in cmd.COMMANDS.items()}


def possible(state: UnitState, envelope: cmd.Envelope, types: Iterable[str]) -> list[cmd.Command]:
    """Examples of those ``types`` that ``decide`` would accept in this envelope; forms start from them."""
    return [c for c in candidates(state, envelope.today, set(types)) if _is_accepted(state, c, envelope)]


def allowed(state: UnitState, envelope: cmd.Envelope, types: Iterable[str]) -> set[str]:
    """Those of ``types`` of which at least one example would be accepted."""
    open_types: set[str] = set(types)
    found: set[str] = set()
    for candidate in candidates(state, envelope.today, open_types):
        if _is_accepted(state, candidate, envelope):
            open_types.discard(candidate.type)
            found.add(candidate.type)
            if not open_types:
                break
    return found


def _is_accepted(state: UnitState, command: cmd.Command, envelope: cmd.Envelope) -> bool:
    try:
        judge(state, command, envelope)
    except Refusal:
        return False
    return True


def candidates(state: UnitState, today: date, types: Container[str] = cmd.COMMANDS) -> Iterator[cmd.Command]:
    """At least one plausible command of each of ``types`` that could make sense in this state.

    ``types`` is looked at anew before each, so that a set may shrink meanwhile.
    """
    for draft in _drafts(state, today):
        if NAMES[draft.func] in types:
            yield draft()


def _drafts(state: UnitState, today: date) -> Iterator[Draft]:
    yield from _about_unit(state, today)
    yield from _about_people(state, today)
    for workshop in WorkshopKind:
        yield from _about_workshop(state, workshop, today)
    yield from _about_milestones(state, today)
    if state.membership is not None:
        yield from _about_wave(state, today)


def _first_reason(state: UnitState, which: str) -> str:
    return next(iter(state.programme.reasons_in(which)))


def _about_unit(state: UnitState, today: date) -> Iterator[Draft]:
    if state.kind is UnitKind.GEMEINSAME_EINRICHTUNG:
        takes_part = state.participation is None or not state.participation.takes_part
        yield partial(cmd.DecideParticipation, takes_part=takes_part, decided_on=today)
    yield partial(cmd.Pause, since=today, reason=_first_reason(state, "pause"))
    yield partial(cmd.Resume, resumed_on=today)
    yield partial(cmd.Close, closed_on=today)


def _about_people(state: UnitState, today: date) -> Iterator[Draft]:
    yield partial(cmd.AssignManager, since=today)
    yield partial(cmd.VacateManager, vacated_on=today)
    yield partial(cmd.NominateCompanion, nominated_on=today)
    for companion in state.companions:
        if companion.is_active:
            yield partial(cmd.AdmitCompanion, companion=companion.id, admitted_on=today)
            yield partial(cmd.RecordQualification, companion=companion.id, qualified_on=today)
            yield partial(cmd.ReleaseCompanion, companion=companion.id, released_on=today)


def _about_workshop(state: UnitState, workshop: WorkshopKind, today: date) -> Iterator[Draft]:
    planned_on = state.workshop(workshop).planned_on
    held_on = min(planned_on or today, today)
    cancel = _first_reason(state, "cancel")
    yield partial(cmd.PlanWorkshop, workshop=workshop, planned_on=today)
    yield partial(cmd.ConfirmWorkshop, workshop=workshop, held_on=held_on, headcount=cmd.HeadCount.SOME)
    yield partial(cmd.MoveWorkshop, workshop=workshop, planned_on=today + ONE_DAY * 7, reason=cancel)
    yield partial(cmd.CancelWorkshop, workshop=workshop, reason=cancel)
    yield partial(cmd.WithdrawConfirmation, workshop=workshop, reason=_first_reason(state, "withdraw"))
    yield partial(cmd.ReturnToRegion, workshop=workshop, reason=_first_reason(state, "return"))


def _about_milestones(state: UnitState, today: date) -> Iterator[Draft]:
    for milestone in state.milestones:
        if isinstance(milestone.evidence, Stated):
            yield partial(cmd.RecordMilestone, milestone=milestone.key, happened_on=today)
        if not isinstance(milestone.evidence, DERIVED):
            yield partial(cmd.StateStanding, milestone=milestone.key, happened_on=today)
            yield from _corrections(state, milestone.key, today)
    for owed in obligations(state):
        later = max(owed.due_on, today) + ONE_DAY * 7
        yield partial(
            cmd.ChangeDueDate, milestone=owed.milestone, due_on=later, reason=_first_reason(state, "due_date")
        )


def _corrections(state: UnitState, milestone: str, today: date) -> Iterator[Draft]:
    reached = state.reached.get(milestone)
    if reached is None:
        return
    reason = _first_reason(state, "correct")
    other = reached.happened_on - ONE_DAY
    yield partial(cmd.CorrectDate, milestone=milestone, happened_on=other, reason=reason)
    for companion in state.companions:
        yield partial(cmd.CorrectDate, milestone=milestone, happened_on=other, reason=reason, companion=companion.id)
    yield partial(cmd.CorrectDate, milestone=milestone, happened_on=today, reason=reason)


def _about_wave(state: UnitState, today: date) -> Iterator[Draft]:
    yield partial(seat.RequestParticipation, requested_on=today)
    for outcome in seat.ParticipationOutcome:
        unneeded = outcome is seat.ParticipationOutcome.NOT_REQUIRED
        reason = _first_reason(state, "representation") if unneeded else None
        yield partial(seat.RecordParticipation, outcome=outcome, decided_on=today, reason=reason)
    yield partial(seat.DeclineWave, declined_on=today)


def refused_because(state: UnitState, command_type: str, envelope: cmd.Envelope) -> Refusal | None:
    """Why no plausible command of this type would be accepted now; None when one would, or there is none."""
    why: Refusal | None = None
    for candidate in candidates(state, envelope.today, (command_type,)):
        try:
            judge(state, candidate, envelope)
        except Refusal as refusal:
            why = why or refusal
        else:
            return None
    return why

"""Rules about the implementation and the consolidation workshop."""

from __future__ import annotations

from models import commands as cmd
from models import events as ev
from models.errors import NothingChanges
from models.obligations import confirmer_of
from models.programme import Milestone, WorkshopConfirmed, WorkshopKind
from models.rollout.checks import (
    Rule,
    can_be_planned,
    fits_neighbours,
    has_happened,
    known_milestone,
    known_reason,
    stamp,
)
from models.rollout.owed import scope_of
from models.rollout.state import UnitState, Workshop
from models.rollout.step_refusals import (
    ConfirmationIsForAqua,
    FourEyes,
    WorkshopAlreadyConfirmed,
    WorkshopAlreadyPlanned,
    WorkshopNotConfirmed,
    WorkshopNotPlanned,
)


def plan_workshop(command: cmd.PlanWorkshop, state: UnitState, envelope: cmd.Envelope) -> list[ev.Event]:
    _milestone(state, command.workshop)
    workshop = _not_confirmed(state, command.workshop)
    if workshop.planned_on is not None:
        raise WorkshopAlreadyPlanned(on=workshop.planned_on.isoformat())
    can_be_planned(state, command.planned_on, envelope.today)
    return [
        ev.WorkshopPlanned(
            workshop=command.workshop,
            planned_on=command.planned_on,
            course=command.course,
            **stamp(envelope, command),
        )
    ]


def move_workshop(command: cmd.MoveWorkshop, state: UnitState, envelope: cmd.Envelope) -> list[ev.Event]:
    workshop = _not_confirmed(state, command.workshop)
    if workshop.planned_on is None:
        raise WorkshopNotPlanned
    if workshop.planned_on == command.planned_on:
        raise NothingChanges
    known_reason(state, "cancel", command.reason)
    can_be_planned(state, command.planned_on, envelope.today)
    return [
        ev.WorkshopMoved(
            workshop=command.workshop,
            planned_on=command.planned_on,
            was=workshop.planned_on,
            reason=command.reason,
            **stamp(envelope, command),
        )
    ]


def cancel_workshop(command: cmd.CancelWorkshop, state: UnitState, envelope: cmd.Envelope) -> list[ev.Event]:
    workshop = _not_confirmed(state, command.workshop)
    if workshop.planned_on is None:
        raise WorkshopNotPlanned
    known_reason(state, "cancel", command.reason)
    stamped = stamp(envelope, command)
    return [ev.WorkshopCancelled(workshop=command.workshop, was=workshop.planned_on, reason=command.reason, **stamped)]


def confirm_workshop(command: cmd.ConfirmWorkshop, state: UnitState, envelope: cmd.Envelope) -> list[ev.Event]:
    milestone = _milestone(state, command.workshop)
    workshop = _not_confirmed(state, command.workshop)
    if workshop.planned_on is None:
        raise WorkshopNotPlanned
    _may_confirm(state, milestone, command.workshop, envelope)
    has_happened(state, command.held_on, envelope.today)
    fits_neighbours(state, milestone, command.held_on)
    stamped = stamp(envelope, command, command.held_on)
    return [ev.WorkshopConfirmed(workshop=command.workshop, headcount=command.headcount, **stamped)]


def _may_confirm(state: UnitState, milestone: Milestone, kind: WorkshopKind, envelope: cmd.Envelope) -> None:
    """Four eyes: who planned does not confirm, neither the function nor the person in another one by now.

    Otherwise the definition's confirmer does.

    Under four eyes a substitute is seen in both functions: nobody gets round the rule „i. V.“. In the own one only
    where it is held for this unit.
    """
    evidence = milestone.evidence
    if not isinstance(evidence, WorkshopConfirmed):
        return
    by, planned_by = envelope.by, state.workshop(kind).planned_by
    same_function = planned_by is not None and planned_by.function is by.function
    if state.programme.four_eyes and (same_function or kind in envelope.planned):
        raise FourEyes
    confirmer = confirmer_of(state, evidence)
    holds_it_here = by.function is confirmer and envelope.own_scope in {scope_of(state, confirmer)} - {None}
    if by.effective is not confirmer and not (state.programme.four_eyes and holds_it_here):
        raise ConfirmationIsForAqua


def withdraw_confirmation(
    command: cmd.WithdrawConfirmation, state: UnitState, envelope: cmd.Envelope
) -> list[ev.Event]:
    workshop = state.workshop(command.workshop)
    if workshop.held_on is None:
        raise WorkshopNotConfirmed
    _may_withdraw(state, command.workshop, envelope)
    known_reason(state, "withdraw", command.reason)
    stamped = stamp(envelope, command)
    return [ev.ConfirmationWithdrawn(workshop=command.workshop, was=workshop.held_on, reason=command.reason, **stamped)]


def _may_withdraw(state: UnitState, kind: WorkshopKind, envelope: cmd.Envelope) -> None:
    """The confirmer withdraws; the regional lead only what it confirmed itself, and standings."""
    evidence = _milestone(state, kind).evidence
    workshop = state.workshop(kind)
    effective = envelope.by.effective
    confirmer = evidence.confirmer if isinstance(evidence, WorkshopConfirmed) else None
    own = workshop.stated or (workshop.confirmed_by is not None and workshop.confirmed_by.effective is effective)
    if effective is not confirmer and not own:
        raise ConfirmationIsForAqua


def return_to_region(command: cmd.ReturnToRegion, state: UnitState, envelope: cmd.Envelope) -> list[ev.Event]:
    workshop = _not_confirmed(state, command.workshop)
    if workshop.planned_on is None:
        raise WorkshopNotPlanned
    if workshop.returned_on is not None:
        raise NothingChanges
    known_reason(state, "return", command.reason)
    return [ev.WorkshopReturned(workshop=command.workshop, reason=command.reason, **stamp(envelope, command))]


def _milestone(state: UnitState, kind: WorkshopKind) -> Milestone:
    return known_milestone(state, state.programme.workshop_milestone(kind).key)


def _not_confirmed(state: UnitState, kind: WorkshopKind) -> Workshop:
    workshop = state.workshop(kind)
    if workshop.held_on is not None:
        raise WorkshopAlreadyConfirmed
    return workshop


RULES: dict[type, Rule] = {
    cmd.PlanWorkshop: plan_workshop,
    cmd.MoveWorkshop: move_workshop,
    cmd.CancelWorkshop: cancel_workshop,
    cmd.ConfirmWorkshop: confirm_workshop,
    cmd.WithdrawConfirmation: withdraw_confirmation,
    cmd.ReturnToRegion: return_to_region,
}

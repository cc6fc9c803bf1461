"""What events about workshops do to the state."""

from __future__ import annotations

from datetime import date
from functools import singledispatch

from models import events as ev
from models.programme import WorkshopKind
from models.rollout.past import PlannedOnce
from models.rollout.state import UnitState, Workshop

WorkshopEvent = (
    ev.WorkshopPlanned
    | ev.WorkshopMoved
    | ev.WorkshopCancelled
    | ev.WorkshopConfirmed
    | ev.ConfirmationWithdrawn
    | ev.WorkshopReturned
)
UNPLANNED = (ev.WorkshopMoved, ev.WorkshopCancelled)
"""After these, the day that was planned is one of the past."""


def with_workshop(state: UnitState, event: WorkshopEvent) -> UnitState:
    kind = event.workshop
    if isinstance(event, UNPLANNED):
        state = with_plan_ended(state, kind, event.recorded_on)
    return state.but(workshops={**state.workshops, kind: _changed(event, state.workshop(kind))})


def with_plan_ended(state: UnitState, kind: WorkshopKind, on: date) -> UnitState:
    """The state in which the present plan of the workshop, if there is one, was so until ``on``."""
    workshop = state.workshop(kind)
    since = workshop.planned_since
    if workshop.planned_on is None or since is None:
        return state
    span = PlannedOnce(workshop=kind, planned_on=workshop.planned_on, since=since, until=on)
    return state.but(past=state.past.with_planned(span))


@singledispatch
def _changed(event: WorkshopEvent, workshop: Workshop) -> Workshop:
    message = f"no rule for the event {event.type}"
    raise NotImplementedError(message)


@_changed.register
def _(event: ev.WorkshopPlanned, _workshop: Workshop) -> Workshop:
    return Workshop(
        planned_on=event.planned_on,
        planned_by=event.by,
        planned_since=event.recorded_on,
        course=event.course,
        asked_since=event.recorded_on,
    )


@_changed.register
def _(event: ev.WorkshopMoved, workshop: Workshop) -> Workshop:
    return workshop.but(
        planned_on=event.planned_on,
        planned_by=event.by,
        planned_since=event.recorded_on,
        returned_on=None,
        asked_since=event.recorded_on,
    )


@_changed.register
def _(event: ev.WorkshopCancelled, _workshop: Workshop) -> Workshop:
    return Workshop(asked_since=event.recorded_on)


@_changed.register
def _(event: ev.WorkshopConfirmed, workshop: Workshop) -> Workshop:
    return workshop.but(
        held_on=event.happened_on,
        headcount=event.headcount,
        confirmed_by=event.by,
        recorded_on=event.recorded_on,
        returned_on=None,
    )


@_changed.register
def _(event: ev.ConfirmationWithdrawn, workshop: Workshop) -> Workshop:
    """The plan stands again, since the day on which it was made."""
    return Workshop(
        planned_on=workshop.planned_on,
        planned_by=workshop.planned_by,
        planned_since=workshop.planned_since,
        course=workshop.course,
        asked_since=event.recorded_on,
    )


@_changed.register
def _(event: ev.WorkshopReturned, workshop: Workshop) -> Workshop:
    return workshop.but(returned_on=event.recorded_on)

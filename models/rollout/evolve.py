"""``evolve``: one event applied to the state. Never refuses, never asks: what has happened has happened."""

from __future__ import annotations

from collections.abc import Iterable
from functools import singledispatch

from models import events as ev
from models.programme import (
    CompanionAdmitted,
    CompanionsNominated,
    CompanionsQualified,
    ManagerInPlace,
    ParticipationDecided,
    Stated,
    WorkshopConfirmed,
)
from models.rollout.evolve_waves import WaveEvent, with_wave
from models.rollout.evolve_workshops import WorkshopEvent, with_workshop
from models.rollout.past import CoveredBy, InRegion, ReachedOnce, Span
from models.rollout.standing import with_standing
from models.rollout.state import (
    Check,
    Companion,
    DueChange,
    Ended,
    ManagerPeriod,
    Participation,
    PausePeriod,
    Reached,
    Recorded,
    UnitState,
)


def fold(events: Iterable[ev.Event], state: UnitState | None = None) -> UnitState:
    """The state after ``events``; the very first event must be ``RolloutStarted``."""
    for event in events:
        state = evolve(state, event)
    if state is None:
        message = "a state needs at least its first event"
        raise ValueError(message)
    return state


def evolve(state: UnitState | None, event: ev.Event) -> UnitState:
    """The state after ``event``."""
    if isinstance(event, ev.RolloutStarted):
        return _started(event)
    if state is None:
        message = f"{event.type} cannot be the first event"
        raise ValueError(message)
    return _apply(event, state)


def _started(event: ev.RolloutStarted) -> UnitState:
    return UnitState(
        unit_id=event.unit_id,
        kind=event.kind,
        region=event.region,
        aqua_team=event.aqua_team,
        aqua_since=event.happened_on if event.aqua_team else None,
        programme=event.programme,
        calendar=event.calendar,
        rules_version=event.rules_version,
        started_on=event.happened_on,
        started_recorded_on=event.recorded_on,
    )


@singledispatch
def _apply(event: ev.Event, state: UnitState) -> UnitState:
    message = f"no rule for the event {event.type}"
    raise NotImplementedError(message)


@_apply.register
def _(event: ev.StandingStated, state: UnitState) -> UnitState:
    return with_standing(state, event)


@_apply.register
def _(event: ev.ParticipationDecided, state: UnitState) -> UnitState:
    decided = Participation(
        takes_part=event.takes_part, decided_on=event.happened_on, by=event.by, recorded_on=event.recorded_on
    )
    before = state.participation
    if before is not None and not before.takes_part:
        apart = Span(since=before.decided_on, until=event.happened_on)
        state = state.but(past=state.past.with_apart(apart))
    return state.but(participation=decided)


@_apply.register
def _(event: ev.ManagerAssigned, state: UnitState) -> UnitState:
    period = ManagerPeriod(since=event.happened_on, holder=event.holder, by=event.by, recorded_on=event.recorded_on)
    return state.but(managers=(*state.managers, period))


@_apply.register
def _(event: ev.ManagerVacated, state: UnitState) -> UnitState:
    *earlier, last = state.managers
    return state.but(managers=(*earlier, last.but(until=event.happened_on)))


@_apply.register
def _(event: ev.CompanionNominated, state: UnitState) -> UnitState:
    companion = Companion(
        id=event.companion, nominated_on=event.happened_on, by=event.by, recorded_on=event.recorded_on
    )
    return state.but(companions=(*state.companions, companion))


def _change_companion(state: UnitState, companion_id: str, **changes: object) -> UnitState:
    return state.but(companions=tuple(c.but(**changes) if c.id == companion_id else c for c in state.companions))


@_apply.register
def _(event: ev.CompanionAdmitted, state: UnitState) -> UnitState:
    """Who is admitted again, to another course, stays admitted since the first day."""
    seat: dict[str, object] = {"course": event.course, "reservation": event.reservation}
    before = state.companion(event.companion)
    if before is None or before.admitted_on is None:
        seat |= {"admitted_on": event.happened_on, "admitted_by": event.by}
    return _change_companion(state, event.companion, **seat)


@_apply.register
def _(event: ev.CompanionQualified, state: UnitState) -> UnitState:
    return _change_companion(state, event.companion, qualified_on=event.happened_on, qualified_by=event.by)


@_apply.register
def _(event: ev.CompanionReleased, state: UnitState) -> UnitState:
    return _change_companion(state, event.companion, released_on=event.happened_on)


@_apply.register(ev.WorkshopPlanned)
@_apply.register(ev.WorkshopMoved)
@_apply.register(ev.WorkshopCancelled)
@_apply.register(ev.WorkshopConfirmed)
@_apply.register(ev.ConfirmationWithdrawn)
@_apply.register(ev.WorkshopReturned)
def _(event: WorkshopEvent, state: UnitState) -> UnitState:
    return with_workshop(state, event)


@_apply.register
def _(event: ev.MilestoneRecorded, state: UnitState) -> UnitState:
    told = Recorded(happened_on=event.happened_on, by=event.by, recorded_on=event.recorded_on)
    return state.but(recorded={**state.recorded, event.milestone: told})


@_apply.register
def _(event: ev.MilestoneReached, state: UnitState) -> UnitState:
    reached = Reached(happened_on=event.happened_on, recorded_on=event.recorded_on, stated=event.stated)
    return state.but(reached={**state.reached, event.milestone: reached})


@_apply.register
def _(event: ev.MilestoneRedated, state: UnitState) -> UnitState:
    before = state.reached[event.milestone]
    stated = before.stated if event.stated is None else event.stated
    redated = before.but(happened_on=event.happened_on, stated=stated)
    return state.but(reached={**state.reached, event.milestone: redated})


@_apply.register
def _(event: ev.MilestoneReopened, state: UnitState) -> UnitState:
    """Open again because the office takes no part any more, it was reached until then; for any other reason, never."""
    decision, reached = state.participation, state.reached.get(event.milestone)
    if decision is not None and not decision.takes_part and reached is not None and _needs_part(state, event.milestone):
        once = ReachedOnce(
            milestone=event.milestone, since=reached.happened_on, until=decision.decided_on, stated=reached.stated
        )
        state = state.but(past=state.past.with_reached(once))
    return state.but(
        reached={k: v for k, v in state.reached.items() if k != event.milestone},
        waited={k: v for k, v in state.waited.items() if k != event.milestone},
    )


def _needs_part(state: UnitState, key: str) -> bool:
    """Whether a milestone is, or directly needs, the decision to take part."""
    decision = state.programme.of_kind(ParticipationDecided)
    return decision is not None and decision.key in (key, *state.programme.by_key[key].requires)


@_apply.register
def _(event: ev.Paused, state: UnitState) -> UnitState:
    pause = PausePeriod(since=event.happened_on, reason=event.reason, review_on=event.review_on)
    return state.but(pauses=(*state.pauses, pause))


@_apply.register
def _(event: ev.Resumed, state: UnitState) -> UnitState:
    *earlier, last = state.pauses
    return state.but(pauses=(*earlier, last.but(until=event.happened_on)))


@_apply.register
def _(event: ev.DueDateChanged, state: UnitState) -> UnitState:
    change = DueChange(due_on=event.due_on, reason=event.reason, since=event.recorded_on)
    return state.but(
        due_changes={**state.due_changes, event.obligation: change},
        reminded={k: v for k, v in state.reminded.items() if k != event.obligation},
    )


@_apply.register
def _(event: ev.DateCorrected, state: UnitState) -> UnitState:
    on = event.happened_on
    match state.programme.by_key[event.milestone].evidence:
        case ParticipationDecided() if state.participation is not None:
            return state.but(participation=state.participation.but(decided_on=on))
        case ManagerInPlace():
            *earlier, last = state.managers
            return state.but(managers=(*earlier, last.but(since=on)))
        case CompanionsNominated() if event.companion is not None:
            return _change_companion(state, event.companion, nominated_on=on)
        case CompanionAdmitted() if event.companion is not None:
            return _change_companion(state, event.companion, admitted_on=on)
        case CompanionsQualified() if event.companion is not None:
            return _change_companion(state, event.companion, qualified_on=on)
        case WorkshopConfirmed(workshop=kind):
            return state.but(workshops={**state.workshops, kind: state.workshop(kind).but(held_on=on)})
        case Stated():
            corrected = state.recorded[event.milestone].but(happened_on=on)
            return state.but(recorded={**state.recorded, event.milestone: corrected})
    return state


@_apply.register
def _(event: ev.AquaTeamAssigned, state: UnitState) -> UnitState:
    """A new team answers for what the team before it has returned, from the day it is asked."""
    workshops = {
        kind: w.but(returned_on=None, asked_since=event.recorded_on) if w.returned_on is not None else w
        for kind, w in state.workshops.items()
    }
    if state.aqua_team is not None:
        before = CoveredBy(team=state.aqua_team, since=state.aqua_since or state.started_on, until=event.happened_on)
        state = state.but(past=state.past.with_covered(before))
    return state.but(aqua_team=event.team, aqua_since=event.happened_on, workshops=workshops)


@_apply.register
def _(event: ev.RegionAssigned, state: UnitState) -> UnitState:
    """Steps of the regional lead go over as they are, with their days."""
    since = state.past.regions[-1].until if state.past.regions else state.started_on
    before = InRegion(region=state.region, since=since, until=event.happened_on)
    return state.but(region=event.region, past=state.past.with_region(before))


@_apply.register
def _(event: ev.CalendarAdopted, state: UnitState) -> UnitState:
    return state.but(calendar=event.calendar)


@_apply.register
def _(event: ev.Closed, state: UnitState) -> UnitState:
    return state.but(ended=Ended(on=event.happened_on, successor=event.successor))


@_apply.register
def _(event: ev.ReminderDue, state: UnitState) -> UnitState:
    return state.but(reminded={**state.reminded, event.obligation: event.level})


@_apply.register
def _(event: ev.WaitingTimeEnded, state: UnitState) -> UnitState:
    return state.but(waited={**state.waited, event.milestone: event.happened_on})


@_apply.register
def _(event: ev.SustainmentChecked, state: UnitState) -> UnitState:
    check = Check(check=event.check, happened_on=event.happened_on, missing=event.missing)
    return state.but(checks=(*state.checks, check))


@_apply.register(ev.JoinedWave)
@_apply.register(ev.MovedSeat)
@_apply.register(ev.SeatsChanged)
@_apply.register(ev.LeftWave)
@_apply.register(ev.DeclinedWave)
@_apply.register(ev.ParticipationRequested)
@_apply.register(ev.ParticipationRecorded)
@_apply.register(ev.ParticipationWaived)
@_apply.register(ev.NominationTimeEnded)
def _(event: WaveEvent, state: UnitState) -> UnitState:
    return with_wave(state, event)

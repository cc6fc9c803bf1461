"""Rules about the unit as a whole: taking part, standing, milestones, pauses, due dates, corrections, the end."""

from __future__ import annotations

from datetime import date
from itertools import pairwise

from models import commands as cmd
from models import events as ev
from models.errors import (
    DueDateNotLater,
    NothingChanges,
    NothingToDecide,
    NotTakingPart,
    SuccessorMissing,
    UnitIsNotPaused,
    UnitIsPaused,
)
from models.obligations import obligations
from models.organisation import Function
from models.programme import (
    DERIVED,
    CompanionAdmitted,
    CompanionsNominated,
    CompanionsQualified,
    ManagerInPlace,
    Milestone,
    ParticipationDecided,
    Stated,
    WorkshopConfirmed,
)
from models.rollout.checks import (
    Rule,
    can_be_planned,
    fits_neighbours,
    has_happened,
    in_order,
    known_milestone,
    known_reason,
    not_before,
    stamp,
)
from models.rollout.decide_people import companion_ids, room_for
from models.rollout.decide_waves import withdrawn
from models.rollout.evidence import proof_of
from models.rollout.evolve import evolve
from models.rollout.owed import OF_WAVES
from models.rollout.refusals import DueDateIsFixed
from models.rollout.state import Companion, UnitState
from models.rollout.step_refusals import (
    MilestoneAlreadyReached,
    MilestoneIsDerived,
    MilestoneNotReached,
    NothingIsDue,
    NotYourRecord,
    NotYourStep,
    UnknownCompanion,
)

ABOUT_COMPANIONS = (CompanionsNominated, CompanionAdmitted, CompanionsQualified)


def state_standing(command: cmd.StateStanding, state: UnitState, envelope: cmd.Envelope) -> list[ev.Event]:
    milestone = known_milestone(state, command.milestone)
    if isinstance(milestone.evidence, DERIVED):
        raise MilestoneIsDerived(milestone=milestone.key)
    if milestone.key in state.reached:
        raise MilestoneAlreadyReached(milestone=milestone.key)
    if isinstance(milestone.evidence, ParticipationDecided) and state.participation is not None:
        raise NotTakingPart
    has_happened(state, command.happened_on, envelope.today)
    companions: tuple[str, ...] = ()
    if isinstance(milestone.evidence, ABOUT_COMPANIONS):
        companions = _standing_companions(state, milestone, command, envelope)
    stamped = stamp(envelope, command, command.happened_on)
    return [ev.StandingStated(milestone=milestone.key, companions=companions, **stamped)]


def _standing_companions(
    state: UnitState, milestone: Milestone, command: cmd.StateStanding, envelope: cmd.Envelope
) -> tuple[str, ...]:
    """Those already nominated are carried further first; the rest gets new opaque ids."""
    needed = command.count or state.programme.minimum_companions
    further = [] if isinstance(milestone.evidence, CompanionsNominated) else _can_go_further(state, milestone)
    for companion in further[:needed]:
        not_before(command.happened_on, companion.admitted_on or companion.nominated_on)
    new = needed - len(further[:needed])
    room_for(state, new)
    return (*(c.id for c in further[:needed]), *companion_ids(envelope.key, new))


def _can_go_further(state: UnitState, milestone: Milestone) -> list[Companion]:
    if isinstance(milestone.evidence, CompanionAdmitted):
        return [c for c in state.companions if c.is_active and c.admitted_on is None]
    return [c for c in state.companions if c.is_active and c.qualified_on is None]


def decide_participation(command: cmd.DecideParticipation, state: UnitState, envelope: cmd.Envelope) -> list[ev.Event]:
    milestone = state.programme.of_kind(ParticipationDecided)
    if milestone is None or not state.is_required(milestone.key):
        raise NothingToDecide
    before = state.participation
    if before is not None and before.takes_part == command.takes_part:
        raise NothingChanges
    has_happened(state, command.decided_on, envelope.today)
    not_before(command.decided_on, before.decided_on if before is not None else None)
    stamped = stamp(envelope, command, command.decided_on)
    left = [] if command.takes_part else withdrawn(state, envelope, command)
    return [*left, ev.ParticipationDecided(takes_part=command.takes_part, **stamped)]


def record_milestone(command: cmd.RecordMilestone, state: UnitState, envelope: cmd.Envelope) -> list[ev.Event]:
    milestone = known_milestone(state, command.milestone)
    if not isinstance(milestone.evidence, Stated):
        raise MilestoneIsDerived(milestone=milestone.key)
    if milestone.key in state.reached:
        raise MilestoneAlreadyReached(milestone=milestone.key)
    if envelope.by.effective not in milestone.evidence.stated_by:
        raise NotYourStep(functions=", ".join(f.value for f in milestone.evidence.stated_by))
    has_happened(state, command.happened_on, envelope.today)
    fits_neighbours(state, milestone, command.happened_on)
    return [ev.MilestoneRecorded(milestone=milestone.key, **stamp(envelope, command, command.happened_on))]


def pause(command: cmd.Pause, state: UnitState, envelope: cmd.Envelope) -> list[ev.Event]:
    if state.pause is not None:
        raise UnitIsPaused
    known_reason(state, "pause", command.reason)
    has_happened(state, command.since, envelope.today)
    not_before(command.since, state.pauses[-1].until if state.pauses else state.started_on)
    if command.review_on is not None:
        not_before(command.review_on, envelope.today)
        can_be_planned(state, command.review_on, envelope.today)
    stamped = stamp(envelope, command, command.since)
    return [ev.Paused(reason=command.reason, review_on=command.review_on, **stamped)]


def resume(command: cmd.Resume, state: UnitState, envelope: cmd.Envelope) -> list[ev.Event]:
    if state.pause is None:
        raise UnitIsNotPaused
    has_happened(state, command.resumed_on, envelope.today)
    not_before(command.resumed_on, state.pause.since)
    return [ev.Resumed(**stamp(envelope, command, command.resumed_on))]


def change_due_date(command: cmd.ChangeDueDate, state: UnitState, envelope: cmd.Envelope) -> list[ev.Event]:
    known_milestone(state, command.milestone)
    about = [o for o in obligations(state) if o.milestone == command.milestone]
    owed = next((o for o in about if o.step not in OF_WAVES), None)
    if owed is None:
        raise DueDateIsFixed if about else NothingIsDue(milestone=command.milestone)
    known_reason(state, "due_date", command.reason)
    if command.due_on <= envelope.today:
        raise DueDateNotLater
    if command.due_on == owed.due_on:
        raise NothingChanges
    not_before(command.due_on, owed.opens_on)
    can_be_planned(state, command.due_on, envelope.today)
    return [
        ev.DueDateChanged(
            obligation=owed.key,
            milestone=owed.milestone,
            due_on=command.due_on,
            was=owed.due_on,
            reason=command.reason,
            **stamp(envelope, command),
        )
    ]


def correct_date(command: cmd.CorrectDate, state: UnitState, envelope: cmd.Envelope) -> list[ev.Event]:
    milestone = known_milestone(state, command.milestone)
    if isinstance(milestone.evidence, DERIVED):
        raise MilestoneIsDerived(milestone=milestone.key)
    was, recorded_by = _on_record(state, milestone, command.companion)
    effective = envelope.by.effective
    own = effective is recorded_by.effective and envelope.by.scope == recorded_by.scope
    if effective not in (Function.REGIONAL_LEAD, Function.SYSTEM) and not own:
        raise NotYourRecord
    known_reason(state, "correct", command.reason)
    if was == command.happened_on:
        raise NothingChanges
    has_happened(state, command.happened_on, envelope.today)
    _corrected_order(state, milestone, command)
    corrected = ev.DateCorrected(
        milestone=milestone.key,
        was=was,
        reason=command.reason,
        companion=command.companion,
        **stamp(envelope, command, command.happened_on),
    )
    proof = proof_of(evolve(state, corrected), milestone)
    if proof is not None and milestone.key in state.reached and proof.on != state.reached[milestone.key].happened_on:
        in_order(state, milestone, proof.on)
    return [corrected]


def _on_record(state: UnitState, milestone: Milestone, companion_id: str | None) -> tuple[date, cmd.By]:
    """The day on record and who recorded it. Raises: MilestoneNotReached, UnknownCompanion."""
    match milestone.evidence:
        case ParticipationDecided() if state.participation is not None:
            return state.participation.decided_on, state.participation.by
        case ManagerInPlace() if state.managers:
            return state.managers[-1].since, state.managers[-1].by
        case WorkshopConfirmed(workshop=kind):
            workshop = state.workshop(kind)
            if workshop.held_on is not None and workshop.confirmed_by is not None:
                return workshop.held_on, workshop.confirmed_by
        case Stated() if milestone.key in state.recorded:
            return state.recorded[milestone.key].happened_on, state.recorded[milestone.key].by
        case CompanionsNominated() | CompanionAdmitted() | CompanionsQualified():
            found = _companion_record(state, milestone, companion_id)
            if found is not None:
                return found
    raise MilestoneNotReached(milestone=milestone.key)


def _companion_record(state: UnitState, milestone: Milestone, companion_id: str | None) -> tuple[date, cmd.By] | None:
    companion = state.companion(companion_id or "")
    if companion is None:
        raise UnknownCompanion(companion=companion_id or "-")
    match milestone.evidence:
        case CompanionsNominated():
            return companion.nominated_on, companion.by
        case CompanionAdmitted() if companion.admitted_on is not None:
            return companion.admitted_on, companion.admitted_by or companion.by
        case CompanionsQualified() if companion.qualified_on is not None:
            return companion.qualified_on, companion.qualified_by or companion.by
    return None


def _corrected_order(state: UnitState, milestone: Milestone, command: cmd.CorrectDate) -> None:
    """The corrected day stays between the days of the same manager or companion around it."""
    on = command.happened_on
    match milestone.evidence:
        case ManagerInPlace():
            *earlier, last = state.managers
            not_before(on, earlier[-1].until if earlier else None)
            if last.until is not None:
                not_before(last.until, on)
        case CompanionsNominated() | CompanionAdmitted() | CompanionsQualified():
            companion = state.companion(command.companion or "")
            if companion is not None:
                _companion_order(companion, milestone, on)
        case _:
            pass


def _companion_order(companion: Companion, milestone: Milestone, on: date) -> None:
    days = {
        "companions_nominated": companion.nominated_on,
        "companion_admitted": companion.admitted_on,
        "companions_qualified": companion.qualified_on,
        "released": companion.released_on,
    }
    days[milestone.evidence.kind] = on
    known = [day for day in days.values() if day is not None]
    for earlier, later in pairwise(known):
        not_before(later, earlier)


def assign_aqua_team(command: cmd.AssignAquaTeam, state: UnitState, envelope: cmd.Envelope) -> list[ev.Event]:
    if command.team == state.aqua_team:
        raise NothingChanges
    has_happened(state, command.since, envelope.today)
    return [ev.AquaTeamAssigned(team=command.team, **stamp(envelope, command, command.since))]


def assign_region(command: cmd.AssignRegion, state: UnitState, envelope: cmd.Envelope) -> list[ev.Event]:
    if command.region == state.region:
        raise NothingChanges
    has_happened(state, command.since, envelope.today)
    return [ev.RegionAssigned(region=command.region, **stamp(envelope, command, command.since))]


def adopt_calendar(command: cmd.AdoptCalendar, state: UnitState, envelope: cmd.Envelope) -> list[ev.Event]:
    if command.calendar == state.calendar:
        raise NothingChanges
    return [ev.CalendarAdopted(calendar=command.calendar, **stamp(envelope, command))]


def close(command: cmd.Close, state: UnitState, envelope: cmd.Envelope) -> list[ev.Event]:
    if command.merged != (command.successor is not None):
        raise SuccessorMissing
    has_happened(state, command.closed_on, envelope.today)
    closed = ev.Closed(successor=command.successor, **stamp(envelope, command, command.closed_on))
    return [*withdrawn(state, envelope, command), closed]


RULES: dict[type, Rule] = {
    cmd.StateStanding: state_standing,
    cmd.DecideParticipation: decide_participation,
    cmd.RecordMilestone: record_milestone,
    cmd.Pause: pause,
    cmd.Resume: resume,
    cmd.ChangeDueDate: change_due_date,
    cmd.CorrectDate: correct_date,
    cmd.AssignAquaTeam: assign_aqua_team,
    cmd.AssignRegion: assign_region,
    cmd.AdoptCalendar: adopt_calendar,
    cmd.Close: close,
}

"""Rules about the responsible manager and the companions."""

from __future__ import annotations

import hashlib

from models import commands as cmd
from models import events as ev
from models.errors import NothingChanges
from models.programme import ManagerInPlace, Necessity
from models.rollout.checks import Rule, has_happened, not_before, stamp
from models.rollout.decide_gate import reserved_seat
from models.rollout.memberships import has_seat
from models.rollout.state import Companion, UnitState
from models.rollout.step_refusals import (
    CompanionExists,
    CompanionNotAdmitted,
    CompanionReleasedAlready,
    MilestoneNotApplicable,
    NoManager,
    TooManyCompanions,
    UnknownCompanion,
)


def companion_ids(key: str, count: int) -> tuple[str, ...]:
    """Opaque ids drawn from the command's key: the same command always names the same companions."""
    drawn = hashlib.sha256(key.encode()).hexdigest()[:12]
    return tuple(f"c-{drawn}" if n == 0 else f"c-{drawn}-{n}" for n in range(count))


def assign_manager(command: cmd.AssignManager, state: UnitState, envelope: cmd.Envelope) -> list[ev.Event]:
    milestone = state.programme.of_kind(ManagerInPlace)
    if milestone is None or milestone.necessity_for(state.kind) is Necessity.NOT_APPLICABLE:
        raise MilestoneNotApplicable(milestone=milestone.key if milestone else ManagerInPlace().kind)
    has_happened(state, command.since, envelope.today)
    events: list[ev.Event] = []
    before = state.managers[-1] if state.managers else None
    if before is not None:
        if before.until is None and before.holder is not None and before.holder == command.holder:
            raise NothingChanges
        not_before(command.since, before.until or before.since)
        if before.until is None:
            events.append(ev.ManagerVacated(**stamp(envelope, command, command.since)))
    events.append(ev.ManagerAssigned(holder=command.holder, **stamp(envelope, command, command.since)))
    return events


def vacate_manager(command: cmd.VacateManager, state: UnitState, envelope: cmd.Envelope) -> list[ev.Event]:
    if state.manager is None:
        raise NoManager
    has_happened(state, command.vacated_on, envelope.today)
    not_before(command.vacated_on, state.manager.since)
    return [ev.ManagerVacated(**stamp(envelope, command, command.vacated_on))]


def nominate_companion(command: cmd.NominateCompanion, state: UnitState, envelope: cmd.Envelope) -> list[ev.Event]:
    has_happened(state, command.nominated_on, envelope.today)
    companion = command.companion or companion_ids(envelope.key, 1)[0]
    if state.companion(companion) is not None:
        raise CompanionExists(companion=companion)
    room_for(state, 1)
    return [ev.CompanionNominated(companion=companion, **stamp(envelope, command, command.nominated_on))]


def room_for(state: UnitState, more: int) -> None:
    if len(state.companions) + more > state.programme.maximum_companions:
        raise TooManyCompanions(limit=state.programme.maximum_companions)


def admit_companion(command: cmd.AdmitCompanion, state: UnitState, envelope: cmd.Envelope) -> list[ev.Event]:
    """Also somebody whose earlier seat in a wave came to nothing."""
    companion = active_companion(state, command.companion)
    if has_seat(state, companion):
        raise NothingChanges
    course = command.course
    if command.reservation is not None:
        course = reserved_seat(state, command.reservation, command.course, companion.id)
    has_happened(state, command.admitted_on, envelope.today)
    not_before(command.admitted_on, companion.admitted_on or companion.nominated_on)
    stamped = stamp(envelope, command, command.admitted_on)
    admitted = ev.CompanionAdmitted(companion=companion.id, course=course, reservation=command.reservation, **stamped)
    return [admitted]


def record_qualification(command: cmd.RecordQualification, state: UnitState, envelope: cmd.Envelope) -> list[ev.Event]:
    companion = active_companion(state, command.companion)
    if companion.qualified_on is not None:
        raise NothingChanges
    if companion.admitted_on is None:
        raise CompanionNotAdmitted
    has_happened(state, command.qualified_on, envelope.today)
    not_before(command.qualified_on, companion.admitted_on)
    return [ev.CompanionQualified(companion=companion.id, **stamp(envelope, command, command.qualified_on))]


def release_companion(command: cmd.ReleaseCompanion, state: UnitState, envelope: cmd.Envelope) -> list[ev.Event]:
    companion = active_companion(state, command.companion)
    has_happened(state, command.released_on, envelope.today)
    last = max(d for d in (companion.nominated_on, companion.admitted_on, companion.qualified_on) if d is not None)
    not_before(command.released_on, last)
    return [ev.CompanionReleased(companion=companion.id, **stamp(envelope, command, command.released_on))]


def active_companion(state: UnitState, companion_id: str) -> Companion:
    companion = state.companion(companion_id)
    if companion is None:
        raise UnknownCompanion(companion=companion_id)
    if not companion.is_active:
        raise CompanionReleasedAlready
    return companion


RULES: dict[type, Rule] = {
    cmd.AssignManager: assign_manager,
    cmd.VacateManager: vacate_manager,
    cmd.NominateCompanion: nominate_companion,
    cmd.AdmitCompanion: admit_companion,
    cmd.RecordQualification: record_qualification,
    cmd.ReleaseCompanion: release_companion,
}

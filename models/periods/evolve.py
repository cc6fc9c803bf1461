"""``evolve_period``: how one event changes a reporting period's state."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from typing import Any

from models.periods import events as ev
from models.periods.attestation import Asked, Attestation, AttestationStatus
from models.periods.state import PeriodState, PeriodStatus


def fold_period(events: Iterable[ev.PeriodEvent], state: PeriodState | None = None) -> PeriodState:
    """The state after ``events``. Raises: ValueError when they do not begin with the period's opening."""
    for event in events:
        state = evolve_period(state, event)
    if state is None:
        message = "a period begins with its opening"
        raise ValueError(message)
    return state


def evolve_period(state: PeriodState | None, event: ev.PeriodEvent) -> PeriodState:
    """The state after ``event``."""
    if isinstance(event, ev.PeriodOpened):
        return _opened(event)
    if state is None:
        message = f"{event.type} comes before the period's opening"
        raise ValueError(message)
    return CHANGES[type(event)](state, event)


def _opened(event: ev.PeriodOpened) -> PeriodState:
    return PeriodState(
        reporting_id=event.reporting_id,
        period=event.period,
        terms=event.terms,
        as_of=event.as_of,
        known_at=event.known_at,
        opened_on=event.happened_on,
        collect_until=max((asked.due_on for asked in event.asked), default=event.happened_on),
        closes_on=event.closes_on,
        sha256=event.sha256,
        regions={asked.region: _asked(asked, event) for asked in event.asked},
        origin=event.origin,
        rules_version=event.rules_version,
    )


def _asked(asked: Asked, event: ev.PeriodOpened) -> Attestation:
    return Attestation(asked=asked, opened_on=event.happened_on, due_on=asked.due_on, second_on=asked.second_on)


def _of_region(state: PeriodState, region: str, **changes: Any) -> PeriodState:  # noqa: ANN401 - see Attestation.but
    return state.but(regions={**state.regions, region: state.regions[region].but(**changes)})


def _reminded(state: PeriodState, event: ev.AttestationReminded) -> PeriodState:
    return _of_region(state, event.region, reminded=event.level)


def _attested(state: PeriodState, event: ev.RegionAttested) -> PeriodState:
    before = state.regions[event.region]
    return _of_region(
        state,
        event.region,
        status=AttestationStatus.ATTESTED,
        first_attested_on=before.first_attested_on or event.happened_on,
        attested_on=event.happened_on,
        attested_by=event.by,
        deviations=event.deviations,
        texts=event.texts,
    )


def _asked_back(state: PeriodState, event: ev.RegionAskedBack) -> PeriodState:
    return _of_region(
        state,
        event.region,
        status=AttestationStatus.ASKED_BACK,
        opened_on=event.happened_on,
        due_on=event.due_on,
        second_on=event.second_on,
        reminded=0,
        asked_back_on=event.happened_on,
        asked_back_why=event.reason,
        asked_back_note=event.note_id,
    )


def _acknowledged(state: PeriodState, event: ev.RegionAcknowledged) -> PeriodState:
    return _of_region(state, event.region, status=AttestationStatus.ACKNOWLEDGED, acknowledged_on=event.happened_on)


def _issued(state: PeriodState, event: ev.ReportIssued) -> PeriodState:
    status = PeriodStatus.ISSUED if state.status is PeriodStatus.COLLECTING else state.status
    return state.but(status=status, issued_on=event.happened_on, issued_at=event.issued_at, issue_sha256=event.sha256)


def _closed(state: PeriodState, event: ev.PeriodClosed) -> PeriodState:
    return state.but(status=PeriodStatus.CLOSED, closed_on=event.happened_on)


CHANGES: Mapping[type, Callable[[PeriodState, Any], PeriodState]] = {
    ev.AttestationReminded: _reminded,
    ev.RegionAttested: _attested,
    ev.RegionAskedBack: _asked_back,
    ev.RegionAcknowledged: _acknowledged,
    ev.ReportIssued: _issued,
    ev.PeriodClosed: _closed,
}

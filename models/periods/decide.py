"""``decide_period``: may this be done to the report now, and what happens if so. Sees state, command, envelope.

Raises a named ``Refusal`` or returns the command's events. Function and scope were judged before.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

from models.calendar import add_working_days
from models.commands import Envelope
from models.periods import commands as cmd
from models.periods import events as ev
from models.periods import refusals as no
from models.periods.attestation import Attestation, AttestationStatus
from models.periods.state import PeriodState

Rule = Callable[[Any, PeriodState, Attestation, Envelope], list[ev.PeriodEvent]]


def decide_period(state: PeriodState, command: cmd.PeriodCommand, envelope: Envelope) -> list[ev.PeriodEvent]:
    """The events of ``command``. Raises: Refusal."""
    if state.closed_on is not None:
        raise no.PeriodIsClosed(period=state.period, on=state.closed_on.isoformat())
    attestation = state.regions.get(command.region)
    if attestation is None:
        raise no.RegionNotAsked(region=command.region, period=state.period)
    return RULES[type(command)](command, state, attestation, envelope)


def _attest(
    command: cmd.Attest, _state: PeriodState, attestation: Attestation, envelope: Envelope
) -> list[ev.PeriodEvent]:
    _refuse_if_acknowledged(attestation)
    if not attestation.is_awaited and attestation.attested_on is not None:
        raise no.AttestedAlready(on=attestation.attested_on.isoformat())
    attested = ev.RegionAttested(
        region=command.region,
        sha256=attestation.asked.sha256,
        deviations=command.deviations,
        texts=command.texts,
        **_stamp(envelope),
    )
    return [attested]


def _ask_back(
    command: cmd.AskBack, state: PeriodState, attestation: Attestation, envelope: Envelope
) -> list[ev.PeriodEvent]:
    _refuse_if_acknowledged(attestation)
    _refuse_if_awaited(attestation)
    calendar, terms = attestation.asked.calendar, state.terms
    due_on = add_working_days(calendar, envelope.today, terms.attest_within)
    back = ev.RegionAskedBack(
        region=command.region,
        reason=command.reason,
        due_on=due_on,
        second_on=add_working_days(calendar, due_on, terms.second_after),
        note_id=command.note_id,
        **_stamp(envelope),
    )
    return [back]


def _acknowledge(
    command: cmd.Acknowledge, _state: PeriodState, attestation: Attestation, envelope: Envelope
) -> list[ev.PeriodEvent]:
    _refuse_if_acknowledged(attestation)
    _refuse_if_awaited(attestation)
    return [ev.RegionAcknowledged(region=command.region, **_stamp(envelope))]


def _refuse_if_acknowledged(attestation: Attestation) -> None:
    if attestation.status is AttestationStatus.ACKNOWLEDGED and attestation.acknowledged_on is not None:
        raise no.AcknowledgedAlready(on=attestation.acknowledged_on.isoformat())


def _refuse_if_awaited(attestation: Attestation) -> None:
    """It is the region's turn."""
    due = attestation.due_on.isoformat()
    if attestation.status is AttestationStatus.ASKED_BACK and attestation.asked_back_on is not None:
        raise no.AskedBackAlready(on=attestation.asked_back_on.isoformat(), due=due)
    if attestation.is_awaited:
        raise no.NotAttestedYet(due=due)


def _stamp(envelope: Envelope) -> dict[str, Any]:
    return {"happened_on": envelope.today, "recorded_on": envelope.today, "by": envelope.by}


RULES: Mapping[type, Rule] = {cmd.Attest: _attest, cmd.AskBack: _ask_back, cmd.Acknowledge: _acknowledge}

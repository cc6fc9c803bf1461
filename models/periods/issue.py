"""What is issued when a period's reports are collected: which region has attested, and how."""

from __future__ import annotations

from collections.abc import Collection
from datetime import date, datetime
from enum import StrEnum
from typing import Literal

from pydantic import Field

from models.periods.attestation import Attestation, AttestationStatus, DeviationReason
from models.periods.state import PeriodState
from models.reporting.figures import Offices, Part, Quota


class Outcome(StrEnum):
    """MISSING: nobody has attested by the due day, though somebody could have; ORPHAN: the region had no lead."""

    ON_TIME = "on_time"
    LATE = "late"
    ASKED_BACK = "asked_back"
    MISSING = "missing"
    ORPHAN = "orphan"


class IssuedRegion(Part):
    """One region's part. ``sha256``: of its figures. ``in_substitution``: somebody attested „i. V.“.

    ``deviations``: offices by the reason why their picture was not confirmed. ``texts``: ids of texts by topic.
    """

    region: str
    outcome: Outcome
    sha256: str
    due_on: date
    attested_on: date | None = None
    in_substitution: bool = False
    deviations: dict[str, Offices] = Field(default_factory=dict)
    texts: dict[str, str] = Field(default_factory=dict)


class Issue(Part):
    """The national report: frozen figures (named by ``sha256``), and each region's word on its own.

    ``reported`` and ``on_time``: of all regions, those that had attested, and those that had done so in time.
    """

    form: Literal[1] = 1
    period: str
    as_of: date
    known_at: datetime
    issued_on: date
    issued_at: datetime
    sha256: str
    reported: Quota
    on_time: Quota
    regions: tuple[IssuedRegion, ...]


def composed(state: PeriodState, on: date, at: datetime) -> Issue:
    """What is issued now; who leads which region is to be looked up (``without_lead``)."""
    regions = sorted(state.regions.items())
    return Issue(
        period=state.period,
        as_of=state.as_of,
        known_at=state.known_at,
        issued_on=on,
        issued_at=at,
        sha256=state.sha256,
        reported=Quota(have=state.reported, of=len(regions)),
        on_time=Quota(have=state.on_time, of=len(regions)),
        regions=tuple(_region(each) for _, each in regions),
    )


def _region(attestation: Attestation) -> IssuedRegion:
    by = attestation.attested_by
    return IssuedRegion(
        region=attestation.region,
        outcome=_outcome(attestation),
        sha256=attestation.asked.sha256,
        due_on=attestation.asked.due_on,
        attested_on=attestation.attested_on,
        in_substitution=by is not None and by.acting_for is not None,
        deviations=_counted(attestation),
        texts={topic.value: note for topic, note in attestation.texts.items()},
    )


def _outcome(attestation: Attestation) -> Outcome:
    if attestation.status is AttestationStatus.ASKED_BACK:
        return Outcome.ASKED_BACK
    if attestation.first_attested_on is None:
        return Outcome.MISSING
    return Outcome.LATE if attestation.was_late else Outcome.ON_TIME


def _counted(attestation: Attestation) -> dict[str, int]:
    reasons = [each.reason for each in attestation.deviations]
    return {reason.value: reasons.count(reason) for reason in DeviationReason if reason in reasons}


def without_lead(issue: Issue, vacant: Collection[str]) -> Issue:
    """The same, where regions that nobody leads (``vacant``) are not said to have missed anything."""
    return issue.model_copy(update={"regions": tuple(_orphaned(each, vacant) for each in issue.regions)})


def _orphaned(region: IssuedRegion, vacant: Collection[str]) -> IssuedRegion:
    if region.outcome is not Outcome.MISSING or region.region not in vacant:
        return region
    return region.model_copy(update={"outcome": Outcome.ORPHAN})

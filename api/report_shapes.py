"""What the API answers with about reports."""

from __future__ import annotations

from datetime import date, datetime
from typing import TYPE_CHECKING

from api.shapes import Answer
from models.periods.attestation import AskBackReason, AttestationStatus, DeviationReason, Topic
from models.periods.issue import Outcome
from models.periods.period import report_id
from models.periods.state import PeriodStatus
from models.reporting.figures import Quota
from models.reporting.snapshot import Snapshot

if TYPE_CHECKING:
    from collections.abc import Mapping

    from models.periods.attestation import Attestation
    from models.periods.issue import Issue
    from models.queries.periods import Listed
    from models.queries.reports import Report
    from models.reporting.changes import Change
    from models.reporting.unit import Office


class ReportSummary(Answer):
    """A region's report of a period, or the national one (``scope`` "all").

    ``as_of``: the last day reported on; ``known_at``: by what was known then. ``status`` is the period's.
    ``reported`` and ``on_time`` count regions as they stand now. ``attestation``: where the region stands.
    """

    id: str
    period: str
    scope: str
    as_of: date
    known_at: datetime
    status: PeriodStatus
    issued_on: date | None
    reported: Quota
    on_time: Quota
    attestation: AttestationStatus | None
    due_on: date | None


class ReportPage(Answer):
    items: list[ReportSummary]
    next_cursor: date | None


class DeviationShape(Answer):
    unit: str
    reason: DeviationReason


class AttestationShape(Answer):
    """``acting_for``: somebody attested „i. V.“ of this function. ``texts``, ``question``: as they were written."""

    region: str
    status: AttestationStatus
    opened_on: date
    due_on: date
    attested_on: date | None
    late: bool
    acting_for: str | None
    deviations: list[DeviationShape]
    texts: dict[Topic, str]
    asked_back_on: date | None
    asked_back_why: AskBackReason | None
    question: str | None
    acknowledged_on: date | None
    vacant: bool


class IssuedRegionShape(Answer):
    region: str
    outcome: Outcome
    attested_on: date | None


class IssueShape(Answer):
    """What was issued for the whole country. ``regions``: those that you may see."""

    issued_on: date
    issued_at: datetime
    reported: Quota
    on_time: Quota
    regions: list[IssuedRegionShape]


class ReportWhole(ReportSummary):
    """``snapshot`` is the very text that was frozen, ``sha256`` its hash."""

    version: int
    attestations: list[AttestationShape]
    issue: IssueShape | None
    allowed_commands: list[str]
    halted: bool
    sha256: str
    snapshot: Snapshot


class OfficeChange(Answer):
    """An office as it was frozen, compared with the report before.

    ``first``: it was not in that report. ``advanced``: to a later stage. ``quiet``: nothing told for 30 days, though
    something is open. ``reached``, ``reopened``: milestones; ``slipped``, ``new_needs``: keys of steps.
    """

    unit: str
    name: str
    stage: str
    first: bool
    unchanged: bool
    advanced: bool
    quiet: bool
    reached: list[str]
    reopened: list[str]
    slipped: list[str]
    new_needs: list[str]


class ChangePage(Answer):
    """``since``: the last day of the report before; None in the first one."""

    since: date | None
    items: list[OfficeChange]
    next_cursor: None = None


def listed_summary(listed: Listed) -> ReportSummary:
    row, its = listed.period, listed.attestation
    return ReportSummary(
        id=report_id(row.period_id, listed.scope),
        period=row.period_id,
        scope=listed.scope,
        as_of=row.as_of,
        known_at=row.known_at,
        status=PeriodStatus(row.status),
        issued_on=row.issued_on,
        reported=Quota(have=row.reported, of=row.regions),
        on_time=Quota(have=row.on_time, of=row.regions),
        attestation=AttestationStatus(its.status) if its is not None else None,
        due_on=its.due_on if its is not None else None,
    )


def report_summary(found: Report) -> ReportSummary:
    state, its = found.state, found.attestation
    return ReportSummary(
        id=found.id,
        period=state.period,
        scope=found.scope,
        as_of=state.as_of,
        known_at=state.known_at,
        status=state.status,
        issued_on=state.issued_on,
        reported=Quota(have=state.reported, of=len(state.regions)),
        on_time=Quota(have=state.on_time, of=len(state.regions)),
        attestation=its.status if its is not None else None,
        due_on=its.due_on if its is not None else None,
    )


def report_whole(
    found: Report, offices: Mapping[str, Office], allowed: list[str], vacant: Mapping[str, bool]
) -> ReportWhole:
    """``offices``: those named as deviations, by id; ``vacant``: regions without a lead."""
    return ReportWhole(
        **dict(report_summary(found)),
        version=found.seq,
        attestations=[
            attestation_shape(found, its, offices, vacant=vacant.get(region, False))
            for region, its in sorted(found.regions.items())
        ],
        issue=issue_shape(found.issue, found.regions) if found.issue is not None else None,
        allowed_commands=allowed,
        halted=found.halted is not None,
        sha256=found.sha256,
        snapshot=found.snapshot,
    )


def attestation_shape(
    found: Report, its: Attestation, offices: Mapping[str, Office], *, vacant: bool
) -> AttestationShape:
    by = its.attested_by
    return AttestationShape(
        region=its.region,
        status=its.status,
        opened_on=its.opened_on,
        due_on=its.due_on,
        attested_on=its.attested_on,
        late=its.was_late,
        acting_for=by.acting_for.value if by is not None and by.acting_for is not None else None,
        deviations=[
            DeviationShape(unit=offices[each.unit_id].code, reason=each.reason)
            for each in its.deviations
            if each.unit_id in offices
        ],
        texts={topic: found.notes[note] for topic, note in its.texts.items() if note in found.notes},
        asked_back_on=its.asked_back_on,
        asked_back_why=its.asked_back_why,
        question=found.notes.get(its.asked_back_note or ""),
        acknowledged_on=its.acknowledged_on,
        vacant=vacant,
    )


def issue_shape(issue: Issue, regions: Mapping[str, Attestation]) -> IssueShape:
    return IssueShape(
        issued_on=issue.issued_on,
        issued_at=issue.issued_at,
        reported=issue.reported,
        on_time=issue.on_time,
        regions=[
            IssuedRegionShape(region=each.region, outcome=each.outcome, attested_on=each.attested_on)
            for each in issue.regions
            if each.region in regions
        ],
    )


def office_change(change: Change, at: datetime) -> OfficeChange:
    return OfficeChange(
        unit=change.now.office.code,
        name=change.now.office.name,
        stage=change.now.stage,
        first=change.was is None,
        unchanged=change.is_unchanged,
        advanced=change.is_advanced,
        quiet=change.is_quiet(at),
        reached=list(change.reached),
        reopened=list(change.reopened),
        slipped=list(change.slipped),
        new_needs=list(change.new_needs),
    )

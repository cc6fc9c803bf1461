"""Reporting: the read model of periods, snapshots that nobody may change, which posts were filled when."""

from __future__ import annotations

from datetime import date, datetime

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column

from models.tables import Table


class PeriodRow(Table):
    """One reporting period, by its name ``period_id``, as ``2026-Q3``; ``reporting_id`` names its stream.

    ``rhythm``: see ``models.periods.period``; ``status``: ``models.periods.state.PeriodStatus``. ``as_of`` is the last
    day of the period, ``known_at`` the moment up to which the record was looked at when its figures were frozen.
    ``regions``, ``reported``, ``on_time`` are counts of regions as they stand now.
    """

    __tablename__ = "periods"

    reporting_id: Mapped[str] = mapped_column(primary_key=True)
    period_id: Mapped[str] = mapped_column(unique=True)
    seq: Mapped[int]
    rhythm: Mapped[str]
    status: Mapped[str] = mapped_column(index=True)
    as_of: Mapped[date] = mapped_column(index=True)
    known_at: Mapped[datetime]
    opened_on: Mapped[date]
    closes_on: Mapped[date]
    issued_on: Mapped[date | None]
    regions: Mapped[int]
    reported: Mapped[int]
    on_time: Mapped[int]
    updated_at: Mapped[datetime]


class PeriodRegionRow(Table):
    """A region's attestation of one period. ``deviations`` and ``texts`` (ids of notes) as JSON.

    ``status``: ``models.periods.state.AttestationStatus``. ``late``: attested after its due date.
    """

    __tablename__ = "period_regions"

    reporting_id: Mapped[str] = mapped_column(primary_key=True)
    period_id: Mapped[str] = mapped_column(index=True)
    region_code: Mapped[str] = mapped_column(primary_key=True, index=True)
    status: Mapped[str] = mapped_column(index=True)
    opened_on: Mapped[date]
    due_on: Mapped[date]
    second_on: Mapped[date]
    attested_on: Mapped[date | None]
    late: Mapped[bool]
    deviations: Mapped[str] = mapped_column(sa.Text)
    texts: Mapped[str] = mapped_column(sa.Text)
    asked_back_on: Mapped[date | None]
    asked_back_why: Mapped[str | None]
    asked_back_note: Mapped[str | None]
    acknowledged_on: Mapped[date | None]


class ReportSnapshotRow(Table):
    """What was frozen or issued, as canonical JSON. Append-only: triggers refuse every change (migrations).

    ``part``: ``figures`` (a ``reporting.snapshot.Snapshot``) or ``issue`` (a ``periods.issue.Issue``, of the whole
    period). ``sha256`` is of ``body``; the period's journal holds it, too.
    """

    __tablename__ = "report_snapshots"

    period_id: Mapped[str] = mapped_column(primary_key=True)
    scope: Mapped[str] = mapped_column(primary_key=True)
    part: Mapped[str] = mapped_column(primary_key=True)
    sha256: Mapped[str]
    body: Mapped[str] = mapped_column(sa.Text)
    as_of: Mapped[date]
    known_at: Mapped[datetime]
    made_at: Mapped[datetime]


class FilledPostRow(Table):
    """Two-time and without anybody: a function with its scope was filled from ``since`` through ``until``.

    ``holding`` names the assignment, or the substitution for a post that nobody held (``acting``); it stays when these
    are forgotten. A row is one version, known from ``recorded_at`` until ``superseded_at``.
    """

    __tablename__ = "filled_posts"

    id: Mapped[int] = mapped_column(sa.BigInteger().with_variant(sa.Integer, "sqlite"), primary_key=True)
    holding: Mapped[str] = mapped_column(index=True)
    function: Mapped[str]
    scope: Mapped[str]
    since: Mapped[date]
    until: Mapped[date | None]
    acting: Mapped[bool]
    recorded_at: Mapped[datetime]
    superseded_at: Mapped[datetime | None]

"""Reporting periods, attestations of regions, and snapshots that nobody can change.

Revision: 0010
Revises: 0009
"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0010"
down_revision = "0009"
branch_labels = None
depends_on = None

SNAPSHOTS = "report_snapshots"


def upgrade() -> None:
    _create_periods()
    _create_regions()
    op.create_table(
        SNAPSHOTS,
        sa.Column("period_id", sa.String(), nullable=False),
        sa.Column("scope", sa.String(), nullable=False),
        sa.Column("part", sa.String(), nullable=False),
        sa.Column("sha256", sa.String(), nullable=False),
        sa.Column("body", sa.Text(), nullable=False),
        sa.Column("as_of", sa.Date(), nullable=False),
        sa.Column("known_at", sa.BigInteger(), nullable=False),
        sa.Column("made_at", sa.BigInteger(), nullable=False),
        sa.PrimaryKeyConstraint("period_id", "scope", "part", name=op.f("pk_report_snapshots")),
    )
    _forbid_changes()


def _create_periods() -> None:
    op.create_table(
        "periods",
        sa.Column("reporting_id", sa.String(), nullable=False),
        sa.Column("period_id", sa.String(), nullable=False),
        sa.Column("seq", sa.Integer(), nullable=False),
        sa.Column("rhythm", sa.String(), nullable=False),
        sa.Column("status", sa.String(), nullable=False),
        sa.Column("as_of", sa.Date(), nullable=False),
        sa.Column("known_at", sa.BigInteger(), nullable=False),
        sa.Column("opened_on", sa.Date(), nullable=False),
        sa.Column("closes_on", sa.Date(), nullable=False),
        sa.Column("issued_on", sa.Date(), nullable=True),
        sa.Column("regions", sa.Integer(), nullable=False),
        sa.Column("reported", sa.Integer(), nullable=False),
        sa.Column("on_time", sa.Integer(), nullable=False),
        sa.Column("updated_at", sa.BigInteger(), nullable=False),
        sa.PrimaryKeyConstraint("reporting_id", name=op.f("pk_periods")),
        sa.UniqueConstraint("period_id", name=op.f("uq_periods_period_id")),
    )
    op.create_index("ix_periods_status", "periods", ["status"])
    op.create_index("ix_periods_as_of", "periods", ["as_of"])


def _create_regions() -> None:
    op.create_table(
        "period_regions",
        sa.Column("reporting_id", sa.String(), nullable=False),
        sa.Column("period_id", sa.String(), nullable=False),
        sa.Column("region_code", sa.String(), nullable=False),
        sa.Column("status", sa.String(), nullable=False),
        sa.Column("opened_on", sa.Date(), nullable=False),
        sa.Column("due_on", sa.Date(), nullable=False),
        sa.Column("second_on", sa.Date(), nullable=False),
        sa.Column("attested_on", sa.Date(), nullable=True),
        sa.Column("late", sa.Boolean(), nullable=False),
        sa.Column("deviations", sa.Text(), nullable=False),
        sa.Column("texts", sa.Text(), nullable=False),
        sa.Column("asked_back_on", sa.Date(), nullable=True),
        sa.Column("asked_back_why", sa.String(), nullable=True),
        sa.Column("asked_back_note", sa.String(), nullable=True),
        sa.Column("acknowledged_on", sa.Date(), nullable=True),
        sa.PrimaryKeyConstraint("reporting_id", "region_code", name=op.f("pk_period_regions")),
    )
    op.create_index("ix_period_regions_period_id", "period_regions", ["period_id"])
    op.create_index("ix_period_regions_region_code", "period_regions", ["region_code"])
    op.create_index("ix_period_regions_status", "period_regions", ["status"])


def _forbid_changes() -> None:
    """As with the journal: neither the application nor a slip at a console changes what was issued."""
    if op.get_bind().dialect.name == "postgresql":
        op.execute(
            f"CREATE TRIGGER {SNAPSHOTS}_append_only BEFORE UPDATE OR DELETE ON {SNAPSHOTS} "
            "FOR EACH ROW EXECUTE FUNCTION refuse_change()"
        )
        op.execute(
            f"CREATE TRIGGER {SNAPSHOTS}_no_truncate BEFORE TRUNCATE ON {SNAPSHOTS} "
            "FOR EACH STATEMENT EXECUTE FUNCTION refuse_change()"
        )
        return
    for change in ("UPDATE", "DELETE"):
        op.execute(
            f"CREATE TRIGGER {SNAPSHOTS}_no_{change.lower()} BEFORE {change} ON {SNAPSHOTS} "
            f"BEGIN SELECT RAISE(ABORT, '{SNAPSHOTS} is append-only'); END"
        )


def downgrade() -> None:
    for table in (SNAPSHOTS, "period_regions", "periods"):
        op.drop_table(table)

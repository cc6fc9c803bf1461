"""Qualification waves, their groups, offices and courses; rehearsals.

Revision: 0005
Revises: 0004
"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0005"
down_revision = "0004"
branch_labels = None
depends_on = None

TABLES = ("waves", "wave_groups", "wave_members", "courses", "course_modules", "wave_previews")


def upgrade() -> None:
    op.create_table(
        "waves",
        sa.Column("wave_id", sa.String(), nullable=False),
        sa.Column("code", sa.String(), nullable=False),
        sa.Column("status", sa.String(), nullable=False),
        sa.Column("seq", sa.Integer(), nullable=False),
        sa.Column("prepared_on", sa.Date(), nullable=False),
        sa.Column("starts_on", sa.Date(), nullable=True),
        sa.Column("started_on", sa.Date(), nullable=True),
        sa.Column("ended_on", sa.Date(), nullable=True),
        sa.Column("ended_why", sa.String(), nullable=True),
        sa.Column("pause_cause", sa.String(), nullable=True),
        sa.Column("pause_since", sa.Date(), nullable=True),
        sa.Column("pause_reason", sa.String(), nullable=True),
        sa.Column("pause_group", sa.Integer(), nullable=True),
        sa.Column("open_group", sa.Integer(), nullable=True),
        sa.Column("members", sa.Integer(), nullable=False),
        sa.Column("counts", sa.Text(), nullable=False),
        sa.Column("seats", sa.Integer(), nullable=False),
        sa.Column("reserved", sa.Integer(), nullable=False),
        sa.Column("confirmed", sa.Integer(), nullable=False),
        sa.Column("plan", sa.Text(), nullable=False),
        sa.Column("left_out", sa.Text(), nullable=False),
        sa.Column("updated_at", sa.BigInteger(), nullable=False),
        sa.PrimaryKeyConstraint("wave_id", name=op.f("pk_waves")),
        sa.UniqueConstraint("code", name=op.f("uq_waves_code")),
    )
    with op.batch_alter_table("waves", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_waves_status"), ["status"], unique=False)
        batch_op.create_index(batch_op.f("ix_waves_prepared_on"), ["prepared_on"], unique=False)

    op.create_table(
        "wave_groups",
        sa.Column("wave_id", sa.String(), nullable=False),
        sa.Column("number", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("pilot", sa.Boolean(), nullable=False),
        sa.Column("region_code", sa.String(), nullable=True),
        sa.Column("opened_on", sa.Date(), nullable=True),
        sa.Column("members", sa.Integer(), nullable=False),
        sa.Column("asked", sa.Integer(), nullable=False),
        sa.Column("counts", sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint("wave_id", "number", name=op.f("pk_wave_groups")),
    )

    op.create_table(
        "wave_members",
        sa.Column("wave_id", sa.String(), nullable=False),
        sa.Column("unit_id", sa.String(), nullable=False),
        sa.Column("code", sa.String(), nullable=False),
        sa.Column("region_code", sa.String(), nullable=True),
        sa.Column("group_number", sa.Integer(), nullable=False),
        sa.Column("state", sa.String(), nullable=False),
        sa.Column("since", sa.Date(), nullable=True),
        sa.Column("why", sa.String(), nullable=True),
        sa.Column("round", sa.Integer(), nullable=False),
        sa.Column("asked", sa.Boolean(), nullable=False),
        sa.Column("joined", sa.Boolean(), nullable=False),
        sa.Column("demand", sa.Integer(), nullable=False),
        sa.Column("have", sa.Integer(), nullable=False),
        sa.Column("need", sa.Integer(), nullable=False),
        sa.Column("waiting_since", sa.Date(), nullable=True),
        sa.Column("course", sa.String(), nullable=True),
        sa.Column("reservation", sa.String(), nullable=True),
        sa.Column("seats", sa.Integer(), nullable=False),
        sa.Column("confirmed", sa.Integer(), nullable=False),
        sa.Column("because", sa.String(), nullable=True),
        sa.Column("explained", sa.Text(), nullable=True),
        sa.Column("nominate_by", sa.Date(), nullable=True),
        sa.Column("gate", sa.String(), nullable=False),
        sa.Column("gate_due_on", sa.Date(), nullable=True),
        sa.Column("nominated", sa.Integer(), nullable=False),
        sa.Column("admitted", sa.Integer(), nullable=False),
        sa.Column("qualified", sa.Integer(), nullable=False),
        sa.Column("heard_on", sa.Date(), nullable=True),
        sa.Column("workshop_on", sa.Date(), nullable=True),
        sa.Column("workshop_refused", sa.Date(), nullable=True),
        sa.Column("blocked_step", sa.String(), nullable=True),
        sa.Column("blocked_why", sa.String(), nullable=True),
        sa.Column("blocked_on", sa.Date(), nullable=True),
        sa.PrimaryKeyConstraint("wave_id", "unit_id", name=op.f("pk_wave_members")),
    )
    with op.batch_alter_table("wave_members", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_wave_members_unit_id"), ["unit_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_wave_members_region_code"), ["region_code"], unique=False)

    op.create_table(
        "courses",
        sa.Column("wave_id", sa.String(), nullable=False),
        sa.Column("course", sa.String(), nullable=False),
        sa.Column("code", sa.String(), nullable=False),
        sa.Column("status", sa.String(), nullable=False),
        sa.Column("starts_on", sa.Date(), nullable=False),
        sa.Column("ends_on", sa.Date(), nullable=False),
        sa.Column("min_seats", sa.Integer(), nullable=False),
        sa.Column("max_seats", sa.Integer(), nullable=False),
        sa.Column("reserved", sa.Integer(), nullable=False),
        sa.Column("confirmed", sa.Integer(), nullable=False),
        sa.Column("offices", sa.Integer(), nullable=False),
        sa.Column("site", sa.String(), nullable=True),
        sa.Column("land", sa.String(), nullable=True),
        sa.Column("regions", sa.Text(), nullable=False),
        sa.Column("internal_trainers", sa.Integer(), nullable=False),
        sa.Column("external_trainers", sa.Integer(), nullable=False),
        sa.Column("workshop", sa.String(), nullable=True),
        sa.Column("workshop_on", sa.Date(), nullable=True),
        sa.Column("because", sa.String(), nullable=True),
        sa.Column("closed_on", sa.Date(), nullable=True),
        sa.PrimaryKeyConstraint("wave_id", "course", name=op.f("pk_courses")),
    )
    with op.batch_alter_table("courses", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_courses_starts_on"), ["starts_on"], unique=False)

    op.create_table(
        "course_modules",
        sa.Column("wave_id", sa.String(), nullable=False),
        sa.Column("course", sa.String(), nullable=False),
        sa.Column("module", sa.String(), nullable=False),
        sa.Column("place", sa.Integer(), nullable=False),
        sa.Column("mode", sa.String(), nullable=False),
        sa.Column("days", sa.Text(), nullable=False),
        sa.Column("held_on", sa.Date(), nullable=True),
        sa.PrimaryKeyConstraint("wave_id", "course", "module", name=op.f("pk_course_modules")),
    )

    op.create_table(
        "wave_previews",
        sa.Column("token", sa.String(), nullable=False),
        sa.Column("plan", sa.Text(), nullable=False),
        sa.Column("picture", sa.Text(), nullable=False),
        sa.Column("made_at", sa.BigInteger(), nullable=False),
        sa.Column("actor_ref", sa.String(), nullable=True),
        sa.PrimaryKeyConstraint("token", name=op.f("pk_wave_previews")),
    )
    with op.batch_alter_table("wave_previews", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_wave_previews_made_at"), ["made_at"], unique=False)


def downgrade() -> None:
    for table in reversed(TABLES):
        op.drop_table(table)

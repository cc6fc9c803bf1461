"""Substitutions for posts of every kind, with occasion and end; in whose function a queued command is given.

Revision: 0003
Revises: 0002
"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0003"
down_revision = "0002"
branch_labels = None
depends_on = None

FROM_ASSIGNMENT = (
    "UPDATE substitutions SET occasion = 'planned', created_at = 0, "
    "function = (SELECT function FROM assignments WHERE assignments.id = substitutions.assignment_id), "
    "scope = (SELECT scope FROM assignments WHERE assignments.id = substitutions.assignment_id)"
)


def upgrade() -> None:
    with op.batch_alter_table("substitutions", schema=None) as batch_op:
        batch_op.add_column(sa.Column("function", sa.String(), nullable=True))
        batch_op.add_column(sa.Column("scope", sa.String(), nullable=True))
        batch_op.add_column(sa.Column("manager_ref", sa.String(), nullable=True))
        batch_op.add_column(sa.Column("occasion", sa.String(), nullable=True))
        batch_op.add_column(sa.Column("units", sa.Text(), nullable=True))
        batch_op.add_column(sa.Column("named_by", sa.String(), nullable=True))
        batch_op.add_column(sa.Column("created_at", sa.BigInteger(), nullable=True))
        batch_op.add_column(sa.Column("ended_at", sa.BigInteger(), nullable=True))
    op.execute(FROM_ASSIGNMENT)
    with op.batch_alter_table("substitutions", schema=None) as batch_op:
        batch_op.alter_column("function", existing_type=sa.String(), nullable=False)
        batch_op.alter_column("scope", existing_type=sa.String(), nullable=False)
        batch_op.alter_column("occasion", existing_type=sa.String(), nullable=False)
        batch_op.alter_column("created_at", existing_type=sa.BigInteger(), nullable=False)
        batch_op.alter_column("assignment_id", existing_type=sa.String(), nullable=True)
        batch_op.create_index(batch_op.f("ix_substitutions_scope"), ["scope"], unique=False)
    with op.batch_alter_table("intents", schema=None) as batch_op:
        batch_op.add_column(sa.Column("by", sa.Text(), nullable=True))
        batch_op.add_column(sa.Column("actor_ref", sa.String(), nullable=True))


def downgrade() -> None:
    message = "who stood in for whom is part of the record; restore a backup instead"
    raise NotImplementedError(message)

"""Sessions of signed-in people, and what is left of a person who was forgotten.

Revision: 0002
Revises: 0001
"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0002"
down_revision = "0001"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "sessions",
        sa.Column("hash", sa.String(), nullable=False),
        sa.Column("person_id", sa.String(), nullable=False),
        sa.Column("form_token", sa.String(), nullable=False),
        sa.Column("began_at", sa.BigInteger(), nullable=False),
        sa.Column("seen_at", sa.BigInteger(), nullable=False),
        sa.ForeignKeyConstraint(["person_id"], ["people.id"], name=op.f("fk_sessions_person_id_people")),
        sa.PrimaryKeyConstraint("hash", name=op.f("pk_sessions")),
    )
    for column in ("person_id", "began_at", "seen_at"):
        op.create_index(op.f(f"ix_sessions_{column}"), "sessions", [column], unique=False)
    op.add_column("people", sa.Column("forgotten_at", sa.BigInteger(), nullable=True))
    op.add_column("actor_refs", sa.Column("released_on", sa.Date(), nullable=True))
    op.create_index(op.f("ix_actor_refs_released_on"), "actor_refs", ["released_on"], unique=False)


def downgrade() -> None:
    op.drop_index(op.f("ix_actor_refs_released_on"), table_name="actor_refs")
    op.drop_column("actor_refs", "released_on")
    op.drop_column("people", "forgotten_at")
    op.drop_table("sessions")

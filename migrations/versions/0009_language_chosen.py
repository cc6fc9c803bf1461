"""A person may leave it to the browser in which language pages speak.

Revision: 0009
Revises: 0008
"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0009"
down_revision = "0008"
branch_labels = None
depends_on = None


def upgrade() -> None:
    with op.batch_alter_table("people") as batch_op:
        batch_op.alter_column("language", existing_type=sa.String(), nullable=True)


def downgrade() -> None:
    op.execute("UPDATE people SET language = 'de' WHERE language IS NULL")
    with op.batch_alter_table("people") as batch_op:
        batch_op.alter_column("language", existing_type=sa.String(), nullable=False)

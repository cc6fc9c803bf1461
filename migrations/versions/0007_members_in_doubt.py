"""An office of a wave that is over may count itself in, for its answer was never heard.

Revision: 0007
Revises: 0006
"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0007"
down_revision = "0006"
branch_labels = None
depends_on = None


def upgrade() -> None:
    with op.batch_alter_table("wave_members", schema=None) as batch_op:
        batch_op.add_column(sa.Column("in_doubt", sa.Boolean(), nullable=False, server_default=sa.false()))
    with op.batch_alter_table("wave_members", schema=None) as batch_op:
        batch_op.alter_column("in_doubt", server_default=None)


def downgrade() -> None:
    with op.batch_alter_table("wave_members", schema=None) as batch_op:
        batch_op.drop_column("in_doubt")

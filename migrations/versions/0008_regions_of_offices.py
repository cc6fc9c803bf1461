"""Offices that have changed their region are found by the regions that they have had.

Revision: 0008
Revises: 0007
"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0008"
down_revision = "0007"
branch_labels = None
depends_on = None


def upgrade() -> None:
    moved = sa.text("milestone = '@region'")
    op.create_index("ix_facts_regions", "facts", ["detail"], sqlite_where=moved, postgresql_where=moved)


def downgrade() -> None:
    op.drop_index("ix_facts_regions", table_name="facts")

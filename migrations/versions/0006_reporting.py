"""Reports as of any day: what facts say in detail, versions of steps. `ilb rebuild read-model` fills in the past.

Revision: 0006
Revises: 0005
"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0006"
down_revision = "0005"
branch_labels = None
depends_on = None

KEPT = (
    "unit_id, key, step, milestone, holder, scope, opens_on, due_on, second_on, third_on, counted_from, term, "
    "changed, suspended, closed_at"
)
ON_RECORD = """
INSERT INTO facts (unit_id, milestone, happened_on, stated, detail, recorded_at)
SELECT r.unit_id, '@programme', j.happened_on, false, r.programme, j.recorded_at
FROM rollouts r JOIN journal j ON j.stream = 'unit/' || r.unit_id AND j.seq = 1
"""
MIDNIGHT = {
    "sqlite": "CAST(strftime('%s', opens_on) AS INTEGER) * 1000",
    "postgresql": "CAST(extract(epoch FROM opens_on) AS BIGINT) * 1000",
}
"""When a step that was written before was opened is not on record; the day on which it opens comes closest."""


def upgrade() -> None:
    with op.batch_alter_table("facts", schema=None) as batch_op:
        batch_op.add_column(sa.Column("detail", sa.String(), nullable=True))
        batch_op.drop_index(batch_op.f("ix_facts_milestone"))
    _only_where("ix_facts_superseded", "facts", "superseded_at")
    op.execute(ON_RECORD)
    op.execute("CREATE TABLE obligations_before AS SELECT * FROM obligations")
    op.drop_table("obligations")
    _create_obligations()
    opened_at = MIDNIGHT[op.get_bind().dialect.name]
    op.execute(f"INSERT INTO obligations ({KEPT}, opened_at) SELECT {KEPT}, {opened_at} FROM obligations_before")  # noqa: S608 - our own words
    op.drop_table("obligations_before")


def _only_where(name: str, table: str, column: str) -> None:
    set_ = sa.text(f"{column} IS NOT NULL")
    op.create_index(name, table, [column], unique=False, sqlite_where=set_, postgresql_where=set_)


def _create_obligations() -> None:
    op.create_table(
        "obligations",
        sa.Column("id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("unit_id", sa.String(), nullable=False),
        sa.Column("key", sa.String(), nullable=False),
        sa.Column("step", sa.String(), nullable=False),
        sa.Column("milestone", sa.String(), nullable=False),
        sa.Column("holder", sa.String(), nullable=False),
        sa.Column("scope", sa.String(), nullable=True),
        sa.Column("opens_on", sa.Date(), nullable=False),
        sa.Column("due_on", sa.Date(), nullable=False),
        sa.Column("second_on", sa.Date(), nullable=False),
        sa.Column("third_on", sa.Date(), nullable=False),
        sa.Column("counted_from", sa.Date(), nullable=False),
        sa.Column("term", sa.String(), nullable=False),
        sa.Column("changed", sa.String(), nullable=True),
        sa.Column("suspended", sa.Boolean(), nullable=False),
        sa.Column("opened_at", sa.BigInteger(), nullable=False),
        sa.Column("closed_at", sa.BigInteger(), nullable=True),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_obligations")),
    )
    op.create_index("ix_obligations_holder", "obligations", ["holder", "scope", "closed_at"], unique=False)
    op.create_index("ix_obligations_unit_open", "obligations", ["unit_id", "closed_at"], unique=False)
    _only_where("ix_obligations_closed", "obligations", "closed_at")


def downgrade() -> None:
    message = "what was open when is part of the record; restore a backup instead"
    raise NotImplementedError(message)

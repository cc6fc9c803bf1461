"""Which posts were filled when, in two times: reports of past days know vacancies as they know everything else.

What was recorded before is taken as known since its first day; of an end nobody knows when it was told.

Revision: 0013
Revises: 0012
"""

from __future__ import annotations

from datetime import UTC, date, datetime, time, timedelta
from typing import Any

import sqlalchemy as sa
from alembic import op

revision = "0013"
down_revision = "0012"
branch_labels = None
depends_on = None

POSTS = sa.table(
    "filled_posts",
    *(
        sa.column(name, kind)
        for name, kind in (
            ("holding", sa.String()),
            ("function", sa.String()),
            ("scope", sa.String()),
            ("since", sa.Date()),
            ("until", sa.Date()),
            ("acting", sa.Boolean()),
            ("recorded_at", sa.BigInteger()),
        )
    ),
)


def upgrade() -> None:
    op.create_table(
        "filled_posts",
        sa.Column("id", sa.BigInteger().with_variant(sa.Integer, "sqlite"), nullable=False),
        sa.Column("holding", sa.String(), nullable=False),
        sa.Column("function", sa.String(), nullable=False),
        sa.Column("scope", sa.String(), nullable=False),
        sa.Column("since", sa.Date(), nullable=False),
        sa.Column("until", sa.Date(), nullable=True),
        sa.Column("acting", sa.Boolean(), nullable=False),
        sa.Column("recorded_at", sa.BigInteger(), nullable=False),
        sa.Column("superseded_at", sa.BigInteger(), nullable=True),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_filled_posts")),
    )
    op.create_index(op.f("ix_filled_posts_holding"), "filled_posts", ["holding"])
    _take_over()


def _take_over() -> None:
    """Assignments, and who acts or acted for posts that nobody held: their days as they are known now."""
    found = op.get_bind()
    held = sa.text("SELECT id, function, scope, since, until FROM assignments").columns(since=sa.Date, until=sa.Date)
    rows = [_row(row, row.until, acting=False) for row in found.execute(held)]
    acting = sa.text(
        "SELECT id, function, scope, since, until, ended_at FROM substitutions "
        "WHERE assignment_id IS NULL AND manager_ref IS NULL"
    ).columns(since=sa.Date, until=sa.Date, ended_at=sa.BigInteger)
    for row in found.execute(acting).all():
        taken = [
            max(each["since"], row.since)
            for each in rows
            if not each["acting"]
            and (each["function"], each["scope"]) == (row.function, row.scope)
            and each["since"] <= row.until
            and (each["until"] is None or each["until"] >= row.since)
        ]
        ends = [row.until, *(day - timedelta(days=1) for day in taken)]
        if row.ended_at is not None:
            ends.append(datetime.fromtimestamp(row.ended_at / 1000, UTC).date())
        if min(ends) >= row.since:
            rows.append(_row(row, min(ends), acting=True))
    if rows:
        op.bulk_insert(POSTS, rows)


def _row(row: sa.Row[Any], until: date | None, *, acting: bool) -> dict[str, Any]:
    known = int(datetime.combine(row.since, time(0), UTC).timestamp() * 1000)
    place = {"holding": row.id, "function": row.function, "scope": row.scope}
    return {**place, "since": row.since, "until": until, "acting": acting, "recorded_at": known}


def downgrade() -> None:
    op.drop_table("filled_posts")

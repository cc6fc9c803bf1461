"""Open steps, as the append wrote them."""

from __future__ import annotations

from collections.abc import Sequence
from functools import lru_cache
from typing import Any

import sqlalchemy as sa
from sqlalchemy.ext.asyncio import AsyncSession

from models.calendar import Term
from models.organisation import Function
from models.queries.rows import rows
from models.rollout.owed import Obligation, Step
from models.tables import ObligationRow

OPEN = (
    sa.select(*(column for column in ObligationRow.__table__.columns))
    .where(ObligationRow.closed_at.is_(None), ObligationRow.unit_id.in_(sa.bindparam("of", expanding=True)))
    .order_by(ObligationRow.due_on, ObligationRow.key)
)


async def open_obligations(session: AsyncSession, unit_ids: Sequence[str]) -> dict[str, list[Obligation]]:
    """Steps not closed of these units, by unit, in the order of their due dates."""
    found: dict[str, list[Obligation]] = {}
    for row in await rows(session, OPEN, {"of": list(unit_ids)}):
        found.setdefault(row.unit_id, []).append(obligation_of(row))
    return found


_term = lru_cache(maxsize=256)(Term.model_validate_json)
"""There are few terms, and as many rows as steps."""


def obligation_of(row: ObligationRow | sa.Row[*tuple[Any, ...]]) -> Obligation:
    return Obligation(
        key=row.key,
        step=Step(row.step),
        milestone=row.milestone,
        holder=Function(row.holder),
        scope=row.scope,
        opens_on=row.opens_on,
        due_on=row.due_on,
        second_on=row.second_on,
        third_on=row.third_on,
        counted_from=row.counted_from,
        term=_term(row.term),
        changed=row.changed,
        suspended=row.suspended,
    )

"""The rows of one unit's read model: only what differs between two pictures is written."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import datetime
from typing import Any

import sqlalchemy as sa
from sqlalchemy.ext.asyncio import AsyncConnection

from models.projection import Fact, Picture
from models.tables import CompanionRow, FactRow, ManagerRow, Moment, ObligationRow, RolloutRow, Table, WorkshopRow

# Built once: putting a statement together costs more than running it.
ADD_ROLLOUT = sa.insert(RolloutRow)
CHANGE_ROLLOUT = sa.update(RolloutRow).where(RolloutRow.unit_id == sa.bindparam("of"))
ADD_FACTS = sa.insert(FactRow)
CLOSE = (
    sa.update(ObligationRow)
    .where(ObligationRow.unit_id == sa.bindparam("of"), ObligationRow.key.in_(sa.bindparam("gone", expanding=True)))
    .values(closed_at=sa.bindparam("at", type_=Moment()))
)
FORGET = sa.delete(ObligationRow).where(
    ObligationRow.unit_id == sa.bindparam("of"), ObligationRow.key.in_(sa.bindparam("changed", expanding=True))
)
ADD_OBLIGATIONS = sa.insert(ObligationRow)

NOTHING = Picture(rollout={}, facts=frozenset(), obligations={}, workshops={}, companions={}, managers={})


async def write(
    connection: AsyncConnection, unit_id: str, before: Picture | None, new: Picture, *, seq: int, at: datetime
) -> None:
    """Carry the unit's rows from one picture to the next; ``seq`` and ``at`` are those of the last event."""
    old = before if before is not None else NOTHING
    rollout = {**new.rollout, "seq": seq, "updated_at": at}
    if before is None:
        await connection.execute(ADD_ROLLOUT, {"unit_id": unit_id, **rollout})
    else:
        await connection.execute(CHANGE_ROLLOUT, {"of": unit_id, **rollout})
    await _write_facts(connection, unit_id, old.facts, new.facts, at)
    await _write_obligations(connection, unit_id, old.obligations, new.obligations, at)
    for table, key, rows_before, rows_after in (
        (WorkshopRow, WorkshopRow.kind, old.workshops, new.workshops),
        (CompanionRow, CompanionRow.companion, old.companions, new.companions),
        (ManagerRow, ManagerRow.number, old.managers, new.managers),
    ):
        await _replace(connection, unit_id, table, key, rows_before, rows_after)


async def _write_facts(
    connection: AsyncConnection, unit_id: str, old: frozenset[Fact], new: frozenset[Fact], at: datetime
) -> None:
    gone, come = facts_changed(old, new)
    for fact in gone:
        same_end = FactRow.ended_on.is_(None) if fact.ended_on is None else FactRow.ended_on == fact.ended_on
        await connection.execute(
            sa.update(FactRow)
            .where(
                FactRow.unit_id == unit_id,
                FactRow.milestone == fact.milestone,
                FactRow.happened_on == fact.happened_on,
                same_end,
                FactRow.stated == fact.stated,
                FactRow.superseded_at.is_(None),
            )
            .values(superseded_at=at)
        )
    if added := fact_rows(unit_id, come, at):
        await connection.execute(ADD_FACTS, added)


def facts_changed(old: frozenset[Fact], new: frozenset[Fact]) -> tuple[frozenset[Fact], frozenset[Fact]]:
    """What is no longer so, and what is so since now."""
    return old - new, new - old


def fact_rows(unit_id: str, facts: Iterable[Fact], at: datetime) -> list[dict[str, Any]]:
    return [
        {
            "unit_id": unit_id,
            "milestone": fact.milestone,
            "happened_on": fact.happened_on,
            "ended_on": fact.ended_on,
            "stated": fact.stated,
            "recorded_at": at,
        }
        for fact in sorted(facts, key=lambda f: (f.happened_on, f.milestone))
    ]


async def _write_obligations(
    connection: AsyncConnection,
    unit_id: str,
    old: Mapping[str, dict[str, Any]],
    new: Mapping[str, dict[str, Any]],
    at: datetime,
) -> None:
    gone, changed = obligations_changed(old, new)
    if gone:
        await connection.execute(CLOSE, {"of": unit_id, "gone": gone, "at": at})
    if changed:
        await connection.execute(FORGET, {"of": unit_id, "changed": list(changed)})
        await connection.execute(ADD_OBLIGATIONS, [{"unit_id": unit_id, **row} for row in changed.values()])


def obligations_changed(
    old: Mapping[str, dict[str, Any]], new: Mapping[str, dict[str, Any]]
) -> tuple[list[str], dict[str, dict[str, Any]]]:
    """Steps that are gone (closed, not deleted: how long they were open is reported), and new or changed rows."""
    gone = [key for key in old if key not in new]
    return gone, {key: row for key, row in new.items() if old.get(key) != row}


async def _replace(
    connection: AsyncConnection,
    unit_id: str,
    table: type[Table],
    key: Any,  # noqa: ANN401 - an instrumented attribute of any of the tables
    old: Mapping[Any, dict[str, Any]],
    new: Mapping[Any, dict[str, Any]],
) -> None:
    changed = [name for name in {*old, *new} if old.get(name) != new.get(name)]
    if not changed:
        return
    stale = [name for name in changed if name in old]
    if stale:
        unit = sa.inspect(table).columns["unit_id"]
        await connection.execute(sa.delete(table).where(unit == unit_id, key.in_(stale)))
    rows = [{"unit_id": unit_id, key.key: name, **new[name]} for name in changed if name in new]
    if rows:
        await connection.execute(sa.insert(table), rows)

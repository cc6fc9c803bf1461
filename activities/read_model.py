"""The rows of one unit's read model: only what differs between two pictures is written."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import date, datetime
from typing import Any

import sqlalchemy as sa
from sqlalchemy.ext.asyncio import AsyncConnection

from models.projection import Picture
from models.rollout.facts import Fact
from models.tables import CompanionRow, FactRow, ManagerRow, Moment, ObligationRow, RolloutRow, Table, WorkshopRow

# Built once: putting a statement together costs more than running it.
ADD_ROLLOUT = sa.insert(RolloutRow)
CHANGE_ROLLOUT = sa.update(RolloutRow).where(RolloutRow.unit_id == sa.bindparam("of"))
ADD_FACTS = sa.insert(FactRow)
SUPERSEDE = (
    sa.update(FactRow)
    .where(
        FactRow.unit_id == sa.bindparam("of"),
        FactRow.milestone == sa.bindparam("was"),
        FactRow.happened_on == sa.bindparam("since"),
        FactRow.ended_on.is_not_distinct_from(sa.bindparam("until", type_=sa.Date())),
        FactRow.stated == sa.bindparam("told"),
        FactRow.detail.is_not_distinct_from(sa.bindparam("what", type_=sa.String())),
        FactRow.superseded_at.is_(None),
    )
    .values(superseded_at=sa.bindparam("at", type_=Moment()))
)
CLOSE = (
    sa.update(ObligationRow)
    .where(
        ObligationRow.unit_id == sa.bindparam("of"),
        ObligationRow.key.in_(sa.bindparam("gone", expanding=True)),
        ObligationRow.closed_at.is_(None),
    )
    .values(closed_at=sa.bindparam("at", type_=Moment()))
)
ADD_OBLIGATIONS = sa.insert(ObligationRow)
ADD: dict[type[Table], sa.Insert] = {table: sa.insert(table) for table in (WorkshopRow, CompanionRow, ManagerRow)}
REMOVE: dict[type[Table], sa.Delete] = {
    table: sa.delete(table).where(key.in_(sa.bindparam("gone", expanding=True)), owner == sa.bindparam("of"))
    for table, key, owner in (
        (WorkshopRow, WorkshopRow.kind, WorkshopRow.unit_id),
        (CompanionRow, CompanionRow.companion, CompanionRow.unit_id),
        (ManagerRow, ManagerRow.number, ManagerRow.unit_id),
    )
}

NOTHING = Picture(rollout={}, facts=frozenset(), obligations={}, workshops={}, companions={}, managers={})


async def write(
    connection: AsyncConnection, unit_id: str, before: Picture | None, new: Picture, *, seq: int, at: datetime
) -> None:
    """Carry the unit's rows from one picture to the next; ``seq`` and ``at`` are those of the last event."""
    await connection.run_sync(_write, unit_id, before, new, seq, at)  # at once: each hand-over costs like a statement


def _write(
    connection: sa.Connection, unit_id: str, before: Picture | None, new: Picture, seq: int, at: datetime
) -> None:
    old = before if before is not None else NOTHING
    stamp = {"seq": seq, "updated_at": at}
    if before is None:
        connection.execute(ADD_ROLLOUT, {"unit_id": unit_id, **new.rollout, **stamp})
    else:  # a column that is set is written to its index, whether or not it has changed
        changed = {name: value for name, value in new.rollout.items() if before.rollout[name] != value}
        connection.execute(CHANGE_ROLLOUT, {"of": unit_id, **changed, **stamp})
    _write_facts(connection, unit_id, old.facts, new.facts, at)
    _write_obligations(connection, unit_id, old.obligations, new.obligations, at)
    _replace(connection, unit_id, WorkshopRow, "kind", old.workshops, new.workshops)
    _replace(connection, unit_id, CompanionRow, "companion", old.companions, new.companions)
    _replace(connection, unit_id, ManagerRow, "number", old.managers, new.managers)


def _write_facts(
    connection: sa.Connection, unit_id: str, old: frozenset[Fact], new: frozenset[Fact], at: datetime
) -> None:
    gone, come = facts_changed(old, new)
    if gone:
        connection.execute(SUPERSEDE, [{"of": unit_id, "at": at, **_named(fact)} for fact in gone])
    if added := fact_rows(unit_id, come, at):
        connection.execute(ADD_FACTS, added)


def _named(fact: Fact) -> dict[str, Any]:
    return {
        "was": fact.milestone,
        "since": fact.happened_on,
        "until": fact.ended_on,
        "told": fact.stated,
        "what": fact.detail,
    }


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
            "detail": fact.detail,
            "recorded_at": at,
        }
        for fact in sorted(facts, key=in_order)
    ]


def in_order(fact: Fact) -> tuple[date, str, str]:
    return fact.happened_on, fact.milestone, fact.detail or ""


def _write_obligations(
    connection: sa.Connection,
    unit_id: str,
    old: Mapping[str, dict[str, Any]],
    new: Mapping[str, dict[str, Any]],
    at: datetime,
) -> None:
    gone, come = obligations_changed(old, new)
    if gone:
        connection.execute(CLOSE, {"of": unit_id, "gone": gone, "at": at})
    if come:
        rows = [{"unit_id": unit_id, "opened_at": at, **row} for row in come.values()]
        connection.execute(ADD_OBLIGATIONS, rows)


def obligations_changed(
    old: Mapping[str, dict[str, Any]], new: Mapping[str, dict[str, Any]]
) -> tuple[list[str], dict[str, dict[str, Any]]]:
    """Versions that are no longer so (closed, not deleted: reports tell what was open when), and those that are now."""
    gone = [key for key, row in old.items() if new.get(key) != row]
    return gone, {key: row for key, row in new.items() if old.get(key) != row}


def _replace(
    connection: sa.Connection,
    unit_id: str,
    table: type[Table],
    key: str,
    old: Mapping[Any, dict[str, Any]],
    new: Mapping[Any, dict[str, Any]],
) -> None:
    if old == new:
        return
    changed = [name for name in {**old, **new} if old.get(name) != new.get(name)]
    if stale := [name for name in changed if name in old]:
        connection.execute(REMOVE[table], {"of": unit_id, "gone": stale})
    if rows := [{"unit_id": unit_id, key: name, **new[name]} for name in changed if name in new]:
        connection.execute(ADD[table], rows)

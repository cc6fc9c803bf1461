"""Ten thousand offices with a past of any length, written as rows: what the figures of a day are read from."""

from __future__ import annotations

import random
from datetime import UTC, date, datetime, timedelta
from typing import Any

import sqlalchemy as sa
from sqlalchemy.ext.asyncio import AsyncConnection

from models.database import Database
from models.tables import FactRow, ObligationRow, RolloutRow, Table, UnitRow

OFFICES = 10_000
REGIONS = 10
TRUE_FACTS = 10
STEPS = 3
TODAY = date(2026, 11, 23)
BEGAN = date(2025, 5, 26)
AT_ONCE = 500
MONTH = 30 * 86_400_000
"""In milliseconds, as the database counts."""

MILESTONES = ("manager", "companions_nominated", "companion_admitted", "companions_qualified")
MONTHS_AFTER = (0, 1, 3, 9)


async def fill(database: Database, past: int) -> None:
    """Every office has ``TRUE_FACTS`` facts and ``STEPS`` open steps; each had ``past`` other versions before.

    With a past, a part of the versions was replaced within the last quarter.
    """
    chance = random.Random(2026)
    async with database.write() as connection:
        for start in range(0, OFFICES, AT_ONCE):
            numbers = range(start, start + AT_ONCE)
            await connection.execute(sa.insert(UnitRow), [_unit(n) for n in numbers])
            await connection.execute(sa.insert(RolloutRow), [_rollout(n) for n in numbers])
            facts = [fact for n in numbers for fact in _facts(n, chance, past)]
            await connection.execute(sa.insert(FactRow), facts)
            steps = [step for n in numbers for step in _steps(n, chance, past)]
            await connection.execute(sa.insert(ObligationRow), steps)
        if past:
            await _add_past(connection, past)
    async with database.write() as connection:
        await connection.execute(sa.text("ANALYZE"))


async def _add_past(connection: AsyncConnection, past: int) -> None:
    """Versions a month apart, each replaced by the next one."""
    versions = sa.text(
        f"WITH RECURSIVE n(n) AS (SELECT 1 UNION ALL SELECT n + 1 FROM n WHERE n < {past}) SELECT n FROM n"  # noqa: S608 - a number
    ).columns(sa.column("n", sa.BigInteger))
    tables: tuple[tuple[type[Table], Any, Any], ...] = (
        (FactRow, FactRow.recorded_at, FactRow.superseded_at),
        (ObligationRow, ObligationRow.opened_at, ObligationRow.closed_at),
    )
    for table, began, ended in tables:
        version = versions.subquery("versions")
        same = [c for c in sa.inspect(table).columns if c.name not in ("id", began.key, ended.key)]
        earlier = sa.select(
            *same,
            sa.type_coerce(began, sa.BigInteger) - version.c.n * sa.literal(MONTH, sa.BigInteger),
            sa.type_coerce(began, sa.BigInteger) - (version.c.n - 1) * sa.literal(MONTH, sa.BigInteger),
        ).where(ended.is_(None))
        names = [*(c.name for c in same), began.key, ended.key]
        await connection.execute(sa.insert(table).from_select(names, earlier.join_from(table, version, sa.true())))


def _id(number: int) -> str:
    return f"u{number:05}"


def _unit(number: int) -> dict[str, object]:
    return {
        "id": _id(number),
        "code": f"{number:05}",
        "name": f"Dienststelle {number}",
        "kind": "agentur" if number % 3 == 0 else "gemeinsame_einrichtung",
        "parent_code": None,
        "region_code": str(number % REGIONS),
        "legal_area": "SGB_III",
        "land": "NI",
        "city": "Celle",
    }


def _rollout(number: int) -> dict[str, object]:
    return {
        "unit_id": _id(number),
        "seq": 100,
        "stage": "qualification",
        "side_state": "none",
        "region_code": str(number % REGIONS),
        "aqua_team": "T-1",
        "done": 0,
        "applicable": 0,
        "programme": "ilb-1/1",
        "calendar_id": "c-1",
        "marks": "[]",
        "updated_at": _moment(TODAY),
    }


def _facts(number: int, chance: random.Random, past: int) -> list[dict[str, object]]:
    """As many as ``TRUE_FACTS``."""
    began = BEGAN + timedelta(days=chance.randint(0, 60))
    days = [began + timedelta(days=30 * months + chance.randint(0, 40)) for months in MONTHS_AFTER]
    told = [("@programme", BEGAN, "ilb-1/1"), ("participation", began, None), *_named(days)]
    told += [("@managed", days[0], None), ("@companion", days[1], "c1"), ("@qualified", days[3], "c1")]
    told += [("@covered", days[3], None)]
    recorded = _recorded(chance, past)
    return [
        {
            "unit_id": _id(number),
            "milestone": key,
            "happened_on": on,
            "stated": False,
            "detail": detail,
            "recorded_at": recorded,
        }
        for key, on, detail in told
    ]


def _named(days: list[date]) -> list[tuple[str, date, str | None]]:
    return [(key, on, None) for key, on in zip(MILESTONES, days, strict=True)]


def _steps(number: int, chance: random.Random, past: int) -> list[dict[str, object]]:
    found: list[dict[str, object]] = []
    for step, milestone in (
        ("plan_workshop", "implementation_workshop"),
        ("record_milestone", "offer_announced"),
        ("assign_manager", "manager"),
    ):
        opens = BEGAN + timedelta(days=chance.randint(100, 500))
        days = {name: opens + timedelta(days=30) for name in ("due_on", "second_on", "third_on")}
        found.append(
            {
                "unit_id": _id(number),
                "key": f"{step}:{milestone}@{opens}",
                "step": step,
                "milestone": milestone,
                "holder": "regional_lead",
                "scope": str(number % REGIONS),
                "opens_on": opens,
                **days,
                "counted_from": opens,
                "term": '{"working_days":20}',
                "suspended": False,
                "opened_at": _recorded(chance, past),
            }
        )
    return found


def _recorded(chance: random.Random, past: int) -> datetime:
    """When the present version was written: lately, or, where it is the only one, before the last quarter."""
    ago = chance.randint(1, 60) if past else chance.randint(150, 500)
    return _moment(TODAY - timedelta(days=ago))


def _moment(day: date) -> datetime:
    return datetime(day.year, day.month, day.day, 9, tzinfo=UTC)

"""The rows of one wave's read model: only what differs between two pictures is written."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from datetime import datetime
from typing import Any

import sqlalchemy as sa
from sqlalchemy.ext.asyncio import AsyncConnection

from models.tables import Table
from models.wave_tables import CourseModuleRow, CourseRow, WaveGroupRow, WaveMemberRow, WaveRow
from models.waves.picture import WavePicture, member_row
from models.waves.state import WaveStatus

NOTHING = WavePicture(wave={}, groups={}, members={}, courses={}, modules={})
Keyed = Mapping[tuple[Any, ...], Mapping[str, Any]]

TABLES: tuple[tuple[type[Table], tuple[str, ...]], ...] = (
    (WaveGroupRow, ("number",)),
    (WaveMemberRow, ("unit_id",)),
    (CourseRow, ("course",)),
    (CourseModuleRow, ("course", "module")),
)
"""What tells the rows of one wave apart."""

OVER = (WaveStatus.COMPLETED.value, WaveStatus.ABORTED.value)
GOING_ON = (
    sa.select(WaveRow.wave_id)
    .where(
        sa.or_(
            WaveRow.status.not_in(OVER),
            WaveRow.wave_id.in_(
                sa.select(WaveMemberRow.wave_id).where(sa.or_(WaveMemberRow.joined, WaveMemberRow.in_doubt))
            ),
        )
    )
    .order_by(WaveRow.prepared_on, WaveRow.wave_id)
)
"""Waves that are not over, or that some office still counts itself in, or may: those that need a workflow."""


def wave_rows(wave_id: str, shown: WavePicture, seq: int, at: datetime) -> dict[str, Keyed]:
    """The rows by table and key, without the wave's id; ``seq`` and ``at`` are those of the last event."""
    rows = keyed(shown)
    wave = {(wave_id,): {**shown.wave, "seq": seq, "updated_at": at}}
    return {WaveRow.__tablename__: wave, **{table.__tablename__: rows[table] for table, _ in TABLES}}


def keyed(shown: WavePicture) -> dict[type[Table], Keyed]:
    """The rows of all tables but the wave's own."""
    return {
        WaveGroupRow: {(number,): row for number, row in shown.groups.items()},
        WaveMemberRow: {(unit_id,): member_row(member) for unit_id, member in shown.members.items()},
        CourseRow: {(course,): row for course, row in shown.courses.items()},
        CourseModuleRow: shown.modules,
    }


async def write(
    connection: AsyncConnection, wave_id: str, before: WavePicture | None, new: WavePicture, *, seq: int, at: datetime
) -> None:
    """Carry the wave's rows from one picture to the next; ``seq`` and ``at`` are those of the last event."""
    stamp = {"seq": seq, "updated_at": at}
    if before is None:
        await connection.execute(sa.insert(WaveRow), {"wave_id": wave_id, **new.wave, **stamp})
    else:  # plan and offices left out can be long, and hardly ever change
        changed = {name: value for name, value in new.wave.items() if before.wave[name] != value}
        await connection.execute(sa.update(WaveRow).where(WaveRow.wave_id == wave_id).values(**changed, **stamp))
    old, now = (keyed(picture) for picture in differing(before or NOTHING, new))
    for table, key in TABLES:
        await _replace(connection, wave_id, table, key, old[table], now[table])


def differing(before: WavePicture, new: WavePicture) -> tuple[WavePicture, WavePicture]:
    """The two pictures with those offices only that are not the same object in both."""
    was = {u: member for u, member in before.members.items() if new.members.get(u) is not member}
    now = {u: member for u, member in new.members.items() if before.members.get(u) is not member}
    return replace(before, members=was), replace(new, members=now)


async def _replace(
    connection: AsyncConnection, wave_id: str, table: type[Table], key: tuple[str, ...], old: Keyed, new: Keyed
) -> None:
    """Rows that differ go and come anew: two statements, however many there are."""
    changed = [name for name in {**old, **new} if old.get(name) != new.get(name)]
    columns = sa.inspect(table).columns
    stale = [{"of": wave_id, **_bound(key, name)} for name in changed if name in old]
    if stale:
        same = [columns[part] == sa.bindparam(f"its_{part}") for part in key]
        await connection.execute(sa.delete(table).where(columns["wave_id"] == sa.bindparam("of"), *same), stale)
    rows = [{"wave_id": wave_id, **dict(zip(key, name, strict=True)), **new[name]} for name in changed if name in new]
    if rows:
        await connection.execute(sa.insert(table), rows)


def _bound(key: tuple[str, ...], name: tuple[Any, ...]) -> dict[str, Any]:
    return {f"its_{part}": value for part, value in zip(key, name, strict=True)}

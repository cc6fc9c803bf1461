"""Whose turn it is: open steps by the function that holds them, and those that nobody holds."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import date

import sqlalchemy as sa
from sqlalchemy.ext.asyncio import AsyncSession

from models.organisation import Function
from models.permissions import Grant, Reading
from models.queries import turns
from models.queries.owed import obligation_of
from models.queries.scope import Criterion, vacancy, visible
from models.rollout.owed import Obligation
from models.status import IsVacant
from models.tables import ObligationRow, RolloutRow, UnitRow


@dataclass(frozen=True, slots=True)
class Task:
    """An open step with its unit, ``region`` being where the unit lies; ``acting_for``: mine by substitution."""

    unit_id: str
    code: str
    name: str
    region: str | None
    calendar_id: str
    owed: Obligation
    is_orphan: bool
    acting_for: Function | None = None


async def mine(
    session: AsyncSession, grants: Iterable[Grant], on: date, *, is_vacant: IsVacant | None = None
) -> list[Task]:
    """Open steps that these grants hold, by due date."""
    valid = [grant for grant in grants if grant.is_valid(on)]
    if not valid:
        return []
    own_first = sorted(valid, key=lambda g: g.acting_for is not None)
    tasks = await _tasks(session, on, _held_by(valid), is_vacant)
    return [replace(task, acting_for=next(g.acting_for for g in own_first if _holds(g, task))) for task in tasks]


def _holds(grant: Grant, task: Task) -> bool:
    is_here = grant.units is None or task.unit_id in grant.units
    return is_here and (grant.effective, grant.scope) == (task.owed.holder, task.owed.scope) and not has_left(task)


def has_left(task: Task) -> bool:
    """Whether the office lies in another region than its rollout knows of yet; who led it does not read it any more."""
    return task.owed.holder is Function.REGIONAL_LEAD and task.owed.scope != task.region


async def count(session: AsyncSession, grants: Iterable[Grant], on: date) -> int:
    """How many steps ``mine`` would list, and reports ``turns.concerning``: one statement, since every page asks."""
    valid = [grant for grant in grants if grant.is_valid(on)]
    if not valid:
        return 0
    steps = sa.select(sa.func.count()).select_from(ObligationRow).join(UnitRow, UnitRow.id == ObligationRow.unit_id)
    number = steps.where(*_open(on), _held_by(valid)).scalar_subquery()
    reports = turns.waiting(valid, on)
    return await session.scalar(sa.select(number if reports is None else number + reports)) or 0


def _held_by(grants: Iterable[Grant]) -> Criterion:
    return sa.or_(
        *(
            sa.and_(
                ObligationRow.holder == g.effective.value,
                ObligationRow.scope == g.scope,
                *([] if g.units is None else [ObligationRow.unit_id.in_(sorted(g.units))]),
                *([UnitRow.region_code == g.scope] if g.effective is Function.REGIONAL_LEAD else []),
            )
            for g in grants
        )
    )


def _open(on: date) -> tuple[Criterion, ...]:
    return ObligationRow.closed_at.is_(None), ObligationRow.suspended.is_(False), ObligationRow.opens_on <= on


async def orphans(
    session: AsyncSession, grants: Iterable[Grant], on: date, *, is_vacant: IsVacant | None = None
) -> list[Task]:
    """Open steps nobody can take, for those who can appoint: Zentrale everywhere, regional leads in their region."""
    valid = [grant for grant in grants if grant.is_valid(on) and grant.units is None]
    if any(g.effective is Function.CENTRAL for g in valid):
        reading = Reading(everything=True)
    else:
        reading = Reading(regions=frozenset(g.scope for g in valid if g.effective is Function.REGIONAL_LEAD))
    if not reading.everything and not reading.regions:
        return []
    return [task for task in await _tasks(session, on, visible(reading), is_vacant) if task.is_orphan]


async def everywhere(session: AsyncSession, on: date) -> list[Task]:
    """All open steps, by due date: what digests are put together from."""
    return await _tasks(session, on, sa.true())


async def _tasks(
    session: AsyncSession, on: date, criterion: Criterion, is_vacant: IsVacant | None = None
) -> list[Task]:
    query = (
        sa.select(ObligationRow, UnitRow, RolloutRow.calendar_id)
        .join(UnitRow, UnitRow.id == ObligationRow.unit_id)
        .join(RolloutRow, RolloutRow.unit_id == UnitRow.id)
        .where(*_open(on), criterion)
        .order_by(ObligationRow.due_on, UnitRow.name, ObligationRow.key)
    )
    nobody = is_vacant or await vacancy(session, on)
    return [
        Task(
            unit_id=unit.id,
            code=unit.code,
            name=unit.name,
            region=unit.region_code,
            calendar_id=calendar_id,
            owed=obligation_of(row),
            is_orphan=nobody(Function(row.holder), row.scope),
        )
        for row, unit, calendar_id in (await session.execute(query))
    ]

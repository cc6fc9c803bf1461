"""What lists of persons and teams show beside the directory: managers' offices, offices without a team."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date

import sqlalchemy as sa
from sqlalchemy.ext.asyncio import AsyncSession

from models.organisation import SERVED, Function
from models.people_tables import ActorRefRow, AssignmentRow, PersonRow
from models.permissions import Reading
from models.queries.people import View
from models.queries.scope import Criterion, visible
from models.tables import CoverageRow, ManagerRow, RolloutRow, UnitRow


@dataclass(frozen=True, slots=True)
class Managed:
    """An office whose responsible manager somebody is."""

    code: str
    name: str
    since: date


async def managed_by(session: AsyncSession, persons: Collection[str], reads: Reading) -> dict[str, list[Managed]]:
    """Offices by responsible manager, as far as the asker reads the offices."""
    query = (
        sa.select(ActorRefRow.person_id, UnitRow.code, UnitRow.name, ManagerRow.since)
        .join(ManagerRow, ManagerRow.holder == ActorRefRow.ref)
        .join(UnitRow, UnitRow.id == ManagerRow.unit_id)
        .join(RolloutRow, RolloutRow.unit_id == UnitRow.id)
        .where(ActorRefRow.person_id.in_(persons), ManagerRow.until.is_(None), visible(reads))
    )
    found: dict[str, list[Managed]] = {}
    for person, code, name, since in await session.execute(query):
        found.setdefault(person, []).append(Managed(code, name, since))
    return found


def matching(seen: View, q: str, function: str, on: date) -> Criterion:
    """Persons whose name contains ``q``, where the asker reads it, and who hold ``function`` on the day ``on``."""
    criteria: list[Criterion] = []
    if q:
        criteria += [seen.named, PersonRow.name.icontains(q, autoescape=True)]
    if function == Function.MANAGER:
        managing = sa.select(ActorRefRow.person_id).join(ManagerRow, ManagerRow.holder == ActorRefRow.ref)
        criteria.append(PersonRow.id.in_(managing.where(ManagerRow.until.is_(None))))
    elif function:
        holds = sa.select(AssignmentRow.person_id).where(
            AssignmentRow.function == function,
            AssignmentRow.since <= on,
            sa.or_(AssignmentRow.until.is_(None), AssignmentRow.until >= on),
        )
        criteria.append(PersonRow.id.in_(holds))
    return sa.and_(sa.true(), *criteria)


async def uncovered(session: AsyncSession, reads: Reading, on: date) -> list[tuple[str, str, str | None]]:
    """Code, name and region of offices that no AQua team covers on the day ``on``, by name."""
    covered = sa.select(CoverageRow.unit_id).where(
        CoverageRow.since <= on, sa.or_(CoverageRow.until.is_(None), CoverageRow.until >= on)
    )
    query = (
        sa.select(UnitRow.code, UnitRow.name, UnitRow.region_code)
        .outerjoin(RolloutRow, RolloutRow.unit_id == UnitRow.id)
        .where(UnitRow.kind.in_([kind.value for kind in SERVED]), UnitRow.id.not_in(covered), visible(reads))
        .order_by(UnitRow.name, UnitRow.code)
    )
    return [(code, name, region) for code, name, region in await session.execute(query)]


async def offices(session: AsyncSession, regions: Collection[str] | None) -> list[tuple[str, str]]:
    """Code and name of the offices that can be covered, in these regions or everywhere, by name."""
    query = sa.select(UnitRow.code, UnitRow.name).where(UnitRow.kind.in_([kind.value for kind in SERVED]))
    if regions is not None:
        query = query.where(UnitRow.region_code.in_(regions))
    return [(code, name) for code, name in await session.execute(query.order_by(UnitRow.name, UnitRow.code))]

"""The functions of one region: who holds them, which are vacant, how many open steps wait there."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

import sqlalchemy as sa
from sqlalchemy.ext.asyncio import AsyncSession

from models.organisation import Function, UnitKind
from models.people_tables import ActorRefRow, AssignmentRow, PersonRow
from models.queries.people import View
from models.rollout.state import SideState
from models.tables import AquaTeamRow, ManagerRow, ObligationRow, RolloutRow, UnitRow

OUTSIDE = (SideState.NOT_PARTICIPATING.value, SideState.MERGED.value, SideState.CLOSED.value)


@dataclass(frozen=True, slots=True)
class Office:
    """An office of the region with its manager; ``person`` and ``manager`` None: unknown, or not for the asker."""

    code: str
    name: str
    kind: UnitKind
    team: str | None
    since: date | None
    person: str | None
    manager: str | None


@dataclass(frozen=True, slots=True)
class Lead:
    """Somebody who holds a function with this scope; ``name`` None: not for the asker."""

    function: Function
    scope: str
    person: str
    name: str | None
    since: date
    until: date | None


async def region_and_teams(session: AsyncSession, code: str) -> tuple[str | None, dict[str, str]]:
    """The region's name (None: there is none) and its AQua teams, code -> name, by name."""
    region = sa.select(sa.literal(0), UnitRow.code, UnitRow.name).where(
        UnitRow.code == code, UnitRow.kind == UnitKind.REGIONALDIREKTION.value
    )
    teams = sa.select(sa.literal(1), AquaTeamRow.code, AquaTeamRow.name).where(AquaTeamRow.region_code == code)
    name, found = None, []
    for is_team, its_code, its_name in await session.execute(sa.union_all(region, teams)):
        if is_team:
            found.append((its_name, its_code))
        else:
            name = its_name
    return name, {its_code: its_name for its_name, its_code in sorted(found)}


async def leads(session: AsyncSession, seen: View, region: str, on: date) -> list[Lead]:
    """Who leads the region and its AQua teams on the day ``on``, by name."""
    teams = sa.select(AquaTeamRow.code).where(AquaTeamRow.region_code == region)
    here = sa.or_(
        sa.and_(AssignmentRow.function == Function.REGIONAL_LEAD.value, AssignmentRow.scope == region),
        sa.and_(AssignmentRow.function == Function.AQUA_LEAD.value, AssignmentRow.scope.in_(teams)),
    )
    query = (
        sa.select(AssignmentRow, PersonRow.name, seen.named.label("named"))
        .join(PersonRow, PersonRow.id == AssignmentRow.person_id)
        .where(here, AssignmentRow.since <= on, sa.or_(AssignmentRow.until.is_(None), AssignmentRow.until >= on))
        .order_by(AssignmentRow.since, AssignmentRow.id)
    )
    return [
        Lead(Function(row.function), row.scope, row.person_id, name if named else None, row.since, row.until)
        for row, name, named in await session.execute(query)
    ]


async def offices(session: AsyncSession, seen: View, region: str) -> list[Office]:
    """The offices of the region that take part or may yet, by name, with who is their responsible manager."""
    query = (
        sa.select(
            UnitRow.code,
            UnitRow.name,
            UnitRow.kind,
            RolloutRow.aqua_team,
            ManagerRow.since,
            sa.case((seen.named, PersonRow.id)),
            sa.case((seen.named, PersonRow.name)),
        )
        .join(RolloutRow, RolloutRow.unit_id == UnitRow.id)
        .outerjoin(ManagerRow, sa.and_(ManagerRow.unit_id == UnitRow.id, ManagerRow.until.is_(None)))
        .outerjoin(ActorRefRow, ActorRefRow.ref == ManagerRow.holder)
        .outerjoin(PersonRow, sa.and_(PersonRow.id == ActorRefRow.person_id, PersonRow.forgotten_at.is_(None)))
        .where(RolloutRow.region_code == region, RolloutRow.side_state.not_in(OUTSIDE))
        .order_by(UnitRow.name, UnitRow.code)
    )
    return [Office(code, name, UnitKind(kind), *rest) for code, name, kind, *rest in await session.execute(query)]


async def waiting(session: AsyncSession, region: str, on: date) -> dict[tuple[Function, str | None], int]:
    """How many steps of the region are open on the day ``on``, by the function and scope that hold them."""
    query = (
        sa.select(ObligationRow.holder, ObligationRow.scope, sa.func.count())
        .join(RolloutRow, RolloutRow.unit_id == ObligationRow.unit_id)
        .where(
            RolloutRow.region_code == region,
            ObligationRow.closed_at.is_(None),
            ObligationRow.suspended.is_(False),
            ObligationRow.opens_on <= on,
        )
        .group_by(ObligationRow.holder, ObligationRow.scope)
    )
    return {(Function(holder), scope): count for holder, scope, count in await session.execute(query)}

"""Who is asking: a person and the functions they hold, read on every request."""

from __future__ import annotations

from dataclasses import dataclass

import sqlalchemy as sa
from sqlalchemy.ext.asyncio import AsyncSession

from models.organisation import Function
from models.permissions import Grant
from models.tables import ActorRefRow, AssignmentRow, ManagerRow, PersonRow, SubstitutionRow


@dataclass(frozen=True, slots=True)
class Person:
    """A known person with all their grants, also those not valid today."""

    id: str
    subject: str
    name: str
    language: str
    grants: tuple[Grant, ...]


async def person(session: AsyncSession, issuer: str, subject: str) -> Person | None:
    """The person known by issuer and subject, or None."""
    query = sa.select(PersonRow).where(PersonRow.issuer == issuer, PersonRow.subject == subject)
    row = (await session.scalars(query)).one_or_none()
    if row is None:
        return None
    grants = [
        *await _assigned(session, row.id),
        *await _managing(session, row.id),
        *await _substituting(session, row.id),
    ]
    return Person(row.id, subject, row.name, row.language, tuple(grants))


async def _assigned(session: AsyncSession, person_id: str) -> list[Grant]:
    rows = await session.scalars(sa.select(AssignmentRow).where(AssignmentRow.person_id == person_id))
    return [
        Grant(
            function=Function(row.function),
            scope=row.scope,
            actor_ref=row.actor_ref,
            assignment=row.id,
            since=row.since,
            until=row.until,
        )
        for row in rows
    ]


async def _managing(session: AsyncSession, person_id: str) -> list[Grant]:
    """Responsible managers are put in place by their unit's own record; the day they leave is no longer theirs."""
    query = (
        sa.select(ManagerRow.unit_id, ManagerRow.holder, ManagerRow.since)
        .join(ActorRefRow, ActorRefRow.ref == ManagerRow.holder)
        .where(ActorRefRow.person_id == person_id, ManagerRow.until.is_(None))
    )
    return [
        Grant(function=Function.MANAGER, scope=unit_id, actor_ref=holder or "", since=since)
        for unit_id, holder, since in (await session.execute(query)).tuples()
    ]


async def _substituting(session: AsyncSession, person_id: str) -> list[Grant]:
    """Substitutions: one level deep, as long as the assignment they stand in for is not ended before they begin."""
    query = (
        sa.select(SubstitutionRow, AssignmentRow)
        .join(AssignmentRow, AssignmentRow.id == SubstitutionRow.assignment_id)
        .where(SubstitutionRow.substitute_id == person_id)
    )
    own = {a.scope: a for a in await _assigned(session, person_id)}
    grants: list[Grant] = []
    for substitution, assignment in (await session.execute(query)).tuples():
        acting_for = Function(assignment.function)
        base = next(iter(own.values()), None)
        grants.append(
            Grant(
                function=base.function if base else acting_for,
                scope=assignment.scope,
                actor_ref=substitution.actor_ref,
                assignment=assignment.id,
                acting_for=acting_for,
                since=substitution.since,
                until=substitution.until,
            )
        )
    return grants

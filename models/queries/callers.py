"""Who is asking: a person and the functions they hold, read on every request."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

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
    """The person known by issuer and subject, or None; two statements."""
    query = (
        sa.select(PersonRow, AssignmentRow)
        .outerjoin(AssignmentRow, AssignmentRow.person_id == PersonRow.id)
        .where(PersonRow.issuer == issuer, PersonRow.subject == subject)
    )
    rows: Sequence[tuple[PersonRow, AssignmentRow | None]] = (await session.execute(query)).tuples().all()
    if not rows:
        return None
    known = rows[0][0]
    own = [_assigned(row) for _, row in rows if row is not None]
    return Person(known.id, subject, known.name, known.language, (*own, *await _others(session, known.id, own)))


def _assigned(row: AssignmentRow) -> Grant:
    return Grant(
        function=Function(row.function),
        scope=row.scope,
        actor_ref=row.actor_ref,
        assignment=row.id,
        since=row.since,
        until=row.until,
    )


async def _others(session: AsyncSession, person_id: str, own: list[Grant]) -> list[Grant]:
    """Managers' posts and substitutions: one level deep, for an assignment of somebody else."""
    found: list[Grant] = []
    rows = await session.execute(sa.union_all(_managing(person_id), _substituting(person_id)))
    for acting_for, scope, ref, assignment, since, until in rows.tuples():
        stands_in = Function(acting_for) if acting_for is not None else None
        base = own[0].function if own and stands_in else stands_in or Function.MANAGER
        found.append(Grant(base, scope, ref, assignment, stands_in, since, until))
    return found


def _managing(person_id: str) -> sa.Select[*tuple[Any, ...]]:
    """Responsible managers are put in place by their unit's own record; the day they leave is no longer theirs."""
    nothing = sa.null()
    return (
        sa.select(
            sa.cast(nothing, sa.String),
            ManagerRow.unit_id,
            ManagerRow.holder,
            sa.cast(nothing, sa.String),
            ManagerRow.since,
            ManagerRow.until,
        )
        .join(ActorRefRow, ActorRefRow.ref == ManagerRow.holder)
        .where(ActorRefRow.person_id == person_id, ManagerRow.until.is_(None))
    )


def _substituting(person_id: str) -> sa.Select[*tuple[Any, ...]]:
    return (
        sa.select(
            AssignmentRow.function,
            AssignmentRow.scope,
            SubstitutionRow.actor_ref,
            AssignmentRow.id,
            SubstitutionRow.since,
            SubstitutionRow.until,
        )
        .join(AssignmentRow, AssignmentRow.id == SubstitutionRow.assignment_id)
        .where(SubstitutionRow.substitute_id == person_id)
    )

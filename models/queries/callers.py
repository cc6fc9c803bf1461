"""Who is asking: a person and the functions they hold, read on every request in one statement."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import sqlalchemy as sa
from sqlalchemy.ext.asyncio import AsyncSession
from sqlalchemy.orm import aliased

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


def _assigned() -> sa.Select[*tuple[Any, ...]]:
    return sa.select(
        AssignmentRow.person_id,
        AssignmentRow.function,
        AssignmentRow.scope,
        AssignmentRow.actor_ref,
        AssignmentRow.id.label("assignment"),
        sa.null().label("acting_for"),
        AssignmentRow.since,
        AssignmentRow.until,
    )


def _managing() -> sa.Select[*tuple[Any, ...]]:
    """Responsible managers are put in place by their unit's own record."""
    return (
        sa.select(
            ActorRefRow.person_id,
            sa.literal(Function.MANAGER.value),
            ManagerRow.unit_id,
            ManagerRow.holder,
            sa.null(),
            sa.null(),
            ManagerRow.since,
            sa.null(),
        )
        .join(ActorRefRow, ActorRefRow.ref == ManagerRow.holder)
        .where(ManagerRow.until.is_(None))
    )


def _substituting() -> sa.Select[*tuple[Any, ...]]:
    """One level deep: a substitution stands in for an assignment, never for another substitution.

    The substitute acts in a function of their own, the first by its id, or, without one, in the one substituted for.
    """
    own = aliased(AssignmentRow)
    own_function = (
        sa.select(own.function)
        .where(own.person_id == SubstitutionRow.substitute_id)
        .order_by(own.id)
        .limit(1)
        .scalar_subquery()
    )
    return sa.select(
        SubstitutionRow.substitute_id,
        sa.func.coalesce(own_function, AssignmentRow.function),
        AssignmentRow.scope,
        SubstitutionRow.actor_ref,
        AssignmentRow.id,
        AssignmentRow.function,
        SubstitutionRow.since,
        SubstitutionRow.until,
    ).join(AssignmentRow, AssignmentRow.id == SubstitutionRow.assignment_id)


def _statement() -> sa.Select[*tuple[Any, ...]]:
    """Each part looks for the person by itself: neither database pushes a join into a union."""
    known = (PersonRow.issuer == sa.bindparam("issuer"), PersonRow.subject == sa.bindparam("subject"))
    asking = sa.select(PersonRow.id).where(*known).scalar_subquery()
    held = sa.union_all(
        _assigned().where(AssignmentRow.person_id == asking),
        _managing().where(ActorRefRow.person_id == asking),
        _substituting().where(SubstitutionRow.substitute_id == asking),
    ).subquery("held")
    return (
        sa.select(PersonRow.id, PersonRow.name, PersonRow.language, held)
        .outerjoin(held, held.c.person_id == PersonRow.id)
        .where(*known)
    )


STATEMENT = _statement()


async def person(session: AsyncSession, issuer: str, subject: str) -> Person | None:
    """The person known by issuer and subject, or None."""
    rows = (await session.execute(STATEMENT, {"issuer": issuer, "subject": subject})).mappings().all()
    if not rows:
        return None
    grants = tuple(_grant(row) for row in rows if row["function"] is not None)
    first = rows[0]
    return Person(first["id"], subject, first["name"], first["language"], grants)


def _grant(row: sa.RowMapping) -> Grant:
    return Grant(
        function=Function(row["function"]),
        scope=row["scope"],
        actor_ref=row["actor_ref"],
        assignment=row["assignment"],
        acting_for=Function(row["acting_for"]) if row["acting_for"] else None,
        since=row["since"],
        until=row["until"],
    )

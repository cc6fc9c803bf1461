"""The functions a person holds, as SQL: assigned, as a responsible manager, and by standing in for somebody."""

from __future__ import annotations

import json
from collections.abc import Collection, Sequence
from datetime import date
from typing import Any

import sqlalchemy as sa
from sqlalchemy.ext.asyncio import AsyncSession
from sqlalchemy.orm import aliased

from models.calendar import ONE_DAY
from models.organisation import Function
from models.people_tables import ActorRefRow, AssignmentRow, PersonRow, SubstitutionRow
from models.permissions import Grant
from models.tables import ManagerRow

NO_DAY, NO_TEXT = sa.cast(sa.null(), sa.Date()), sa.cast(sa.null(), sa.String())
"""PostgreSQL needs to know of what kind a missing value is."""
NO_SUBSTITUTION = (NO_DAY.label("held_until"), NO_DAY.label("filled_on"), NO_TEXT.label("units"))
"""What only a substitution has: the end of what it stands in for, and the offices it is narrowed to."""


async def grants_of(
    session: AsyncSession, on: date, person_ids: Collection[str] | None = None
) -> dict[str, tuple[Grant, ...]]:
    """All grants of these persons by id, as ``grants_in`` has them; of everybody without ``person_ids``."""
    asked = sa.select(PersonRow.id)
    everybody = held_by(asked if person_ids is None else asked.where(PersonRow.id.in_(person_ids)))
    rows: dict[str, list[sa.RowMapping]] = {}
    for row in (await session.execute(everybody)).mappings():
        rows.setdefault(row["person_id"], []).append(row)
    return {person: grants_in(its, on) for person, its in rows.items()}


def held_by(persons: sa.Select[str]) -> sa.CompoundSelect[*tuple[Any, ...]]:
    """One row a function; each part looks for the persons by itself: neither database pushes a join into a union."""
    return sa.union_all(
        _assigned().where(AssignmentRow.person_id.in_(persons)),
        _managing().where(ActorRefRow.person_id.in_(persons)),
        _substituting().where(SubstitutionRow.substitute_id.in_(persons)),
    )


def _assigned() -> sa.Select[*tuple[Any, ...]]:
    return sa.select(
        AssignmentRow.person_id,
        AssignmentRow.function,
        AssignmentRow.scope,
        AssignmentRow.actor_ref,
        AssignmentRow.id.label("assignment"),
        NO_TEXT.label("acting_for"),
        AssignmentRow.since,
        AssignmentRow.until,
        *NO_SUBSTITUTION,
    )


def _managing() -> sa.Select[*tuple[Any, ...]]:
    """Responsible managers are put in place by their unit's own record."""
    return (
        sa.select(
            ActorRefRow.person_id,
            sa.literal(Function.MANAGER.value),
            ManagerRow.unit_id,
            ManagerRow.holder,
            NO_TEXT.label("assignment"),
            NO_TEXT.label("acting_for"),
            ManagerRow.since,
            NO_DAY.label("until"),
            *NO_SUBSTITUTION,
        )
        .join(ActorRefRow, ActorRefRow.ref == ManagerRow.holder)
        .where(ManagerRow.until.is_(None))
    )


def _substituting() -> sa.Select[*tuple[Any, ...]]:
    """One level deep: a substitution stands in for the holding of a post, never for another substitution."""
    return (
        sa.select(
            SubstitutionRow.substitute_id,
            SubstitutionRow.function,
            SubstitutionRow.scope,
            SubstitutionRow.actor_ref,
            SubstitutionRow.assignment_id,
            SubstitutionRow.function,
            SubstitutionRow.since,
            SubstitutionRow.until,
            AssignmentRow.until,
            filled_on(),
            SubstitutionRow.units,
        )
        .outerjoin(AssignmentRow, AssignmentRow.id == SubstitutionRow.assignment_id)
        .where(SubstitutionRow.ended_at.is_(None), manager_is_in_place())
    )


def filled_on() -> sa.ScalarSelect[date]:
    """The day on which somebody takes over the vacant post that a substitution is for; NULL where nobody does.

    Who took it over earlier, as it turns out afterwards, had it from the first day of the substitution on.
    """
    taker = aliased(AssignmentRow)
    begun_before = taker.since < SubstitutionRow.since
    return (
        sa.select(sa.func.min(sa.case((begun_before, SubstitutionRow.since), else_=taker.since)))
        .where(
            SubstitutionRow.assignment_id.is_(None),
            taker.function == SubstitutionRow.function,
            taker.scope == SubstitutionRow.scope,
            taker.since <= SubstitutionRow.until,
            sa.or_(taker.until.is_(None), taker.until >= SubstitutionRow.since),
        )
        .scalar_subquery()
    )


def manager_is_in_place() -> sa.ColumnElement[bool]:
    """Whether the responsible manager whom a substitution is for still has the function."""
    in_place = sa.select(ManagerRow.unit_id).where(
        ManagerRow.holder == SubstitutionRow.manager_ref, ManagerRow.until.is_(None)
    )
    return sa.or_(SubstitutionRow.manager_ref.is_(None), in_place.exists())


def last_day(until: date, held_until: date | None, filled: date | None) -> date:
    """A substitution ends by itself: on its day, with the holding it stands in for, or when the post is filled."""
    eve = filled - ONE_DAY if filled is not None else until
    return min(until, held_until or until, eve)


def grants_in(rows: Sequence[sa.RowMapping], on: date) -> tuple[Grant, ...]:
    """The grants in rows of ``held_by``, also those not valid on the day ``on``.

    A substitute acts in a function of their own that is held on that day, the one held longest; without one, in that
    of the post.
    """
    held = [row for row in rows if row["function"] is not None]
    own = (row for row in held if row["acting_for"] is None and row["since"] <= on <= (row["until"] or on))
    main = max(own, key=lambda row: (row["until"] or date.max, row["scope"]), default=None)
    return tuple(_grant(row, row if main is None or row["acting_for"] is None else main) for row in held)


def _grant(row: sa.RowMapping, own: sa.RowMapping) -> Grant:
    acting = row["acting_for"]
    return Grant(
        function=Function(own["function"]),
        scope=row["scope"],
        actor_ref=row["actor_ref"],
        assignment=row["assignment"],
        acting_for=Function(acting) if acting else None,
        own_scope=own["scope"] if acting and own is not row else None,
        since=row["since"],
        until=last_day(row["until"], row["held_until"], row["filled_on"]) if acting else row["until"],
        units=frozenset(json.loads(row["units"])) if row["units"] else None,
    )

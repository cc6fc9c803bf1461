"""Forgetting persons: on request, and by itself when nothing has linked them to a function for long enough.

The journal stays as it is: it holds functions and random references, and its hashes cover nothing personal. What goes
is what leads from a reference to somebody: first name, address and sign-in, later the reference.
"""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

import sqlalchemy as sa
import structlog
from sqlalchemy.ext.asyncio import AsyncConnection

from activities import sessions
from activities.clock import berlin_day
from activities.mail.substitutions import PREFIX as SUBSTITUTION
from activities.people import PersonElsewhere, UnknownPerson, Within, kept_within
from activities.queueing import take_turns
from models.errors import Refusal
from models.mail_tables import DeliveryRow
from models.people_tables import ActorRefRow, AssignmentRow, PersonRow, SubstitutionRow
from models.remedies import Remedy
from models.retention import RetentionTerms
from models.tables import ManagerRow

log = structlog.get_logger(__name__)

BLANK: dict[str, Any] = {"name": "", "email": None, "issuer": None, "subject": None, "region_code": None}


class StillHoldsFunction(Refusal):
    """This person still holds a function, or will."""

    german = "Diese Person hat noch eine Funktion oder bekommt eine."
    remedy = Remedy(
        "Bitte zuerst diese beenden; danach lässt sie sich vergessen.",
        "End it first; then they can be forgotten.",
    )


@dataclass(frozen=True, slots=True)
class Forgotten:
    """How many persons lost their name, functions their link to a person, references their person."""

    persons: int = 0
    functions: int = 0
    references: int = 0


async def forget(connection: AsyncConnection, person_id: str, *, within: Within, today: date, moment: datetime) -> None:
    """Erase a person's name, address and sign-in at once, with the record of which functions they held.

    Raises: UnknownPerson, PersonElsewhere, StillHoldsFunction.
    """
    await take_turns(connection)
    query = sa.select(PersonRow.region_code).where(PersonRow.id == person_id, PersonRow.forgotten_at.is_(None))
    row = (await connection.execute(query)).one_or_none()
    if row is None:
        raise UnknownPerson
    if within is not None and not await kept_within(connection, PersonRow.id == person_id, within):
        raise PersonElsewhere
    if (await connection.execute(_bound(today).where(PersonRow.id == person_id))).first() is not None:
        raise StillHoldsFunction
    await _release(connection, AssignmentRow.person_id == person_id, SubstitutionRow.substitute_id == person_id)
    await _erase(connection, [person_id], moment)


async def sweep(connection: AsyncConnection, terms: RetentionTerms, moment: datetime) -> Forgotten:
    """Forget what the terms say is to be forgotten today; a no-op when nothing is."""
    await take_turns(connection)
    today = berlin_day(moment)
    cutoff = terms.forgets_who_ended_by(today)
    persons = await _long_without_function(connection, today, cutoff)
    functions = await _release(connection, AssignmentRow.until <= cutoff, SubstitutionRow.until <= cutoff)
    await _erase(connection, persons, moment)
    references = await _drop_references(connection, terms.releases_what_ended_by(today))
    done = Forgotten(len(persons), functions, references)
    if done != Forgotten():
        log.info("forgotten", persons=done.persons, functions=done.functions, references=done.references)
    return done


# --- who and what --------------------------------------------------------------------------------------------


def _bound(today: date) -> sa.Select[str]:
    """Persons who hold a function on this day or will later."""
    managing = (
        sa.select(ActorRefRow.person_id)
        .join(ManagerRow, ManagerRow.holder == ActorRefRow.ref)
        .where(ManagerRow.until.is_(None))
    )
    assigned = sa.select(AssignmentRow.person_id).where(
        sa.or_(AssignmentRow.until.is_(None), AssignmentRow.until >= today)
    )
    substituting = sa.select(SubstitutionRow.substitute_id).where(
        SubstitutionRow.until >= today, SubstitutionRow.ended_at.is_(None)
    )
    return sa.select(PersonRow.id).where(
        sa.or_(PersonRow.id.in_(assigned), PersonRow.id.in_(managing), PersonRow.id.in_(substituting))
    )


async def _long_without_function(connection: AsyncConnection, today: date, cutoff: date) -> list[str]:
    """Persons with a name whose last function, if they had one, ended by ``cutoff``; and who were known before it."""
    ends = (
        sa.select(AssignmentRow.person_id, AssignmentRow.until.label("ended_on")),
        sa.select(SubstitutionRow.substitute_id, SubstitutionRow.until),
        sa.select(ActorRefRow.person_id, ManagerRow.until).join(ManagerRow, ManagerRow.holder == ActorRefRow.ref),
        sa.select(ActorRefRow.person_id, ActorRefRow.released_on).where(ActorRefRow.released_on.is_not(None)),
    )
    ended = sa.union_all(*ends).subquery("ended")
    recent = sa.select(ended.c.person_id).where(ended.c.ended_on > cutoff)
    query = sa.select(PersonRow.id, PersonRow.created_at).where(
        PersonRow.forgotten_at.is_(None), PersonRow.id.not_in(_bound(today)), PersonRow.id.not_in(recent)
    )
    had_one = set((await connection.execute(sa.select(ended.c.person_id).distinct())).scalars())
    found = (await connection.execute(query)).all()
    return [row.id for row in found if row.id in had_one or berlin_day(row.created_at) <= cutoff]


# --- what goes -----------------------------------------------------------------------------------------------


async def _erase(connection: AsyncConnection, persons: Collection[str], moment: datetime) -> None:
    """Rows of persons stay without anything about them; what was sent to them, and their sessions, go."""
    if connection.dialect.name == "sqlite":
        await connection.exec_driver_sql("PRAGMA secure_delete=ON")  # else the file keeps what a row no longer says
    for person_id in persons:
        await sessions.end_all_of(connection, person_id)
        await connection.execute(sa.delete(DeliveryRow).where(DeliveryRow.person_id == person_id))
        blank = sa.update(PersonRow).where(PersonRow.id == person_id)
        await connection.execute(blank.values(**BLANK, forgotten_at=moment))
        log.info("person_forgotten", person=person_id)


async def _release(
    connection: AsyncConnection, assigned: sa.ColumnElement[bool], substituted: sa.ColumnElement[bool]
) -> int:
    """Delete assignments and substitutions; their references remember the last day. How many functions went."""
    gone = sa.select(AssignmentRow.id).where(assigned)
    substitutions = sa.or_(substituted, SubstitutionRow.assignment_id.in_(gone))
    refs = (
        sa.select(SubstitutionRow.actor_ref, SubstitutionRow.until).where(substitutions),
        sa.select(AssignmentRow.actor_ref, AssignmentRow.until).where(assigned),
    )
    released = [tuple(row) for query in refs for row in (await connection.execute(query))]
    for name in (await connection.execute(sa.select(SubstitutionRow.id).where(substitutions))).scalars().all():
        told = DeliveryRow.about.startswith(f"{SUBSTITUTION}{name}/", autoescape=True)  # these mails name both
        await connection.execute(sa.delete(DeliveryRow).where(told))
    await connection.execute(sa.delete(SubstitutionRow).where(substitutions))
    await connection.execute(sa.delete(AssignmentRow).where(assigned))
    for ref, ended_on in released:
        await connection.execute(sa.update(ActorRefRow).where(ActorRefRow.ref == ref).values(released_on=ended_on))
    return len(released)


async def _drop_references(connection: AsyncConnection, cutoff: date) -> int:
    """References of functions that ended by ``cutoff``, unless something still stands on them."""
    in_use: sa.CompoundSelect[*tuple[Any, ...]] = sa.union_all(
        sa.select(AssignmentRow.actor_ref),
        sa.select(SubstitutionRow.actor_ref),
        sa.select(ManagerRow.holder).where(
            ManagerRow.holder.is_not(None), sa.or_(ManagerRow.until.is_(None), ManagerRow.until > cutoff)
        ),
    )
    left = sa.select(ManagerRow.holder).where(ManagerRow.until <= cutoff)
    over = sa.and_(sa.or_(ActorRefRow.released_on <= cutoff, ActorRefRow.ref.in_(left)), ActorRefRow.ref.not_in(in_use))
    return (await connection.execute(sa.delete(ActorRefRow).where(over))).rowcount

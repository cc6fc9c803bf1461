"""Who is asking: a person and the functions they hold, read on every request in one statement.

The person is known by issuer and subject (a token), or by the session of a browser.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

import sqlalchemy as sa
from sqlalchemy.ext.asyncio import AsyncSession

from models.organisation import Function
from models.people_tables import AssignmentRow, PersonRow, SessionRow
from models.permissions import Grant
from models.queries.grants import grants_in, held_by
from models.queries.rows import rows


@dataclass(frozen=True, slots=True)
class Person:
    """A known person with all their grants, also those not valid today; ``language``: the one they have chosen."""

    id: str
    issuer: str
    subject: str
    name: str
    language: str | None
    grants: tuple[Grant, ...]


@dataclass(frozen=True, slots=True)
class Signed:
    """A session as it is stored, whether or not it is over, and whose it is."""

    hash: str
    form_token: str
    began_at: datetime
    seen_at: datetime
    person: Person


def _statement(*known: sa.ColumnElement[bool]) -> sa.Select[*tuple[Any, ...]]:
    held = held_by(sa.select(PersonRow.id).where(*known)).subquery("held")
    return (
        sa.select(PersonRow.id, PersonRow.issuer, PersonRow.subject, PersonRow.name, PersonRow.language, held)
        .outerjoin(held, held.c.person_id == PersonRow.id)
        .where(*known)
    )


BY_IDENTITY = _statement(PersonRow.issuer == sa.bindparam("issuer"), PersonRow.subject == sa.bindparam("subject"))
OF_SESSION = sa.select(SessionRow.person_id).where(SessionRow.hash == sa.bindparam("hash")).scalar_subquery()
BY_SESSION = (
    _statement(PersonRow.id == OF_SESSION)
    .add_columns(SessionRow.form_token, SessionRow.began_at, SessionRow.seen_at)
    .join(SessionRow, SessionRow.hash == sa.bindparam("hash"))
)


async def person(session: AsyncSession, issuer: str, subject: str, on: date) -> Person | None:
    """The person known by issuer and subject, with their grants as they are on the day ``on``; or None."""
    found = await rows(session, BY_IDENTITY, {"issuer": issuer, "subject": subject})
    return _person(found, on) if found else None


async def signed(session: AsyncSession, session_hash: str, on: date) -> Signed | None:
    """The session with this hash, its person as on the day ``on``; or None."""
    found = await rows(session, BY_SESSION, {"hash": session_hash})
    if not found:
        return None
    first = found[0]
    return Signed(session_hash, first.form_token, first.began_at, first.seen_at, _person(found, on))


def _person(found: Sequence[sa.Row[*tuple[Any, ...]]], on: date) -> Person:
    first = found[0]
    who = (first.id, first.issuer or "", first.subject or "", first.name, first.language)
    held = [row._mapping for row in found]  # noqa: SLF001 - public, whatever its name
    return Person(*who, grants_in(held, on))


async def nobody_appoints(session: AsyncSession, on: date) -> bool:
    """Whether nobody of the Zentrale is on record yet who could give others a function."""
    query = sa.select(AssignmentRow.id).where(
        AssignmentRow.function == Function.CENTRAL.value,
        AssignmentRow.since <= on,
        sa.or_(AssignmentRow.until.is_(None), AssignmentRow.until >= on),
    )
    return (await session.execute(query.limit(1))).first() is None

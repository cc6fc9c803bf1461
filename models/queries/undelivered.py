"""Whom no mail reaches: an address that was refused for good, or none. Those who keep the persons put it right."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime

import sqlalchemy as sa
from sqlalchemy.ext.asyncio import AsyncSession

from models.mail_tables import DeliveryRow
from models.notices import DeliveryState, address_hash
from models.people_tables import PersonRow
from models.queries.people import holders
from models.queries.scope import Criterion


@dataclass(frozen=True, slots=True)
class Undelivered:
    """A person whose address was refused when it was last written to, and has not been changed since."""

    person_id: str
    name: str
    code: int | None
    refused_at: datetime


async def undelivered(session: AsyncSession, whose: Criterion) -> list[Undelivered]:
    """Of the persons ``whose`` names may be read, by name."""
    answered = sa.or_(DeliveryRow.state == DeliveryState.SENT.value, DeliveryRow.address_hash.is_not(None))
    last = (
        sa.select(DeliveryRow.person_id, sa.func.max(DeliveryRow.settled_at).label("settled_at"))
        .where(answered)
        .group_by(DeliveryRow.person_id)
        .subquery("last")
    )
    newest = sa.and_(DeliveryRow.person_id == last.c.person_id, DeliveryRow.settled_at == last.c.settled_at)
    query = (
        sa.select(
            PersonRow.id,
            PersonRow.name,
            PersonRow.email,
            DeliveryRow.code,
            DeliveryRow.settled_at,
            DeliveryRow.address_hash,
        )
        .join(last, last.c.person_id == PersonRow.id)
        .join(DeliveryRow, newest)
        .where(whose, PersonRow.email.is_not(None), DeliveryRow.state == DeliveryState.REFUSED.value)
        .order_by(PersonRow.name, PersonRow.id)
    )
    return [
        Undelivered(person_id, name, code, refused_at)
        for person_id, name, email, code, refused_at, refused in await session.execute(query)
        if email is not None and refused_at is not None and refused == address_hash(email)
    ]


async def unaddressed(session: AsyncSession, whose: Criterion, on: date) -> list[tuple[str, str]]:
    """Id and name of persons ``whose`` names may be read who could act on the day ``on`` and have no address, by name.

    Who cannot sign in (a responsible manager without access) waits for no mail.
    """
    query = (
        sa.select(PersonRow.id, PersonRow.name)
        .where(whose, PersonRow.issuer.is_not(None), PersonRow.email.is_(None), PersonRow.id.in_(holders(on)))
        .order_by(PersonRow.name, PersonRow.id)
    )
    return [(person_id, name) for person_id, name in await session.execute(query)]

"""Calendars by id, the hash of what was asked, and the envelope of a new command."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterable, Mapping
from datetime import date, datetime
from typing import Any

import sqlalchemy as sa
from sqlalchemy.ext.asyncio import AsyncSession

from models.calendar import WorkingCalendar
from models.chain import stream_of
from models.commands import By, Envelope
from models.people_tables import ActorRefRow
from models.permissions import Grant
from models.programme import WorkshopKind
from models.tables import CalendarRow, JournalRow

Plans = tuple[WorkshopKind, ...]
_known_calendars: dict[str, WorkingCalendar] = {}
"""Calendars never change under their id, so a process may keep those it has read."""


def body_hash(unit_code: str, body: Mapping[str, Any]) -> str:
    """SHA-256 of what was asked, independent of the order of its fields."""
    text = json.dumps([unit_code, body], sort_keys=True, separators=(",", ":"), default=str)
    return hashlib.sha256(text.encode()).hexdigest()


def envelope(  # noqa: PLR0913 - what a decision needs from outside
    *,
    key: str,
    body_hash: str,
    grant: Grant,
    today: date,
    accepted_at: datetime,
    request_id: str | None,
    planned: Plans = (),
) -> Envelope:
    """What the decision needs from outside, resolved once: the day in Berlin and the actor's stamp."""
    return Envelope(
        key=key,
        body_hash=body_hash,
        today=today,
        accepted_at=accepted_at,
        by=By(function=grant.function, scope=grant.scope, acting_for=grant.acting_for),
        own_scope=grant.own_scope,
        planned=planned,
        actor_ref=grant.actor_ref,
        request_id=request_id,
    )


async def planned_by(session: AsyncSession, unit_id: str, person_id: str) -> Plans:
    """Workshops of the unit whose present day this person has set, in whatever function that was."""
    query = (
        sa.select(JournalRow.payload, ActorRefRow.person_id)
        .outerjoin(ActorRefRow, ActorRefRow.ref == JournalRow.actor_ref)
        .where(JournalRow.stream == stream_of(unit_id), JournalRow.type.in_(("workshop_planned", "workshop_moved")))
        .order_by(JournalRow.seq)
    )
    last = {payload["workshop"]: person for payload, person in await session.execute(query)}
    return tuple(WorkshopKind(kind) for kind, person in sorted(last.items()) if person == person_id)


async def calendars(session: AsyncSession, ids: Iterable[str]) -> dict[str, WorkingCalendar]:
    """Working calendars by id."""
    wanted = set(ids)
    missing = wanted - _known_calendars.keys()
    if missing:
        rows = await session.scalars(sa.select(CalendarRow).where(CalendarRow.id.in_(missing)))
        _known_calendars.update({row.id: WorkingCalendar.model_validate_json(row.body) for row in rows})
    return {calendar_id: _known_calendars[calendar_id] for calendar_id in wanted if calendar_id in _known_calendars}
